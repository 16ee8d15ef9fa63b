from datetime import datetime, timedelta

from odoo import fields
from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import HttpCase, new_test_user, tagged

from .common import ServiceCommon


@tagged("post_install", "-at_install")
class TestServiceBook(ServiceCommon, HttpCase):
    """What was done goes with the car; who came and what it cost does not."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.vehicle.ownership_ids.date_from = datetime(2023, 1, 1)
        cls.portal_user = new_test_user(cls.env, "book-portal", "base.group_portal")
        cls.buyer = cls.portal_user.partner_id
        cls.buyer.name = "Buyer Borisov"
        cls.carried_over = cls.env["dealer.service.order"].create(
            {
                "vehicle_id": cls.vehicle.id,
                "partner_id": cls.customer.id,
                "state": "history",
                "date": datetime(2024, 5, 13, 9),
                "odometer": 15000,
                "history_amount": 2400,
                "history_source": "Garage Nord",
                "line_ids": [
                    Command.create(
                        {"kind": kind, "name": name, "quantity": 1, "price_unit": 1000}
                    )
                    for kind, name in (("labour", "Oil change"), ("part", "Oil"))
                ],
            }
        )
        cls.only_sum = cls.carried_over.copy(
            {
                "state": "history",
                "partner_id": cls.customer.id,
                "date": datetime(2023, 5, 13, 9),
                "history_amount": 700,
                "line_ids": False,
            }
        )

    def visit(self, customer=None):
        """A visit of today with work of the customer and of the maker."""
        order = self.new_order(
            odometer=30000, partner_id=(customer or self.customer).id
        )
        self.add(order, pay_type=self.warranty, name="New gearbox")
        self.add(order, name="Refused work")._decide("declined", "person")
        order.action_start()
        order.action_ready()
        order.action_create_invoice()
        order.action_deliver()
        return order

    def sell(self):
        self.vehicle._transfer(self.buyer, fields.Date.today())
        self.env.invalidate_all()

    def book(self, reader, user=None):
        vehicle = self.vehicle.with_user(user or self.advisor)
        return vehicle._get_service_book(reader)

    def test_newest_first_with_what_the_reader_paid(self):
        order = self.visit()
        rows = self.book(self.customer)
        self.assertEqual([row["visit"].odometer for row in rows], [30000, 15000, 0])
        self.assertEqual([row["amount"] for row in rows], [10000, 2400, 700])
        self.assertEqual(rows[0]["dealer"], order.company_id.name)
        self.assertEqual(rows[1]["dealer"], "Garage Nord")
        self.assertIn("New gearbox", rows[0]["work"])
        self.assertNotIn("Refused work", rows[0]["work"] + rows[0]["parts"])
        self.assertEqual((rows[1]["work"], rows[1]["parts"]), (["Oil change"], ["Oil"]))

    def test_no_price_of_a_former_owner(self):
        self.visit()
        self.sell()
        for user in (self.advisor, self.manager):
            rows = self.book(self.vehicle.owner_id, user)
            self.assertEqual({row["amount"] for row in rows}, {None})
        self.visit(self.buyer)
        amounts = [row["amount"] for row in self.book(self.buyer)]
        self.assertEqual(amounts, [10000, None, None, None])

    def test_technician_prints_without_prices(self):
        self.visit()
        rows = self.book(self.customer, self.technician)
        self.assertEqual({row["amount"] for row in rows}, {None})
        with self.assertRaises(AccessError):
            self.env["dealer.vehicle.cost"].with_user(self.technician).search([])

    def test_costs_of_former_owners_are_for_managers(self):
        self.visit()
        self.sell()
        costs = self.env["dealer.vehicle.cost"]
        domain = [("vehicle_id", "=", self.vehicle.id)]
        self.assertFalse(costs.with_user(self.advisor).search(domain))
        self.assertFalse(costs.with_user(self.salesperson).search(domain))
        self.assertTrue(costs.with_user(self.manager).search(domain))

    def test_costs_by_year_and_kind(self):
        self.visit()
        years = self.vehicle.with_user(self.advisor)._get_costs_by_year(self.customer)
        found = {
            row["year"]: {part["kind"]: part["amount"] for part in row["parts"]}
            for row in years
        }
        today = fields.Date.today().year
        self.assertEqual(
            found,
            {
                # The sum of the other system has the tax, its lines have not.
                today: {"labour": 3000, "part": 7000},
                2024: {"labour": 1200, "part": 1200},
                2023: {"other": 700},
            },
        )
        self.assertEqual([row["total"] for row in years], [10000, 2400, 700])
        action = self.vehicle.with_user(self.advisor).action_vehicle_costs()
        costs = self.env["dealer.vehicle.cost"].search(action["domain"])
        payers = {cost.pay_type_id: cost.is_by_customer for cost in costs}
        self.assertFalse(payers[self.warranty], "The maker paid that")

    def test_printed_in_the_language_of_the_owner(self):
        self.visit()
        self.customer.lang = "ru_RU"
        report = self.env["ir.actions.report"].with_user(self.advisor)
        html = report._render_qweb_html(
            "dealer_service.report_service_book", self.vehicle.ids
        )[0].decode()
        self.assertIn("Сервисная книжка", html)
        self.assertIn("Pavel Gromov", html)
        self.sell()
        self.buyer.lang = "zh_CN"
        html = report._render_qweb_html(
            "dealer_service.report_service_book", self.vehicle.ids
        )[0].decode()
        self.assertIn("保养手册", html)
        self.assertIn("New gearbox", html)
        self.assertNotIn("Gromov", html)

    def test_queries_do_not_grow(self):
        self.visit()
        self.book(self.customer)

        def count():
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.book(self.customer)
            self.vehicle.with_user(self.advisor)._get_costs_by_year(self.customer)
            return self.env.cr.sql_log_count - before

        few = count()
        for _number in range(5):
            self.carried_over.copy({"state": "history", "partner_id": self.other.id})
        self.assertEqual(count(), few)

    # === PORTAL === #

    def test_portal_shows_the_own_car_only(self):
        former = self.visit()
        stranger = self.env["dealer.vehicle"].create({"license_plate": "C001CC77"})
        stranger._set_owner(self.other)
        self.authenticate("book-portal", "book-portal")
        for url in ("", "/service-book.pdf", "/page/2"):
            page = self.url_open(f"/my/cars/{self.vehicle.id}{url}")
            self.assertEqual(page.status_code, 404)
        self.sell()
        own = self.visit(self.buyer)
        # The only car is opened at once.
        page = self.url_open("/my/cars").text
        self.assertIn("M456OP16", page)
        self.assertIn("Garage Nord", page)
        self.assertIn("Oil change", page)
        for hidden in ("Gromov", "2,400", f"/my/service/{former.id}"):
            self.assertNotIn(hidden, page)
        self.assertIn("10,000", page)
        self.assertIn(f"/my/service/{own.id}/document/work-done", page)
        page = self.url_open(f"/my/cars/{stranger.id}")
        self.assertEqual(page.status_code, 404)

    def test_portal_documents(self):
        former = self.visit()
        self.sell()
        own = self.visit(self.buyer)
        self.authenticate("book-portal", "book-portal")
        links = own._get_portal_links(self.buyer)
        self.assertEqual(
            [link["label"] for link in links],
            ["Work Order", "Certificate of Work Done", own.invoice_ids.name],
        )
        own_file = self.url_open(links[1]["url"])
        self.assertEqual(own_file.headers["Content-Type"], "application/pdf")
        for url in (
            f"/my/service/{former.id}/document/work-done",
            own.get_portal_url(suffix="/document/acceptance"),
            own.get_portal_url(suffix="/document/anything"),
        ):
            self.assertEqual(self.url_open(url).status_code, 404)

    def test_portal_book_is_for_who_asks(self):
        self.visit()
        self.env["dealer.vehicle.ownership"].create(
            {
                "vehicle_id": self.vehicle.id,
                "partner_id": self.buyer.id,
                "role": "driver",
                "date_from": fields.Date.today() - timedelta(days=1),
            }
        )
        vehicles = self.buyer._get_dealer_own_vehicles()
        self.assertEqual(vehicles, self.vehicle)
        self.assertEqual(vehicles._get_book_reader(self.buyer.id), self.buyer)
        self.assertEqual(
            {row["amount"] for row in vehicles._get_service_book(self.buyer)}, {None}
        )
        self.authenticate("book-portal", "book-portal")
        book = self.url_open(f"/my/cars/{self.vehicle.id}/service-book.pdf")
        self.assertEqual(book.headers["Content-Type"], "application/pdf")
