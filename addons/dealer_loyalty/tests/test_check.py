from odoo.tests import tagged

from .common import ClubCommon


@tagged("post_install", "-at_install")
class TestCheck(ClubCommon):
    """Each rule notices what breaks it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._give(100)
        cls.ledger._post(cls.card, "redeem", -30, "r")

    def _break(self, query, *args):
        self.env.flush_all()
        self.cr.execute(
            "ALTER TABLE dealer_loyalty_entry DISABLE TRIGGER USER;"
            " ALTER TABLE loyalty_card"
            " DROP CONSTRAINT loyalty_card_dealer_points_cache"
        )
        self.cr.execute(query, args)
        self.env.invalidate_all()
        return {row["code"]: row["ids"] for row in self.env["dealer.check"]._run()}

    def test_sound(self):
        self.assert_sound()

    def test_missing_objects(self):
        broken = self._break("SELECT 1")
        self.assertIn(
            "dealer_loyalty_entry.dealer_loyalty_entry_no_change", broken["schema"]
        )
        self.assertIn("loyalty_card_dealer_points_cache", broken["schema"])

    def test_cache(self):
        broken = self._break(
            "UPDATE loyalty_card SET points = 99 WHERE id = %s", self.card.id
        )
        self.assertEqual(broken["loyalty-points"], [self.card.id])

    def test_hold_without_row(self):
        broken = self._break(
            "UPDATE loyalty_card SET dealer_held = 5, points = 65 WHERE id = %s",
            self.card.id,
        )
        self.assertEqual(broken["loyalty-points"], [self.card.id])

    def test_gap(self):
        broken = self._break(
            "UPDATE dealer_loyalty_entry SET seq = 3 WHERE idempotency_key = 'r'"
        )
        self.assertEqual(broken["loyalty-seq"], [self.card.id])

    def test_balance_does_not_follow(self):
        broken = self._break(
            "UPDATE dealer_loyalty_entry SET balance_after = 71"
            " WHERE idempotency_key = 'r'"
        )
        self.assertEqual(broken["loyalty-seq"], [self.card.id])
        self.assertEqual(broken["loyalty-points"], [self.card.id])

    def test_deleted_entry(self):
        broken = self._break(
            "DELETE FROM dealer_loyalty_entry WHERE idempotency_key = 'r'"
        )
        self.assertEqual(broken["loyalty-points"], [self.card.id])

    def test_double_card(self):
        person = self.env["res.partner"].create({"name": "Twice"})
        self.cr.execute("DROP INDEX loyalty_card_dealer_one_active")
        cards = self.env["loyalty.card"].create(
            [{"program_id": self.club.id, "partner_id": person.id}] * 2
        )
        broken = self._break("SELECT 1")
        self.assertEqual(broken["loyalty-card"], [max(cards.ids)])

    def test_points_without_invoice(self):
        invoice = self._invoice(1000)
        self._book()
        broken = self._break(
            "UPDATE account_move SET state = 'draft' WHERE id = %s", invoice.id
        )
        self.assertEqual(broken["loyalty-earn"], [invoice.id])

    def test_waiting_too_long(self):
        invoice = self._invoice(1000)
        row = self.Pending.search([("res_id", "=", invoice.id)])
        broken = self._break(
            "UPDATE dealer_loyalty_pending"
            " SET create_date = create_date - interval '16 minutes' WHERE id = %s",
            row.id,
        )
        self.assertEqual(broken["loyalty-pending"], [row.id])
        row.write({"state": "error", "error": "known"})
        codes = [item["code"] for item in self.env["dealer.check"]._run()]
        self.assertNotIn("loyalty-pending", codes)

    def test_hold_of_a_cancelled_order(self):
        order = self._order(1000)
        order.action_confirm()
        hold = self.env["dealer.loyalty.hold"].search([("order_id", "=", order.id)])
        broken = self._break(
            "UPDATE sale_order SET state = 'cancel' WHERE id = %s", order.id
        )
        self.assertEqual(broken["loyalty-hold"], [hold.id])
