import base64
from contextlib import contextmanager
from datetime import date, datetime, timedelta

from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import Form, new_test_user, tagged
from odoo.tools import mute_logger

from .common import VIN_GEELY, DealerCommon

PIXEL = base64.b64encode(
    base64.b64decode(
        "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAA"
        "AABJRU5ErkJggg=="
    )
)
TEN = datetime(2031, 5, 6, 10)


@tagged("post_install", "-at_install")
class TestTestDrive(DealerCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.demo_car = cls.env["dealer.vehicle"].create(
            {
                "vin": VIN_GEELY,
                "license_plate": "В777ОР77",
                "model_id": cls.model_vesta.id,
                "state": "demo",
                "odometer_ids": [Command.create({"value": 1200})],
            }
        )
        cls.lead = cls.env["crm.lead"].create(
            {
                "name": "Vesta",
                "type": "opportunity",
                "partner_id": cls.anna.id,
                "team_id": cls.team.id,
                "company_id": cls.env.company.id,
                "user_id": cls.salesperson.id,
                "dealer_wish_model_id": cls.model_vesta.id,
                "dealer_test_drive_wanted": True,
            }
        )

    def plan(self, start=TEN, **values):
        return (
            self.env["dealer.test.drive"]
            .with_user(self.salesperson)
            .create(
                {
                    "lead_id": self.lead.id,
                    "vehicle_id": self.demo_car.id,
                    "start": start,
                    **values,
                }
            )
        )

    def ready(self, **values):
        return self.plan(
            **{
                "licence_number": "77 17 123456",
                "licence_category": "B",
                "licence_valid_until": date(2035, 1, 1),
                "signature": PIXEL,
                **values,
            }
        )

    @contextmanager
    def assert_booked(self):
        """The database refuses a second booking of a car."""
        with (
            self.assertRaises(IntegrityError),
            mute_logger("odoo.sql_db"),
            self.env.cr.savepoint(),
        ):
            yield

    def test_from_lead_to_follow_up(self):
        action = self.lead.with_user(self.salesperson).action_dealer_plan_test_drive()
        drives = self.env["dealer.test.drive"].with_user(self.salesperson)
        form = Form(drives.with_context(**action["context"]))
        self.assertEqual(form.vehicle_id, self.demo_car)
        self.assertEqual(form.partner_id, self.anna)
        form.licence_number = "77 17 123456"
        form.licence_category = "A, В"  # typed with a Cyrillic letter
        form.licence_valid_until = date(2099, 1, 1)
        drive = form.save()
        self.assertEqual(drive.stop - drive.start, timedelta(minutes=45))
        self.assertEqual(drive.busy_until - drive.stop, timedelta(minutes=15))
        self.assertFalse(self.lead.dealer_test_drive_wanted)
        drive.signature = PIXEL
        drive.action_start()
        self.assertEqual((drive.state, drive.odometer_out), ("driving", 1200))
        drive.write({"odometer_in": 1218, "outcome": "offer", "liking": "5"})
        drive.action_done()
        self.assertEqual((drive.state, drive.held_count), ("done", 1))
        self.assertEqual(self.demo_car.odometer, 1218)
        self.assertEqual(self.lead.activity_ids.user_id, self.salesperson)
        self.assertEqual(self.lead.dealer_test_drive_count, 1)
        self.assertEqual(drive.won_count, 0)
        self.lead.write(
            {"dealer_vehicle_id": self.vesta.id, "stage_id": self.stage_delivered.id}
        )
        self.assertEqual(drive.won_count, 1)

    def test_car_is_booked_once(self):
        self.plan()
        for minutes in (-30, 0, 59):
            with self.assert_booked():
                self.plan(TEN + timedelta(minutes=minutes)).flush_recordset()
        after = self.plan(TEN + timedelta(minutes=60))
        self.assertEqual(after.state, "planned")
        with self.assert_booked():
            # What dragging in the calendar writes.
            after.write({"start": TEN + timedelta(minutes=20)})
            after.flush_recordset()

    def test_cancelled_and_missed_drives_free_the_car(self):
        self.plan().action_cancel()
        missed = self.plan()
        missed.action_no_show()
        self.plan()
        with self.assert_booked():
            missed.action_plan_again()
            missed.flush_recordset()

    def test_refused_start(self):
        for values in (
            {"signature": False},
            {"licence_number": False},
            {"licence_valid_until": False},
            {"licence_valid_until": date(2031, 5, 5)},
            {"licence_category": "A"},
        ):
            drive = self.ready(**values)
            with self.subTest(values), self.assertRaises(UserError):
                drive.action_start()
            drive.action_cancel()

    def test_refused_end(self):
        drive = self.ready()
        drive.action_start()
        drive.odometer_in = 1300
        with self.assertRaises(UserError):
            drive.action_done()
        drive.write({"outcome": "refused", "odometer_in": 1100})
        with self.assertRaises(UserError):
            drive.action_done()
        with self.assertRaises(UserError):
            drive.action_cancel()
        with self.assertRaises(UserError):
            drive.with_user(self.manager).unlink()
        self.assertEqual(self.demo_car.odometer, 1200)

    def test_licence_of_the_last_drive(self):
        self.ready()
        drives = self.env["dealer.test.drive"].with_user(self.salesperson)
        form = Form(drives)
        form.partner_id = self.anna
        self.assertEqual(form.licence_number, "77 17 123456")
        self.assertEqual(form.licence_valid_until, date(2035, 1, 1))

    def test_request_of_a_portal(self):
        row = self.take(
            self.adf("TD-1").replace(b'interest="buy"', b'interest="test-drive"')
        )
        self.assertTrue(row.lead_ids.dealer_test_drive_wanted)

    def test_merged_leads_keep_their_drives(self):
        drive = self.plan()
        other = self.lead.copy({"priority": "3", "probability": 90})
        kept = (self.lead | other).merge_opportunity()
        self.assertEqual(drive.lead_id, kept)

    def test_rights(self):
        drive = self.plan()
        self.assertTrue(drive.with_user(self.reader).has_access("read"))
        with self.assertRaises(AccessError):
            drive.with_user(self.reader).action_cancel()
        with self.assertRaises(AccessError):
            drive.unlink()
        other = self.env["res.company"].create({"name": "Other showroom"})
        stranger = new_test_user(
            self.env,
            "test-stranger",
            "dealer_crm.group_dealer_user",
            company_id=other.id,
        )
        self.assertFalse(drive.with_user(stranger).has_access("read"))

    def test_agreement(self):
        drive = self.ready(route="Ring road")
        html, _kind = self.env["ir.actions.report"]._render_qweb_html(
            "dealer_crm.report_test_drive", drive.ids
        )
        text = html.decode()
        for words in ("Анна Лещинская", VIN_GEELY, "77 17 123456", "Ring road"):
            self.assertIn(words, text)
        self.assertIn("data:image/png;base64", text)

    def test_settings(self):
        settings = self.env["res.config.settings"]
        settings.create(
            {"dealer_test_drive_minutes": "30", "dealer_test_drive_buffer": "0"}
        ).execute()
        drive = self.plan()
        self.assertEqual(drive.busy_until - drive.start, timedelta(minutes=30))
        for values in (
            {"dealer_test_drive_minutes": "long"},
            {"dealer_test_drive_minutes": "1"},
            {"dealer_test_drive_buffer": "-5"},
        ):
            with self.assertRaises(ValidationError):
                settings.create(values)
