import re

from odoo.exceptions import UserError
from odoo.tests import Form, HttpCase, tagged

from .common import ServiceCommon


@tagged("post_install", "-at_install")
class TestDecisions(ServiceCommon, HttpCase):
    def estimate(self):
        order = self.new_order()
        order.action_estimate()
        order._portal_ensure_token()
        return order

    def page(self, order, **answers):
        """The page of the customer; with answers they are sent."""
        url = f"/my/service/{order.id}"
        page = self.url_open(f"{url}?access_token={order.access_token}")
        if not answers:
            return page
        token = re.search(r'name="csrf_token" value="([^"]+)"', page.text)[1]
        answers |= {"csrf_token": token, "access_token": order.access_token}
        return self.url_open(
            f"{url}/decide", data=answers, method="POST", allow_redirects=False
        )

    def test_typed_into_the_form_is_asked_all_the_same(self):
        """The form sends the decision it shows; nobody has answered yet."""
        form = Form(self.env["dealer.service.order"].with_user(self.advisor))
        form.vehicle_id = self.vehicle
        with form.line_ids.new() as line:
            line.quantity = 2
        order = form.save()
        self.assertFalse(order.line_ids.decision_date)
        order.action_estimate()
        self.assertEqual(order.line_ids.decision, "pending")
        with Form(order) as form, form.line_ids.new() as line:
            line.decision = "approved"
        told = order.line_ids[-1]
        self.assertEqual((told.decision, told.decision_channel), ("approved", "person"))
        self.assertEqual(told.decision_user_id, self.advisor)

    def test_by_phone(self):
        order = self.estimate()
        first, second = order.line_ids
        wizard = (
            self.env["dealer.service.decision"]
            .with_user(self.advisor)
            .with_context(default_order_id=order.id)
            .create({"channel": "phone"})
        )
        wizard.row_ids[1].write({"decision": "deferred", "reason": "next month"})
        wizard.action_confirm()
        self.assertEqual((first.decision, second.decision), ("approved", "deferred"))
        self.assertEqual(second.decision_reason, "next month")
        self.assertEqual(second.decision_by, "Pavel Gromov")
        self.assertEqual(second.decision_user_id, self.advisor)
        self.assertEqual((second.decision_channel, order.state), ("phone", "approved"))
        sale = order.sale_order_ids
        self.assertEqual((sale.state, sale.amount_untaxed), ("sale", 3000))
        # The customer comes back to it.
        second.action_approve()
        self.assertEqual(sale.amount_untaxed, 10000)

    def test_on_the_page(self):
        order = self.estimate()
        first, second = order.line_ids
        page = self.page(order)
        self.assertIn("Brake pads", page.text)
        answer = self.page(
            order,
            **{f"line_{first.id}": "approved", f"line_{second.id}": "declined"},
            **{f"reason_{second.id}": "too dear", "name": "Olga"},
        )
        self.env.invalidate_all()
        sale = order.sale_order_ids.sudo()
        self.assertIn(f"/my/orders/{sale.id}", answer.headers["Location"])
        self.assertEqual((second.decision, second.decision_by), ("declined", "Olga"))
        self.assertEqual(second.decision_channel, "portal")
        self.assertEqual((sale.state, sale.amount_untaxed), ("sent", 3000))
        # Then stock's signature confirms.
        sale.write({"signed_by": "Olga"})
        sale.action_confirm()
        self.assertEqual(order.state, "approved")

    def test_put_off_on_the_page(self):
        order = self.estimate()
        first, second = order.line_ids
        answers = {f"line_{first.id}": "approved", f"line_{second.id}": "deferred"}
        self.page(order, **answers, name="Olga")
        self.env.invalidate_all()
        self.assertEqual(
            (second.decision, second.recapture_state), ("deferred", "open")
        )

    def test_page_refuses_strangers_and_nonsense(self):
        order = self.estimate()
        url = f"/my/service/{order.id}"
        for token in ("", "?access_token=wrong"):
            page = self.url_open(url + token, allow_redirects=False)
            self.assertIn(page.status_code, (302, 303))
        other = self.estimate().line_ids[0]
        for name, value in (
            (f"line_{other.id}", "approved"),
            ("line_x", "approved"),
            (f"line_{order.line_ids[0].id}", "nonsense"),
        ):
            answer = self.page(order, **{name: value})
            self.assertIn("Answer the lines of this page", answer.text)
        self.env.invalidate_all()
        self.assertEqual(set(order.line_ids.mapped("decision")), {"pending"})
        self.assertEqual(other.decision, "pending")

    def test_work_of_others_is_not_asked_about(self):
        order = self.new_order()
        self.add(order, pay_type=self.warranty, name="Recall work")
        order.action_estimate()
        self.assertEqual(order.line_ids[-1].decision, "approved")
        order._portal_ensure_token()
        self.assertNotIn("Recall work", self.page(order).text)

    def test_signing_the_quotation_as_a_whole(self):
        order = self.estimate()
        sale = order.sale_order_ids.sudo()
        sale.write({"signed_by": "Pavel"})
        sale.action_confirm()
        self.assertEqual(set(order.line_ids.mapped("decision")), {"approved"})
        self.assertEqual(order.line_ids[0].decision_channel, "portal")
        self.assertEqual(order.state, "approved")

    def test_invoiced_is_not_declined(self):
        order = self.ready_order()
        order.action_create_invoice()
        with self.assertRaisesRegex(UserError, "invoiced already"):
            order.line_ids[0].action_decline()
