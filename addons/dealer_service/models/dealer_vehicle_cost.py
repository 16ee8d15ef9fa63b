"""What a vehicle has cost in the workshop: one row for each line that was paid."""

from odoo import fields, models
from odoo.tools import SQL

from .dealer_vehicle_visit import sql_is_former


class DealerVehicleCost(models.Model):
    _name = "dealer.vehicle.cost"
    _description = "Cost of a Vehicle"
    _auto = False
    _order = "date desc, id desc"
    _depends = {
        "dealer.service.order": [
            "vehicle_id",
            "company_id",
            "date",
            "state",
            "partner_id",
            "history_amount",
        ],
        "dealer.service.line": [
            "order_id",
            "kind",
            "pay_type_id",
            "decision",
            "quantity",
            "price_unit",
        ],
        "sale.order": [
            "dealer_service_order_id",
            "dealer_pay_type_id",
            "state",
            "currency_rate",
        ],
        "sale.order.line": ["order_id", "dealer_service_line_id", "price_total"],
        "dealer.pay.type": ["payer_mode"],
        "dealer.vehicle.ownership": ["vehicle_id", "partner_id", "date_to"],
        "res.company": ["currency_id"],
    }

    order_id = fields.Many2one(
        comodel_name="dealer.service.order", string="Service Order", readonly=True
    )
    vehicle_id = fields.Many2one(comodel_name="dealer.vehicle", readonly=True)
    partner_id = fields.Many2one(
        comodel_name="res.partner", string="Customer", readonly=True
    )
    company_id = fields.Many2one(
        comodel_name="res.company", string="Showroom", readonly=True
    )
    currency_id = fields.Many2one(comodel_name="res.currency", readonly=True)
    date = fields.Datetime(readonly=True)
    kind = fields.Selection(
        selection=[
            ("labour", "Labour"),
            ("part", "Part"),
            ("sublet", "Sublet"),
            ("fee", "Fee"),
            ("other", "Other"),
        ],
        readonly=True,
        help="Other: discounts, and visits of which only the sum is known.",
    )
    pay_type_id = fields.Many2one(
        comodel_name="dealer.pay.type", readonly=True, help="Who paid for it."
    )
    is_by_customer = fields.Boolean(string="Paid by the Customer", readonly=True)
    is_former = fields.Boolean(string="Of a Former Owner", readonly=True)
    amount = fields.Monetary(readonly=True, help="With tax.")

    @property
    def _table_query(self):
        return SQL(
            """
            SELECT cost.id, cost.order_id, cost.vehicle_id, cost.partner_id,
                   cost.company_id, house.currency_id, cost.date, cost.kind,
                   cost.pay_type_id, cost.amount, %(is_former)s AS is_former,
                   COALESCE(payer.payer_mode, 'customer') = 'customer'
                       AS is_by_customer
              FROM (%(sold)s UNION ALL %(carried_over)s UNION ALL %(sums)s) cost
              JOIN res_company house ON house.id = cost.company_id
              LEFT JOIN dealer_pay_type payer ON payer.id = cost.pay_type_id
            """,
            is_former=sql_is_former(SQL("cost.partner_id"), SQL("cost.vehicle_id")),
            sold=self._sql_sold(),
            carried_over=self._sql_carried_over(),
            sums=self._sql_sums(),
        )

    def _sql_sold(self):
        """Lines of the sale orders of finished visits, each with its payer.

        :return: SQL; ids of the three parts do not meet
        """
        return SQL(
            """
            SELECT line.id::bigint * 3 AS id, job.id AS order_id, job.vehicle_id,
                   job.partner_id, job.company_id, job.date,
                   COALESCE(work.kind, 'other') AS kind,
                   sale.dealer_pay_type_id AS pay_type_id,
                   line.price_total / COALESCE(NULLIF(sale.currency_rate, 0), 1)
                       AS amount
              FROM dealer_service_order job
              JOIN sale_order sale ON sale.dealer_service_order_id = job.id
              JOIN sale_order_line line ON line.order_id = sale.id
              LEFT JOIN dealer_service_line work
                     ON work.id = line.dealer_service_line_id
             WHERE job.state IN ('ready', 'delivered') AND sale.state = 'sale'
               AND line.price_total <> 0
            """
        )

    def _sql_carried_over(self):
        """Lines from other systems. They are raised to the sum of the visit: the sum
        has the tax and the lines have not.

        :return: SQL
        """
        return SQL(
            """
            SELECT line.id::bigint * 3 + 1, job.id, job.vehicle_id, job.partner_id,
                   job.company_id, job.date, line.kind, line.pay_type_id,
                   line.quantity * line.price_unit
                       * COALESCE(NULLIF(job.history_amount, 0) / whole.net, 1)
              FROM dealer_service_order job
             CROSS JOIN LATERAL (
                    SELECT SUM(part.quantity * part.price_unit) AS net
                      FROM dealer_service_line part
                     WHERE part.order_id = job.id AND part.decision = 'approved'
                   ) whole
              JOIN dealer_service_line line
                ON line.order_id = job.id AND line.decision = 'approved'
             WHERE job.state = 'history' AND whole.net > 0 AND line.price_unit > 0
            """
        )

    def _sql_sums(self):
        """Visits from other systems of which only the sum is known.

        :return: SQL
        """
        return SQL(
            """
            SELECT job.id::bigint * 3 + 2, job.id, job.vehicle_id, job.partner_id,
                   job.company_id, job.date, 'other', NULL::integer,
                   job.history_amount
              FROM dealer_service_order job
             WHERE job.state = 'history' AND job.history_amount > 0
               AND NOT EXISTS (
                    SELECT FROM dealer_service_line line
                     WHERE line.order_id = job.id AND line.decision = 'approved'
                       AND line.quantity * line.price_unit > 0
                   )
            """
        )
