from odoo.tests import tagged

from odoo.addons.dealer_loyalty.tests.common import ClubCommon


@tagged("post_install", "-at_install")
class TestPayTypes(ClubCommon):
    def earned(self, kind):
        """Points of an invoice of 1 000 by pay type; None for an ordinary one."""
        invoice = self.init_invoice(
            "out_invoice", partner=self.partner, amounts=[1000], taxes=[]
        )
        if kind:
            invoice.dealer_pay_type_id = self.env.ref(f"dealer_service.pay_type_{kind}")
        invoice.action_post()
        with self.enter_registry_test_mode():
            self.cron.method_direct_trigger()
        entries = self.Entry.search(
            [("origin_model", "=", "account.move"), ("origin_id", "=", invoice.id)]
        )
        return sum(entries.mapped("points"))

    def test_pay_type_decides(self):
        self.assertEqual(self.earned(None), 10)
        self.assertEqual(self.earned("customer"), 10)
        self.assertEqual(self.earned("warranty"), 0)
        self.assertEqual(self.earned("insurance"), 0)
