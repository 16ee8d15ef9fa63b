from odoo.exceptions import UserError
from odoo.tests import tagged

from odoo.addons.dealer_loyalty.tests.desk_common import DeskCommon


@tagged("post_install", "-at_install")
class TestPayTypeRules(DeskCommon):
    """Pay types in the rules of earning, and for what points can pay."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.customer = cls.env.ref("dealer_service.pay_type_customer")
        cls.warranty = cls.env.ref("dealer_service.pay_type_warranty")
        cls.contract = cls.env["dealer.pay.type"].create(
            {"name": "Service contract", "kind": "contract", "is_loyalty": True}
        )

    # === EARNING === #

    def _earned(self, pay_type, credit=0):
        invoice = self._invoice(1000, post=False)
        invoice.dealer_pay_type_id = pay_type
        invoice.action_post()
        if credit:
            self._refund(invoice, credit)
        self._book()
        entries = self.Entry.search([("origin_id", "=", invoice.id)])
        return sum(entries.mapped("points"))

    def test_rule_for_one_pay_type(self):
        self.env["dealer.loyalty.earn.rule"].with_user(self.manager).create(
            {
                "name": "Contract: half",
                "program_id": self.club.id,
                "points": 5,
                "amount": 1000,
                "pay_type_ids": self.contract.ids,
            }
        )
        none = self.env["dealer.pay.type"]
        self.assertEqual(self._earned(self.contract), 5)
        self.assertEqual(self._earned(self.customer), 10)
        self.assertEqual(self._earned(none), 10)
        self.assertEqual(self._earned(self.contract, credit=400), 3)

    # === REDEEMING === #

    def _sale(self, pay_type, claim=False):
        order = self._order(500, claim=False)
        order.dealer_pay_type_id = pay_type
        if claim:
            self._claim(order)
        return order

    def test_points_pay_the_customers_work(self):
        self._give(300)
        for pay_type in (self.customer, self.contract):
            order = self._sale(pay_type, claim=True)
            self.assertEqual(order.amount_total, 200)

    def test_points_do_not_pay_warranty_work(self):
        self._give(300)
        self._gift_reward()
        order = self._sale(self.warranty, claim=True)
        self.assertEqual(order.amount_total, 500)
        self.assertFalse(order._get_claimable_rewards())
        result = order._apply_program_reward(self.reward, self.card)
        self.assertIn("Nothing on this order", result["error"])
        choices = self.desk_page.dealer_desk_rewards(self.partner.id)
        self.assertEqual([choice["order_id"] for choice in choices], [False])
        with self.assertRaises(UserError):
            self.desk_page.dealer_desk_redeem(self.partner.id, self.reward.id, order.id)
