"""Which few causes make most of the complaints."""

from odoo import fields, models
from odoo.tools import SQL

DAYS = 365


class DealerComplaintPareto(models.Model):
    _name = "dealer.complaint.pareto"
    _description = "Causes of Complaints by Weight"
    _auto = False
    _order = "company_id, place"
    _rec_name = "cause_id"
    _depends = {
        "dealer.complaint": ["cause_id", "company_id", "date", "repeat_of_id", "state"]
    }

    company_id = fields.Many2one(
        comodel_name="res.company", string="Showroom", readonly=True
    )
    cause_id = fields.Many2one(
        comodel_name="dealer.complaint.cause", string="Root Cause", readonly=True
    )
    place = fields.Integer(readonly=True, aggregator=None)
    complaint_count = fields.Integer(string="Complaints", readonly=True)
    repeat_count = fields.Integer(string="Repeats", readonly=True)
    share = fields.Float(
        string="Share (%)", readonly=True, help="Of all complaints with a cause."
    )
    cumulative = fields.Float(
        string="Cumulative (%)",
        readonly=True,
        aggregator="max",
        help="This cause and all heavier ones together: causes up to about 80 % are "
        "worth the work.",
    )

    @property
    def _table_query(self):
        return SQL(
            """
            WITH counted AS (
                SELECT company_id, cause_id, count(*) AS complaint_count,
                       count(repeat_of_id) AS repeat_count, min(id) AS id
                  FROM dealer_complaint
                 WHERE cause_id IS NOT NULL AND state != 'withdrawn'
                   AND date >= now() AT TIME ZONE 'UTC' - %(days)s * INTERVAL '1 day'
              GROUP BY company_id, cause_id)
            SELECT id, company_id, cause_id, complaint_count, repeat_count,
                   row_number() OVER heaviest AS place,
                   100.0 * complaint_count
                       / sum(complaint_count) OVER (PARTITION BY company_id) AS share,
                   100.0 * sum(complaint_count) OVER heaviest
                       / sum(complaint_count) OVER (PARTITION BY company_id)
                       AS cumulative
              FROM counted
            WINDOW heaviest AS (PARTITION BY company_id
                                ORDER BY complaint_count DESC, cause_id
                                ROWS UNBOUNDED PRECEDING)
            """,
            days=DAYS,
        )

    def action_complaints(self):
        """Open the complaints behind a line.

        :return: window action
        """
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "dealer_complaint.dealer_complaint_action"
        )
        return {
            **action,
            "domain": [
                ("cause_id", "=", self.cause_id.id),
                ("company_id", "=", self.company_id.id),
                ("state", "!=", "withdrawn"),
                ("date", ">=", f"today -{DAYS}d"),
            ],
            "context": {},
            "views": [(False, "list"), (False, "form")],
        }
