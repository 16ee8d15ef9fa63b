from datetime import date
from unittest.mock import patch

import psycopg2
from freezegun import freeze_time

from odoo.tests import tagged

from .common import ClubCommon


@tagged("post_install", "-at_install")
class TestExpiry(ClubCommon):
    def _lot(self, expires_on, points, card=None, company=None):
        card = card or self.card
        self.ledger._post(
            card,
            "adjust",
            points,
            f"lot:{card.id}:{card.dealer_seq}",
            expires_on=date.fromisoformat(expires_on),
            company=company,
        )

    def _night(self):
        with self.enter_registry_test_mode():
            self.env.ref("dealer_loyalty.ir_cron_expire").method_direct_trigger()

    def test_last_day_counts(self):
        self._lot("2026-03-31", 30)
        with freeze_time("2026-03-31 10:00"):
            self._night()
        self.assert_card(30)
        with freeze_time("2026-04-01 10:00"):
            self._night()
            self._night()
        self.assert_card(0)
        self.assert_entries([("adjust", 30), ("expire", -30)])
        self.assert_sound()

    def test_only_what_has_expired_on_every_card(self):
        people = self.env["res.partner"].create([{"name": f"P{n}"} for n in range(3)])
        cards = [person._dealer_enrol(self.club) for person in people]
        for card in cards:
            self._lot("2026-01-31", 10, card)
            self._lot("2026-01-15", 5, card)
            self._lot("2099-01-31", 20, card)
        with patch(
            "odoo.addons.dealer_loyalty.models.dealer_loyalty_ledger_expiry.SLICE", 2
        ):
            self._night()
        for card in cards:
            self.assert_card(20, card=card)
        self.assert_sound()

    def test_reserved_points_stay(self):
        self._lot("2026-01-31", 30)
        order = self._order(20)
        order.action_confirm()
        self._night()
        self.assert_card(20, held=20)
        order._action_cancel()
        self.assert_card(20)
        self._night()
        self.assert_card(0)
        self.assert_sound()

    def test_each_showroom_takes_its_own(self):
        other = self.env["res.company"].create({"name": "Second Showroom"})
        self._lot("2026-01-31", 30)
        self._lot("2026-01-31", 12, company=other)
        self._night()
        entries = self.Entry.search([("kind", "=", "expire")])
        self.assertEqual(
            {entry.company_id: entry.points for entry in entries},
            {self.env.company: -30, other: -12},
        )
        self.assert_entries(
            [("adjust", 30), ("adjust", 12), ("expire", -30), ("expire", -12)]
        )
        self.assert_sound()

    def test_runs_again_after_a_parallel_booking(self):
        self._lot("2026-01-31", 30)
        cls = type(self.ledger)
        real, calls = cls._expire_cards, []

        def busy(ledger, ids, day):
            calls.append(ids)
            if len(calls) == 1:
                raise psycopg2.errors.SerializationFailure("busy")
            return real(ledger, ids, day)

        # A roll back would undo the test's own data.
        with (
            patch.object(cls, "_expire_cards", busy),
            patch.object(self.env.cr, "rollback") as rollback,
        ):
            self.ledger._expire_with_retries(date(2026, 2, 1), 0)
        self.assertEqual(len(calls), 2)
        rollback.assert_called_once()
        self.assert_card(0)

    def test_what_expires_soon_is_shown(self):
        self._lot("2026-03-31", 30)
        self._lot("2026-09-30", 5)
        with freeze_time("2026-03-01 10:00"):
            self.card.invalidate_recordset()
            self.assertEqual(self.card.dealer_expiring, 30)
            self.assertEqual(self.card.dealer_expires_on, date(2026, 3, 31))

    def test_reservation_ends(self):
        self.club.dealer_hold_days = 14
        self._give(30)
        with freeze_time("2026-03-02 10:00"):
            order = self._order(20)
            order.action_confirm()
        hold = self.env["dealer.loyalty.hold"].search([("order_id", "=", order.id)])
        self.assertEqual(hold.expires_on, date(2026, 3, 16))
        cron = self.env.ref("dealer_loyalty.ir_cron_time_out")
        with freeze_time("2026-03-16 10:00"), self.enter_registry_test_mode():
            cron.method_direct_trigger()
        self.assert_card(30, held=20)
        with freeze_time("2026-03-17 10:00"):
            with self.enter_registry_test_mode():
                cron.method_direct_trigger()
            self.assert_card(30)
            self.assertIn("20 points", order.message_ids[0].body)
            # The invoice takes them all the same.
            invoice = order._create_invoices()
            invoice.action_post()
        self.assert_card(10)
        self.assert_sound()
