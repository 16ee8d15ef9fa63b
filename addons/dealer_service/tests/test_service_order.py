from datetime import timedelta

from freezegun import freeze_time
from psycopg2 import IntegrityError

from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from .common import ServiceCommon


@tagged("post_install", "-at_install")
class TestServiceOrder(ServiceCommon):
    def test_form_of_a_check_in(self):
        form = Form(self.env["dealer.service.order"].with_user(self.advisor))
        form.vehicle_id = self.vehicle
        self.assertEqual(form.partner_id, self.customer)
        form.odometer = 45000
        form.concern = "Squeaks"
        with form.line_ids.new() as line:
            self.assertEqual(line.product_id, self.labour)
            line.quantity = 2
        with form.line_ids.new() as line:
            line.kind = "part"
            self.assertFalse(line.product_id)
            line.product_id = self.part
            self.assertEqual(line.price_unit, 3500)
        order = form.save()
        self.assertRegex(order.name, r"^RO/\d{4}/\d{5}$")
        self.assertEqual(order.advisor_id, self.advisor)
        self.assertEqual(order.amount_total, 2 * 2000 + 3500)

    def test_whole_way(self):
        order = self.new_order(odometer=45000)
        self.assertEqual(order.state, "check_in")
        order.action_start()
        self.assertEqual(order.state, "in_work")
        self.assertEqual(order.sale_order_ids.state, "draft")
        order.action_ready()
        order.action_create_invoice()
        invoice = order.invoice_ids
        self.assertEqual(invoice.state, "posted")
        self.assertEqual(invoice.amount_untaxed, 1.5 * 2000 + 2 * 3500)
        self.assertEqual(invoice.dealer_vehicle_id, self.vehicle)
        self.assertEqual(order.invoice_status, "invoiced")
        self.pay(invoice)
        self.assertEqual(order.invoice_status, "paid")
        order.action_deliver()
        self.assertEqual(order.state, "delivered")

    def test_odometer_of_the_check_in_is_kept_once(self):
        order = self.new_order(odometer=45000)
        reading = self.vehicle.odometer_ids
        self.assertEqual((reading.value, reading.source), (45000, "service"))
        order.odometer = 46000
        self.assertEqual(self.vehicle.odometer_ids, reading)
        self.assertEqual(self.vehicle.odometer, 46000)
        order.action_start()
        self.assertEqual(len(self.vehicle.odometer_ids), 1)

    def test_bad_odometer(self):
        for value in (-1, 9_999_999):
            with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError):
                self.new_order(lines=False, odometer=value).flush_recordset()

    def test_state_is_not_written_by_hand(self):
        order = self.new_order()
        for state in ("delivered", "ready", "history", "nonsense"):
            for user in (self.advisor, self.manager):
                with self.subTest(state), self.assertRaises(UserError) as caught:
                    order.with_user(user).write({"state": state})
                self.assertIn("In work", str(caught.exception))
        gate = order.with_context(dealer_state_gate=True)
        with self.assertRaises(UserError):
            gate.write({"state": "delivered"})
        order.write({"state": "check_in"})
        self.assertEqual(order.state, "check_in")

    def test_new_order_cannot_begin_in_the_middle(self):
        for state in ("ready", "delivered", "nonsense"):
            with self.assertRaises(UserError):
                self.new_order(lines=False, state=state)

    def test_jumps_are_refused(self):
        order = self.new_order()
        for jump in (order.action_ready, order.action_deliver):
            with self.assertRaises(UserError):
                jump()
        order.action_start()
        order.action_start()
        self.assertEqual(order.state, "in_work", "twice is once")
        order.action_cancel()
        with self.assertRaises(UserError):
            order.action_start()

    def test_back_to_work(self):
        order = self.ready_order()
        order.action_start()
        self.assertEqual(order.state, "in_work")

    def test_ready_needs_lines(self):
        order = self.new_order(lines=False)
        order.action_start()
        with self.assertRaises(UserError) as caught:
            order.action_ready()
        self.assertIn("no lines", str(caught.exception))

    def test_delivery_needs_the_invoice(self):
        order = self.ready_order()
        with self.assertRaises(UserError) as caught:
            order.action_deliver()
        self.assertIn("not invoiced", str(caught.exception))
        self.assertEqual(order.state, "ready")

    def test_free_work_is_delivered_without_invoice(self):
        order = self.new_order(lines=False)
        order.line_ids = [
            Command.create({"kind": "labour", "name": "Wash", "price_unit": 0})
        ]
        order.line_ids.price_unit = 0
        order.action_start()
        order.action_ready()
        order.action_deliver()
        self.assertEqual(order.state, "delivered")

    def test_finished_order_stays_as_it_is(self):
        order = self.ready_order()
        order.action_create_invoice()
        order.action_deliver()
        with self.assertRaises(UserError):
            order.line_ids[0].quantity = 9
        with self.assertRaises(UserError):
            order.line_ids[0].unlink()
        with self.assertRaises(UserError):
            order.vehicle_id = self.env["dealer.vehicle"].create({})
        with self.assertRaises(UserError):
            order.with_user(self.manager).unlink()

    def test_closed_twice_is_closed_once(self):
        """The second click changes nothing and asks the customer nothing again."""
        self.customer.email = "gromov@example.com"
        order = self.ready_order()
        order.action_create_invoice()
        order.action_deliver()
        moment = order.delivered_date
        with freeze_time(moment + timedelta(minutes=1)):
            order.action_deliver()
        self.assertEqual(order.delivered_date, moment)
        ratings = self.env["rating.rating"].search(
            [("res_model", "=", order._name), ("res_id", "=", order.id)]
        )
        self.assertEqual(len(ratings), 1)
        with self.assertRaisesRegex(UserError, "cannot be changed"):
            order.action_create_invoice()
        for action in ("action_start", "action_ready", "action_cancel"):
            with self.assertRaisesRegex(UserError, "nothing"):
                getattr(order, action)()
        self.assertEqual(len(order.invoice_ids), 1)

    def test_cancel(self):
        order = self.ready_order()
        order.action_cancel()
        self.assertEqual(order.state, "cancelled")
        self.assertEqual(order.sale_order_ids.state, "cancel")
        order = self.ready_order()
        order.action_create_invoice()
        with self.assertRaises(UserError) as caught:
            order.action_cancel()
        self.assertIn(order.invoice_ids.name, str(caught.exception))

    def test_quantity_and_price_are_checked(self):
        for values in ({"quantity": 0}, {"quantity": -1}, {"price_unit": -5}):
            with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError):
                order = self.new_order(lines=False)
                order.line_ids = [Command.create({"kind": "labour", **values})]
                order.line_ids.flush_recordset()

    def test_numbers_are_not_used_twice(self):
        orders = self.env["dealer.service.order"].create(
            [{"vehicle_id": self.vehicle.id}] * 3
        )
        self.assertEqual(len(set(orders.mapped("name"))), 3)
