from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import BaseCase, tagged

from odoo.addons.dealer_service.tools import states

from .common import ServiceCommon


@tagged("post_install", "-at_install")
class TestTable(BaseCase):
    def test_every_state_is_known_and_left(self):
        targets = {target for following in states.NEXT.values() for target in following}
        self.assertLessEqual(targets, set(states.NEXT))
        for state in states.OPEN:
            self.assertIn("cancelled", states.NEXT[state], state)
            self.assertTrue(states.sources(state) or state in states.FIRST, state)
        for state in (*states.CLOSED, "history"):
            self.assertEqual(states.NEXT[state], ())

    def test_may_follow(self):
        self.assertTrue(states.may_follow("ready", "ready"))
        self.assertTrue(states.may_follow("ready", "delivered"))
        self.assertFalse(states.may_follow("check_in", "delivered"))
        self.assertFalse(states.may_follow("nonsense", "ready"))


@tagged("post_install", "-at_install")
class TestStates(ServiceCommon):
    def test_long_way(self):
        order = self.new_order(state="appointment")
        order.action_check_in()
        order.with_user(self.technician).action_inspect()
        order.action_estimate()
        self.assertEqual(set(order.line_ids.mapped("decision")), {"pending"})
        with self.assertRaisesRegex(UserError, "has not decided"):
            order.action_approve()
        order.line_ids._decide("approved", "person")
        order.action_approve()
        self.assertEqual(order.sale_order_ids.state, "sale")
        order.with_user(self.technician).action_start()
        order.with_user(self.technician).action_quality()
        with self.assertRaisesRegex(UserError, "not passed"):
            order.action_ready()
        order.quality_ids.result = "green"
        order.action_ready()
        order.action_create_invoice()
        order.action_deliver()
        self.assertTrue(order.is_fixed_first_time)
        self.assertTrue(order.approved_date <= order.ready_date <= order.delivered_date)

    def test_no_show(self):
        tomorrow = fields.Datetime.now() + timedelta(days=1)
        order = self.new_order(state="appointment", date=tomorrow)
        with self.assertRaisesRegex(UserError, "time to come"):
            order.action_no_show()
        order.date = fields.Datetime.now()
        order.action_no_show()
        self.assertEqual(order.state, "no_show")
        order.action_check_in()
        self.assertEqual(order.state, "check_in")

    def test_technician_may_not_approve(self):
        order = self.new_order()
        order.action_estimate()
        order.line_ids._decide("approved", "person")
        for action in ("action_approve", "action_cancel", "action_create_invoice"):
            with self.assertRaises(AccessError):
                getattr(order.with_user(self.technician), action)()

    def test_everything_declined(self):
        order = self.new_order()
        order.action_estimate()
        order.line_ids._decide("declined", "phone", "Olga", "too dear")
        with self.assertRaisesRegex(UserError, "approved nothing"):
            order.action_approve()
        order.action_ready()
        order.action_deliver()
        self.assertEqual(order.state, "delivered")
        self.assertFalse(order.invoice_ids)

    def test_comeback(self):
        first = self.ready_order()
        first.action_create_invoice()
        first.action_deliver()
        context = first.action_comeback()["context"]
        back = (
            self.env["dealer.service.order"]
            .with_user(self.advisor)
            .with_context(**context)
            .create({})
        )
        self.assertEqual(back.comeback_of_id, first)
        self.assertFalse(first.is_fixed_first_time)
        back.action_cancel()
        self.assertTrue(first.is_fixed_first_time)
        with self.assertRaisesRegex(UserError, "same car"):
            back.copy({"vehicle_id": self.env["dealer.vehicle"].create({}).id}).write(
                {"comeback_of_id": first.id}
            )

    def test_parts_out_of_stock_room_stop_cancelling(self):
        order = self.new_order(lines=False)
        self.add(order, "part", product_id=self.storable(3).id)
        order.action_start()
        sale = order.sale_order_ids.sudo()
        sale.action_confirm()
        order._deliver_parts(sale)
        with self.assertRaisesRegex(UserError, "Return them"):
            order.action_cancel()
        with self.assertRaisesRegex(UserError, "has left the stock"):
            order.line_ids.unlink()
        self.assertEqual(order.state, "in_work")
