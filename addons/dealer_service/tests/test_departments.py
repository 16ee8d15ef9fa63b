from odoo import Command
from odoo.exceptions import ValidationError
from odoo.tests import BaseCase, tagged

from ..tools import department
from .common import ServiceCommon


@tagged("post_install", "-at_install")
class TestDepartmentRule(BaseCase):
    def test_department_gets_everything(self):
        self.assertEqual(department.complete(None, 7), {"7": 100})
        self.assertEqual(department.complete({"3": 100}, 7), {"3,7": 100})
        self.assertEqual(department.complete({"3": 40.0}, 7), {"3,7": 40, "7": 60})


@tagged("post_install", "-at_install")
class TestDepartments(ServiceCommon):
    def accounts(self, *names):
        return [self.env.company._get_dealer_department(name).id for name in names]

    def test_new_chart_brings_departments_once(self):
        company = self.env.company
        self.assertNotIn(False, self.accounts("service", "parts", "new_cars", "other"))
        domain = [("company_id", "=", company.id)]
        models = ("account.analytic.account", "account.analytic.applicability")
        models += ("account.analytic.distribution.model",)
        before = [self.env[name].search_count(domain) for name in models]
        company._set_up_dealer_departments()
        after = [self.env[name].search_count(domain) for name in models]
        self.assertEqual(after, before)

    def test_every_posted_line_of_an_order_has_a_department(self):
        service, parts = self.accounts("service", "parts")
        order = self.new_order()
        self.add(order, pay_type=self.goodwill)
        order.action_start()
        order.action_ready()
        order.action_create_quotation()
        sale = order.sale_order_ids.filtered(
            lambda sale: sale.dealer_pay_type_id == self.customer_pays
        )
        sale.order_line = [
            Command.create({"product_id": self.part.id, "name": "By hand"})
        ]
        order.action_create_invoice()
        claims = order.sale_order_ids.dealer_claim_ids
        claims.action_send()
        claims.action_accept()
        lines = order.invoice_ids.line_ids.filtered(
            lambda line: line.display_type == "product"
        )
        # Labour, a part, two shares of the goodwill, the one by hand.
        self.assertEqual(len(lines), 5)
        for line in lines:
            with self.subTest(
                kind=line.move_id.dealer_pay_type_id.kind, name=line.name
            ):
                expected = parts if line.name == "Brake pads" else service
                self.assertEqual(line.analytic_distribution, {str(expected): 100})
        turnover = self.env["account.analytic.line"]._read_group(
            [("move_line_id", "in", lines.ids)], [], ["amount:sum"]
        )[0][0]
        self.assertAlmostEqual(turnover, -sum(lines.mapped("balance")))

    def test_other_plan_of_a_pay_type_is_completed(self):
        plan = self.env["account.analytic.plan"].create({"name": "Location"})
        city = self.env["account.analytic.account"].create(
            {"name": "City", "plan_id": plan.id}
        )
        self.customer_pays.analytic_distribution = {str(city.id): 100}
        order = self.ready_order()
        order.action_create_invoice()
        (service,) = self.accounts("service")
        labour = order.invoice_ids.line_ids.filtered(
            lambda line: line.product_id == self.labour
        )
        self.assertEqual(labour.analytic_distribution, {f"{city.id},{service}": 100})
        self.assertEqual(
            labour.distribution_analytic_account_ids.root_plan_id.mapped("name"),
            ["Location", "Department"],
        )

    def test_invoice_without_a_rule_falls_to_other(self):
        invoice = self.init_invoice("out_invoice", products=self.part)
        (other,) = self.accounts("other")
        line = invoice.invoice_line_ids
        self.assertEqual(line.analytic_distribution, {str(other): 100})
        line.analytic_distribution = False
        with self.assertRaisesRegex(ValidationError, "100% analytic distribution"):
            invoice.with_context(validate_analytic=True).action_post()

    def test_category_of_a_car_decides(self):
        category = self.env["product.category"].create({"name": "New cars"})
        (new_cars,) = self.accounts("new_cars")
        self.env["account.analytic.distribution.model"].create(
            {
                "product_categ_id": category.id,
                "company_id": self.env.company.id,
                "analytic_distribution": {str(new_cars): 100},
            }
        )
        self.part.categ_id = category
        invoice = self.init_invoice("out_invoice", products=self.part)
        line = invoice.invoice_line_ids
        self.assertEqual(line.analytic_distribution, {str(new_cars): 100})
        # Payments and their receivables are nobody's turnover.
        invoice.action_post()
        self.pay(invoice)
        others = (
            invoice.line_ids - line
        ) | invoice.matched_payment_ids.move_id.line_ids
        self.assertFalse(any(others.mapped("analytic_distribution")))

    def test_order_with_another_plan_can_be_posted(self):
        plan = self.env["account.analytic.plan"].create({"name": "Location"})
        city = self.env["account.analytic.account"].create(
            {"name": "City", "plan_id": plan.id}
        )
        sale = self.env["sale.order"].create(
            {
                "partner_id": self.customer.id,
                "order_line": [
                    Command.create(
                        {
                            "product_id": self.part.id,
                            "analytic_distribution": {str(city.id): 100},
                        }
                    )
                ],
            }
        )
        sale.action_confirm()
        invoice = sale._post_dealer_invoice()
        (other,) = self.accounts("other")
        line = invoice.invoice_line_ids
        self.assertEqual(
            line.analytic_distribution, {str(city.id): 100, str(other): 100}
        )

    def test_company_without_books_has_none(self):
        company = self.env["res.company"].create({"name": "New showroom"})
        company._set_up_dealer_departments()
        self.assertFalse(company._get_dealer_department("service"))
        self.assertEqual(company._complete_dealer_distribution({}, "service"), {})
