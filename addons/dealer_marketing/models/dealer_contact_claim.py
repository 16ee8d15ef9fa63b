"""Reservations: one showroom at a time invites a person."""

from odoo import api, fields, models
from odoo.exceptions import AccessError

# Reservations which keep others away.
ACTIVE = ("reserved", "used")


class DealerContactClaim(models.Model):
    _name = "dealer.contact.claim"
    _description = "Contact Reservation"
    _order = "id desc"
    _rec_name = "partner_id"

    partner_id = fields.Many2one(
        comodel_name="res.partner",
        string="Customer",
        required=True,
        readonly=True,
        ondelete="cascade",
    )
    purpose_id = fields.Many2one(
        comodel_name="dealer.consent.purpose",
        required=True,
        readonly=True,
        ondelete="restrict",
    )
    claim_group = fields.Selection(
        selection=lambda self: (
            self.env["dealer.consent.purpose"]
            ._fields["claim_group"]
            ._description_selection(self.env)
        ),
        string="Kind of Invitation",
        required=True,
        readonly=True,
        help="Somebody is reserved once for each kind.",
    )
    company_id = fields.Many2one(
        comodel_name="res.company",
        string="Showroom",
        readonly=True,
        ondelete="cascade",
        index="btree_not_null",
        help="Empty: a campaign of the whole group.",
    )
    user_id = fields.Many2one(
        comodel_name="res.users", string="By", readonly=True, ondelete="set null"
    )
    date_from = fields.Date(string="From", required=True, readonly=True)
    date_to = fields.Date(
        string="Free Again",
        required=True,
        readonly=True,
        help="From this day on others may invite the person.",
    )
    level = fields.Integer(
        required=True,
        readonly=True,
        aggregator=None,
        help="The higher level goes first as long as nothing was sent.",
    )
    origin = fields.Char(
        required=True, readonly=True, help="Mailing or task for which it was made."
    )
    state = fields.Selection(
        selection=[
            ("reserved", "Reserved"),
            ("used", "Contacted"),
            ("outranked", "Gave Way"),
            ("released", "Given Back"),
        ],
        required=True,
        default="reserved",
        readonly=True,
    )

    # The names of a person and a kind of invitation never overlap in time.
    _no_overlap = models.Constraint(
        "EXCLUDE USING gist (partner_id WITH =, claim_group WITH =,"
        " daterange(date_from, date_to) WITH &&)"
        " WHERE (state IN ('reserved', 'used'))",
        "The customer is reserved by another showroom in these days.",
    )
    _check_dates = models.Constraint(
        "CHECK (date_from < date_to)", "A reservation lasts a day at least."
    )
    _origin_idx = models.Index("(origin) WHERE state = 'reserved'")

    @api.depends("partner_id", "claim_group", "date_to")
    def _compute_display_name(self):
        kinds = dict(self._fields["claim_group"]._description_selection(self.env))
        for claim in self:
            name = claim.partner_id.display_name or ""
            claim.display_name = f"{name}, {kinds.get(claim.claim_group, '')}"

    def _get_holder_name(self):
        """Who has the reservation, for people of other showrooms: no names of staff.

        :return: name of the showroom, or of the whole group
        """
        self.ensure_one()
        # sudo: the name of another showroom of the group is no secret.
        return self.sudo().company_id.name or self.env._("a campaign of the group")

    def action_release(self):
        """Give reservations back before their time; for managers, and one's own.

        :return: True
        :raise AccessError: the reservation of a colleague
        """
        is_manager = self.env.user.has_group("dealer_marketing.group_marketing_manager")
        if not is_manager and self.user_id - self.env.user:
            raise AccessError(
                self.env._(
                    "Ask whoever made the reservation, or a marketing manager, to "
                    "give it back."
                )
            )
        self.check_access("read")
        # sudo: reservations are written by the arbitration alone.
        self.sudo().filtered(lambda claim: claim.state in ACTIVE).state = "released"
        return True


class DealerContactCount(models.Model):
    _name = "dealer.contact.count"
    _description = "Contact of a Week"
    _order = "id desc"
    _rec_name = "partner_id"

    partner_id = fields.Many2one(
        comodel_name="res.partner",
        string="Customer",
        required=True,
        readonly=True,
        ondelete="cascade",
    )
    channel = fields.Selection(
        selection=lambda self: (
            self.env["dealer.consent"]
            ._fields["channel"]
            ._description_selection(self.env)
        ),
        required=True,
        readonly=True,
    )
    purpose_id = fields.Many2one(
        comodel_name="dealer.consent.purpose",
        required=True,
        readonly=True,
        ondelete="restrict",
    )
    claim_id = fields.Many2one(
        comodel_name="dealer.contact.claim",
        readonly=True,
        ondelete="set null",
        index="btree_not_null",
    )
    company_id = fields.Many2one(
        comodel_name="res.company",
        string="Showroom",
        readonly=True,
        ondelete="cascade",
    )
    week = fields.Date(required=True, readonly=True, help="Its Monday.")
    place = fields.Integer(
        required=True,
        readonly=True,
        aggregator=None,
        help="The first, second ... contact of the week by this channel.",
    )
    origin = fields.Char(required=True, readonly=True)

    # Of two showrooms which take the last place at once, one gets it.
    _place_uniq = models.UniqueIndex(
        "(partner_id, channel, week, place)",
        "The customer is contacted often enough this week.",
    )
    # One message takes one place, however often it is tried.
    _origin_uniq = models.UniqueIndex(
        "(origin, partner_id, channel)", "This message has been counted already."
    )
