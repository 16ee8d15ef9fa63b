"""What target groups ask of a customer, as fields that can be searched."""

from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.fields import Domain


class ResPartner(models.Model):
    _inherit = "res.partner"

    dealer_period_ids = fields.One2many(
        comodel_name="dealer.vehicle.ownership",
        inverse_name="partner_id",
        string="Cars, Now and Before",
        groups="dealer_crm.group_dealer_staff",
        help="A group asks for several things of one and the same car: model, from "
        "when, until when, mileage.",
    )
    dealer_showroom_id = fields.Many2one(
        comodel_name="res.company",
        string="Showroom of the Manager",
        related="user_id.company_id",
        store=True,
        index="btree_not_null",
        groups="dealer_crm.group_dealer_staff",
    )
    dealer_age = fields.Integer(
        string="Age",
        compute="_compute_dealer_age",
        search="_search_dealer_age",
        groups="dealer_crm.group_dealer_staff",
    )
    dealer_asks_now = fields.Boolean(
        string="Asks for a Car Now",
        compute="_compute_dealer_leads",
        search="_search_dealer_asks_now",
        compute_sudo=True,
        groups="dealer_crm.group_dealer_staff",
        help="Has an open lead.",
    )
    dealer_lost_on = fields.Date(
        string="Last Lost On",
        compute="_compute_dealer_leads",
        search="_search_dealer_lost_on",
        compute_sudo=True,
        groups="dealer_crm.group_dealer_staff",
        help="When a lead of the customer was closed as lost.",
    )
    dealer_lost_reason_ids = fields.Many2many(
        comodel_name="crm.lost.reason",
        string="Lost Because",
        compute="_compute_dealer_lead_facts",
        search="_search_dealer_lost_reason_ids",
        compute_sudo=True,
        groups="dealer_crm.group_dealer_staff",
        help="Why leads of the customer were closed as lost.",
    )
    dealer_lead_source_ids = fields.Many2many(
        comodel_name="utm.source",
        string="Came By",
        compute="_compute_dealer_lead_facts",
        search="_search_dealer_lead_source_ids",
        compute_sudo=True,
        groups="dealer_crm.group_dealer_staff",
        help="Sources of the customer's leads.",
    )
    dealer_lead_channel = fields.Selection(
        selection=lambda self: (
            self.env["crm.lead"]
            ._fields["dealer_channel"]
            ._description_selection(self.env)
        ),
        string="Channel of a Lead",
        compute="_compute_dealer_lead_facts",
        search="_search_dealer_lead_channel",
        compute_sudo=True,
        groups="dealer_crm.group_dealer_staff",
        help="By which channel a lead of the customer came in.",
    )
    dealer_campaign_member_ids = fields.One2many(
        comodel_name="dealer.campaign.member",
        string="Campaigns",
        compute="_compute_dealer_campaign_member_ids",
        search="_search_dealer_campaign_member_ids",
        groups="dealer_marketing.group_marketing_user",
        help="A group asks for several things of one and the same campaign: what was "
        "opened, answered, bought, and when.",
    )
    dealer_target_group_ids = fields.Many2many(
        comodel_name="mailing.filter",
        string="Target Groups",
        compute="_compute_dealer_target_group_ids",
        search="_search_dealer_target_group_ids",
        groups="dealer_marketing.group_marketing_user",
    )

    @api.depends_context("uid", "allowed_company_ids")
    def _compute_dealer_campaign_member_ids(self):
        # sudo: names of members are for who may export; these are the contact's own.
        members = self.env["dealer.campaign.member"].sudo()
        found = members.search(
            [("partner_id", "in", self.ids), *self._get_dealer_member_domain()]
        )
        mine = found.grouped("partner_id")
        for partner in self:
            rows = mine.get(partner, members)
            partner.dealer_campaign_member_ids = rows.ids

    def _search_dealer_campaign_member_ids(self, operator, value):
        """A condition counts members, and needs no right to their names."""
        if operator not in ("any", "in"):
            return NotImplemented
        # sudo: as above.
        members = self.env["dealer.campaign.member"].sudo()
        mine = Domain(self._get_dealer_member_domain())
        if operator == "any":
            rows = value if isinstance(value, Domain) else Domain("id", "in", value)
            return self._get_dealer_people_of(members, mine & rows)
        found = self._get_dealer_people_of(
            members, mine & Domain("id", "in", [id_ for id_ in value if id_])
        )
        if False in value:
            found |= ~self._get_dealer_people_of(members, mine)
        return found

    @api.model
    def _get_dealer_people_of(self, members, domain):
        query = members._search(domain)
        return Domain("id", "in", query.subselect("partner_id"))

    @api.model
    def _get_dealer_member_domain(self):
        """Whose campaigns count in a condition: those of the showrooms one works in.

        :return: list, domain on dealer.campaign.member
        """
        if self.env.su:
            return []
        return [("company_id", "in", [False, *self.env.companies.ids])]

    @api.depends("dealer_birthdate")
    def _compute_dealer_age(self):
        today = fields.Date.context_today(self)
        for partner in self:
            born = partner.dealer_birthdate
            partner.dealer_age = relativedelta(today, born).years if born else 0

    def _search_dealer_age(self, operator, value):
        """An age is a range of birthdays; whose birthday we do not know has none."""
        if operator not in ("<", "<=", ">", ">=", "in"):
            return NotImplemented
        if operator == "in":
            return Domain.OR(self._get_dealer_born(age, age) for age in value)
        first = {">": value + 1, ">=": value}.get(operator)
        last = {"<": value - 1, "<=": value}.get(operator)
        return self._get_dealer_born(first, last)

    @api.model
    def _get_dealer_born(self, first, last):
        """Who is so old today.

        :param first: youngest age in whole years, None for no limit
        :param last: oldest age in whole years, None for no limit
        :return: Domain
        """
        today = fields.Date.context_today(self)
        domain = Domain("dealer_birthdate", "!=", False)
        if first is not None:
            latest = today - relativedelta(years=first)
            domain &= Domain("dealer_birthdate", "<=", latest)
        if last is not None:
            earliest = today - relativedelta(years=last + 1)
            domain &= Domain("dealer_birthdate", ">", earliest)
        return domain

    def _compute_dealer_leads(self):
        leads = self.env["crm.lead"].with_context(active_test=False)
        groups = leads._read_group(
            [("partner_id", "in", self.ids)],
            ["partner_id", "won_status"],
            ["date_closed:max"],
        )
        found = {
            (partner.id, status): closed or True for partner, status, closed in groups
        }
        for partner in self:
            partner.dealer_asks_now = (partner.id, "pending") in found
            lost = found.get((partner.id, "lost"))
            partner.dealer_lost_on = lost if lost is not True else False

    def _compute_dealer_lead_facts(self):
        leads = self.env["crm.lead"].with_context(active_test=False)
        found = leads.search_fetch(
            [("partner_id", "in", self.ids)],
            ["partner_id", "lost_reason_id", "source_id", "dealer_channel"],
            order="id",
        ).grouped("partner_id")
        for partner in self:
            mine = found.get(partner._origin, leads)
            partner.dealer_lost_reason_ids = mine.lost_reason_id
            partner.dealer_lead_source_ids = mine.source_id
            partner.dealer_lead_channel = mine[:1].dealer_channel

    def _search_dealer_lost_reason_ids(self, operator, value):
        return self._search_dealer_lead_fact("lost_reason_id", operator, value)

    def _search_dealer_lead_source_ids(self, operator, value):
        return self._search_dealer_lead_fact("source_id", operator, value)

    def _search_dealer_lead_channel(self, operator, value):
        return self._search_dealer_lead_fact("dealer_channel", operator, value)

    @api.model
    def _search_dealer_lead_fact(self, name, operator, value):
        """Who has a lead of which a field says this; False asks for who has none.

        :param str name: field of crm.lead
        """
        if operator != "in":
            return NotImplemented
        wanted = [one for one in value if one]
        parts = []
        if wanted:
            people = self._get_dealer_lead_people([(name, "in", wanted)])
            parts.append(Domain("id", "in", people))
        if len(wanted) < len(value):
            people = self._get_dealer_lead_people([(name, "!=", False)])
            parts.append(Domain("id", "not in", people))
        return Domain.OR(parts)

    @api.model
    def _get_dealer_lead_people(self, domain):
        """Whose leads fulfil a condition.

        :param list domain: on crm.lead
        :return: SQL which selects ids of contacts
        """
        # sudo: marketing reads no leads, and asks who has one all the same.
        leads = self.env["crm.lead"].sudo().with_context(active_test=False)
        domain = [("partner_id", "!=", False), *domain]
        return leads._search(domain).subselect("partner_id")

    def _search_dealer_asks_now(self, operator, value):
        if operator != "in":
            return NotImplemented
        people = self._get_dealer_lead_people(
            [("active", "=", True), ("won_status", "=", "pending")]
        )
        return [("id", "in" if True in value else "not in", people)]

    def _search_dealer_lost_on(self, operator, value):
        if operator not in ("<", "<=", ">", ">="):
            return NotImplemented
        people = self._get_dealer_lead_people(
            [("won_status", "=", "lost"), ("date_closed", operator, value)]
        )
        return [("id", "in", people)]

    def _compute_dealer_target_group_ids(self):
        groups = self.env["mailing.filter"]._get_dealer_groups()
        members = {
            group: self.filtered_domain(Domain("id", "in", self.ids))
            & self.search(Domain("id", "in", self.ids) & group._get_dealer_domain())
            for group in groups
        }
        for partner in self:
            partner.dealer_target_group_ids = groups.filtered(
                lambda group, partner=partner: partner._origin in members[group]
            )

    def _search_dealer_target_group_ids(self, operator, value):
        if operator != "in":
            return NotImplemented
        groups = self.env["mailing.filter"].browse(id_ for id_ in value if id_)
        return Domain.OR(group._get_dealer_domain() for group in groups.exists())
