import logging
import random
import time

import psycopg2

from odoo import api, fields, models
from odoo.exceptions import ConcurrencyError
from odoo.tools import SQL

from ..tools import tiers as rules
from .loyalty_card_tiers import TIER_FIELDS

_logger = logging.getLogger(__name__)

# Cards judged in one statement and one transaction.
SLICE = 10_000
# Tries when parallel transactions book points on cards of the slice.
TRIES = 6
RETRIED_ERRORS = (psycopg2.OperationalError, ConcurrencyError)


class DealerLoyaltyTierEngine(models.AbstractModel):
    """Gives every club card its tier: set-based, the only writer of tiers."""

    _name = "dealer.loyalty.tier.engine"
    _description = "Calculation of Club Tiers"

    # === NIGHTLY === #

    @api.model
    def _cron_update(self):
        """Calculate the tiers of all clubs for today, slice by slice.

        Each slice is committed; a run which is stopped goes on where it was.
        """
        cron = self.env["ir.cron"]
        today = fields.Date.context_today(self)
        programs = self._get_programs().filtered(
            lambda program: program.dealer_tier_day != today
        )
        left = {program: self._count_left(program) for program in programs}
        cron._commit_progress(remaining=sum(left.values()))
        for program in programs:
            while left[program]:
                done = self._update_slice_with_retries(program, today)
                left[program] = max(left[program] - done, 0) if done else 0
                if not cron._commit_progress(done):
                    return
            self._finish_program(program, today)
            cron._commit_progress()

    def _finish_program(self, program, day):
        """Called when all cards of a club are calculated. Override to act on that.

        :param program: loyalty.program in sudo
        :param date day: for which they were calculated
        """
        program.write({"dealer_tier_day": day, "dealer_tier_cursor": 0})

    @api.model
    def _get_programs(self):
        """Clubs which have tiers.

        :return: loyalty.program in sudo
        """
        # sudo: also for invoices whose clerks may not read programmes.
        tiers = self.env["dealer.loyalty.tier"].sudo()
        groups = tiers._read_group([("program_id.active", "=", True)], ["program_id"])
        return self.env["loyalty.program"].sudo().union(*(row[0] for row in groups))

    def _get_left_domain(self, program):
        return [
            ("program_id", "=", program.id),
            ("id", ">", program.dealer_tier_cursor),
        ]

    def _count_left(self, program):
        # sudo: the calculation covers the cards of all showrooms.
        cards = self.env["loyalty.card"].sudo()
        return cards.search_count(self._get_left_domain(program))

    def _update_slice_with_retries(self, program, day):
        """Calculate the next slice; again when another transaction interferes.

        The caller has committed before and commits after.

        :return: number of cards looked at
        """
        for attempt in range(TRIES):
            try:
                # sudo: the calculation covers the cards of all showrooms.
                cards = (
                    self.env["loyalty.card"]
                    .sudo()
                    .search(self._get_left_domain(program), order="id", limit=SLICE)
                )
                if cards:
                    self._update(program, cards, day)
                    program.dealer_tier_cursor = cards[-1].id
                    program.flush_recordset(["dealer_tier_cursor"])
                return len(cards)
            except RETRIED_ERRORS as error:
                if attempt == TRIES - 1:
                    raise
                _logger.info("tiers of %s again: %s", program.name, error)
                # A new transaction sees what the other one has written.
                self.env.cr.rollback()
                time.sleep(random.uniform(0.01, 0.1) * 2**attempt)
        return 0

    # === ONE CARD OR MANY === #

    @api.model
    def _update_cards(self, cards):
        """Calculate the tiers of cards now: up at once, down when the period is over.

        :param cards: loyalty.card, others than those of clubs with tiers are left out
        """
        today = fields.Date.context_today(self)
        programs = self._get_programs()
        # sudo: points are booked for people who may not read cards.
        for program, own in cards.sudo().grouped("program_id").items():
            if program in programs:
                self._update(program, own, today)

    @api.model
    def _take_over(self, source, target):
        """Give a card the tier of the one merged into it, if that is the better one.

        :param source: loyalty.card
        :param target: loyalty.card of the same club
        """
        self.env["loyalty.card"].flush_model()
        self.env.cr.execute(
            SQL(
                """
                WITH better AS (
                    SELECT source.dealer_tier_id, source.dealer_tier_since,
                           source.dealer_tier_until, source.dealer_tier_value,
                           target.id, target.dealer_tier_id AS old_tier_id
                      FROM loyalty_card source
                      JOIN dealer_loyalty_tier high ON high.id = source.dealer_tier_id
                      JOIN loyalty_card target ON target.id = %(target)s
                 LEFT JOIN dealer_loyalty_tier low
                        ON low.id = target.dealer_tier_id AND low.active
                     WHERE source.id = %(source)s AND high.active
                       AND high.threshold > coalesce(low.threshold, -1)
                ), written AS (
                    UPDATE loyalty_card card
                       SET dealer_tier_id = better.dealer_tier_id,
                           dealer_tier_since = better.dealer_tier_since,
                           dealer_tier_until = better.dealer_tier_until
                      FROM better WHERE card.id = better.id
                )
                INSERT INTO dealer_loyalty_tier_change
                       (card_id, date, kind, old_tier_id, new_tier_id, value,
                        create_uid, write_uid, create_date, write_date)
                SELECT id, %(day)s, 'up', old_tier_id, dealer_tier_id,
                       dealer_tier_value, %(uid)s, %(uid)s, %(now)s, %(now)s
                  FROM better
                """,
                source=source.id,
                target=target.id,
                day=fields.Date.context_today(self),
                uid=self.env.uid,
                now=self.env.cr.now(),
            )
        )
        self._forget_cache()

    @api.model
    def _update(self, program, cards, day):
        """Give cards of one club the tier they have on a day.

        Up at once. At the end of the period and the days of grace: the tier which the
        window (for calendar years the better of this and the last one) is worth.
        One statement; cards which another transaction has locked are left to it or to
        the next night.

        :param program: loyalty.program in sudo
        :param cards: loyalty.card of the programme
        :param date day: last day which counts
        :return: list of dicts with card_id, kind (up, down), old_tier_id, new_tier_id
        """
        for name in ("loyalty.card", "dealer.loyalty.entry", "dealer.loyalty.tier"):
            self.env[name].flush_model()
        self.env["account.move"].flush_model()
        self.env.cr.execute(
            self._get_update_query(program, cards, day), log_exceptions=False
        )
        changes = self.env.cr.dictfetchall()
        self._forget_cache()
        return changes

    def _forget_cache(self):
        """The statement has written past the ORM."""
        card_fields = [
            *TIER_FIELDS,
            "dealer_tier_change_ids",
            "dealer_next_tier_id",
            "dealer_next_missing",
            "dealer_next_progress",
            "dealer_keep_missing",
        ]
        self.env["loyalty.card"].invalidate_model(card_fields, flush=False)
        self.env["dealer.loyalty.tier"].invalidate_model(["card_ids"], flush=False)
        partner_fields = ["dealer_tier_id", "property_product_pricelist"]
        self.env["res.partner"].invalidate_model(partner_fields, flush=False)

    def _get_update_query(self, program, cards, day):
        """SQL which judges and writes; returns the cards whose tier changed."""
        window = rules.window(
            program.dealer_tier_window, day, program.dealer_tier_months
        )
        slice_ = SQL("SELECT unnest(%s)", list(cards.ids))
        return SQL(
            """
            WITH RECURSIVE %(values)s, %(judged)s, written AS (
                UPDATE loyalty_card
                   SET dealer_tier_id = result.tier_id,
                       dealer_tier_since = result.since,
                       dealer_tier_until = result.until,
                       dealer_tier_value = result.value
                  FROM result
                 WHERE loyalty_card.id = result.id
                   AND (loyalty_card.dealer_tier_id, loyalty_card.dealer_tier_until,
                        loyalty_card.dealer_tier_value)
                       IS DISTINCT FROM (result.tier_id, result.until, result.value)
            ), history AS (
                INSERT INTO dealer_loyalty_tier_change
                       (card_id, date, kind, old_tier_id, new_tier_id, value,
                        create_uid, write_uid, create_date, write_date)
                SELECT id, %(day)s, kind, old_tier_id, tier_id, value,
                       %(uid)s, %(uid)s, %(now)s, %(now)s
                  FROM result WHERE changed
            )
            SELECT id AS card_id, kind, old_tier_id, tier_id AS new_tier_id
              FROM result WHERE changed ORDER BY id
            """,
            values=self._get_values(program, window, day, slice_),
            judged=self._get_judged(program, window, day, slice_),
            day=day,
            uid=self.env.uid,
            now=self.env.cr.now(),
        )

    def _get_judged(self, program, window, day, cards):
        """SQL of common table expressions after ``value``: the tier of each card."""
        return SQL(
            """
            card AS MATERIALIZED (
                SELECT id, dealer_tier_id, dealer_tier_since, dealer_tier_until
                  FROM loyalty_card
                 WHERE id IN (%(cards)s) AND program_id = %(program)s
                   AND dealer_club AND active
                   FOR NO KEY UPDATE SKIP LOCKED
            ), tier AS (
                SELECT id, threshold FROM dealer_loyalty_tier
                 WHERE program_id = %(program)s AND active
            ), judged AS (
                SELECT card.*, coalesce(value.now, 0) AS value,
                       held.threshold AS held,
                       (SELECT max(threshold) FROM tier
                         WHERE threshold <= coalesce(value.now, 0)) AS earned,
                       (SELECT max(threshold) FROM tier
                         WHERE threshold <= greatest(value.now, value.before, 0)
                       ) AS kept,
                       held.id IS NULL OR coalesce(
                           dealer_tier_until + %(grace)s < %(day)s, TRUE
                       ) AS over
                  FROM card
             LEFT JOIN value ON value.card_id = card.id
             LEFT JOIN tier held ON held.id = card.dealer_tier_id
            ), decided AS (
                SELECT judged.*,
                       CASE WHEN over THEN kept
                            WHEN earned > held THEN earned
                            ELSE held END AS threshold,
                       over OR earned > held AS renewed
                  FROM judged
            ), result AS (
                SELECT decided.id, decided.value, tier.id AS tier_id,
                       dealer_tier_id AS old_tier_id,
                       tier.id IS DISTINCT FROM dealer_tier_id AS changed,
                       CASE WHEN tier.id IS DISTINCT FROM dealer_tier_id
                            THEN %(day)s ELSE dealer_tier_since END AS since,
                       -- Nobody falls below the tier of every member.
                       CASE WHEN coalesce(decided.threshold, 0) = 0 THEN NULL
                            WHEN renewed THEN %(until)s
                            ELSE dealer_tier_until END AS until,
                       CASE WHEN coalesce(decided.threshold, -1)
                                 >= coalesce(old.threshold, -1)
                            THEN 'up' ELSE 'down' END AS kind
                  FROM decided
             LEFT JOIN tier ON tier.threshold = decided.threshold
             LEFT JOIN dealer_loyalty_tier old ON old.id = decided.dealer_tier_id
            )
            """,
            cards=cards,
            program=program.id,
            day=SQL("%s::date", day),
            grace=program.dealer_tier_grace,
            until=SQL("%s::date", window.until),
        )
