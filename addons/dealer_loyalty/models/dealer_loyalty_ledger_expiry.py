"""Points which have expired: taken off many cards in one statement."""

import logging
import random
import time

from odoo import api, fields, models
from odoo.tools import SQL

from .dealer_loyalty_pending import RETRIED_ERRORS, TRIES

_logger = logging.getLogger(__name__)

SLICE = 10_000
# Entries, lots and figures of cards, as far as the points are free.
EXPIRE = """
    WITH lot AS (
        SELECT lot.id, lot.card_id, lot.company_id, lot.remaining,
               card.points::int8 AS available,
               sum(lot.remaining) OVER (
                   PARTITION BY lot.card_id
                   ORDER BY lot.expires_on, lot.issued_on, lot.id) AS upto
          FROM dealer_loyalty_lot lot
          JOIN loyalty_card card ON card.id = lot.card_id
         WHERE lot.card_id = ANY(%(ids)s)
           AND lot.remaining > 0 AND lot.expires_on < %(day)s
    ), used AS (
        SELECT id, card_id, company_id,
               least(remaining, available - upto + remaining)::int4 AS part
          FROM lot WHERE available > upto - remaining
    ), part AS (
        SELECT card_id, company_id, sum(part)::int4 AS part
          FROM used GROUP BY card_id, company_id
    ), numbered AS (
        SELECT part.*, row_number() OVER entries AS place,
               sum(part) OVER entries AS upto
          FROM part
        WINDOW entries AS (PARTITION BY card_id ORDER BY company_id)
    ), entry AS (
        INSERT INTO dealer_loyalty_entry
            (card_id, seq, kind, points, balance_after, idempotency_key,
             company_id, date, create_uid, write_uid, create_date,
             write_date)
        SELECT card.id, card.dealer_seq + place, 'expire', -part,
               card.dealer_balance - upto,
               'expire:' || card.id || ':' || card.dealer_seq + place,
               numbered.company_id, %(day)s, %(uid)s, %(uid)s, %(now)s,
               %(now)s
          FROM numbered JOIN loyalty_card card ON card.id = card_id
     RETURNING id, card_id, company_id
    ), moved AS (
        INSERT INTO dealer_loyalty_lot_move
            (lot_id, entry_id, points, create_uid, write_uid, create_date,
             write_date)
        SELECT used.id, entry.id, -part, %(uid)s, %(uid)s, %(now)s, %(now)s
          FROM used JOIN entry USING (card_id, company_id)
    ), emptied AS (
        UPDATE dealer_loyalty_lot
           SET remaining = remaining - part
          FROM used WHERE used.id = dealer_loyalty_lot.id
    )
    UPDATE loyalty_card card
       SET dealer_balance = dealer_balance - total.part,
           points = dealer_balance - total.part - dealer_held,
           dealer_seq = dealer_seq + total.entries
      FROM (SELECT card_id, sum(part)::int4 AS part, count(*) AS entries
              FROM part GROUP BY card_id) total
     WHERE card.id = total.card_id
 RETURNING total.entries
"""


class DealerLoyaltyLedger(models.AbstractModel):
    _inherit = "dealer.loyalty.ledger"

    @api.model
    def _cron_expire(self):
        """Take expired points off all cards, in slices of one transaction each.

        Reserved points stay until their order has taken or released them. Running it
        twice takes nothing twice: it looks at what is left of the lots.
        """
        cron = self.env["ir.cron"]
        day = fields.Date.context_today(self)
        last = 0
        while True:
            ids, expired = self._expire_with_retries(day, last)
            if not ids:
                return
            last = ids[-1]
            _logger.info("%s points entries expired up to card %s", expired, last)
            if not cron._commit_progress(expired):
                return

    def _expire_with_retries(self, day, last):
        """Expire a slice; run again when a parallel booking interferes.

        :return: tuple (ids of the cards looked at, number of entries)
        """
        for attempt in range(TRIES):
            try:
                ids = self._get_due_cards(day, last)
                return ids, self._expire_cards(ids, day) if ids else 0
            except RETRIED_ERRORS:
                if attempt == TRIES - 1:
                    raise
                # The caller has committed what was before.
                self.env.cr.rollback()
                time.sleep(random.uniform(0.01, 0.05) * 2**attempt)
        return [], 0

    def _get_due_cards(self, day, last):
        """Lock the next cards with lots which expired before a day.

        :param date day: today
        :param int last: id after which to look
        :return: sorted list of ids
        """
        for name in ("loyalty.card", "dealer.loyalty.lot"):
            self.env[name].flush_model()
        self.env.cr.execute(
            SQL(
                """
                SELECT id FROM loyalty_card
                 WHERE id IN (SELECT card_id FROM dealer_loyalty_lot
                               WHERE remaining > 0 AND expires_on < %s AND card_id > %s
                            GROUP BY card_id ORDER BY card_id LIMIT %s)
              ORDER BY id FOR NO KEY UPDATE
                """,
                day,
                last,
                SLICE,
            ),
            log_exceptions=False,
        )
        return [row[0] for row in self.env.cr.fetchall()]

    @api.model
    def _expire_cards(self, ids, day):
        """Book the expiry of locked cards: entries, lots and figures in one statement.

        An entry for each card and showroom which has given the points.

        :param ids: ids of locked cards
        :param date day: lots which expired before it
        :return: number of entries
        """
        rows = self.env.execute_query(
            SQL(
                EXPIRE,
                ids=ids,
                day=day,
                uid=self.env.uid,
                now=fields.Datetime.now(),
            )
        )
        self.env["loyalty.card"].invalidate_model(flush=False)
        self.env["dealer.loyalty.lot"].invalidate_model(flush=False)
        return sum(row[0] for row in rows)
