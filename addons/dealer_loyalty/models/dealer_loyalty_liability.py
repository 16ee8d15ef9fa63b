"""Report: what the points ledger says is owed, and what the books say."""

from odoo import fields, models
from odoo.tools import SQL


class DealerLoyaltyLiability(models.Model):
    _name = "dealer.loyalty.liability"
    _description = "Points Liability"
    _auto = False
    _order = "company_id, program_id, vintage"
    _rec_name = "vintage"

    accounting_id = fields.Many2one("dealer.loyalty.accounting", "Points of")
    company_id = fields.Many2one("res.company", "Showroom")
    program_id = fields.Many2one("loyalty.program", "Club")
    currency_id = fields.Many2one(related="company_id.currency_id")
    closing_id = fields.Many2one("dealer.loyalty.closing")
    date = fields.Date("Closed up to")
    vintage = fields.Char(
        "Quarter",
        help="When the points were given. Empty: entries on the account which no "
        "closing has made.",
    )
    points_open = fields.Integer("Open Points")
    ledger_amount = fields.Monetary("Points Ledger")
    book_amount = fields.Monetary(
        "Books", help="Balance of the liability account on the day of the closing."
    )
    difference = fields.Monetary()

    @property
    def _table_query(self):
        return SQL(
            """
            WITH last AS (
                SELECT DISTINCT ON (accounting_id) id, accounting_id, date
                  FROM dealer_loyalty_closing WHERE state = 'posted'
              ORDER BY accounting_id, date DESC, revision DESC
            ), ledger AS (
                SELECT last.accounting_id, line.vintage, line.points_open, line.closing
                  FROM last
                  JOIN dealer_loyalty_closing_line line ON line.closing_id = last.id
            ), books AS (
                SELECT last.accounting_id,
                       coalesce(line.dealer_points_vintage, '') AS vintage,
                       -sum(line.balance) AS amount
                  FROM last
                  JOIN dealer_loyalty_accounting setting
                    ON setting.id = last.accounting_id
                  JOIN account_move_line line
                    ON line.account_id = setting.liability_account_id
                   AND line.company_id = setting.company_id
                   AND line.parent_state = 'posted' AND line.date <= last.date
              GROUP BY 1, 2
            ), side AS (
                SELECT coalesce(ledger.accounting_id, books.accounting_id)
                           AS accounting_id,
                       coalesce(ledger.vintage, books.vintage) AS vintage,
                       coalesce(points_open, 0) AS points_open,
                       coalesce(ledger.closing, 0) AS ledger_amount,
                       coalesce(books.amount, 0) AS book_amount
                  FROM ledger FULL JOIN books
                    ON books.accounting_id = ledger.accounting_id
                   AND books.vintage = ledger.vintage
            )
            SELECT row_number() OVER (ORDER BY side.accounting_id, vintage) AS id,
                   side.accounting_id, setting.company_id, setting.program_id,
                   last.id AS closing_id, last.date, nullif(vintage, '') AS vintage,
                   points_open, ledger_amount, book_amount,
                   ledger_amount - book_amount AS difference
              FROM side
              JOIN dealer_loyalty_accounting setting ON setting.id = side.accounting_id
              JOIN last ON last.accounting_id = side.accounting_id
             WHERE points_open <> 0 OR ledger_amount <> 0 OR book_amount <> 0
            """
        )

    def action_open_items(self):
        """Journal items on the liability account behind the amount in the books."""
        self.ensure_one()
        setting = self.accounting_id
        domain = [
            ("account_id", "=", setting.liability_account_id.id),
            ("company_id", "=", setting.company_id.id),
            ("parent_state", "=", "posted"),
            ("date", "<=", fields.Date.to_string(self.date)),
            ("dealer_points_vintage", "=", self.vintage),
        ]
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Journal Items"),
            "res_model": "account.move.line",
            "view_mode": "list,form",
            "domain": domain,
        }
