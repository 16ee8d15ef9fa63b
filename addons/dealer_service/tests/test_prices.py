from odoo.exceptions import AccessError
from odoo.tests import HttpCase, tagged

from .common import ServiceCommon

REPORTS = ("work_order", "completion")


@tagged("post_install", "-at_install")
class TestPrices(ServiceCommon, HttpCase):
    """A technician sees no price on screen, paper or page, unless allowed."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.order = cls.new_order()
        cls.order._portal_ensure_token()

    def print(self, name, user):
        self.env.invalidate_all()
        render = self.env["ir.actions.report"].with_user(user)._render_qweb_html
        report = f"dealer_service.dealer_service_order_report_{name}"
        return render(report, self.order.ids)[0].decode()

    def allow(self):
        self.technician.group_ids |= self.env.ref("dealer_service.group_service_prices")

    def test_papers(self):
        for name in REPORTS:
            paper = self.print(name, self.technician)
            self.assertIn("Brake pads", paper)
            for price in ("3,500", "7,000", "10,000", "3,000"):
                self.assertNotIn(price, paper)
                self.assertNotIn("Before tax", paper)
        self.allow()
        for name in REPORTS:
            self.assertIn("7,000", self.print(name, self.technician))

    def test_customers_page(self):
        order = self.order.with_user(self.technician)
        with self.assertRaises(AccessError):
            order.read(["access_token"])
        self.authenticate("svc-tech", "svc-tech")
        page = f"/my/service/{self.order.id}"
        # The link is in the mails of the order, which a technician may read.
        for url in (page, self.order.get_portal_url()):
            answer = self.url_open(url, allow_redirects=False)
            self.assertIn(answer.status_code, (302, 303), url)
        paper = self.url_open(f"{page}/document/work-order")
        self.assertEqual(paper.status_code, 404)
        self.authenticate("svc-advisor", "svc-advisor")
        self.assertIn("7,000", self.url_open(page).text)

    def test_allowed(self):
        self.allow()
        line = self.order.line_ids[-1].with_user(self.technician)
        self.assertEqual(line.read(["price_subtotal"])[0]["price_subtotal"], 7000)
        visit = self.env["dealer.vehicle.visit"].with_user(self.technician)
        found = visit.search([("order_id", "=", self.order.id)])
        self.assertEqual(found.amount_total, 10000)
        with self.assertRaises(AccessError):
            line.price_unit = 1
