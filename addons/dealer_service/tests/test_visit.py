from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from .common import ServiceCommon

MASKED = ("partner_id", "concern", "amount_total")


@tagged("post_install", "-at_install")
class TestVisit(ServiceCommon):
    """The car's history is for all, the people in it for some."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.customer.write({"phone": "+7 843 200-11-22", "email": "pg@example.com"})
        cls.order = cls.new_order(concern="Call Gromov, he waits")
        cls.new_owner_since = fields.Date.today()
        company = cls.env["res.company"].create({"name": "Second showroom"})

        def stranger(login, groups):
            return new_test_user(
                cls.env,
                login,
                groups,
                company_id=company.id,
            )

        cls.strangers = [
            stranger("far-sales", "dealer_crm.group_dealer_user"),
            stranger("far-advisor", "dealer_service.group_service_advisor"),
        ]

    def _sell(self):
        self.vehicle.ownership_ids.date_from -= timedelta(days=100)
        self.vehicle._transfer(self.other, self.new_owner_since)
        self.env.invalidate_all()

    def _read(self, user):
        """The history as the web client reads it."""
        self.env.invalidate_all()
        vehicle = self.vehicle.with_user(user).with_context(
            allowed_company_ids=user.company_ids.ids
        )
        [data] = vehicle.web_read(
            {
                "visit_ids": {
                    "fields": {
                        "date": {},
                        "work": {},
                        "odometer": {},
                        "is_masked": {},
                        "concern": {},
                        "amount_total": {},
                        "partner_id": {"fields": {"display_name": {}}},
                        "order_id": {},
                    }
                },
                "ownership_ids": {
                    "fields": {"partner_id": {"fields": {"display_name": {}}}}
                },
                "owner_id": {"fields": {"display_name": {}}},
                "message_ids": {"fields": {"body": {}}},
            }
        )
        return data

    def test_former_owner_is_masked_in_another_showroom(self):
        self._sell()
        for user in self.strangers:
            with self.subTest(user=user.login):
                data = self._read(user)
                self.assertNotIn("Gromov", str(data))
                [visit] = data["visit_ids"]
                self.assertTrue(visit["is_masked"])
                self.assertIn("Brake pads", visit["work"])
                self.assertEqual([visit[name] for name in MASKED], [False, False, 0.0])
                with self.assertRaises(AccessError):
                    self.order.with_user(user).read(["partner_id"])
                visits = self.env["dealer.vehicle.visit"].with_user(user)
                with self.assertRaises(UserError):
                    visits.browse(visit["id"]).action_open_order()
                # Nothing to search, group or sort by, either.
                for name in MASKED:
                    with self.assertRaises(ValueError):
                        visits.search([(name, "!=", False)])

    def test_present_owner_in_another_showroom(self):
        """Documents of another showroom stay there, whoever owns the car."""
        data = self._read(self.strangers[0])
        self.assertTrue(data["visit_ids"][0]["is_masked"])

    def test_same_showroom(self):
        [visit] = self._read(self.colleague)["visit_ids"]
        self.assertEqual(visit["partner_id"]["display_name"], "Pavel Gromov")
        self.assertEqual(visit["amount_total"], 10000)
        self._sell()
        data = self._read(self.colleague)
        self.assertNotIn("Gromov", str(data))
        self.assertEqual(data["owner_id"]["display_name"], "Inna Lisova")

    def test_documents_stay_accessible(self):
        self._sell()
        order = self.order.with_user(self.advisor)
        self.assertEqual(order.partner_id, self.customer)
        order.action_start()
        order.action_ready()
        self.assertTrue(order.sale_order_ids.read(["partner_id"]))

    def test_managers_see_all(self):
        self._sell()
        [visit] = self._read(self.manager)["visit_ids"]
        self.assertFalse(visit["is_masked"])
        self.assertEqual(visit["partner_id"]["display_name"], "Pavel Gromov")

    def test_technician_has_no_prices(self):
        visits = self.env["dealer.vehicle.visit"].with_user(self.technician)
        visit = visits.search([("vehicle_id", "=", self.vehicle.id)])
        self.assertEqual(visit.partner_id, self.customer)
        with self.assertRaises(AccessError):
            visit.read(["amount_total"])
        with self.assertRaises(AccessError):
            self.env["dealer.vehicle.visit"].with_user(self.reader).search([])

    def test_advisor_transfers(self):
        self.vehicle.ownership_ids.date_from -= timedelta(days=100)
        wizard = (
            self.env["dealer.vehicle.transfer"]
            .with_user(self.advisor)
            .create({"vehicle_id": self.vehicle.id, "partner_id": self.other.id})
        )
        wizard.action_transfer()
        self.assertEqual(self.vehicle.owner_id, self.other)

    def test_queries_do_not_grow(self):
        for _number in range(6):
            self.new_order()
        user = self.colleague
        self._read(user)
        self.env.invalidate_all()
        with self.assertQueryCount(30):
            self._read(user)
