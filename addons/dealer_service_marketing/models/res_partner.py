"""What target groups ask of the workshop, as fields that can be searched."""

from odoo import api, fields, models
from odoo.tools import SQL

DONE = ("delivered", "history")
COMPARISONS = ("<", "<=", ">", ">=")
ALL = SQL("TRUE")


class ResPartner(models.Model):
    _inherit = "res.partner"

    dealer_last_service_on = fields.Date(
        string="Last Service On",
        compute="_compute_dealer_last_service_on",
        search="_search_dealer_last_service_on",
        compute_sudo=True,
        groups="dealer_crm.group_dealer_staff",
        help="When the customer last got a car back from the workshop.",
    )
    dealer_last_parts_on = fields.Date(
        string="Last Parts On",
        compute="_compute_dealer_last_parts_on",
        search="_search_dealer_last_parts_on",
        compute_sudo=True,
        groups="dealer_crm.group_dealer_staff",
        help="When the customer last had parts fitted or bought them at the workshop.",
    )
    dealer_next_service_on = fields.Date(
        string="Next Service On",
        compute="_compute_dealer_next_service_on",
        search="_search_dealer_next_service_on",
        groups="dealer_crm.group_dealer_staff",
        help="The first of the customer's cars which is due.",
    )

    def _compute_dealer_last_service_on(self):
        last = self._get_dealer_last_days([])
        for partner in self:
            partner.dealer_last_service_on = last.get(partner._origin.id)

    def _compute_dealer_last_parts_on(self):
        last = self._get_dealer_last_days([("line_ids.kind", "=", "part")])
        for partner in self:
            partner.dealer_last_parts_on = last.get(partner._origin.id)

    def _get_dealer_last_days(self, domain):
        """When people were last in the workshop.

        :param list domain: which orders count
        :return: dict id of res.partner -> moment
        """
        mine = [("partner_id", "in", self.ids), ("state", "in", DONE), *domain]
        groups = self.env["dealer.service.order"]._read_group(
            mine, ["partner_id"], ["date:max"]
        )
        return {partner.id: moment for partner, moment in groups}

    def _search_dealer_last_service_on(self, operator, value):
        return self._search_dealer_served(operator, value, ALL)

    def _search_dealer_last_parts_on(self, operator, value):
        self.env["dealer.service.line"].flush_model(["order_id", "kind"])
        parts = SQL(
            "EXISTS (SELECT FROM dealer_service_line line"
            " WHERE line.order_id = job.id AND line.kind = 'part')"
        )
        return self._search_dealer_served(operator, value, parts)

    @api.model
    def _search_dealer_served(self, operator, value, counts):
        """By the last order which counts; False asks for who has none.

        :param counts: SQL on an order called "job"
        """
        self.env["dealer.service.order"].flush_model(["partner_id", "state", "date"])
        is_none = operator == "in" and set(value) == {False}
        if not is_none and operator not in COMPARISONS:
            return NotImplemented
        # The last one is not before a day when any is not: only those are looked at.
        is_since = operator in (">", ">=")
        last = SQL("max(job.date)::date %s %s", SQL(operator), value)
        served = SQL(
            """(
            SELECT job.partner_id FROM dealer_service_order job
             WHERE job.partner_id IS NOT NULL AND job.state IN %s AND %s AND %s
          GROUP BY job.partner_id HAVING %s)""",
            DONE,
            SQL("job.date::date %s %s", SQL(operator), value) if is_since else ALL,
            counts,
            ALL if is_none or is_since else last,
        )
        return [("id", "not in" if is_none else "in", served)]

    @api.depends("dealer_vehicle_ids.next_service_date")
    def _compute_dealer_next_service_on(self):
        for partner in self:
            days = partner.dealer_vehicle_ids.mapped("next_service_date")
            partner.dealer_next_service_on = min(filter(None, days), default=False)

    def _search_dealer_next_service_on(self, operator, value):
        """By the first of the cars: later than a day means none before it."""
        vehicles = "dealer_vehicle_ids"
        due = (vehicles, "any", [("next_service_date", "!=", False)])
        if operator == "in" and set(value) == {False}:
            return ["!", due]
        if operator in ("<", "<="):
            return [(vehicles, "any", [("next_service_date", operator, value)])]
        if operator not in (">", ">="):
            return NotImplemented
        before = "<=" if operator == ">" else "<"
        return [
            due,
            "!",
            (vehicles, "any", [("next_service_date", before, value)]),
        ]
