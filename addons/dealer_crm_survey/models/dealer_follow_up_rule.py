from odoo import api, fields, models
from odoo.tools import SQL

from odoo.addons.dealer_crm.models.dealer_visit import SALES
from odoo.addons.dealer_crm.tools.follow_up import Event


class DealerFollowUpRule(models.Model):
    _inherit = "dealer.follow.up.rule"

    event = fields.Selection(
        selection_add=[("visit", "Visit without a purchase")],
        ondelete={"visit": "cascade"},
    )

    @api.model
    def _get_events(self):
        visit = Event("dealer.visit", "days", 3, stops=("bought",), purpose="contract")
        return {**super()._get_events(), "visit": visit}

    def _get_event_visit(self, first, last):
        """So many days after somebody looked at cars in the showroom.

        Whoever bought at the visit itself did not visit without a purchase; later
        purchases are a stop.
        """
        return SQL(
            """
            SELECT * FROM (
                SELECT visit.id AS record_id, visit.partner_id, visit.company_id,
                       visit.user_id, NULL::int4 AS vehicle_id, %(day)s AS since,
                       %(day)s + %(days)s AS occurrence
                  FROM dealer_visit visit
                 WHERE visit.partner_id IS NOT NULL
                   AND visit.purpose IN %(purposes)s
                   AND COALESCE(visit.result, '') <> 'bought'
                   AND visit.arrived_at BETWEEN %(first)s::date - %(days)s - 1
                                            AND %(last)s::date - %(days)s + 2
                 ) found
             WHERE occurrence BETWEEN %(first)s AND %(last)s
            """,
            day=self._sql_day(SQL("visit.arrived_at"), SQL("visit.company_id")),
            days=self.number,
            purposes=SALES,
            first=first,
            last=last,
        )
