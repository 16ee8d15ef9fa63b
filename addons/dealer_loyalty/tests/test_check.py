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
            " ALTER TABLE dealer_loyalty_lot_move DISABLE TRIGGER USER;"
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
        # The movements of lots hold an entry fast; without them:
        broken = self._break(
            "DELETE FROM dealer_loyalty_lot_move WHERE entry_id ="
            " (SELECT id FROM dealer_loyalty_entry WHERE idempotency_key = 'r');"
            "DELETE FROM dealer_loyalty_entry WHERE idempotency_key = 'r'"
        )
        self.assertEqual(broken["loyalty-points"], [self.card.id])
        self.assertEqual(broken["loyalty-lot-move"], self.card.dealer_lot_ids.ids)

    def test_lot_is_not_what_is_left(self):
        lot = self.card.dealer_lot_ids
        broken = self._break(
            "UPDATE dealer_loyalty_lot SET remaining = 71 WHERE id = %s", lot.id
        )
        self.assertEqual(broken["loyalty-lot"], [self.card.id])
        self.assertEqual(broken["loyalty-lot-move"], [lot.id])

    def test_movement_changed(self):
        entry = self.Entry.search([("idempotency_key", "=", "r")])
        broken = self._break(
            "UPDATE dealer_loyalty_lot_move SET points = -29 WHERE entry_id = %s",
            entry.id,
        )
        self.assertEqual(broken["loyalty-lot-entry"], [entry.id])

    def test_expired_and_never_taken(self):
        lot = self.card.dealer_lot_ids
        broken = self._break(
            "UPDATE dealer_loyalty_lot_move SET create_date = '2020-01-01';"
            "UPDATE loyalty_card SET write_date = '2020-01-01';"
            "UPDATE dealer_loyalty_lot SET expires_on = '2020-01-01' WHERE id = %s",
            lot.id,
        )
        self.assertEqual(broken["loyalty-expired"], [lot.id])

    def test_never_given(self):
        self.club.dealer_wait_days = 9999
        self._invoice(1000)
        self._book()
        waiting = self.card.dealer_waiting_ids
        broken = self._break(
            "UPDATE dealer_loyalty_waiting SET due = '2020-01-01' WHERE id = %s",
            waiting.id,
        )
        self.assertEqual(broken["loyalty-waiting"], [waiting.id])

    def test_alarm_is_a_task_once(self):
        self.env["res.lang"]._activate_lang("ru_RU")
        self.manager.lang = "ru_RU"
        self._break("UPDATE dealer_loyalty_lot SET remaining = 71")
        for _night in range(2):
            self.env["dealer.loyalty.alarm"]._cron_check()
        tasks = self.env["mail.activity"].search(
            [("res_model", "=", "loyalty.program"), ("user_id", "=", self.manager.id)]
        )
        self.assertEqual(
            sorted(tasks.mapped("summary")),
            [
                "Журнал баллов: loyalty-lot",
                "Журнал баллов: loyalty-lot-move",
                "Журнал баллов: schema",
            ],
        )

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

    def test_points_which_the_invoice_did_not_take(self):
        order = self._order(1000)
        order.action_confirm()
        order.order_line.qty_delivered = 1
        invoice = order._create_invoices(final=True)
        invoice.action_post()
        self.assert_card(0)
        self.assert_sound()
        hold = self.env["dealer.loyalty.hold"].search([("order_id", "=", order.id)])
        broken = self._break(
            "UPDATE account_move_line SET quantity = 0.5 WHERE dealer_hold_id = %s",
            hold.id,
        )
        self.assertEqual(broken["loyalty-redeem"], hold.ids)
