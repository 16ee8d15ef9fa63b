from odoo.tests import new_test_user, tagged

from .common import ServiceCommon


@tagged("post_install", "-at_install")
class TestTimelineOfService(ServiceCommon):
    def test_order_of_the_customer(self):
        order = self.new_order(concern="Squeaks when cold")
        dropped = self.new_order()
        dropped.action_cancel()
        rows = self.env["dealer.timeline"].with_user(self.advisor)
        domain = [("partner_id", "=", self.customer.id), ("kind", "=", "service")]
        row = rows.search(domain)
        self.assertEqual(row.res_id, order.id)
        self.assertIn(order.name, row.title)
        self.assertIn("Squeaks when cold", row.title)
        self.assertEqual(row.user_id, order.advisor_id)
        self.assertEqual(row.action_dealer_open()["res_model"], order._name)

    def test_another_showroom(self):
        self.new_order()
        company = self.env["res.company"].create({"name": "Showroom Far Away"})
        stranger = new_test_user(
            self.env,
            "line_stranger",
            "dealer_service.group_service_advisor",
            company_id=company.id,
        )
        self.assertFalse(
            self.env["dealer.timeline"]
            .with_user(stranger)
            .with_company(company)
            .search_count([("partner_id", "=", self.customer.id)])
        )
