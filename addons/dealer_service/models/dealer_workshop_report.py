"""Workshop figures: turnover as it is in the books, beside hours sold and worked."""

from odoo import fields, models
from odoo.tools import SQL

from ..tools.workshop import RATIOS

# The hours there are counted by the calendar of the showroom, too.
ZONE = SQL(
    "LEFT JOIN resource_calendar calendar"
    " ON calendar.id = showroom.resource_calendar_id"
)


class DealerWorkshopReport(models.Model):
    """Rows of four kinds: posted income of service invoices; hours for which nobody
    outside pays; hours of the technicians' clocks; hours they were there.

    The turnover of a pay type is, by construction, what is posted on income accounts
    by its invoices and credit notes.
    """

    _name = "dealer.workshop.report"
    _description = "Workshop Figures"
    _auto = False
    _order = "date DESC, id DESC"
    _rec_name = "order_id"
    _depends = {
        "account.move": [
            *("date", "state", "move_type"),
            *("dealer_pay_type_id", "dealer_service_order_id"),
        ],
        "account.move.line": [
            *("balance", "quantity", "account_id", "analytic_distribution"),
            *("move_id", "company_id", "sale_line_ids"),
        ],
        "account.account": ["account_type"],
        "account.analytic.account": ["dealer_department"],
        "sale.order.line": ["dealer_service_line_id"],
        "dealer.service.order": [
            *("vehicle_id", "advisor_id", "technician_id", "delivered_date"),
            "state",
        ],
        "dealer.service.line": [
            *("order_id", "company_id", "kind", "quantity", "pay_type_id"),
            *("charged_date", "technician_ids", "decision"),
        ],
        "dealer.pay.type": ["payer_mode"],
        "dealer.service.line.share": ["line_id", "pay_type_id", "percent"],
        "dealer.service.clock": [
            *("line_id", "order_id", "company_id", "user_id"),
            *("start", "stop", "hours"),
        ],
        "dealer.service.capacity": ["user_id", "company_id", "date", "hours"],
        "dealer.vehicle": ["model_id"],
        "res.company": ["resource_calendar_id"],
        "resource.calendar": ["tz"],
        "fleet.vehicle.model": ["brand_id"],
    }

    date = fields.Date(readonly=True)
    company_id = fields.Many2one(
        comodel_name="res.company", string="Showroom", readonly=True
    )
    currency_id = fields.Many2one(comodel_name="res.currency", readonly=True)
    order_id = fields.Many2one(comodel_name="dealer.service.order", readonly=True)
    pay_type_id = fields.Many2one(comodel_name="dealer.pay.type", readonly=True)
    advisor_id = fields.Many2one(
        comodel_name="res.users", string="Service Advisor", readonly=True
    )
    technician_id = fields.Many2one(comodel_name="res.users", readonly=True)
    brand_id = fields.Many2one(
        comodel_name="fleet.vehicle.model.brand", string="Make", readonly=True
    )
    department = fields.Selection(
        selection=lambda self: (
            self.env["account.analytic.account"]
            ._fields["dealer_department"]
            ._description_selection(self.env)
        ),
        readonly=True,
    )
    kind = fields.Selection(
        selection=lambda self: (
            self.env["dealer.service.line"]
            ._fields["kind"]
            ._description_selection(self.env)
        ),
        string="Kind of Work",
        readonly=True,
    )
    revenue = fields.Monetary(
        readonly=True, help="Posted on income accounts, before tax."
    )
    labour_revenue = fields.Monetary(readonly=True)
    hours_invoiced = fields.Float(
        readonly=True,
        help="Norm hours on posted invoices, less those on credit notes.",
    )
    hours_sold = fields.Float(
        readonly=True,
        help="Hours invoiced, and hours of internal work charged.",
    )
    hours_worked = fields.Float(readonly=True, help="By the technicians' clocks.")
    hours_available = fields.Float(
        readonly=True,
        help="Working hours of the technicians without absences, until yesterday.",
    )
    order_count = fields.Integer(
        string="Orders",
        readonly=True,
        aggregator="orders",
        help="Service orders with hours sold.",
    )
    labour_rate = fields.Float(
        string="Effective Labour Rate",
        readonly=True,
        aggregator="ratio",
        digits=(16, 2),
        help="Labour revenue by hours invoiced.",
    )
    efficiency = fields.Float(
        string="Efficiency (%)",
        readonly=True,
        aggregator="ratio",
        digits=(16, 1),
        help="Hours sold by hours worked.",
    )
    productivity = fields.Float(
        string="Productivity (%)",
        readonly=True,
        aggregator="ratio",
        digits=(16, 1),
        help="Hours worked by hours available: by technician, showroom and time.",
    )
    hours_per_order = fields.Float(
        string="Hours per Order",
        readonly=True,
        aggregator="ratio",
        digits=(16, 2),
        help="Hours sold by the number of orders.",
    )

    # === RATIOS === #

    def _read_group_select(self, aggregate_spec, query):
        name, _separator, how = aggregate_spec.partition(":")
        if how == "orders" and name == "order_count":
            return self._sql_orders(query)
        if how == "ratio" and name in RATIOS:
            ratio = RATIOS[name]
            return SQL(
                "%s * %s / NULLIF(%s, 0)",
                ratio.factor,
                self._sql_sum(ratio.top, query),
                self._sql_sum(ratio.bottom, query),
            )
        return super()._read_group_select(aggregate_spec, query)

    def _sql_sum(self, name, query):
        if name == "order_count":
            return self._sql_orders(query)
        return SQL("SUM(%s)", self._field_to_sql(self._table, name, query))

    def _sql_orders(self, query):
        """Each order once, however many rows it has."""
        return SQL(
            "COUNT(DISTINCT %s) FILTER (WHERE %s <> 0)",
            self._field_to_sql(self._table, "order_id", query),
            self._field_to_sql(self._table, "hours_sold", query),
        )

    # === ROWS === #

    @property
    def _table_query(self):
        """One row for each fact and technician, with what is told by order and car."""
        rates = SQL(", ").join(
            SQL(
                "%s * fact.%s / NULLIF(fact.%s, 0) AS %s",
                ratio.factor,
                SQL.identifier(ratio.top),
                SQL.identifier(ratio.bottom),
                SQL.identifier(name),
            )
            for name, ratio in RATIOS.items()
        )
        return SQL(
            """
            SELECT fact.*, company.currency_id, visit.advisor_id, model.brand_id,
                   %(rates)s
              FROM (%(posted)s UNION ALL %(unpaid)s
                    UNION ALL %(clocks)s UNION ALL %(capacity)s) fact
              JOIN res_company company ON company.id = fact.company_id
         LEFT JOIN dealer_service_order visit ON visit.id = fact.order_id
         LEFT JOIN dealer_vehicle vehicle ON vehicle.id = visit.vehicle_id
         LEFT JOIN fleet_vehicle_model model ON model.id = vehicle.model_id
            """,
            rates=rates,
            posted=self._get_posted_sql(),
            unpaid=self._get_unpaid_sql(),
            clocks=self._get_clock_sql(),
            capacity=self._get_capacity_sql(),
        )

    def _get_posted_sql(self):
        """What service invoices and credit notes post on income accounts.

        A line which several payers share is on the invoice of each with its whole
        quantity: of the hours each has its per cent.
        """
        return SQL(
            """
            SELECT (item.id::bigint * 1024 + who.place) * 4 AS id, move.date,
                   item.company_id,
                   COALESCE(job.order_id, move.dealer_service_order_id) AS order_id,
                   move.dealer_pay_type_id AS pay_type_id, who.user_id AS technician_id,
                   department.name AS department, job.kind,
                   -item.balance * who.share AS revenue,
                   CASE WHEN job.kind = 'labour' THEN -item.balance * who.share
                        ELSE 0 END AS labour_revenue,
                   hours.sold * who.share AS hours_invoiced,
                   hours.sold * who.share AS hours_sold,
                   0::numeric AS hours_worked, 0::numeric AS hours_available,
                   (hours.sold <> 0)::int AS order_count
              FROM account_move move
              JOIN account_move_line item ON item.move_id = move.id
              JOIN account_account account ON account.id = item.account_id
               AND account.account_type IN ('income', 'income_other')
         LEFT JOIN LATERAL (
                   SELECT money.dealer_service_line_id AS id
                     FROM sale_order_line_invoice_rel rel
                     JOIN sale_order_line money ON money.id = rel.order_line_id
                    WHERE rel.invoice_line_id = item.id
                      AND money.dealer_service_line_id IS NOT NULL
                 ORDER BY money.id LIMIT 1) work ON TRUE
         LEFT JOIN dealer_service_line job ON job.id = work.id
         LEFT JOIN dealer_service_line_share part ON part.line_id = job.id
               AND part.pay_type_id = move.dealer_pay_type_id
        CROSS JOIN LATERAL (
                   SELECT CASE WHEN job.kind = 'labour'
                               THEN item.quantity * COALESCE(part.percent, 100) / 100
                                    * CASE WHEN move.move_type = 'out_refund'
                                           THEN -1 ELSE 1 END
                               ELSE 0 END::numeric AS sold) hours
         LEFT JOIN LATERAL (%(department)s) department ON TRUE
        CROSS JOIN LATERAL (%(technicians)s) who
             WHERE move.dealer_pay_type_id IS NOT NULL AND move.state = 'posted'
            """,
            department=self._get_department_sql(),
            technicians=self._get_technician_sql(),
        )

    def _get_department_sql(self):
        """The department which has most of an item."""
        return SQL(
            """
            SELECT unit.dealer_department AS name
              FROM jsonb_each_text(item.analytic_distribution) AS slice (key, percent)
        CROSS JOIN unnest(string_to_array(slice.key, ',')) AS one (id)
              JOIN account_analytic_account unit ON unit.id = one.id::int
             WHERE unit.dealer_department IS NOT NULL
          ORDER BY slice.percent::numeric DESC, unit.id LIMIT 1
            """
        )

    def _get_technician_sql(self):
        """Who did a job: by clock hours, else equally those named on it, else on the
        order. One row with nobody where none is known."""
        return SQL(
            """
            SELECT found.user_id, found.weight / sum(found.weight) OVER () AS share,
                   row_number() OVER (ORDER BY found.user_id) - 1 AS place
              FROM (SELECT guess.*, min(guess.rank) OVER () AS best
                      FROM (SELECT clock.user_id, sum(clock.hours)::numeric AS weight,
                                   1 AS rank
                              FROM dealer_service_clock clock
                             WHERE clock.line_id = job.id
                          GROUP BY clock.user_id HAVING sum(clock.hours) > 0
                         UNION ALL
                            SELECT named.user_id, 1, 2
                              FROM dealer_service_line_technician_rel named
                             WHERE named.line_id = job.id
                         UNION ALL
                            SELECT one.technician_id, 1, 3
                              FROM dealer_service_order one
                             WHERE one.id = job.order_id
                               AND one.technician_id IS NOT NULL
                         UNION ALL
                            SELECT NULL, 1, 4) guess) found
             WHERE found.rank = found.best
            """
        )

    def _get_unpaid_sql(self):
        """Hours charged internally, and shares of others which nobody outside pays."""
        return SQL(
            """
            SELECT (job.id::bigint * 1024 + who.place) * 4 + 1, %(day)s,
                   job.company_id, job.order_id, own.pay_type_id, who.user_id,
                   'service', job.kind, 0, 0, 0,
                   (job.quantity * own.percent / 100)::numeric * who.share, 0, 0, 1
              FROM (SELECT line.id, line.pay_type_id, 100 AS percent,
                           line.charged_date AS moment
                      FROM dealer_service_line line
                     WHERE line.charged_date IS NOT NULL AND line.kind = 'labour'
                 UNION ALL
                    SELECT line.id, part.pay_type_id, part.percent,
                           visit.delivered_date
                      FROM dealer_service_line_share part
                      JOIN dealer_pay_type payer ON payer.id = part.pay_type_id
                       AND payer.payer_mode = 'none'
                      JOIN dealer_service_line line ON line.id = part.line_id
                       AND line.kind = 'labour' AND line.decision = 'approved'
                      JOIN dealer_service_order visit ON visit.id = line.order_id
                       AND visit.state = 'delivered'
                       AND visit.delivered_date IS NOT NULL) own
              JOIN dealer_service_line job ON job.id = own.id
              JOIN res_company showroom ON showroom.id = job.company_id
              %(zone)s
        CROSS JOIN LATERAL (%(technicians)s) who
            """,
            day=_local_day("own.moment"),
            zone=ZONE,
            technicians=self._get_technician_sql(),
        )

    def _get_clock_sql(self):
        """Hours worked, by the clocks which have stopped."""
        return SQL(
            """
            SELECT clock.id::bigint * 4 + 2, %(day)s, clock.company_id,
                   clock.order_id, job.pay_type_id, clock.user_id, 'service', job.kind,
                   0, 0, 0, 0, clock.hours::numeric, 0, 0
              FROM dealer_service_clock clock
              JOIN dealer_service_line job ON job.id = clock.line_id
              JOIN res_company showroom ON showroom.id = clock.company_id
              %(zone)s
             WHERE clock.stop IS NOT NULL
            """,
            day=_local_day("clock.start"),
            zone=ZONE,
        )

    def _get_capacity_sql(self):
        """Hours the technicians were there."""
        return SQL(
            """
            SELECT day.id::bigint * 4 + 3, day.date, day.company_id, NULL::int,
                   NULL::int, day.user_id, 'service', 'labour', 0, 0, 0, 0, 0,
                   day.hours::numeric, 0
              FROM dealer_service_capacity day
            """
        )


def _local_day(moment):
    """The day of a moment by the clock of the showroom.

    :param str moment: column in UTC
    :return: SQL of a date, next to ``ZONE``
    """
    return SQL(
        "(%s AT TIME ZONE 'UTC' AT TIME ZONE COALESCE(calendar.tz, 'UTC'))::date",
        SQL(moment),
    )
