from datetime import timedelta

from psycopg2 import IntegrityError

from odoo import fields
from odoo.exceptions import AccessError, RedirectWarning, ValidationError
from odoo.tests import freeze_time, tagged
from odoo.tools import mute_logger

from .common import VIN_HONDA, VIN_LADA, DealerCommon


@tagged("post_install", "-at_install")
class TestVehicle(DealerCommon):
    def test_vin_is_one_car_however_written(self):
        for text in (VIN_LADA.lower(), "хта-gfk 330 jy 144213", f" {VIN_LADA}\u200b"):
            with self.subTest(text), self.assertRaises(RedirectWarning) as caught:
                self.env["dealer.vehicle"].create({"vin": text})
            self.assertEqual(caught.exception.args[1]["res_id"], self.vesta.id)

    def test_vin_unique_in_the_database(self):
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError):
            self.env.cr.execute(
                "UPDATE dealer_vehicle SET vin_key = %s WHERE id = %s",
                [VIN_LADA, self.accord.id],
            )

    def test_vin_of_another_car_is_refused_on_write(self):
        with self.assertRaises(RedirectWarning):
            self.accord.vin = VIN_LADA
        self.accord.vin = VIN_HONDA.lower()
        self.assertEqual(self.accord.vin_key, VIN_HONDA)

    def test_vin_status(self):
        self.assertEqual(self.vesta.vin_status, "ok", "Russian VINs have no digit")
        self.assertEqual(self.accord.vin_status, "ok")
        vehicles = self.env["dealer.vehicle"].create(
            [{"vin": "1HGCM82613A004352"}, {"vin": "AE101-5012345"}, {}]
        )
        self.assertEqual(
            vehicles.mapped("vin_status"), ["bad_check_digit", "short", "missing"]
        )

    def test_bad_vin_says_what_to_do(self):
        cases = {
            "1HGCM82633A0043522": "longer than 17",
            "1HGCM82633A00435!": "character",
            "12": "too short",
        }
        for text, words in cases.items():
            with self.subTest(text), self.assertRaises(ValidationError) as caught:
                self.env["dealer.vehicle"].create({"vin": text})
            self.assertIn(words, str(caught.exception))
        with self.assertRaises(ValidationError) as caught:
            self.env["dealer.vehicle"].create({"vin": "1HGCM82633AO04353"})
        self.assertIn("Did you mean", str(caught.exception))

    def test_plate(self):
        self.assertEqual(self.vesta.plate_key, "A123BC77")
        with self.assertRaises(ValidationError):
            self.vesta.license_plate = "<script>"

    def test_owner_follows_the_periods(self):
        self.assertEqual(self.vesta.owner_id, self.anna)
        self.vesta._set_owner(self.wang)
        self.assertEqual(self.vesta.owner_id, self.wang)
        self.assertFalse(self.anna.dealer_vehicle_ids)
        periods = self.vesta.ownership_ids.sorted("id")
        self.assertEqual(periods[0].date_to, fields.Date.context_today(self.vesta))
        self.assertFalse(periods[1].date_to)
        self.assertFalse(self.vesta._set_owner(self.wang), "owns it already")

    def test_two_owners_at_once_are_refused(self):
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError):
            self.env["dealer.vehicle.ownership"].create(
                {"vehicle_id": self.vesta.id, "partner_id": self.wang.id}
            )

    def test_driver_beside_the_owner(self):
        self.env["dealer.vehicle.ownership"].create(
            {
                "vehicle_id": self.vesta.id,
                "partner_id": self.wang.id,
                "role": "driver",
            }
        )
        self.assertEqual(self.vesta.owner_id, self.anna)

    def test_future_owner_is_refused(self):
        tomorrow = fields.Date.today() + timedelta(days=2)
        with self.assertRaises(ValidationError):
            self.env["dealer.vehicle.ownership"].create(
                {
                    "vehicle_id": self.accord.id,
                    "partner_id": self.wang.id,
                    "date_from": tomorrow,
                }
            )

    def test_period_that_ends_is_found_by_the_nightly_run(self):
        today = fields.Date.today()
        self.vesta.ownership_ids.date_to = today + timedelta(days=3)
        self.assertEqual(self.vesta.owner_id, self.anna)
        with freeze_time(today + timedelta(days=3)):
            self.env["dealer.vehicle"]._cron_refresh_owner()
            self.assertFalse(self.vesta.owner_id)

    def test_odometer_is_the_latest_reading(self):
        readings = self.env["dealer.vehicle.odometer"]
        readings.create(
            [
                {"vehicle_id": self.vesta.id, "value": 500, "date": "2024-05-01"},
                {"vehicle_id": self.vesta.id, "value": 300, "date": "2024-04-01"},
            ]
        )
        self.assertEqual(self.vesta.odometer, 500)
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError):
            readings.create({"vehicle_id": self.vesta.id, "value": 9_999_999})

    def test_rights(self):
        vesta = self.vesta.with_user(self.reader)
        self.assertEqual(vesta.vin, VIN_LADA)
        with self.assertRaises(AccessError):
            vesta.license_plate = "B777BB77"
        self.vesta.with_user(self.salesperson).license_plate = "B777BB77"
        with self.assertRaises(AccessError):
            self.vesta.with_user(self.salesperson).unlink()

    def test_list_costs_the_same_for_one_and_for_many(self):
        vehicles = self.env["dealer.vehicle"].create(
            [{"vin": f"Z94CB41AAER{number:06}"} for number in range(30)]
        )
        names = ["display_name", "owner_id", "odometer", "vin_info"]

        def queries(records):
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            records.with_user(self.salesperson).read(names)
            return self.env.cr.sql_log_count - before

        queries(vehicles)
        self.assertEqual(queries(vehicles[:1]), queries(vehicles))
