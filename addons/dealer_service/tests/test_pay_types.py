from odoo.exceptions import UserError, ValidationError
from odoo.fields import Command
from odoo.tests import BaseCase, tagged

from odoo.addons.dealer_service.tools import shares

from .common import ServiceCommon


@tagged("post_install", "-at_install")
class TestShares(BaseCase):
    def test_parts_make_the_price(self):
        for price in (0, 0.01, 0.05, 99.99, 1234.56, 3333.33):
            for percents in ([100], [50, 50], [33.33, 33.33, 33.34], [1, 99], [70, 30]):
                parts = shares.split(price, percents, 2)
                self.assertEqual(round(sum(parts), 2), price, (price, percents))
                self.assertGreaterEqual(min(parts), 0)

    def test_what_is_no_split(self):
        for percents in ([], [50], [60, 60], [110, -10], [100, 0]):
            self.assertFalse(shares.is_whole(percents), percents)
            with self.assertRaises(ValueError):
                shares.split(10, percents, 2)


@tagged("post_install", "-at_install")
class TestPayTypes(ServiceCommon):
    def mixed_order(self):
        """Customer's labour, a part under warranty, and goodwill."""
        order = self.new_order(lines=False)
        self.add(order, quantity=2)
        self.add(order, "part", self.warranty)
        self.add(order, "part", self.goodwill, name="Half and half", quantity=3)
        return order

    def sales(self, order):
        return {sale.dealer_pay_type_id: sale for sale in order.sale_order_ids}

    def test_one_sale_order_for_each_payer(self):
        order = self.mixed_order()
        order.action_start()
        sales = self.sales(order)
        self.assertEqual(set(sales), {self.customer_pays, self.warranty})
        self.assertEqual(sales[self.customer_pays].partner_id, self.customer)
        self.assertEqual(sales[self.warranty].partner_id, self.maker)
        self.assertEqual(sales[self.customer_pays].amount_untaxed, 4000 + 5250)
        self.assertEqual(sales[self.warranty].amount_untaxed, 3500 + 5250)
        self.assertEqual(order.line_ids.mapped("price_subtotal"), [4000, 3500, 10500])

    def test_partial_closing_and_claim(self):
        order = self.mixed_order()
        order.action_start()
        order.action_ready()
        sales = self.sales(order)
        sales[self.customer_pays].action_dealer_bill()
        self.assertEqual(order.invoice_ids.amount_untaxed, 9250)
        self.assertEqual(order.invoice_ids.dealer_pay_type_id, self.customer_pays)
        with self.assertRaisesRegex(UserError, "not invoiced"):
            order.action_deliver()
        order.action_create_invoice()
        self.assertEqual(len(order.invoice_ids), 1)
        claim = sales[self.warranty].dealer_claim_ids
        self.assertEqual((claim.state, claim.amount_open), ("draft", 8750))
        order.action_create_invoice()
        self.assertEqual(len(sales[self.warranty].dealer_claim_ids), 1)
        order.action_deliver()
        self.assertEqual(order.state, "delivered")
        # The shared part has left the stock once.
        moves = order.sale_order_ids.picking_ids.move_ids
        self.assertEqual(set(moves.mapped("state")), {"done"})
        self.assertEqual(sum(moves.mapped("quantity")), 1 + 3)
        self.assertEqual(self.env["dealer.check"]._run(), [])

    def test_payer_has_to_be_known(self):
        order = self.new_order(lines=False)
        self.add(order, pay_type=self.insurance)
        with self.assertRaises(UserError) as caught:
            order.action_start()
        self.assertIn("Nobody is entered who pays", str(caught.exception))
        self.assertEqual(order.state, "check_in")
        order.payer_id = self.maker
        order.action_start()
        self.assertEqual(order.sale_order_ids.partner_id, self.maker)

    def test_rate_by_pay_type_and_make(self):
        brand = self.env["fleet.vehicle.model.brand"].create({"name": "Own make"})
        model = self.env["fleet.vehicle.model"].create(
            {"name": "One", "brand_id": brand.id}
        )
        self.vehicle.model_id = model
        rates = self.env["dealer.service.rate"]
        order = self.new_order(lines=False)
        seen = []
        for values in (
            {"rate": 100},
            {"rate": 200, "brand_id": brand.id},
            {"rate": 300, "pay_type_id": self.warranty.id},
            {"rate": 400, "pay_type_id": self.warranty.id, "brand_id": brand.id},
        ):
            rates.create(values)
            seen.append(self.add(order, pay_type=self.warranty).price_unit)
        self.assertEqual(seen, [100, 200, 300, 400])
        line = self.add(order)
        self.assertEqual(line.price_unit, 200)
        line.pay_type_id = self.warranty
        self.assertEqual(line.price_unit, 400)

    def test_price_list_of_the_payer(self):
        self.warranty.pricelist_id = self.env["product.pricelist"].create(
            {
                "name": "Maker pays",
                "item_ids": [
                    Command.create({"compute_price": "percentage", "percent_price": 20})
                ],
            }
        )
        order = self.new_order(lines=False)
        self.assertEqual(self.add(order, "part", self.warranty).price_unit, 2800)
        self.assertEqual(self.add(order, "part").price_unit, 3500)

    def test_price_list_without_rule_and_no_rate(self):
        self.labour.list_price = 0
        self.customer.property_product_pricelist = self.env["product.pricelist"].create(
            {"name": "Empty"}
        )
        order = self.new_order(lines=False)
        line = self.add(order)
        with self.assertRaisesRegex(UserError, "There is no price for"):
            order.action_estimate()
        self.assertFalse(order.sale_order_ids)
        line.price_unit = 900
        order.action_estimate()
        self.assertEqual(order.state, "estimate")

    def test_internal_work_takes_parts_without_sale(self):
        part = self.storable(5)
        plan = self.env["account.analytic.plan"].create({"name": "Department"})
        account = self.env["account.analytic.account"].create(
            {"name": "Used cars", "plan_id": plan.id}
        )
        self.internal.analytic_distribution = {str(account.id): 100}
        part.standard_price = 2000
        order = self.new_order(lines=False)
        self.add(order, pay_type=self.internal)
        self.add(order, "part", self.internal, product_id=part.id, quantity=2)
        order.action_start()
        self.assertFalse(order.sale_order_ids)
        order.action_ready()
        with self.assertRaisesRegex(UserError, "not invoiced"):
            order.action_deliver()
        order.action_create_invoice()
        order.action_create_invoice()
        picking = order.consumption_picking_ids
        self.assertEqual((len(picking), picking.state), (1, "done"))
        self.assertEqual(part.qty_available, 3)
        costs = picking.move_ids.analytic_account_line_ids
        self.assertEqual(sum(costs.mapped("amount")), -4000)
        order.action_deliver()
        self.assertFalse(order.invoice_ids)
        self.assertEqual(self.env["dealer.check"]._run(), [])

    def test_part_out_of_stock_does_nothing(self):
        order = self.new_order(lines=False)
        part = self.storable(1)
        self.add(order)
        self.add(order, "part", product_id=part.id, quantity=2)
        order.action_start()
        order.action_ready()
        with self.assertRaises(UserError) as caught:
            order.action_create_invoice()
        self.assertIn("Not enough in stock: Counted part", str(caught.exception))
        self.assertFalse(order.invoice_ids)
        self.assertEqual(order.sale_order_ids.state, "draft")
        self.assertEqual(part.qty_available, 1)

    def test_another_payer_after_the_invoice(self):
        order = self.new_order(lines=False)
        line = self.add(order, quantity=2)
        self.add(order, quantity=1, name="Other work")
        order.action_start()
        order.action_create_invoice()
        with self.assertRaisesRegex(UserError, "Make a credit note first"):
            line.pay_type_id = self.warranty
        wizard = (
            self.env["account.move.reversal"]
            .with_context(active_model="account.move", active_ids=order.invoice_ids.ids)
            .create({"journal_id": order.invoice_ids.journal_id.id})
        )
        wizard.refund_moves()
        order.invalidate_recordset()
        refund = order.invoice_ids.filtered(lambda move: move.state == "draft")
        refund.sudo().action_post()
        line.pay_type_id = self.warranty
        sales = self.sales(order)
        self.assertEqual(sales[self.warranty].order_line.price_subtotal, 4000)
        self.assertEqual(sales[self.customer_pays].amount_untaxed, 2000)
        order.action_create_invoice()
        posted = order.invoice_ids.filtered(lambda move: move.state == "posted")
        self.assertEqual(sum(posted.mapped("amount_untaxed_signed")), 2000)

    def test_shares_make_the_whole(self):
        order = self.new_order(lines=False)
        line = self.add(order, pay_type=self.goodwill)
        first, second = line.share_ids
        with self.assertRaises(ValidationError):
            line.share_ids = [Command.update(first.id, {"percent": 60})]
        line.share_ids = [
            Command.update(first.id, {"percent": 70}),
            Command.update(second.id, {"percent": 30}),
        ]
        with self.assertRaises(ValidationError):
            self.goodwill.split_ids[0].percent = 10
            self.goodwill._check_split()
        line.pay_type_id = self.customer_pays
        self.assertFalse(line.share_ids)

    def test_customer_stays_after_approval(self):
        order = self.new_order()
        order.action_estimate()
        order.partner_id = self.other
        self.assertEqual(order.sale_order_ids.partner_id, self.other)
        order.line_ids._decide("approved", "person")
        order.action_approve()
        with self.assertRaisesRegex(UserError, "cannot be changed any more"):
            order.partner_id = self.customer

    def test_car_sold_meanwhile(self):
        order = self.ready_order()
        self.vehicle._set_owner(self.other)
        order.action_create_invoice()
        order.action_deliver()
        self.assertEqual(order.invoice_ids.partner_id, self.customer)
