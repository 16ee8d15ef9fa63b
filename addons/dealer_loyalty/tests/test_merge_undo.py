from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import ClubCommon


@tagged("post_install", "-at_install")
class TestMergeUndo(ClubCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.other = cls.env["res.partner"].create({"name": "Olga W."})
        cls.second = cls.other._dealer_enrol(cls.club)

    def _merge(self):
        merge = self.env["dealer.merge"]._merge(self.other, self.partner)
        self.env.invalidate_all()
        return merge

    def _undo(self, merge):
        merge.action_undo()
        self.env.invalidate_all()
        self.assert_sound()

    def assert_own_cards(self):
        self.assertEqual(self.card.partner_id, self.partner)
        self.assertEqual(self.second.partner_id, self.other)
        self.assertTrue(self.card.active)
        self.assertFalse(self.card.dealer_merged_into_id)

    def test_points_go_back_by_entries(self):
        self._give(100)
        self._give(40, self.second)
        merge = self._merge()
        self.assert_card(140, card=self.second)
        self.assertEqual(self.card.dealer_merged_into_id, self.second)
        self._undo(merge)
        self.assert_card(100)
        self.assert_card(40, card=self.second)
        self.assert_own_cards()
        self.assert_entries(
            [("adjust", 100), ("transfer", -100), ("transfer", 100)], self.card
        )
        self.assert_entries(
            [("adjust", 40), ("transfer", 100), ("transfer", -100)], self.second
        )

    def test_merged_again_after_the_undo(self):
        self._give(100)
        self._undo(self._merge())
        merge = self._merge()
        self.assert_card(100, card=self.second)
        self._undo(merge)
        self.assert_card(100)

    def test_debt_comes_back(self):
        self._give(30)
        self.ledger._post(self.second, "reverse", -50, "r", on_short="debt")
        merge = self._merge()
        self.assertEqual(self.second.dealer_debt, 20)
        self._undo(merge)
        self.assert_card(30)
        self.assertEqual(self.second.dealer_debt, 50)

    def test_debt_of_the_source_comes_back(self):
        self._give(30, self.second)
        self.ledger._post(self.card, "reverse", -50, "r", on_short="debt")
        merge = self._merge()
        self.assertEqual(self.second.dealer_debt, 20)
        self._undo(merge)
        self.assertEqual(self.card.dealer_debt, 50)
        self.assert_card(30, card=self.second)
        self.assertEqual(self.second.dealer_debt, 0)

    def test_reserved_points_go_back(self):
        self._give(100)
        order = self._order(1000)
        order.action_confirm()
        self.assert_card(100, held=100)
        merge = self._merge()
        self.assert_card(100, held=100, card=self.second)
        self._undo(merge)
        self.assert_card(100, held=100)
        self.assert_card(0, card=self.second)
        self.assertEqual(order.partner_id, self.partner)
        self.assertEqual(order.order_line.coupon_id, self.card)
        self.assertEqual(order.applied_coupon_ids, self.card)
        order._update_programs_and_rewards()
        self.assertEqual(order.amount_total, 900)
        order._create_invoices().action_post()
        self.assert_card(0)
        self.assert_sound()

    def test_points_spent_since(self):
        self._give(100)
        merge = self._merge()
        order = self._order(60, partner=self.other)
        order.action_confirm()
        self.assert_card(100, held=60, card=self.second)
        with self.assertRaisesRegex(UserError, "40 are left, 100 would"):
            merge.action_undo()
        self.assertFalse(self.partner.active)
        order._action_cancel()
        self._undo(merge)
        self.assert_card(100)

    def test_reserved_points_taken_since(self):
        self._give(100)
        order = self._order(1000)
        order.action_confirm()
        merge = self._merge()
        order._create_invoices().action_post()
        with self.assertRaisesRegex(UserError, "Invoices posted since"):
            merge.action_undo()

    def test_points_booked_for_the_others_invoice(self):
        invoice = self._invoice(1000)
        merge = self._merge()
        self._book()
        self.assert_card(10, card=self.second)
        self.assertEqual(invoice.partner_id, self.other)
        with self.assertRaisesRegex(UserError, "other contact"):
            merge.action_undo()

    def test_new_points_stay(self):
        self._give(100)
        merge = self._merge()
        self._invoice(1000, partner=self.other)
        self._book()
        self._undo(merge)
        self.assert_card(100)
        self.assert_card(10, card=self.second)

    def test_card_which_only_moved(self):
        self.second.unlink()
        self._give(100)
        merge = self._merge()
        self.assertEqual(self.card.partner_id, self.other)
        self._undo(merge)
        self.assertEqual(self.card.partner_id, self.partner)
        self.assert_card(100)
        self.assert_entries([("adjust", 100)])

    def test_card_which_only_moved_was_used_since(self):
        self.second.unlink()
        self._give(100)
        merge = self._merge()
        self._invoice(1000, partner=self.other)
        self._book()
        with self.assertRaisesRegex(UserError, "other contact"):
            merge.action_undo()

    def test_wallets(self):
        wallets = self._create_wallets(self.partner | self.other)
        merge = self._merge()
        self.assertEqual(wallets[1].points, 11)
        self._undo(merge)
        self.assertEqual(wallets.mapped("points"), [5.5, 5.5])
        self.assertEqual(wallets.mapped("active"), [True, True])
        self.assertEqual(wallets.partner_id, self.partner | self.other)
