from odoo import api, models


class DealerCheck(models.AbstractModel):
    _inherit = "dealer.check"

    @api.model
    def _get_invariants(self):
        return super()._get_invariants() + [
            (
                "service-money",
                "A line of an invoiced order has one sale line on it",
                self._find_lines_without_money,
            ),
            (
                "service-delivered",
                "What is delivered is on a posted invoice",
                self._find_delivered_unbilled,
            ),
            (
                "service-vehicle",
                "Order, quotation and invoice name one vehicle",
                self._find_foreign_vehicles,
            ),
        ]

    def _find_lines_without_money(self):
        return self._query_ids(
            """
            SELECT line.id
              FROM dealer_service_line line
              JOIN dealer_service_order job ON job.id = line.order_id
              JOIN sale_order sale ON sale.dealer_service_order_id = job.id
               AND sale.state = 'sale'
         LEFT JOIN sale_order_line money ON money.order_id = sale.id
               AND money.dealer_service_line_id = line.id
             WHERE job.state = 'delivered'
          GROUP BY line.id HAVING count(money.id) <> 1
          ORDER BY line.id
            """
        )

    def _find_delivered_unbilled(self):
        return self._query_ids(
            """
            SELECT job.id
              FROM dealer_service_order job
             WHERE job.state = 'delivered'
               AND EXISTS (SELECT FROM dealer_service_line line
                            WHERE line.order_id = job.id AND line.price_unit > 0)
               AND NOT EXISTS (SELECT FROM account_move move
                                WHERE move.dealer_service_order_id = job.id
                                  AND move.state = 'posted')
          ORDER BY job.id
            """
        )

    def _find_foreign_vehicles(self):
        return self._query_ids(
            """
            SELECT job.id
              FROM dealer_service_order job
              JOIN sale_order sale ON sale.dealer_service_order_id = job.id
         LEFT JOIN account_move move ON move.dealer_service_order_id = job.id
             WHERE sale.state <> 'cancel'
               AND (sale.dealer_vehicle_id <> job.vehicle_id
                OR move.dealer_vehicle_id <> job.vehicle_id)
          ORDER BY job.id
            """
        )
