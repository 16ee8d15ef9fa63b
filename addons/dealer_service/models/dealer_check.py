from odoo import api, models


class DealerCheck(models.AbstractModel):
    _inherit = "dealer.check"

    @api.model
    def _get_invariants(self):
        return super()._get_invariants() + [
            (
                "service-money",
                "An approved line of an invoiced order has one sale line per payer",
                self._find_lines_without_money,
            ),
            (
                "service-delivered",
                "What is delivered is on a posted invoice or on a claim",
                self._find_delivered_unbilled,
            ),
            (
                "service-internal",
                "Internal work of a delivered order is charged",
                self._find_internal_uncharged,
            ),
            (
                "service-shares",
                "Shares of a service line make 100 %",
                self._find_wrong_shares,
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
              JOIN dealer_pay_type kind ON kind.id = line.pay_type_id
             WHERE job.state = 'delivered'
               AND line.decision = 'approved'
               AND kind.payer_mode <> 'none'
               AND EXISTS (SELECT FROM sale_order sale
                            WHERE sale.dealer_service_order_id = job.id
                              AND sale.state = 'sale')
               AND (SELECT count(*)
                      FROM sale_order_line money
                      JOIN sale_order sale ON sale.id = money.order_id
                       AND sale.dealer_service_order_id = job.id
                       AND sale.state = 'sale'
                     WHERE money.dealer_service_line_id = line.id
                       AND money.product_uom_qty > 0)
                <> (SELECT CASE WHEN count(share.id) = 0 THEN 1
                                ELSE count(*) FILTER (
                                     WHERE payer.payer_mode <> 'none') END
                      FROM dealer_service_line_share share
                      JOIN dealer_pay_type payer ON payer.id = share.pay_type_id
                     WHERE share.line_id = line.id)
          ORDER BY line.id
            """
        )

    def _find_delivered_unbilled(self):
        return self._query_ids(
            """
            SELECT DISTINCT job.id
              FROM dealer_service_order job
              JOIN dealer_service_line line ON line.order_id = job.id
              JOIN dealer_pay_type kind ON kind.id = line.pay_type_id
             WHERE job.state = 'delivered'
               AND line.decision = 'approved'
               AND line.price_unit > 0
               AND kind.payer_mode <> 'none'
               AND NOT EXISTS (
                   SELECT FROM sale_order_line money
                     JOIN sale_order_line_invoice_rel rel
                       ON rel.order_line_id = money.id
                     JOIN account_move_line item ON item.id = rel.invoice_line_id
                     JOIN account_move move ON move.id = item.move_id
                    WHERE money.dealer_service_line_id = line.id
                      AND move.dealer_service_order_id = job.id
                      AND move.state = 'posted')
               AND NOT EXISTS (
                   SELECT FROM sale_order_line money
                     JOIN dealer_warranty_claim claim
                       ON claim.sale_order_id = money.order_id
                    WHERE money.dealer_service_line_id = line.id)
          ORDER BY job.id
            """
        )

    def _find_internal_uncharged(self):
        return self._query_ids(
            """
            SELECT line.id
              FROM dealer_service_line line
              JOIN dealer_service_order job ON job.id = line.order_id
              JOIN dealer_pay_type kind ON kind.id = line.pay_type_id
             WHERE job.state = 'delivered'
               AND line.decision = 'approved'
               AND kind.payer_mode = 'none'
               AND line.charged_date IS NULL
          ORDER BY line.id
            """
        )

    def _find_wrong_shares(self):
        return self._query_ids(
            """
            SELECT line_id
              FROM dealer_service_line_share
          GROUP BY line_id HAVING sum(percent) <> 100
          ORDER BY line_id
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
