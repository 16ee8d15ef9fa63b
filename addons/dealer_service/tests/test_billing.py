from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import tagged

from .common import ServiceCommon


@tagged("post_install", "-at_install")
class TestBilling(ServiceCommon):
    def money(self, order):
        return {
            line.name: (line.product_uom_qty, line.price_unit)
            for line in order.sale_order_ids.order_line
        }

    def test_quotation_says_what_the_lines_say(self):
        order = self.new_order()
        order.action_create_quotation()
        sale = order.sale_order_ids
        self.assertEqual(sale.partner_id, self.customer)
        self.assertEqual(sale.user_id, self.advisor)
        labour, part = order.line_ids
        self.assertEqual(
            self.money(order), {labour.name: (1.5, 2000), part.name: (2, 3500)}
        )
        labour.write({"quantity": 2, "price_unit": 2500})
        part.unlink()
        order.line_ids = [Command.create({"kind": "fee", "name": "Disposal"})]
        self.assertEqual(
            self.money(order), {labour.name: (2, 2500), "Disposal": (1, 0)}
        )
        order.partner_id = self.other
        self.assertEqual(sale.partner_id, self.other)

    def test_foreign_lines_stay(self):
        order = self.new_order()
        order.action_create_quotation()
        sale = order.sale_order_ids
        hand = self.env["sale.order.line"].create(
            {"order_id": sale.id, "product_id": self.part.id, "name": "By hand"}
        )
        order.line_ids[0].quantity = 3
        order.line_ids[1].unlink()
        self.assertTrue(hand.exists())
        order.action_start()
        order.action_ready()
        order.action_create_invoice()
        self.assertEqual(hand.product_uom_qty, 1)

    def test_confirmed_order_may_grow(self):
        order = self.new_order()
        order.action_start()
        order.sale_order_ids.sudo().action_confirm()
        order.line_ids[0].quantity = 4
        order.line_ids = [Command.create({"kind": "fee", "name": "Disposal"})]
        self.assertEqual(self.money(order)["Disposal"], (1, 0))
        self.assertEqual(self.money(order)[order.line_ids[0].name], (4, 2000))

    def test_removed_line_of_a_confirmed_order_is_zero(self):
        order = self.new_order()
        order.action_start()
        order.sale_order_ids.sudo().action_confirm()
        name = order.line_ids[1].name
        order.line_ids[1].unlink()
        self.assertEqual(self.money(order)[name][0], 0)

    def test_invoiced_stays(self):
        order = self.ready_order()
        order.action_create_invoice()
        with self.assertRaises(UserError):
            order.line_ids[0].quantity = 0.5
        with self.assertRaises(UserError):
            order.line_ids[0].unlink()
        order.line_ids[0].quantity = 2.5
        self.assertEqual(order.invoice_status, "to invoice")
        order.action_create_invoice()
        self.assertEqual(len(order.invoice_ids), 2)
        self.assertEqual(
            sum(order.invoice_ids.mapped("amount_untaxed")), 2.5 * 2000 + 7000
        )

    def test_delivered_quantities_are_billed_too(self):
        self.labour.invoice_policy = "delivery"
        order = self.ready_order()
        order.action_create_invoice()
        self.assertEqual(order.invoice_ids.amount_untaxed, 10000)

    def test_pressed_twice_is_one_invoice(self):
        order = self.ready_order()
        first = order.action_create_invoice()
        self.assertEqual(order.action_create_invoice(), first)
        self.assertEqual(len(order.invoice_ids), 1)

    def test_colleague_bills_the_order(self):
        order = self.ready_order()
        order.with_user(self.colleague).action_create_invoice()
        self.assertEqual(order.invoice_ids.state, "posted")

    def test_nothing_to_invoice(self):
        order = self.new_order(lines=False)
        order.action_start()
        with self.assertRaises(UserError) as caught:
            order.action_create_invoice()
        self.assertIn("no lines", str(caught.exception))

    def test_line_without_product(self):
        order = self.new_order(lines=False)
        order.line_ids = [Command.create({"kind": "part", "name": "Something"})]
        with self.assertRaises(UserError) as caught:
            order.action_create_quotation()
        self.assertIn("Something", str(caught.exception))

    def test_price_list_of_the_customer(self):
        pricelist = self.env["product.pricelist"].create(
            {
                "name": "Fleet customers",
                "item_ids": [
                    Command.create({"compute_price": "percentage", "percent_price": 10})
                ],
            }
        )
        self.customer.property_product_pricelist = pricelist
        order = self.new_order()
        self.assertEqual(order.line_ids.mapped("price_unit"), [1800, 3150])

    def test_credit_note_reopens_nothing(self):
        order = self.ready_order()
        order.action_create_invoice()
        order.action_deliver()
        wizard = (
            self.env["account.move.reversal"]
            .with_context(active_model="account.move", active_ids=order.invoice_ids.ids)
            .create({"journal_id": order.invoice_ids.journal_id.id})
        )
        wizard.refund_moves()
        self.assertEqual(order.state, "delivered")
