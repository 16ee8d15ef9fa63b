from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import tagged

from .common import ClubCommon


@tagged("post_install", "-at_install")
class TestVouchers(ClubCommon):
    """Gift cards are paid in advance: a liability in full until they are used."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.gift = cls.env["product.product"].create(
            {
                "name": "Gift card",
                "type": "service",
                "list_price": 100,
                "taxes_id": [Command.clear()],
            }
        )
        cls.program = cls.env["loyalty.program"].create(
            {
                "name": "Gift cards",
                "program_type": "gift_card",
                "applies_on": "future",
                "trigger": "auto",
                "rule_ids": [
                    Command.create(
                        {
                            "reward_point_amount": 1,
                            "reward_point_mode": "money",
                            "reward_point_split": True,
                            "product_ids": cls.gift.ids,
                        }
                    )
                ],
                "reward_ids": [
                    Command.create(
                        {
                            "reward_type": "discount",
                            "discount": 1,
                            "discount_mode": "per_point",
                            "discount_applicability": "order",
                        }
                    )
                ],
            }
        )

    def _set_up(self, **values):
        window = self.env["dealer.loyalty.accounting.setup"].create(
            {"program_id": self.club.id, "mode": "off", **values}
        )
        self.assertTrue(window.has_vouchers)
        return self.env["dealer.loyalty.accounting"].browse(
            window.action_set_up()["res_id"]
        )

    def _bill(self, order):
        order.action_confirm()
        order.order_line.qty_delivered = 1
        invoice = order._create_invoices(final=True)
        invoice.action_post()
        return invoice

    def _sum(self, account):
        lines = self.env["account.move.line"].search(
            [("account_id", "=", account.id), ("parent_state", "=", "posted")]
        )
        return -sum(lines.mapped("balance"))

    def test_sale_is_a_liability_and_use_releases_it(self):
        self._set_up()
        account = self.gift.property_account_income_id
        self.assertEqual(account.account_type, "liability_current")
        product = self.program.reward_ids.discount_line_product_id
        self.assertEqual(product.property_account_income_id, account)

        sale = self._order(100, claim=False)
        sale.order_line.write({"product_id": self.gift.id, "price_unit": 100})
        sale._update_programs_and_rewards()
        invoice = self._bill(sale)
        self.assertEqual(self._sum(account), 100)
        kinds = invoice.line_ids.account_id.mapped("account_type")
        self.assertNotIn("income", kinds, "nothing is revenue yet")

        card = self.env["loyalty.card"].search([("program_id", "=", self.program.id)])
        self.assertEqual(card.points, 100)
        use = self._order(250, claim=False)
        use._try_apply_code(card.code)
        use._apply_program_reward(self.program.reward_ids, card)
        use._update_programs_and_rewards()
        invoice = self._bill(use)
        self.assertEqual(invoice.amount_total, 150)
        self.assertEqual(self._sum(account), 0)
        revenue = invoice.line_ids.filtered(
            lambda line: line.account_id.account_type == "income"
        )
        self.assertEqual(-sum(revenue.mapped("balance")), 250)

    def test_only_where_it_was_wanted(self):
        self._set_up(set_up_vouchers=False)
        self.assertFalse(self.gift.property_account_income_id)

    def test_button_for_later_programmes(self):
        setting = self._set_up()
        account = self.gift.property_account_income_id
        later = self.gift.create({"name": "eWallet", "type": "service"})
        self.program.rule_ids.product_ids |= later
        setting.action_set_up_vouchers()
        self.assertEqual(later.property_account_income_id, account)
        self.env["loyalty.program"].search(
            [("program_type", "in", ("gift_card", "ewallet"))]
        ).active = False
        with self.assertRaisesRegex(UserError, "no programme of gift cards"):
            setting.action_set_up_vouchers()
