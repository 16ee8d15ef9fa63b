from odoo import api, fields, models
from odoo.tools import SQL

from odoo.addons.dealer_crm.tools.follow_up import Event


class DealerFollowUpRule(models.Model):
    _inherit = "dealer.follow.up.rule"

    event = fields.Selection(
        selection_add=[("service", "Service closed")], ondelete={"service": "cascade"}
    )

    @api.model
    def _get_events(self):
        return {
            **super()._get_events(),
            "service": Event(
                "dealer.service.order", stops=("sold",), purpose="contract"
            ),
        }

    def _get_event_service(self, first, last):
        """The customer got the car back; of carried over history the day it has."""
        moment = SQL("COALESCE(job.delivered_date, job.date)")
        days = SQL("BETWEEN %s::date - 1 AND %s::date + 2", first, last)
        return SQL(
            """
            SELECT * FROM (
                SELECT job.id AS record_id, job.partner_id, job.company_id,
                       job.advisor_id AS user_id, job.vehicle_id,
                       %(day)s AS since, %(day)s AS occurrence
                  FROM dealer_service_order job
                 WHERE job.state IN ('delivered', 'history')
                   AND job.partner_id IS NOT NULL
                   AND (job.delivered_date %(days)s
                        OR job.delivered_date IS NULL AND job.date %(days)s)
                 ) found
             WHERE occurrence BETWEEN %(first)s AND %(last)s
            """,
            day=self._sql_day(moment, SQL("job.company_id")),
            days=days,
            first=first,
            last=last,
        )

    @api.model
    def _get_contact_facts(self):
        return [
            *super()._get_contact_facts(),
            SQL(
                "SELECT partner_id, date::date AS day FROM dealer_service_order"
                " WHERE state NOT IN ('appointment', 'no_show', 'cancelled')"
                " AND partner_id IS NOT NULL"
            ),
        ]
