"""Invariants of points in the books."""

from odoo import api, models

POINTS = ("issued", "reversed", "redeemed", "expired")


class DealerCheck(models.AbstractModel):
    _inherit = "dealer.check"

    @api.model
    def _get_invariants(self):
        return super()._get_invariants() + [
            ("loyalty-closing", "Closed points = ledger", self._find_wrong_closings),
            ("loyalty-books", "Closed points = books", self._find_wrong_books),
            (
                "loyalty-settled",
                "Settled points = ledger, entries of both showrooms",
                self._find_wrong_settlements,
            ),
        ]

    def _find_wrong_closings(self):
        """Last closings whose points are not those of the ledger of that day.

        Late entries are none of them: a closing knows the last entry it has seen.
        """
        wrong = []
        # One for each club and showroom.
        settings = self.env["dealer.loyalty.accounting"]
        for accounting in settings.search([]):  # pylint: disable=no-search-all
            closing = accounting._get_last_posted()
            if not closing:
                continue
            ledger = accounting._read_ledger(closing.date, closing.last_entry_id)
            kept = {
                line.vintage: tuple(line[f"points_{name}"] for name in POINTS)
                for line in closing.line_ids
            }
            found = {
                name: tuple(getattr(vintage, part) for part in POINTS)
                for name, vintage in ledger.items()
            }
            nothing = (0, 0, 0, 0)
            if any(
                kept.get(name, nothing) != found.get(name, nothing)
                for name in {*kept, *found}
            ):
                wrong.append(closing.id)
        return wrong

    def _find_wrong_books(self):
        """Last closings which are not what all posted closings have booked."""
        return self._query_ids(
            """
            WITH last AS (
                SELECT DISTINCT ON (accounting_id) id, accounting_id, closing
                  FROM dealer_loyalty_closing WHERE state = 'posted'
              ORDER BY accounting_id, date DESC, revision DESC
            ), booked AS (
                SELECT closing.accounting_id, -sum(line.balance) AS amount
                  FROM dealer_loyalty_closing closing
                  JOIN dealer_loyalty_accounting setting
                    ON setting.id = closing.accounting_id
                  JOIN account_move_line line
                    ON line.move_id = closing.move_id AND line.parent_state = 'posted'
                   AND line.account_id = setting.liability_account_id
                 WHERE closing.state = 'posted'
              GROUP BY closing.accounting_id
            )
            SELECT last.id FROM last LEFT JOIN booked USING (accounting_id)
             WHERE round(last.closing, 4) <> round(coalesce(booked.amount, 0), 4)
             ORDER BY last.id
            """
        )

    def _find_wrong_settlements(self):
        """Settlements without both entries or with other amounts, and last ones of two
        showrooms whose points are not those of the ledger of that day."""
        return self._query_ids(
            """
            WITH posted AS (
                SELECT settlement.*, giver.due_to_account_id, taker.due_from_account_id
                  FROM dealer_loyalty_settlement settlement
                  JOIN dealer_loyalty_accounting giver
                    ON giver.id = settlement.accounting_id
                  JOIN dealer_loyalty_accounting taker
                    ON taker.id = settlement.taker_id
                 WHERE settlement.state = 'posted'
            ), last AS (
                SELECT DISTINCT ON (accounting_id, taker_id) id, accounting_id,
                       taker_id, program_id, company_id, taker_company_id, date,
                       last_entry_id
                  FROM posted ORDER BY accounting_id, taker_id, date DESC, revision DESC
            ), settled AS (
                SELECT accounting_id, taker_id, sum(points) AS points
                  FROM posted GROUP BY accounting_id, taker_id
            )
            SELECT last.id FROM last JOIN settled USING (accounting_id, taker_id)
             WHERE settled.points <> (
                SELECT coalesce(-sum(move.points), 0)
                  FROM dealer_loyalty_lot lot
                  JOIN loyalty_card card ON card.id = lot.card_id
                  JOIN dealer_loyalty_lot_move move ON move.lot_id = lot.id
                  JOIN dealer_loyalty_entry entry ON entry.id = move.entry_id
                 WHERE lot.company_id = last.company_id
                   AND card.program_id = last.program_id
                   AND entry.company_id = last.taker_company_id
                   AND (entry.kind = 'redeem'
                        OR entry.origin_model = 'dealer.loyalty.hold')
                   AND entry.date <= last.date AND entry.id <= last.last_entry_id)
             UNION
            SELECT posted.id FROM posted
             WHERE EXISTS (
                SELECT FROM (VALUES (giver_move_id, -amount),
                                    (taker_move_id, amount)) side (move_id, due)
                 WHERE round(due, 4) IS DISTINCT FROM (
                    SELECT round(sum(line.amount_currency), 4)
                      FROM account_move_line line
                     WHERE line.move_id = side.move_id
                       AND line.parent_state = 'posted'
                       AND line.account_id IN (due_to_account_id, due_from_account_id)))
             ORDER BY 1
            """
        )
