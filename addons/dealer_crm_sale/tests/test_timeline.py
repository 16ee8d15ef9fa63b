from odoo.fields import Command
from odoo.tests import new_test_user, tagged

from odoo.addons.account.tests.common import AccountTestInvoicingCommon


@tagged("post_install", "-at_install")
class TestTimelineOfOrders(AccountTestInvoicingCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company = cls.company_data["company"]
        cls.customer = cls.env["res.partner"].create({"name": "Elsa Brandt"})
        cls.seller, cls.colleague = (
            new_test_user(
                cls.env,
                login,
                "dealer_crm.group_dealer_user",
                company_id=cls.company.id,
            )
            for login in ("orders_seller", "orders_colleague")
        )
        order = {
            "partner_id": cls.customer.id,
            "user_id": cls.seller.id,
            "company_id": cls.company.id,
            "order_line": [
                Command.create({"product_id": cls.product_a.id, "price_unit": 100})
            ],
        }
        cls.quotation, cls.order = cls.env["sale.order"].sudo().create([order, order])
        cls.order.action_confirm()
        cls.invoice = cls.init_invoice(
            "out_invoice",
            partner=cls.customer,
            amounts=[300],
            invoice_date="2026-02-03",
            post=True,
        )
        cls.refund = cls.init_invoice(
            "out_refund",
            partner=cls.customer,
            amounts=[50],
            invoice_date="2026-02-04",
            post=True,
        )
        (cls.invoice | cls.refund).invoice_user_id = cls.seller

    def _kinds(self, user):
        rows = self.env["dealer.timeline"].with_user(user)
        found = rows.search(
            [
                ("partner_id", "=", self.customer.id),
                ("kind", "not in", ("mail", "note", "task")),
            ]
        )
        return {row.kind: row for row in found}

    def test_kinds(self):
        rows = self._kinds(self.seller)
        self.assertEqual(set(rows), {"quotation", "order", "invoice", "refund"})
        self.assertEqual(rows["quotation"].res_id, self.quotation.id)
        self.assertEqual(rows["order"].title, self.order.name)
        self.assertEqual(rows["order"].amount, self.order.amount_total)
        self.assertEqual(rows["invoice"].amount, self.invoice.amount_total)
        self.assertEqual(rows["refund"].amount, -self.refund.amount_total)
        self.assertEqual(rows["invoice"].currency_id, self.invoice.currency_id)

    def test_documents_of_a_colleague(self):
        self.assertFalse(self._kinds(self.colleague))

    def test_letter_on_an_order(self):
        self.order.message_post(
            body="Here is the confirmation",
            message_type="email_outgoing",
            subtype_xmlid="mail.mt_comment",
        )
        self.env.flush_all()
        for user, count in ((self.seller, 1), (self.colleague, 0)):
            self.assertEqual(
                self.env["dealer.timeline"]
                .with_user(user)
                .search_count(
                    [
                        ("partner_id", "=", self.customer.id),
                        ("title", "=", "Here is the confirmation"),
                    ]
                ),
                count,
            )
