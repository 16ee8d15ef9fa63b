"""Who shares a card: the family of the holder, or the people of a company."""

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from .sale_order import DEFER_KEY
from .sale_order_line import COMPUTING

ROLES = [("redeem", "May redeem"), ("earn", "Only earns")]


class DealerLoyaltyMember(models.Model):
    _name = "dealer.loyalty.member"
    _inherit = ["dealer.own.customers"]
    _description = "Sharer of a Club Card"
    _order = "active desc, id"
    _rec_name = "partner_id"

    # The holder's name is as private as the sharer's.
    _dealer_customer_paths = ("partner_id", "card_id.partner_id")

    card_id = fields.Many2one(
        comodel_name="loyalty.card",
        string="Club Card",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    program_id = fields.Many2one(
        related="card_id.program_id", string="Club", store=True, precompute=True
    )
    partner_id = fields.Many2one(
        comodel_name="res.partner",
        string="Person",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    role = fields.Selection(
        selection=ROLES,
        required=True,
        default="redeem",
        help="May redeem: earns for the card and spends its points. Only earns: "
        "invoices of this person give points to the card.",
    )
    active = fields.Boolean(default=True, readonly=True)
    ended_on = fields.Date(readonly=True)

    _one_card = models.UniqueIndex(
        "(program_id, partner_id) WHERE active",
        "This person shares a card of the club already.",
    )

    @api.constrains("card_id", "partner_id", "active")
    def _check_sharer(self):
        for member in self.filtered("active"):
            if member.card_id.partner_id == member.partner_id:
                raise ValidationError(
                    self.env._(
                        "%(name)s is the holder of the card.",
                        name=member.partner_id.display_name,
                    )
                )
            if not member.card_id.dealer_club:
                raise ValidationError(self.env._("Only club cards can be shared."))

    @api.model
    def _share(self, card, partner, role):
        """Let a person share a card.

        An own card of the person is joined to it as two merged contacts' cards are:
        points, reserved points and debt move by entries of the kind *Transferred*,
        and the old number still finds the person.

        :param card: loyalty.card of a club
        :param partner: res.partner
        :param str role: redeem or earn
        :return: dealer.loyalty.member in sudo
        :raise UserError: the person shares another card, or others share theirs
        """
        # sudo: cards and who shares them have no write access for anybody.
        card, members = card.sudo(), self.sudo()
        card.check_access("read")
        known = members.search(
            [("program_id", "=", card.program_id.id), ("partner_id", "=", partner.id)]
        )
        if known and known.card_id != card:
            raise UserError(
                self.env._(
                    "%(name)s shares the card %(card)s already. End that first.",
                    name=partner.display_name,
                    card=known.card_id.dealer_number,
                )
            )
        if known:
            known.role = role
            return known
        self._join_own_card(card, partner)
        return members.create(
            {"card_id": card.id, "partner_id": partner.id, "role": role}
        )

    def _join_own_card(self, card, partner):
        # sudo: see _share
        own = self.env["loyalty.card"].sudo()
        own = own.search(
            [
                ("program_id", "=", card.program_id.id),
                ("partner_id", "=", partner.id),
                ("id", "!=", card.id),
            ]
        )
        if own.dealer_member_ids:
            raise UserError(
                self.env._(
                    "Others share the card of %(name)s. End that first, or add "
                    "everybody to one card.",
                    name=partner.display_name,
                )
            )
        wizard = self.env["base.partner.merge.automatic.wizard"]
        for source in own:
            # sudo: see _share
            self.env["dealer.loyalty.ledger"].sudo()._transfer(source, card)
            self.env["dealer.loyalty.tier.engine"]._take_over(source, card)
            wizard.with_context(**{DEFER_KEY: COMPUTING})._replace_dealer_card(
                source, card
            )
            self.env["dealer.loyalty.tier.engine"]._update_cards(card)

    def _end(self):
        """The people do not share the card any more; what they earned stays on it."""
        # sudo: see _share
        self.sudo().write(
            {"active": False, "ended_on": fields.Date.context_today(self)}
        )

    def action_end(self):
        """End the sharing, for the card desk.

        :return: True
        :raise AccessError: the user may not see the card
        """
        self.check_access("read")
        self.env["dealer.loyalty.desk"]._check_desk()
        self._end()
        return True
