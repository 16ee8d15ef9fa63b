"""One customer's way through the whole house, by people with their real roles."""

from odoo import SUPERUSER_ID, fields
from odoo.tests import HttpCase, new_test_user, tagged

from odoo.addons.account.tests.common import AccountTestInvoicingCommon

VIN = "XTAGFK330JYWAY042"
LEAD = """<?xml version="1.0" encoding="UTF-8"?>
<?ADF VERSION "1.0"?>
<adf><prospect status="new">
  <id sequence="1" source="portal.example">WAY-1</id>
  <requestdate>2026-03-14T18:42:07+03:00</requestdate>
  <vehicle interest="buy" status="new">
    <year>2026</year><make>Lada</make><model>vesta</model></vehicle>
  <customer><contact>
    <name part="first">Marina</name><name part="last">Dorokhova</name>
    <phone type="cellphone">8 (900) 555-77-42</phone>
    <email>marina.d@example.com</email></contact>
    <comments>The blue one & soon</comments></customer>
  <vendor><vendorname>Test showroom</vendorname></vendor>
</prospect></adf>"""


@tagged("post_install", "-at_install")
class TestWayThrough(AccountTestInvoicingCommon, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company = cls.env.company
        cls.env = cls.env(
            user=SUPERUSER_ID,
            context=dict(cls.env.context, allowed_company_ids=cls.company.ids),
        )
        cls.company.country_id = cls.env.ref("base.ru")

        def user(login, groups):
            return new_test_user(cls.env, login, groups, company_id=cls.company.id)

        cls.sales = user("way-sales", "dealer_crm.group_dealer_user")
        cls.advisor = user("way-advisor", "dealer_service.group_service_advisor")
        cls.cashier = user(
            "way-cashier",
            "account.group_account_invoice,dealer_loyalty.group_loyalty_desk",
        )
        cls.team = cls.env["crm.team"].create(
            {
                "name": "New cars of the way",
                "company_id": cls.company.id,
                "dealer_own_stages": True,
                "member_ids": [fields.Command.link(cls.sales.id)],
            }
        )
        pipeline = cls.env.ref("dealer_crm.crm_team_new_cars")
        stages = cls.env["crm.stage"].search([("team_ids", "in", pipeline.ids)])
        stages.team_ids = [fields.Command.link(cls.team.id)]
        cls.source = cls.env["dealer.intake.source"].create(
            {"name": "Way portal", "team_id": cls.team.id, "user_id": cls.sales.id}
        )
        cls.source._set_token("way-token")
        cls.vehicle = cls.env["dealer.vehicle"].create(
            {
                "vin": VIN,
                "model_id": cls.env.ref("dealer_crm.model_lada_vesta").id,
                "state": "stock",
                "company_id": cls.company.id,
            }
        )
        cls.env.ref("dealer_service.product_labour").write(
            {"list_price": 3000, "taxes_id": [fields.Command.clear()]}
        )
        cls.env["ir.config_parameter"].sudo().set_param("web_tour.enabled", False)

    def post_lead(self):
        headers = {"Authorization": "Bearer way-token", "Content-Type": "text/xml"}
        return self.url_open(
            "/dealer/intake/adf", data=LEAD.encode(), headers=headers, method="POST"
        )

    def book_points(self):
        """What the server's worker does within seconds."""
        with self.enter_registry_test_mode():
            self.env.ref("dealer_loyalty.ir_cron_book_pending").method_direct_trigger()

    def test_from_the_lead_to_the_points(self):
        # The portal hands a lead in; a repeat makes no second one.
        answer = self.post_lead()
        self.assertEqual(answer.status_code, 201, answer.text)
        self.assertEqual(self.post_lead().json(), answer.json())
        lead = self.env["crm.lead"].browse(answer.json()["lead_ids"])
        customer = lead.partner_id
        self.assertEqual(customer.name, "Marina Dorokhova")
        self.assertEqual(lead.team_id, self.team)

        # The salesperson sees it, offers a car and hands it over.
        url = "/odoo/dealer-pipeline"
        self.start_tour(url, "dealer_way_sales", login="way-sales")
        self.assertEqual(lead.stage_id.name, "Delivered")
        self.assertEqual(self.vehicle.owner_id, customer)
        self.assertEqual(self.vehicle.state, "customer")
        customer.with_user(self.sales).with_company(self.company).action_dealer_enrol()

        # The car comes to service; the advisor bills it, the cashier takes the money.
        self.start_tour(
            "/odoo/dealer-service", "dealer_way_service", login="way-advisor"
        )
        order = self.vehicle.service_order_ids
        self.assertEqual((order.state, order.invoice_status), ("delivered", "invoiced"))
        self.assertEqual(self.vehicle.odometer, 1200)
        invoice = order.invoice_ids
        self.start_tour(
            f"/odoo/m-account.move/{invoice.id}",
            "dealer_way_cashier",
            login="way-cashier",
        )
        self.assertIn(invoice.payment_state, ("paid", "in_payment"))

        # Points appear on the card: 1 for each 100 of the net amount.
        self.book_points()
        card = customer.with_user(self.cashier).dealer_card_id.sudo()
        self.assertEqual(card.points, 90)

        # The last characters of the VIN lead to the customer with all of it.
        (hit,) = self.env["res.partner"].with_user(self.sales).dealer_find(VIN[-6:])
        self.assertEqual(hit["partner_id"], customer.id)
        self.assertEqual(hit["vehicle_id"], self.vehicle.id)
        url = "/odoo/dealer-customers"
        self.start_tour(url, "dealer_way_find", login="way-sales")
        self.assertEqual(self.env["dealer.check"]._run(), [])
