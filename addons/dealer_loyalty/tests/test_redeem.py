from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import tagged

from .common import ClubCommon


@tagged("post_install", "-at_install")
class TestRedeem(ClubCommon):
    """A real salesperson uses the stock way: claim, confirm, cancel."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._give(300)
        cls.partner.user_id = cls.seller

    def _holds(self, order):
        return self.env["dealer.loyalty.hold"].search([("order_id", "=", order.id)])

    def test_quotation_takes_nothing(self):
        order = self._order(1000, user=self.seller)
        self.assertEqual(order.amount_total, 700)
        self.assertEqual(sum(order.order_line.mapped("points_cost")), 300)
        self.assert_card(300)

    def test_confirm_reserves_cancel_gives_back(self):
        order = self._order(1000, user=self.seller)
        order.action_confirm()
        self.assertEqual(order.state, "sale")
        self.assert_card(300, held=300)
        self.assertRecordValues(
            self._holds(order),
            [{"card_id": self.card.id, "points": 300, "state": "open"}],
        )
        self.assertFalse(
            self.env["loyalty.history"].search([("card_id", "=", self.card.id)])
        )
        order._action_cancel()
        self.assert_card(300)
        self.assertEqual(self._holds(order).state, "void")
        self.assert_entries([("adjust", 300)])
        self.assert_sound()

    def test_points_for_part_of_an_order(self):
        order = self._order(120, user=self.seller)
        self.assertEqual(order.amount_total, 0)
        order.action_confirm()
        self.assert_card(300, held=120)

    def test_whole_points_only(self):
        self.reward.discount = 0.1
        self._give(5000)
        order = self._order(123.45, user=self.seller)
        line = order.order_line.filtered("reward_id")
        self.assertEqual(line.points_cost, 1235)
        self.assertEqual(line.price_unit, -123.45)
        order.action_confirm()
        self.assert_card(5300, held=1235)

    def test_discount_is_not_more_than_the_points_are_worth(self):
        self.reward.discount = 0.1
        order = self._order(123.45, user=self.seller)
        line = order.order_line.filtered("reward_id")
        self.assertEqual((line.points_cost, line.price_unit), (300, -30))

    def test_two_orders_on_the_last_points(self):
        first = self._order(1000, user=self.seller)
        second = self._order(1000, user=self.seller)
        first.action_confirm()
        with self.assertRaisesRegex(UserError, "0 points available.*300 more"):
            second.action_confirm()
        self.assert_card(300, held=300)
        self.assertEqual(second.state, "draft")

    def test_edit_of_a_confirmed_order(self):
        order = self._order(1000, user=self.seller)
        order.action_confirm()
        order.order_line.filtered(lambda line: not line.reward_id).price_unit = 200
        order._update_programs_and_rewards()
        self.assertEqual(order.amount_total, 0)
        self.assert_card(300, held=200)
        order.order_line.filtered(lambda line: not line.reward_id).price_unit = 900
        order._update_programs_and_rewards()
        self.assert_card(300, held=300)
        self.assertEqual(order.amount_total, 600)
        self.assert_entries([("adjust", 300)])
        self.assertEqual(len(self._holds(order)), 1)
        self.assert_sound()

    def test_reward_claimed_after_confirmation(self):
        order = self._order(1000, user=self.seller, claim=False)
        order.action_confirm()
        self.assert_card(300)
        self._claim(order)
        self.assert_card(300, held=300)
        order.order_line.filtered("reward_id").with_context(
            disable_cancel_warning=True
        )._reset_loyalty(True)
        self.assert_card(300)

    def test_reward_in_the_wizard(self):
        order = self._order(1000, user=self.seller, claim=False)
        action = order.action_open_reward_wizard()
        wizard = self.env[action["res_model"]].with_user(self.seller)
        wizard.with_context(**action["context"]).create({}).action_apply()
        self.assertEqual(order.amount_total, 700)

    def test_quotation_of_somebody_else_cannot_use_the_card(self):
        other = self.env["res.partner"].create({"name": "Somebody Else"})
        order = self._order(1000, partner=other, user=self.seller, claim=False)
        order.applied_coupon_ids = [Command.link(self.card.id)]
        self._claim(order)
        with self.assertRaisesRegex(UserError, "does not belong to Somebody Else"):
            order.action_confirm()
        self.assert_card(300)

    def test_company_card_for_its_people(self):
        firm = self.env["res.partner"].create({"name": "Fleet Ltd", "is_company": True})
        driver = self.env["res.partner"].create({"name": "Dan", "parent_id": firm.id})
        card = firm._dealer_enrol(self.club)
        self._give(50, card)
        order = self._order(1000, partner=driver, user=self.seller, claim=False)
        order.applied_coupon_ids = [Command.link(card.id)]
        self._claim(order)
        order.action_confirm()
        self.assert_card(50, held=50, card=card)

    def test_salesperson_cannot_forge_costs(self):
        order = self._order(1000, user=self.seller)
        reward = order.order_line.filtered("reward_id")
        # On a quotation stock computes the line anew at the confirmation.
        reward.points_cost = -50000
        order.action_confirm()
        self.assert_card(300, held=300)
        for values in (
            {"points_cost": 0},
            {"points_cost": -50000},
            {"coupon_id": False},
        ):
            with self.assertRaisesRegex(AccessError, "are computed"):
                order.order_line.filtered("reward_id").write(values)
        with self.assertRaisesRegex(AccessError, "are computed"):
            self.env["sale.order.line"].with_user(self.seller).create(
                {
                    "order_id": order.id,
                    "name": "Reward",
                    "product_id": self.work.id,
                    "coupon_id": self.card.id,
                    "reward_id": self.reward.id,
                    "points_cost": -50000,
                }
            )
        self.assert_card(300, held=300)

    def test_percent_reward(self):
        self.club.reward_ids = [
            Command.create(
                {
                    "reward_type": "discount",
                    "discount_mode": "percent",
                    "discount": 10,
                    "required_points": 120,
                }
            )
        ]
        reward = self.club.reward_ids - self.reward
        order = self._order(1000, user=self.seller, claim=False)
        order._update_programs_and_rewards()
        order._apply_program_reward(reward, self.card.with_user(self.seller))
        self.assertEqual(order.amount_total, 900)
        order.action_confirm()
        self.assert_card(300, held=120)

    def test_gift_cards_stay_stock(self):
        program = self.env["loyalty.program"].create(
            {
                "name": "Wallet",
                "program_type": "ewallet",
                "applies_on": "future",
                "trigger": "auto",
                "reward_ids": [
                    Command.clear(),
                    Command.create(
                        {
                            "discount_mode": "per_point",
                            "discount": 1,
                            "discount_applicability": "order",
                            "required_points": 1,
                        }
                    ),
                ],
            }
        )
        wallet = self.env["loyalty.card"].create(
            {"program_id": program.id, "partner_id": self.partner.id, "points": 99.5}
        )
        order = self._order(1000, user=self.seller)
        for card, rewards in order._get_claimable_rewards().items():
            if card == wallet:
                order._apply_program_reward(rewards, card)
        self.assertEqual(order.amount_total, 600.5)
        order.action_confirm()
        self.assertEqual(wallet.points, 0)
        self.assertEqual(wallet.history_ids.used, 99.5)
        self.assert_card(300, held=300)
        order._action_cancel()
        self.assertEqual(wallet.points, 99.5)
        self.assert_card(300)

    def test_what_the_order_takes_is_shown(self):
        order = self._order(1000, user=self.seller)
        order.action_confirm()
        order.invalidate_recordset(["loyalty_data"])
        self.assertEqual(
            order.loyalty_data, {"point_name": "points", "issued": 0, "cost": 300}
        )

    def test_copy_of_an_order_reserves_nothing(self):
        order = self._order(1000, user=self.seller)
        order.action_confirm()
        copy = order.copy()
        self.assertFalse(copy.order_line.filtered("reward_id"))
        copy.action_confirm()
        self.assert_card(300, held=300)
