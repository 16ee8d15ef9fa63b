"""Figures of a closing, from the points ledger: set-based."""

from decimal import Decimal

from odoo import models
from odoo.tools import SQL

from ..tools import liability as rules

# Rate of a point: ``tools.liability.allocate`` for all sales at once. Price and points
# are those of the invoice itself: credit notes take back points at the same rate.
ALLOCATED = """
    CASE WHEN NOT %(contract)s THEN period.worth
         WHEN price.net > 0 AND price.points > 0
         THEN price.net * period.worth / (price.net + price.points * period.worth)
         ELSE 0 END
"""
LEDGER = """
    WITH period AS (
        SELECT point_value::numeric * redemption_share::numeric / 100 AS worth,
               CASE WHEN lag(id) OVER estimates IS NULL THEN '-infinity'
                    ELSE date_from END AS since,
               coalesce(lead(date_from) OVER estimates, 'infinity') AS until
          FROM dealer_loyalty_estimate WHERE accounting_id = %(accounting)s
        WINDOW estimates AS (ORDER BY date_from, id)
    ), lot AS (
        SELECT lot.id, lot.issued_on,
               CASE WHEN lot.origin_model = 'account.move' THEN lot.origin_id END
                   AS invoice_id,
               coalesce(sum(move.points) FILTER (WHERE class = 'issued'), 0) AS issued,
               coalesce(sum(move.points) FILTER (WHERE class = 'other'), 0) AS other,
               -coalesce(sum(move.points) FILTER (WHERE class = 'used'), 0) AS used,
               -coalesce(sum(move.points) FILTER (WHERE class = 'expired'), 0)
                   AS expired
          FROM dealer_loyalty_lot lot
          JOIN loyalty_card card ON card.id = lot.card_id
          JOIN dealer_loyalty_lot_move move ON move.lot_id = lot.id
          JOIN dealer_loyalty_entry entry ON entry.id = move.entry_id
    CROSS JOIN LATERAL (
        SELECT CASE WHEN entry.kind = 'expire' THEN 'expired'
                    WHEN entry.kind = 'transfer' THEN 'other'
                    WHEN entry.kind = 'redeem'
                      OR entry.origin_model = 'dealer.loyalty.hold' THEN 'used'
                    WHEN entry.kind = 'earn' OR lot.entry_id = entry.id THEN 'issued'
                    ELSE 'other' END AS class) kind
         WHERE lot.company_id = %(company)s AND card.program_id = %(program)s
           AND entry.date <= %(day)s AND entry.id <= %(last)s
           AND (lot.origin_model = 'account.move' OR NOT %(contract)s)
      GROUP BY lot.id
    ), price AS (
        SELECT invoice.id, invoice.amount_untaxed_signed AS net,
               sum(entry.points) AS points
          FROM (SELECT DISTINCT invoice_id FROM lot) sale
          JOIN account_move invoice ON invoice.id = sale.invoice_id
          JOIN dealer_loyalty_entry entry
            ON entry.origin_model = 'account.move' AND entry.origin_id = invoice.id
           AND entry.move_id = invoice.id AND entry.kind IN ('earn', 'reverse')
      GROUP BY invoice.id
    )
    SELECT to_char(lot.issued_on, 'YYYY"-Q"Q'),
           sum(issued)::int8, sum(other)::int8, sum(used)::int8, sum(expired)::int8,
           sum(issued * rate), sum(other * rate)
      FROM lot
      JOIN period ON lot.issued_on >= since AND lot.issued_on < until
 LEFT JOIN price ON price.id = lot.invoice_id
CROSS JOIN LATERAL (SELECT (%(allocated)s) AS rate) rate
  GROUP BY 1 ORDER BY 1
"""


class DealerLoyaltyAccounting(models.Model):
    _inherit = "dealer.loyalty.accounting"

    def _read_ledger(self, day, last_entry_id):
        """Sums of the points which the showroom has issued, by quarter of earning.

        Points of another showroom which are spent here are that showroom's. With a
        contract liability only points of invoices count: bonuses and gifts are a
        discount when they are used.

        :param date day: last day of entries which count
        :param int last_entry_id: later entries were not there yet
        :return: dict vintage ("2026-Q1") -> tools.liability.Vintage
        """
        self.ensure_one()
        self.env.flush_all()
        contract = self.mode == rules.CONTRACT
        rows = self.env.execute_query(
            SQL(
                LEDGER,
                accounting=self.id,
                company=self.company_id.id,
                program=self.program_id.id,
                day=day,
                last=last_entry_id,
                contract=contract,
                allocated=SQL(ALLOCATED, contract=contract),
            )
        )
        return {
            name: rules.Vintage(*map(int, points), *map(Decimal, amounts))
            for name, *points, deferred, withdrawn in rows
            for amounts in [(deferred, withdrawn)]
        }

    def _measure(self, vintages, day):
        """Movements since the beginning which the books should have on a day.

        :param vintages: as ``_read_ledger`` returns them
        :return: dict vintage -> tools.liability.Movements
        """
        estimate = self._get_estimate(day)
        unit = Decimal(str(self.currency_id.rounding))
        value = Decimal(str(estimate.point_value))
        share = Decimal(str(estimate.redemption_share)) / 100
        return {
            name: rules.measure(vintage, self.mode, value, share, unit)
            for name, vintage in vintages.items()
        }
