"""Invariants of what invoices are worth in points."""

from odoo import api, models

# So many invoices, the last ones booked, are valued anew by each check.
VALUED = 500
VALUED_DAYS = 2


class DealerCheck(models.AbstractModel):
    _inherit = "dealer.check"

    @api.model
    def _get_invariants(self):
        return super()._get_invariants() + [
            ("loyalty-taken", "Taken back <= given", self._find_overtaken),
            ("loyalty-refunded", "Refunded = no points", self._find_refunded),
            ("loyalty-value", "Points = what rules give", self._find_wrong_values),
        ]

    def _find_overtaken(self):
        """Documents whose credit notes took back more than a rule gave, or credit
        notes of their own which gave points; loans aside."""
        return self._query_ids(
            """
            SELECT DISTINCT booked.id
              FROM (SELECT origin_id AS id, sum(points) AS points
                      FROM dealer_loyalty_entry
                     WHERE origin_model = 'account.move' AND kind <> 'debt'
                  GROUP BY origin_id, rule_id) booked
         LEFT JOIN account_move move ON move.id = booked.id
             WHERE CASE WHEN move.move_type = 'out_refund' THEN booked.points > 0
                        ELSE booked.points < 0 END
               AND NOT EXISTS (SELECT FROM dealer_loyalty_pending pending
                                WHERE pending.res_model = 'account.move'
                                  AND pending.document_id = booked.id
                                  AND pending.state <> 'done')
             ORDER BY booked.id
            """
        )

    def _find_refunded(self):
        """Invoices which credit notes took back in full and which still have points
        (or points that wait), unless a row waits."""
        return self._query_ids(
            """
            WITH refunded AS (
                SELECT invoice.id
                  FROM account_move refund
                  JOIN account_move invoice ON invoice.id = refund.reversed_entry_id
                 WHERE refund.move_type = 'out_refund' AND refund.state = 'posted'
                   AND invoice.move_type IN ('out_invoice', 'out_receipt')
                   AND invoice.state = 'posted'
                   -- a rounding is part of the amount, not of what counts
                   AND invoice.invoice_cash_rounding_id IS NULL
              GROUP BY invoice.id
                HAVING invoice.amount_untaxed_signed
                       + sum(refund.amount_untaxed_signed) <= 0
            )
            SELECT id
              FROM refunded
             WHERE (coalesce((SELECT sum(points) FROM dealer_loyalty_entry
                               WHERE origin_model = 'account.move'
                                 AND origin_id = refunded.id
                                 AND kind <> 'debt'), 0) <> 0
                    OR EXISTS (SELECT FROM dealer_loyalty_waiting waiting
                                WHERE waiting.move_id = refunded.id))
               AND NOT EXISTS (SELECT FROM dealer_loyalty_pending pending
                                WHERE pending.res_model = 'account.move'
                                  AND pending.document_id = refunded.id
                                  AND pending.state <> 'done')
             ORDER BY id
            """
        )

    def _find_wrong_values(self):
        """Invoices whose points, given and waiting, are not those which their rules
        give today for what is on them; of the last ones which were booked.

        The rules are those noted at the posting. Where a product or a vehicle was
        changed since, points stay as they were given: such invoices are left out.
        """
        rows = self.env["dealer.loyalty.pending"].browse(
            self._query_ids(
                f"""
                SELECT max(id)
                  FROM dealer_loyalty_pending pending
                 WHERE res_model = 'account.move'
              GROUP BY document_id
                HAVING bool_and(state = 'done')
                   AND max(write_date) > now() AT TIME ZONE 'UTC'
                                         - interval '{VALUED_DAYS} days'
                 ORDER BY 1 DESC LIMIT {VALUED}
                """
            )
        )
        return sorted(row.document_id for row in rows if not row._has_right_points())
