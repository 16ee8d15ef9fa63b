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
    dealer_target_group_ids = fields.Many2many(
        comodel_name="mailing.filter",
        string="Target Groups",
        compute="_compute_dealer_target_group_ids",
        search="_search_dealer_target_group_ids",
        groups="dealer_marketing.group_marketing_user",
    )

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
