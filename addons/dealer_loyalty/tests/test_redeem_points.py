from odoo.exceptions import UserError
from odoo.tests import Form, tagged

from .desk_common import DeskCommon


@tagged("post_install", "-at_install")
class TestRedeemPoints(DeskCommon):
    """The customer says how many points are used, on the order and at the desk."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._give(300)
        cls.partner.user_id = cls.seller

    def _window(self, order):
        """The window of the button on the quotation, as the salesperson sees it."""
        action = order.with_user(self.seller).action_open_reward_wizard()
        self.assertEqual(action["res_model"], "sale.loyalty.reward.wizard")
        wizard = self.env["sale.loyalty.reward.wizard"].with_user(self.seller)
        return Form(wizard.with_context(**action["context"]))

    def _cost(self, order):
        return sum(order.order_line.mapped("points_cost"))

    def test_some_of_the_points(self):
        order = self._order(1000, user=self.seller, claim=False)
        window = self._window(order)
        self.assertEqual((window.dealer_points, window.dealer_most_points), (300, 300))
        window.dealer_points = 120
        window.save().action_apply()
        self.assertEqual((self._cost(order), order.amount_total), (120, 880))
        order.action_confirm()
        self.assert_card(300, held=120)

    def test_the_number_stays_when_the_order_changes(self):
        order = self._order(1000, user=self.seller, claim=False)
        window = self._window(order)
        window.dealer_points = 120
        window.save().action_apply()
        work = order.order_line.filtered(lambda line: not line.reward_id)
        for price, cost in ((2000, 120), (100, 100), (1000, 120)):
            work.price_unit = price
            order._update_programs_and_rewards()
            self.assertEqual(self._cost(order), cost)

    def test_all_points_follow_the_order(self):
        order = self._order(200, user=self.seller, claim=False)
        window = self._window(order)
        self.assertEqual(window.dealer_most_points, 200)
        window.save().action_apply()
        self.assertEqual(self._cost(order), 200)
        order.order_line.filtered(lambda line: not line.reward_id).price_unit = 900
        order._update_programs_and_rewards()
        self.assertEqual(self._cost(order), 300)

    def test_impossible_numbers(self):
        order = self._order(1000, user=self.seller, claim=False)
        for points in (0, -5, 301):
            window = self._window(order)
            window.dealer_points = points
            with self.assertRaisesRegex(UserError, "from 1 to 300"):
                window.save().action_apply()
        self.assertFalse(self._cost(order))

    def test_at_the_desk(self):
        order = self._order(1000, claim=False)
        order.action_confirm()
        [choice] = self.desk_page.dealer_desk_rewards(self.partner.id)
        [reward] = choice["rewards"]
        self.assertEqual(reward["most"], 300)
        for points in (0, 301, "9"):
            with self.assertRaisesRegex(UserError, "from 1 to 300"):
                self.desk_page.dealer_desk_redeem(
                    self.partner.id, reward["id"], order.id, points
                )
        self.desk_page.dealer_desk_redeem(
            self.partner.id, reward["id"], order.id, points=80
        )
        self.assert_card(300, held=80)
        self.assertEqual(order.amount_total, 920)
        self.assert_sound()

    def test_steps_of_a_reward(self):
        """A discount for each 100 points takes whole hundreds."""
        self.reward.required_points = 100
        order = self._order(1000, user=self.seller, claim=False)
        window = self._window(order)
        window.dealer_points = 250
        window.save().action_apply()
        self.assertEqual(self._cost(order), 200)
