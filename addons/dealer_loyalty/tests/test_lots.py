from collections import Counter
from datetime import date

from freezegun import freeze_time

from odoo.tests import tagged

from .common import ClubCommon


@tagged("post_install", "-at_install")
class TestLots(ClubCommon):
    """What expires first is spent first; what comes back goes where it was."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.club.dealer_expiry_months = 12
        cls.late = cls._lot("2099-12-31", 50)
        cls.early = cls._lot("2099-01-31", 30)

    @classmethod
    def _lot(cls, expires_on, points, card=None):
        card = card or cls.card
        before = card.dealer_lot_ids
        cls.ledger._post(
            card,
            "adjust",
            points,
            f"lot:{card.id}:{expires_on}:{card.dealer_seq}",
            expires_on=date.fromisoformat(expires_on),
        )
        card.invalidate_recordset()
        return card.dealer_lot_ids - before

    def assert_lots(self, expected, card=None):
        """What is left, by day of expiry."""
        lots = self.env["dealer.loyalty.lot"].search(
            [("card_id", "=", (card or self.card).id), ("remaining", ">", 0)]
        )
        left = Counter()
        for lot in lots:
            left[str(lot.expires_on)] += lot.remaining
        self.assertEqual(sorted(left.items()), expected)
        self.assert_sound()

    def test_new_points_expire_as_the_club_says(self):
        self._invoice(1000)
        self._book()
        invoiced = self.card.dealer_lot_ids.filtered("origin_id")
        self.assertEqual(invoiced.expires_on, date(2027, 3, 2))
        self.assertEqual(invoiced.issued_on, date(2026, 3, 2))
        self.club.dealer_expiry_months = 0
        self._give(5)
        self.card.invalidate_recordset()
        self.assertIn(False, self.card.dealer_lot_ids.mapped("expires_on"))

    def test_first_expiring_first_out(self):
        self.ledger._post(self.card, "redeem", -40, "spent")
        self.assert_lots([("2099-12-31", 40)])

    def test_cancelled_invoice_gives_back_to_the_same_lots(self):
        order = self._order(40)
        order.action_confirm()
        self.assert_lots([("2099-01-31", 30), ("2099-12-31", 50)])
        invoice = order._create_invoices()
        invoice.action_post()
        self.assert_lots([("2099-12-31", 40)])
        invoice.button_draft()
        self.assert_lots([("2099-01-31", 30), ("2099-12-31", 50)])

    def _spend(self, points):
        order = self._order(points)
        order.action_confirm()
        invoice = order._create_invoices()
        invoice.action_post()
        return invoice

    def test_expired_meanwhile_comes_back_for_some_days(self):
        with freeze_time("2026-03-01 10:00"):
            self._lot("2026-03-20", 10)
            invoice = self._spend(40)
        self.assert_lots([("2099-12-31", 50)])
        with freeze_time("2026-04-01 10:00"):
            refund = invoice._reverse_moves([{"invoice_date": "2026-03-02"}])
            refund.action_post()
            self.assert_lots(
                [("2026-05-01", 10), ("2099-01-31", 30), ("2099-12-31", 50)]
            )
        given = self.card.dealer_lot_ids.filtered(
            lambda lot: lot.expires_on == date(2026, 5, 1)
        )
        # The quarter of the liability stays that in which they were given.
        self.assertEqual(given.issued_on, date(2026, 3, 1))
        # The credit note is cancelled and comes once more: never more than was spent.
        with freeze_time("2026-04-02 10:00"):
            refund.button_draft()
            self.assert_lots([("2099-12-31", 50)])
            refund.action_post()
            self.assert_lots(
                [("2026-05-02", 10), ("2099-01-31", 30), ("2099-12-31", 50)]
            )

    def test_without_the_setting_they_keep_their_day(self):
        self.club.dealer_return_days = 0
        with freeze_time("2026-03-01 10:00"):
            self._lot("2026-03-20", 10)
            invoice = self._spend(10)
        with freeze_time("2026-04-01 10:00"):
            invoice.button_draft()
            self.assert_lots(
                [("2026-03-20", 10), ("2099-01-31", 30), ("2099-12-31", 50)]
            )

    def test_part_of_a_reward_comes_back_last_taken_first(self):
        order = self._order(40)
        order.action_confirm()
        invoice = order._create_invoices()
        invoice.action_post()
        refund = invoice._reverse_moves([{"invoice_date": "2026-03-10"}])
        refund.invoice_line_ids.filtered("dealer_hold_id").quantity = 0.5
        refund.action_post()
        self.assert_lots([("2099-01-31", 10), ("2099-12-31", 50)])

    def test_credit_note_takes_from_the_lot_of_its_invoice(self):
        invoice = self._invoice(2000)
        self._book()
        refund = self._refund(invoice, 500)
        self._book()
        self.assert_lots([("2027-03-02", 15), ("2099-01-31", 30), ("2099-12-31", 50)])
        refund.button_cancel()
        self._book()
        self.assert_lots([("2027-03-02", 20), ("2099-01-31", 30), ("2099-12-31", 50)])

    def test_debt_is_paid_by_the_next_points_and_the_rest_is_a_lot(self):
        invoice = self._invoice(2000)
        self._book()
        self.ledger._post(self.card, "redeem", -95, "spent")
        self._refund(invoice)
        self._book()
        self.assert_card(0, debt=15)
        self.assert_lots([])
        self._lot("2099-05-31", 40)
        self.assert_card(25)
        self.assert_lots([("2099-05-31", 25)])

    def test_transfer_keeps_the_days_and_back_again(self):
        other = self.env["res.partner"].create({"name": "Otto"})
        card = other._dealer_enrol(self.club)
        self._lot("2099-06-30", 7, card)
        self.ledger._transfer(self.card, card)
        self.assert_lots(
            [("2099-01-31", 30), ("2099-06-30", 7), ("2099-12-31", 50)], card
        )
        self.assert_lots([])
        self.ledger._transfer_back(
            self.card, card, 80, self.env["dealer.loyalty.hold"], "undo"
        )
        self.card.write({"active": True, "dealer_merged_into_id": False})
        self.assert_lots([("2099-06-30", 7)], card)
        self.assert_lots([("2099-01-31", 30), ("2099-12-31", 50)])

    def test_redeemed_before_a_merge_comes_back_with_its_day(self):
        order = self._order(40)
        order.action_confirm()
        invoice = order._create_invoices()
        invoice.action_post()
        other = self.env["res.partner"].create({"name": "Otto"})
        card = other._dealer_enrol(self.club)
        self.env["base.partner.merge.automatic.wizard"]._merge(
            (self.partner | other).ids, other
        )
        invoice.button_draft()
        self.assert_lots([("2099-01-31", 30), ("2099-12-31", 50)], card)

    def test_cards_of_before_get_their_lots(self):
        self.ledger._post(self.card, "redeem", -40, "spent")
        self.cr.execute(
            "ALTER TABLE dealer_loyalty_lot_move DISABLE TRIGGER USER;"
            "DELETE FROM dealer_loyalty_lot_move; DELETE FROM dealer_loyalty_lot;"
            "ALTER TABLE dealer_loyalty_lot_move ENABLE TRIGGER USER"
        )
        self.env.invalidate_all()
        lots = self.env["dealer.loyalty.lot"]
        # The oldest were spent: the loan of time is that of the later entry.
        self.assertEqual(lots._open_missing(), 2)
        self.assertEqual(sum(lots.search([]).mapped("remaining")), 40)
        self.assertEqual(lots._open_missing(), 0)
        self.assert_sound()

    def test_movements_cannot_be_changed(self):
        for query in (
            "UPDATE dealer_loyalty_lot_move SET points = 1",
            "DELETE FROM dealer_loyalty_lot_move",
            "TRUNCATE dealer_loyalty_lot_move",
        ):
            with (
                self.assertRaisesRegex(Exception, "cannot be changed or deleted"),
                self.cr.savepoint(),
            ):
                self.cr.execute(query, log_exceptions=False)
