"""How long customers wait: the usual figure and the honest one side by side."""

from odoo import fields, models
from odoo.tools import SQL


class DealerResponseReport(models.Model):
    _name = "dealer.response.report"
    _description = "Report of Answers"
    _auto = False
    _order = "date DESC, id DESC"
    _rec_name = "lead_id"
    _depends = {
        "crm.lead": [
            *("company_id", "team_id", "user_id", "dealer_channel"),
            *("dealer_intake_source_id", "dealer_response_kind"),
            *("dealer_first_touch_at", "dealer_touch_minutes"),
            *("dealer_first_response_at", "dealer_response_minutes"),
            "dealer_response_due_at",
        ],
    }

    lead_id = fields.Many2one(comodel_name="crm.lead", readonly=True)
    date = fields.Datetime(string="Came in", readonly=True)
    company_id = fields.Many2one(
        comodel_name="res.company", string="Showroom", readonly=True
    )
    team_id = fields.Many2one(comodel_name="crm.team", readonly=True)
    user_id = fields.Many2one(
        comodel_name="res.users", string="Salesperson", readonly=True
    )
    channel = fields.Selection(
        selection=lambda self: self.env["crm.lead"]._fields["dealer_channel"].selection,
        readonly=True,
    )
    intake_source_id = fields.Many2one(
        comodel_name="dealer.intake.source", readonly=True
    )
    kind = fields.Selection(
        selection=lambda self: (
            self.env["crm.lead"]._fields["dealer_response_kind"].selection
        ),
        string="Answered by",
        readonly=True,
    )
    touch_minutes = fields.Integer(
        string="First Try (min, mean)", readonly=True, aggregator="avg"
    )
    touch_median = fields.Integer(
        string="First Try (min, median)", readonly=True, aggregator="median"
    )
    response_minutes = fields.Integer(
        string="Answer (min, mean)", readonly=True, aggregator="avg"
    )
    response_median = fields.Integer(
        string="Answer (min, median)", readonly=True, aggregator="median"
    )
    tried_rate = fields.Float(
        string="Tried (%)", readonly=True, aggregator="avg", digits=(5, 1)
    )
    answered_rate = fields.Float(
        string="Answered (%)", readonly=True, aggregator="avg", digits=(5, 1)
    )
    in_time_rate = fields.Float(
        string="Answered in Time (%)", readonly=True, aggregator="avg", digits=(5, 1)
    )

    @property
    def _table_query(self):
        return SQL(
            """
            SELECT lead.id,
                   lead.id AS lead_id,
                   lead.create_date AS date,
                   lead.company_id,
                   lead.team_id,
                   lead.user_id,
                   lead.dealer_channel AS channel,
                   lead.dealer_intake_source_id AS intake_source_id,
                   lead.dealer_response_kind AS kind,
                   CASE WHEN lead.dealer_first_touch_at IS NOT NULL
                        THEN lead.dealer_touch_minutes END AS touch_minutes,
                   CASE WHEN lead.dealer_first_touch_at IS NOT NULL
                        THEN lead.dealer_touch_minutes END AS touch_median,
                   CASE WHEN lead.dealer_first_response_at IS NOT NULL
                        THEN lead.dealer_response_minutes END AS response_minutes,
                   CASE WHEN lead.dealer_first_response_at IS NOT NULL
                        THEN lead.dealer_response_minutes END AS response_median,
                   CASE WHEN lead.dealer_first_touch_at IS NULL
                        THEN 0 ELSE 100 END::numeric AS tried_rate,
                   CASE WHEN lead.dealer_first_response_at IS NULL
                        THEN 0 ELSE 100 END::numeric AS answered_rate,
                   CASE WHEN lead.dealer_response_due_at IS NULL THEN NULL
                        WHEN lead.dealer_first_response_at
                             <= lead.dealer_response_due_at
                        THEN 100
                        WHEN lead.dealer_first_response_at IS NOT NULL
                             OR lead.dealer_response_due_at
                             < now() AT TIME ZONE 'UTC'
                        THEN 0 END::numeric AS in_time_rate
              FROM crm_lead lead
             WHERE lead.dealer_response_due_at IS NOT NULL
                OR lead.dealer_first_touch_at IS NOT NULL
                OR lead.dealer_first_response_at IS NOT NULL
            """
        )

    def _read_group_select(self, aggregate_spec, query):
        """The median, too: one lead which was forgotten spoils every mean."""
        name, _separator, how = aggregate_spec.partition(":")
        if how != "median" or name not in ("touch_median", "response_median"):
            return super()._read_group_select(aggregate_spec, query)
        return SQL(
            "percentile_cont(0.5) WITHIN GROUP (ORDER BY %s)",
            self._field_to_sql(self._table, name, query),
        )
