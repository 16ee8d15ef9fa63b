from contextlib import suppress
from unittest.mock import patch

import psycopg2

from odoo import fields
from odoo.exceptions import AccessError, ConcurrencyError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import ClubCommon

PENDING = "odoo.addons.dealer_loyalty.models.dealer_loyalty_pending"


@tagged("post_install", "-at_install")
class TestWorker(ClubCommon):
    def _row(self, invoice):
        return self.Pending.search([("res_id", "=", invoice.id)])

    def test_posting_wakes_the_worker(self):
        triggers = self.env["ir.cron.trigger"].search([])
        self._invoice(1000)
        new = self.env["ir.cron.trigger"].search([]) - triggers
        self.assertEqual(new.cron_id, self.cron)

    def test_bad_row_does_not_stop_the_others(self):
        bad, good = self._invoice(1000), self._invoice(2000)
        cls = type(self.Pending)
        book = cls._book

        def broken(row):
            if row.res_id == bad.id:
                row.env.cr.execute("UPDATE loyalty_card SET active = false")
                raise KeyError("no price")
            return book(row)

        with patch.object(cls, "_book", broken), mute_logger(PENDING):
            self._book()
        self.assert_card(20)
        self.assertTrue(self.card.active)
        row = self._row(bad)
        self.assertEqual((row.state, row.attempts), ("error", 1))
        self.assertIn("no price", row.error)
        self.assertGreater(row.next_try, fields.Datetime.now())
        self.assertEqual(self._row(good).state, "done")
        # Not due yet, then repaired.
        self._book()
        self.assertEqual(row.attempts, 1)
        row.next_try = fields.Datetime.now()
        self._book()
        row.invalidate_recordset()
        self.assertEqual((row.state, row.attempts, row.error), ("done", 2, False))
        self.assert_card(30)

    def test_waiting_time_grows(self):
        row = self._row(self._invoice(1000))
        waits = []
        for _n in range(12):
            now = fields.Datetime.now()
            row._note_try()
            waits.append(round((row.next_try - now).total_seconds() / 60))
        self.assertEqual(waits[:4], [5, 10, 20, 40])
        self.assertEqual(waits[-1], 24 * 60)

    def test_row_that_kills_the_process_does_not_stop_the_others(self):
        killer, good = self._invoice(1000), self._invoice(2000)
        cls = type(self.Pending)
        book = cls._book

        deaths = []

        class Killed(BaseException):
            """Nothing catches it, as nothing catches the end of the process."""

        def broken(row):
            if row.res_id == killer.id:
                deaths.append(row)
                raise Killed
            return book(row)

        with patch.object(cls, "_book", broken):
            with suppress(Killed):  # assertRaises would take all back
                self._book()
            # New rows do not wait behind it.
            self._invoice(500)
            self._book()
            self.assert_card(5)
            # Those which were due with it wait once.
            rows = self._row(killer) + self._row(good)
            rows.invalidate_recordset()
            rows.next_try = fields.Datetime.now()
            with suppress(Killed):
                self._book()
            self._book()
        self.assertEqual(len(deaths), 2)
        self.assert_card(25)
        rows.invalidate_recordset()
        self.assertGreater(self._row(killer).next_try, fields.Datetime.now())

    def test_parallel_change_is_tried_again(self):
        cls = type(self.Pending)
        book = cls._book
        errors = []

        def flaky(row):
            if errors:
                raise errors.pop()
            return book(row)

        for error in (psycopg2.errors.SerializationFailure, ConcurrencyError):
            invoice = self._invoice(1000)
            errors += [error("could not serialize")] * 2
            with patch.object(cls, "_book", flaky):
                self._book()
            self.assertFalse(errors)
            self.assertEqual(self._row(invoice).state, "done")
            self.assertEqual(self._row(invoice).attempts, 1)
        self.assert_card(20)

    def test_busy_card_is_left_for_later(self):
        row = self._row(self._invoice(1000))

        def busy(row):
            raise psycopg2.errors.SerializationFailure("could not serialize")

        with patch.object(type(self.Pending), "_book", busy):
            self._book()
        row.invalidate_recordset()
        self.assertEqual(row.state, "error")
        self.assertIn("serialize", row.error)

    def test_try_again_button(self):
        row = self._row(self._invoice(1000))
        with self.assertRaises(AccessError):
            row.with_user(self.desk).action_retry()
        row.with_user(self.manager).action_retry()
        self.assertEqual(row.state, "done")
        self.assert_card(10)
        row.with_user(self.manager).action_retry()
        self.assert_card(10)

    def test_try_again_shows_why_not(self):
        row = self._row(self._invoice(1000))

        def broken(row):
            raise ValueError("wrong figures")

        with (
            patch.object(type(self.Pending), "_book", broken),
            mute_logger(PENDING),
        ):
            row.with_user(self.manager).action_retry()
        self.assertEqual((row.state, row.error), ("error", "wrong figures"))

    def test_query_count_does_not_grow(self):
        """Each row costs the same, whatever the queue and the history are."""
        for _n in range(4):
            self._invoice(100)
        rows = self.Pending.search([], order="id")
        rows[0]._book()  # fills the cache of the time zone
        rows = rows[1:]
        counts = []
        for row in rows:
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            row._book()
            self.env.flush_all()
            counts.append(self.cr.sql_log_count - before)
        self.assert_card(4)
        self.assertEqual(len(set(counts)), 1, counts)
        self.assertLessEqual(counts[0], 34)

    def test_posting_many_costs_a_fixed_number_of_queries(self):
        few = self.env["account.move"].concat(
            *[self._invoice(100, post=False) for _n in range(2)]
        )
        many = self.env["account.move"].concat(
            *[self._invoice(100, post=False) for _n in range(10)]
        )
        counts = []
        for moves in (few, many):
            moves.action_post()
            moves.button_draft()
            self.env.flush_all()
            moves.mapped("line_ids.dealer_hold_id")
            before = self.cr.sql_log_count
            self.Pending._queue(moves)
            self.env.flush_all()
            counts.append(self.cr.sql_log_count - before)
        self.assertEqual(counts[0], counts[1], counts)

    def test_open_document(self):
        invoice = self._invoice(1000)
        row = self._row(invoice)
        self.assertEqual(row.action_open_document()["res_id"], invoice.id)
        self._book()
        entry = self.card.dealer_entry_ids
        self.assertEqual(entry.action_open_document()["res_id"], invoice.id)
