from dateutil.relativedelta import relativedelta

from odoo import fields
from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged

from odoo.addons.account.tests.common import AccountTestInvoicingCommon


@tagged("post_install", "-at_install")
class TestValue(AccountTestInvoicingCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company = cls.company_data["company"]
        cls.customer = cls.env["res.partner"].create(
            {"name": "Brandt Bau", "is_company": True}
        )
        cls.person = cls.env["res.partner"].create(
            {"name": "Elsa Brandt", "parent_id": cls.customer.id}
        )
        cls.seller = new_test_user(
            cls.env,
            "value_seller",
            "dealer_crm.group_dealer_user",
            company_id=cls.company.id,
        )
        cls.reader = new_test_user(
            cls.env, "value_reader", "dealer_crm.group_dealer_staff"
        )

    def _invoice(self, amount, days, kind="out_invoice", paid=None):
        date = fields.Date.today() - relativedelta(days=days)
        move = self.init_invoice(
            kind, partner=self.customer, amounts=[amount], invoice_date=date, post=True
        )
        if paid != 0:
            self.env["account.payment.register"].with_context(
                active_model="account.move", active_ids=move.ids
            ).create({"amount": paid or move.amount_total})._create_payments()
        return move

    def test_paid(self):
        self._invoice(1000, 500)
        self._invoice(300, 10)
        self._invoice(70, 10, paid=0)
        self._invoice(100, 5, kind="out_refund")
        part = self._invoice(200, 5, paid=80)
        self.assertTrue(part.amount_residual)
        for partner in (self.customer, self.person):
            partner = partner.with_user(self.seller).with_company(self.company)
            self.assertEqual(partner.dealer_value, 1000 + 300 - 100 + 80)
            self.assertEqual(partner.dealer_value_year, 300 - 100 + 80)
            self.assertEqual(partner.dealer_currency_id, self.company.currency_id)

    def test_found_by_what_they_paid(self):
        other = self.env["res.partner"].create({"name": "Otto Kranz"})
        self._invoice(1000, 500)
        self._invoice(300, 10)
        people = (
            (self.customer | self.person | other)
            .with_user(self.seller)
            .with_company(self.company)
        )

        def found(*condition):
            return people.search([("id", "in", people.ids), condition])

        bought = people - other
        for condition, expected in (
            (("dealer_value", ">=", 1300), bought),
            (("dealer_value", ">", 1300), people.browse()),
            (("dealer_value", "<", 1300), other),
            (("dealer_value", "<=", 0), other),
            (("dealer_value", ">=", 0), people),
            (("dealer_value_year", ">", 299), bought),
            (("dealer_value_year", ">", 301), people.browse()),
        ):
            with self.subTest(condition=condition):
                self.assertEqual(found(*condition), expected)

    def test_nothing_bought(self):
        other = self.env["res.partner"].create({"name": "Otto Kranz"})
        self.assertEqual(other.with_user(self.seller).dealer_value, 0)

    def test_not_for_everybody(self):
        with self.assertRaises(AccessError):
            self.customer.with_user(self.reader).read(["dealer_value"])

    def test_queries_do_not_grow(self):
        people = self.env["res.partner"].create(
            [{"name": f"Buyer {number}"} for number in range(30)]
        )
        self._invoice(300, 10)
        counts = []
        few = people[:2] | self.customer
        for partners in (few, few, people | self.customer):
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            partners.with_user(self.seller).mapped("dealer_value")
            counts.append(self.cr.sql_log_count - before)
        self.assertEqual(counts[1], counts[2])
