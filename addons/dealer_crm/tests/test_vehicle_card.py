from datetime import timedelta

from dateutil.relativedelta import relativedelta
from lxml import etree

from odoo import fields
from odoo.tests import tagged
from odoo.tools.safe_eval import safe_eval

from .common import VIN_LADA, DealerCommon

PNG = (
    b"iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9"
    b"awAAAABJRU5ErkJggg=="
)
REPORT = "dealer_crm.dealer_vehicle_card"


@tagged("post_install", "-at_install")
class TestVehicleCard(DealerCommon):
    def _render(self, vehicle, user, **context):
        html, kind = (
            self.env["ir.actions.report"]
            .with_user(user)
            .with_context(**context)
            ._render_qweb_html(REPORT, vehicle.ids)
        )
        self.assertEqual(kind, "html")
        return html.decode()

    def test_warranty_ends_by_day_or_kilometres(self):
        today = fields.Date.context_today(self.vesta)
        self.assertFalse(self.vesta.warranty_state)
        self.vesta.write({"warranty_end": today, "warranty_km": 100000})
        self.assertEqual(self.vesta.warranty_state, "valid", "the last day counts")
        self.env["dealer.vehicle.odometer"].create(
            {"vehicle_id": self.vesta.id, "value": 100000}
        )
        self.assertEqual(self.vesta.warranty_state, "over")
        self.vesta.warranty_km = 0
        self.assertEqual(self.vesta.warranty_state, "valid")
        self.vesta.warranty_end = today - timedelta(days=1)
        self.assertEqual(self.vesta.warranty_state, "over")

    def test_manager_follows_the_owner(self):
        self.assertFalse(self.vesta.manager_id)
        self.anna.user_id = self.salesperson
        self.assertEqual(self.vesta.manager_id, self.salesperson)
        self.wang.user_id = self.manager
        self.vesta._set_owner(self.wang)
        self.assertEqual(self.vesta.manager_id, self.manager)

    def test_photo_is_small_on_cards(self):
        self.assertFalse(self.vesta.image_small)
        self.vesta.image_1920 = PNG
        self.assertTrue(self.vesta.image_small)

    def test_card_shows_the_car_and_its_code(self):
        self.vesta.write({"model_year": 2019, "warranty_end": "2031-05-06"})
        html = self._render(self.vesta, self.reader)
        self.assertIn(VIN_LADA, html)
        self.assertIn("data:image/png;base64,", html)
        self.assertIn(self.vesta.license_plate, html)
        self.assertIn("2019", html)
        self.assertIn("2031", html)
        self.assertIn(self.anna.name, html)

    def test_card_hides_an_owner_who_may_not_be_read(self):
        self.env["ir.rule"].create(
            {
                "name": "Nobody reads Anna",
                "model_id": self.env.ref("base.model_res_partner").id,
                "domain_force": f"[('id', '!=', {self.anna.id})]",
            }
        )
        html = self._render(self.vesta, self.reader)
        self.assertIn(VIN_LADA, html)
        self.assertNotIn(self.anna.name, html)

    def test_card_without_a_vin(self):
        vehicle = self.env["dealer.vehicle"].create({"model_id": self.model_vesta.id})
        self.assertFalse(vehicle._get_card_qr())
        self.assertNotIn("QR code", self._render(vehicle, self.reader))

    def test_list_and_kanban_ask_a_constant_number_of_queries(self):
        vehicles = self.env["dealer.vehicle"].create(
            [
                {"model_id": self.model_vesta.id, "warranty_end": "2031-05-06"}
                for _number in range(40)
            ]
        )
        specification = {
            "model_id": {"fields": {"display_name": {}}},
            "owner_id": {"fields": {"display_name": {}}},
            "manager_id": {"fields": {"display_name": {}}},
            "image_128": {},
            "image_small": {},
            "model_year": {},
            "odometer": {},
            "warranty_state": {},
            "warranty_end": {},
            "activity_ids": {},
        }

        def queries(count):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            found = self.env["dealer.vehicle"].web_search_read(
                [("id", "in", vehicles[:count].ids)], specification
            )
            self.assertEqual(len(found["records"]), count)
            return self.env.cr.sql_log_count - before

        queries(2)
        self.assertEqual(queries(2), queries(40))

    def test_filters_find(self):
        today = fields.Date.context_today(self.vesta)
        self.vesta.write(
            {"warranty_end": today + timedelta(days=30), "model_year": today.year}
        )
        self.accord.write(
            {"warranty_end": today - timedelta(days=1), "model_year": today.year - 12}
        )
        self.env["dealer.vehicle.odometer"].create(
            [
                {"vehicle_id": self.vesta.id, "value": 20000},
                {"vehicle_id": self.accord.id, "value": 210000},
            ]
        )
        self.anna.user_id = self.salesperson
        both = self.vesta + self.accord
        cases = {
            "filter_age_3": self.vesta,
            "filter_age_7": self.vesta.browse(),
            "filter_age_old": self.accord,
            "filter_km_50": self.vesta,
            "filter_km_150": self.vesta.browse(),
            "filter_km_more": self.accord,
            "filter_warranty": self.vesta,
            "filter_warranty_ends": self.vesta,
            "filter_my_customers": self.vesta,
        }
        for name, expected in cases.items():
            with self.subTest(name):
                found = self._search_by(name) & both
                self.assertEqual(found, expected)

    def _search_by(self, name):
        view = self.env["dealer.vehicle"].get_view(view_type="search")
        (node,) = etree.fromstring(view["arch"]).xpath(f"//filter[@name='{name}']")
        domain = safe_eval(
            node.get("domain"),
            {
                "context_today": lambda: fields.Date.context_today(self.vesta),
                "relativedelta": relativedelta,
                "uid": self.salesperson.id,
            },
        )
        return self.env["dealer.vehicle"].search(domain)
