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
