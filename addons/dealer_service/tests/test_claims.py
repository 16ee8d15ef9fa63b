from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from .common import ServiceCommon


@tagged("post_install", "-at_install")
class TestClaims(ServiceCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.accountant = new_test_user(
            cls.env,
            "svc-books",
            "account.group_account_invoice",
            company_id=cls.env.company.id,
        )
        cls.warranty.writeoff_account_id = cls.company_data["default_account_expense"]

    def claim(self):
        order = self.new_order(lines=False)
        self.add(order, pay_type=self.warranty, quantity=2)
        order.action_start()
        order.action_ready()
        order.action_create_invoice()
        order.action_deliver()
        return order.sale_order_ids.dealer_claim_ids

    def test_short_payment_is_written_off(self):
        claim = self.claim()
        self.assertRegex(claim.name, r"^WC/\d{4}/\d{5}$")
        own = claim.with_user(self.advisor)
        with self.assertRaises(UserError):
            own.action_accept()
        own.action_send()
        own.action_accept()
        invoice = claim.order_id.invoice_ids
        self.assertEqual((invoice.state, invoice.partner_id), ("posted", self.maker))
        wizard = self.env["account.payment.register"].with_context(
            active_model="account.move", active_ids=invoice.ids
        )
        wizard.create({"amount": 3000})._create_payments()
        self.assertEqual((claim.state, claim.amount_open), ("accepted", 1000))
        with self.assertRaisesRegex(UserError, "Only accounting"):
            own.action_write_off()
        claim.with_user(self.accountant).action_write_off()
        self.assertEqual((claim.state, claim.amount_open), ("settled", 0))
        self.assertEqual(claim.amount_written_off, 1000)
        with self.assertRaisesRegex(UserError, "Nothing is open"):
            claim.with_user(self.accountant).action_write_off()

    def test_rejected_is_written_off_as_a_whole(self):
        claim = self.claim()
        claim.action_send()
        with self.assertRaisesRegex(UserError, "Enter why"):
            claim.action_reject()
        claim.rejection_reason = "No photo"
        claim.action_reject()
        self.accountant.group_ids += self.env.ref(
            "dealer_service.group_service_manager"
        )
        claim.with_user(self.accountant).action_write_off()
        self.assertEqual((claim.state, claim.amount_written_off), ("settled", 4000))

    def test_state_by_buttons_and_no_prices_for_technicians(self):
        claim = self.claim()
        with self.assertRaisesRegex(UserError, "by its buttons"):
            claim.with_user(self.manager).write({"state": "settled"})
        with self.assertRaises(AccessError):
            claim.with_user(self.technician).read(["name"])

    def test_ages(self):
        claim = self.claim()
        today = fields.Date.context_today(claim)
        for days, age in ((0, "30"), (30, "30"), (31, "60"), (90, "90"), (91, "older")):
            claim.date = today - timedelta(days=days)
            self.assertEqual(claim.age, age)
            found = claim.search([("age", "=", age), ("id", "=", claim.id)])
            self.assertEqual(found, claim, days)
            others = claim.search([("age", "!=", age), ("id", "=", claim.id)])
            self.assertFalse(others)

    def test_claims_of_a_cancelled_order(self):
        sent, unsent = self.new_order(lines=False), self.new_order(lines=False)
        for order in (sent, unsent):
            self.add(order, pay_type=self.warranty)
            order.action_start()
            order.action_create_invoice()
        sent.sale_order_ids.dealer_claim_ids.action_send()
        with self.assertRaisesRegex(UserError, "is with the payer already"):
            sent.action_cancel()
        claim = unsent.sale_order_ids.dealer_claim_ids
        self.assertEqual(claim.state, "draft")
        unsent.action_cancel()
        self.assertFalse(claim.exists())
