from datetime import date

from odoo.tests import tagged

from odoo.addons.account.tests.common import AccountTestInvoicingCommon

DAY = date(2026, 5, 13)


@tagged("post_install", "-at_install")
class TestFollowUp(AccountTestInvoicingCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env(su=True)
        cls.plan = cls.env["mail.activity.plan"].create(
            {"name": "Test", "res_model": "res.partner", "company_id": False}
        )

    def _rule(self, event, **values):
        return self.env["dealer.follow.up.rule"].create(
            {"name": "Test", "event": event, "plan_id": self.plan.id, **values}
        )

    def _find(self, rule):
        return [
            row.record_id
            for row in rule._select(DAY, DAY)
            if row.partner_id == self.partner_a.id
        ]

    def test_invoice_posted(self):
        rule = self._rule("invoice")
        invoice = self.init_invoice(
            "out_invoice", self.partner_a, DAY, amounts=[100], taxes=[]
        )
        refund = self.init_invoice(
            "out_refund", self.partner_a, DAY, amounts=[100], taxes=[]
        )
        self.assertFalse(self._find(rule))
        (invoice | refund).action_post()
        self.assertEqual(self._find(rule), invoice.ids)
        rule.domain = "[('amount_total', '>', 100)]"
        self.assertFalse(self._find(rule))

    def test_an_invoice_is_a_contact(self):
        rule = self._rule("no_contact", number=1)
        call = {"partner_id": self.partner_a.id, "result": "reached"}
        self.env["dealer.call"].create({**call, "started_at": "2026-04-13 10:00:00"})
        self.assertEqual(self._find(rule), self.partner_a.ids)
        self.init_invoice(
            "out_invoice", self.partner_a, "2026-04-20", True, amounts=[1], taxes=[]
        )
        self.assertFalse(self._find(rule))
