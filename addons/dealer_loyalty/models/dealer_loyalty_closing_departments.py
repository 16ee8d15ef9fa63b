"""Departments of a closing: the analytic distribution of the documents behind it."""

from odoo import models
from odoo.tools import SQL, float_round

from ..tools import liability as rules

PERCENT_DIGITS = 2
# Points of each movement since the last closing by the document which caused them
# (expired ones: by the sale which gave them); then the distribution of its lines,
# weighted by their amounts. Documents of other showrooms have accounts of their own.
DEPARTMENTS = """
    WITH caused AS (
        SELECT CASE WHEN entry.kind = 'expire' THEN 'breakage'
                    WHEN entry.kind = 'redeem'
                      OR entry.origin_model = 'dealer.loyalty.hold' THEN 'redeemed'
                    WHEN entry.kind = 'earn' THEN 'deferred'
                    ELSE 'reversed' END AS movement,
               CASE WHEN entry.kind <> 'expire' THEN entry.move_id
                    WHEN lot.origin_model = 'account.move' THEN lot.origin_id
                    END AS document_id,
               abs(sum(move.points)) AS points
          FROM dealer_loyalty_lot lot
          JOIN loyalty_card card ON card.id = lot.card_id
          JOIN dealer_loyalty_lot_move move ON move.lot_id = lot.id
          JOIN dealer_loyalty_entry entry ON entry.id = move.entry_id
         WHERE lot.company_id = %(company)s AND card.program_id = %(program)s
           AND entry.date <= %(day)s AND entry.id <= %(last)s
           AND (entry.date > %(since)s OR entry.id > %(after)s)
           AND (lot.origin_model = 'account.move' OR NOT %(contract)s)
           AND entry.kind <> 'transfer'
      GROUP BY 1, 2
    ), total AS (
        SELECT movement, sum(points) AS points FROM caused GROUP BY movement
    ), item AS (
        SELECT caused.movement, caused.points, line.analytic_distribution,
               abs(line.balance) AS amount,
               sum(abs(line.balance))
                   OVER (PARTITION BY caused.movement, line.move_id) AS whole
          FROM caused
          JOIN account_move_line line ON line.move_id = caused.document_id
           AND line.display_type = 'product' AND line.company_id = %(company)s
    )
    SELECT item.movement, part.key,
           sum(item.points * amount / whole * part.value::numeric)
               / nullif(max(total.points), 0)
      FROM item
      JOIN total ON total.movement = item.movement
CROSS JOIN LATERAL jsonb_each_text(item.analytic_distribution) part
     WHERE whole > 0 AND jsonb_typeof(item.analytic_distribution) = 'object'
  GROUP BY 1, 2 ORDER BY 1, 2
"""


class DealerLoyaltyClosing(models.Model):
    _inherit = "dealer.loyalty.closing"

    def _get_departments(self):
        """Whose points they are: given by which department's sales, spent with which.

        :return: dict movement -> analytic distribution (dict of keys of accounts ->
            per cent of the movement); what has none is missing
        """
        self.ensure_one()
        self.env.flush_all()
        previous = self.previous_id
        rows = self.env.execute_query(
            SQL(
                DEPARTMENTS,
                company=self.company_id.id,
                program=self.program_id.id,
                day=self.date,
                last=self.last_entry_id,
                since=previous.date or "-infinity",
                after=previous.last_entry_id,
                contract=self.accounting_id.mode == rules.CONTRACT,
            )
        )
        departments = {}
        for movement, key, percent in rows:
            share = float_round(float(percent or 0), precision_digits=PERCENT_DIGITS)
            if share:
                departments.setdefault(movement, {})[key] = share
        return departments
