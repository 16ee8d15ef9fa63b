"""Target groups: stock's saved filters on contacts, joined, counted, kept."""

from ast import literal_eval

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Command, Domain

SAMPLE = 10
# What decides who belongs to a group.
MEMBERSHIP = (
    "mailing_domain",
    "dealer_kind",
    "dealer_with_ids",
    "dealer_or_ids",
    "dealer_without_ids",
    "dealer_member_ids",
)


class MailingFilter(models.Model):
    _inherit = "mailing.filter"

    name = fields.Char(translate=True)
    dealer_is_group = fields.Boolean(
        string="Target Group",
        compute="_compute_dealer_is_group",
        store=True,
        help="A filter on contacts.",
    )
    dealer_kind = fields.Selection(
        selection=[("living", "Living"), ("snapshot", "Snapshot")],
        string="Members",
        required=True,
        default="living",
        help="Living: whoever fulfils the conditions on the day of sending. Snapshot: "
        "those who did on the day on which it was taken.",
    )
    dealer_description = fields.Text(string="What It Is For", translate=True)
    dealer_with_ids = fields.Many2many(
        comodel_name="mailing.filter",
        relation="dealer_mailing_filter_with_rel",
        column1="filter_id",
        column2="other_id",
        string="Also in All of",
        domain="[('dealer_is_group', '=', True), ('id', '!=', id)]",
    )
    dealer_or_ids = fields.Many2many(
        comodel_name="mailing.filter",
        relation="dealer_mailing_filter_or_rel",
        column1="filter_id",
        column2="other_id",
        string="And Everybody of",
        domain="[('dealer_is_group', '=', True), ('id', '!=', id)]",
    )
    dealer_without_ids = fields.Many2many(
        comodel_name="mailing.filter",
        relation="dealer_mailing_filter_without_rel",
        column1="filter_id",
        column2="other_id",
        string="Without Those of",
        domain="[('dealer_is_group', '=', True), ('id', '!=', id)]",
    )
    dealer_member_ids = fields.Many2many(
        comodel_name="res.partner",
        relation="dealer_mailing_filter_member_rel",
        column1="filter_id",
        column2="partner_id",
        string="Members Kept",
        copy=False,
        groups="dealer_marketing.group_marketing_user",
    )
    dealer_taken_at = fields.Datetime(string="Taken", readonly=True, copy=False)
    dealer_count = fields.Integer(string="People", compute="_compute_dealer_count")
    dealer_sample_ids = fields.Many2many(
        comodel_name="res.partner", string="Sample", compute="_compute_dealer_sample"
    )
    dealer_purpose_id = fields.Many2one(
        comodel_name="dealer.consent.purpose",
        string="To Write About",
        ondelete="set null",
        help="Shows below how many of the group may be contacted about it.",
    )
    dealer_channels = fields.Html(
        string="May Be Contacted",
        compute="_compute_dealer_channels",
        sanitize=False,
    )

    @api.depends("mailing_model_id")
    def _compute_dealer_is_group(self):
        for group in self:
            group.dealer_is_group = group.mailing_model_id.model == "res.partner"

    @api.model
    def default_get(self, fields_list):
        values = super().default_get(fields_list)
        if self.env.context.get("dealer_target_group"):
            # sudo: the number of a model.
            models_ = self.env["ir.model"].sudo()
            values["mailing_model_id"] = models_._get_id("res.partner")
            values.setdefault("mailing_domain", "[]")
        return values

    # === WHO === #

    @api.model
    def _get_dealer_groups(self):
        """All target groups.

        :return: mailing.filter
        """
        return self.search([("dealer_is_group", "=", True)])

    def _get_dealer_domain(self):
        """Condition of being a member, with all the groups it is made of.

        Companies of the group, suppliers and colleagues are no customers.

        :return: Domain on res.partner
        """
        self.ensure_one()
        if self.dealer_kind == "snapshot":
            return Domain("id", "in", self._get_dealer_member_query())
        domain = Domain("partner_share", "=", True)
        domain &= Domain("ref_company_ids", "=", False) & self._read_dealer_domain()
        for group in self.dealer_with_ids:
            domain &= group._get_dealer_domain()
        for group in self.dealer_or_ids:
            domain |= group._get_dealer_domain()
        for group in self.dealer_without_ids:
            domain &= ~group._get_dealer_domain()
        return domain

    def _get_dealer_member_query(self):
        """The kept members as a query, however many they are."""
        # sudo: whom of them one sees, the rules of contacts say.
        partners = self.env["res.partner"].sudo().with_context(active_test=False)
        return partners._search([("dealer_kept_group_ids", "in", self.ids)])

    def _read_dealer_domain(self):
        """The group's own conditions.

        :raise ValidationError: they cannot be read
        """
        try:
            domain = Domain(literal_eval(self.mailing_domain or "[]"))
            domain.validate(self.env["res.partner"])
        except (ValueError, SyntaxError, TypeError, KeyError) as error:
            raise ValidationError(
                self.env._(
                    "The conditions of the group %(name)s cannot be read: %(error)s",
                    name=self.name or "",
                    error=error,
                )
            ) from error
        return domain

    @api.constrains("dealer_with_ids", "dealer_or_ids", "dealer_without_ids")
    def _check_dealer_circle(self):
        names = ("dealer_with_ids", "dealer_or_ids", "dealer_without_ids")
        for group in self:
            seen, wave = group.browse(), group
            while wave:
                wave = group.browse().union(*(wave[name] for name in names)) - seen
                if group in wave:
                    raise ValidationError(
                        self.env._(
                            "The group %(name)s would be made of itself. Take one of "
                            "the groups away.",
                            name=group.name,
                        )
                    )
                seen |= wave

    # === HOW MANY === #

    @api.depends(*MEMBERSHIP)
    @api.depends_context("uid", "allowed_company_ids")
    def _compute_dealer_count(self):
        for group in self:
            people = group.env["res.partner"]
            group.dealer_count = (
                people.search_count(group._get_dealer_domain())
                if group.dealer_is_group
                else 0
            )

    @api.depends(*MEMBERSHIP)
    @api.depends_context("uid")
    def _compute_dealer_sample(self):
        for group in self:
            people = group.env["res.partner"]
            group.dealer_sample_ids = (
                people.search(group._get_dealer_domain(), limit=SAMPLE, order="id desc")
                if group.dealer_is_group
                else people
            )

    @api.depends(*MEMBERSHIP, "dealer_purpose_id")
    @api.depends_context("uid", "lang")
    def _compute_dealer_channels(self):
        for group in self:
            group.dealer_channels = group.dealer_purpose_id and self.env[
                "ir.qweb"
            ]._render(
                "dealer_marketing.target_group_channels",
                {
                    "rows": group._count_dealer_channels(),
                    "total": group.dealer_count or 1,
                },
            )

    def _count_dealer_channels(self):
        """How many of the group may be contacted by each channel, in one statement.

        :return: list of tuples (name of the channel, number)
        """
        channels = self.env["res.partner"]._get_dealer_channels()
        purpose = self.dealer_purpose_id
        if purpose.basis != "consent":
            return [(name, self.dealer_count) for _channel, name in channels]
        members = self.env["res.partner"]._search(self._get_dealer_domain())
        # sudo: numbers only.
        states = self.env["dealer.consent.state"].sudo()
        groups = states._read_group(
            [
                ("partner_id", "in", members),
                ("purpose_id", "=", purpose.id),
                ("state", "=", "granted"),
                ("vehicle_id", "=", False),
            ],
            ["channel"],
            ["__count"],
        )
        found = dict(groups)
        return [(name, found.get(channel, 0)) for channel, name in channels]

    # === ACTIONS === #

    def action_dealer_members(self):
        """Open the people of the group, for who may take lists of customers along.

        :return: window action
        :raise AccessError: without the right to export
        """
        self.ensure_one()
        self.env["dealer.campaign.person"]._check_names_access()
        return self._get_dealer_members_action()

    def _get_dealer_members_action(self):
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "dealer_crm.res_partner_action_customers"
        )
        action["domain"] = [("dealer_target_group_ids", "in", self.ids)]
        action["context"] = {"create": False}
        action["display_name"] = self.name
        return action

    def action_dealer_graph(self):
        """The people of the group by manager, as a graph.

        :return: window action
        """
        self.ensure_one()
        action = self._get_dealer_members_action()
        view = self.env.ref("dealer_marketing.res_partner_view_graph_target")
        return {**action, "view_mode": "graph", "views": [(view.id, "graph")]}

    def action_dealer_take(self):
        """Keep today's members: the group does not change any more.

        :return: True
        """
        for group in self:
            group.check_access("write")
            members = self.env["res.partner"].search(group._get_dealer_domain())
            group.write(
                {
                    "dealer_kind": "snapshot",
                    "dealer_member_ids": [Command.set(members.ids)],
                    "dealer_taken_at": fields.Datetime.now(),
                }
            )
        return True

    def action_dealer_live(self):
        """Follow the conditions again; the kept members are given up.

        :return: True
        """
        return self.write(
            {
                "dealer_kind": "living",
                "dealer_member_ids": [Command.clear()],
                "dealer_taken_at": False,
            }
        )

    def action_dealer_mailing(self):
        """Start a mailing to the group.

        :return: window action
        :raise UserError: nobody is in it
        """
        self.ensure_one()
        if not self.dealer_count:
            raise UserError(self.env._("Nobody is in this group: change it first."))
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "mass_mailing.mailing_mailing_action_mail"
        )
        return {
            **action,
            "views": [(False, "form")],
            "context": {
                "default_mailing_type": "mail",
                "default_mailing_model_id": self.mailing_model_id.id,
                "default_mailing_filter_id": self.id,
                "default_dealer_purpose_id": self.dealer_purpose_id.id,
            },
        }


class MailingMailing(models.Model):
    _inherit = "mailing.mailing"

    def _compute_mailing_domain(self):
        """A mailing goes to who is in the group when it is sent."""
        result = super()._compute_mailing_domain()
        for mailing in self:
            if mailing.mailing_filter_id.dealer_is_group:
                mailing.mailing_domain = repr(
                    [("dealer_target_group_ids", "in", mailing.mailing_filter_id.ids)]
                )
        return result


class ResPartner(models.Model):
    _inherit = "res.partner"

    dealer_kept_group_ids = fields.Many2many(
        comodel_name="mailing.filter",
        relation="dealer_mailing_filter_member_rel",
        column1="partner_id",
        column2="filter_id",
        string="Kept in Groups",
        groups="dealer_marketing.group_marketing_user",
    )
