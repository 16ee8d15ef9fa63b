"""Owners who follow each other, plates which move, odometers which fall."""

from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import Form, tagged

from .common import DealerCommon


@tagged("post_install", "-at_install")
class TestVehicleLife(DealerCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.today = fields.Date.context_today(cls.vesta)
        cls.vesta.ownership_ids.unlink()
        cls.vesta._set_owner(cls.anna, cls.today - timedelta(days=900))

    def _days_ago(self, days):
        return self.today - timedelta(days=days)

    def _reading(self, days, value, user=None, **values):
        readings = self.env["dealer.vehicle.odometer"].with_user(
            user or self.salesperson
        )
        return readings.create(
            {
                "vehicle_id": self.vesta.id,
                "date": self._days_ago(days),
                "value": value,
                **values,
            }
        )

    # === TRANSFER === #

    def test_transfer(self):
        driver = self.vesta.ownership_ids.create(
            {
                "vehicle_id": self.vesta.id,
                "partner_id": self.anna.id,
                "role": "driver",
                "date_from": self._days_ago(500),
            }
        )
        self._reading(100, 40000)
        vehicle = self.vesta.with_user(self.salesperson)
        action = vehicle.action_transfer()
        wizards = self.env[action["res_model"]].with_user(self.salesperson)
        with Form(wizards.with_context(**action["context"])) as form:
            form.partner_id = self.wang
            form.odometer = 52000
        form.save().action_transfer()
        self.assertEqual(self.vesta.owner_id, self.wang)
        self.assertEqual(self.vesta.odometer, 52000)
        self.assertEqual(driver.date_to, self.today)
        owners = self.vesta.ownership_ids.filtered(lambda one: one.role == "owner")
        self.assertEqual(
            owners.sorted("date_from").mapped("date_to"), [self.today, False]
        )

    def test_driver_may_stay(self):
        driver = self.vesta.ownership_ids.create(
            {
                "vehicle_id": self.vesta.id,
                "partner_id": self.anna.id,
                "role": "driver",
                "date_from": self._days_ago(500),
            }
        )
        vehicle = self.vesta.with_user(self.salesperson)
        vehicle._transfer(self.wang, self.today, end_others=False)
        self.assertFalse(driver.date_to)

    def test_transfer_is_refused(self):
        vehicle = self.vesta.with_user(self.salesperson)
        for partner, date, message in (
            (self.wang, self.today + timedelta(days=1), "day of the hand-over"),
            (self.anna, self.today, "already"),
            (self.wang, self._days_ago(901), "cannot be before"),
        ):
            with self.assertRaisesRegex(UserError, message):
                vehicle._transfer(partner, date)
        with self.assertRaises(AccessError):
            self.vesta.with_user(self.reader)._transfer(self.wang, self.today)
        self.assertEqual(self.vesta.owner_id, self.anna)

    def test_lower_reading_at_the_transfer_undoes_all(self):
        self._reading(10, 80000)
        vehicle = self.vesta.with_user(self.salesperson)
        with (
            self.assertRaisesRegex(ValidationError, "less than"),
            self.env.cr.savepoint(),
        ):
            vehicle._transfer(self.wang, self.today, 70000)
        self.env.invalidate_all()
        self.assertEqual(self.vesta.owner_id, self.anna)
        vehicle._transfer(self.wang, self.today, 70000, "rolled_back")
        self.assertEqual(self.vesta.odometer, 70000)

    # === FORMER OWNERS === #

    def test_former_owner_is_masked(self):
        self.vesta._transfer(self.wang, self._days_ago(30))
        former = self.vesta.ownership_ids.filtered("date_to")
        for user in (self.salesperson, self.reader):
            with self.subTest(user=user.login):
                self.env.invalidate_all()
                vehicle = self.vesta.with_user(user)
                self.assertEqual(vehicle.ownership_ids.partner_id, self.wang)
                periods = self.env["dealer.vehicle.ownership"].with_user(user)
                self.assertFalse(periods.search([("partner_id", "=", self.anna.id)]))
                with self.assertRaises(AccessError):
                    former.with_user(user).read(["partner_id"])
                self.assertEqual(
                    periods._read_group(
                        [("vehicle_id", "=", self.vesta.id)], ["partner_id"]
                    ),
                    [(self.wang,)],
                )
                data = vehicle.web_read(
                    {
                        "owner_id": {"fields": {"display_name": {}}},
                        "ownership_ids": {
                            "fields": {"partner_id": {"fields": {"display_name": {}}}}
                        },
                        "former_owners": {},
                        "message_ids": {"fields": {"body": {}}},
                    }
                )
                self.assertNotIn("Лещинская", str(data))
                self.assertIn(str(self._days_ago(30)), data[0]["former_owners"])
        self.env.invalidate_all()
        self.assertEqual(
            self.vesta.with_user(self.manager).ownership_ids.partner_id,
            self.anna | self.wang,
        )

    def test_correspondence_goes_with_the_former_owner(self):
        colleague = self.salesperson.partner_id
        self.vesta.message_subscribe((self.anna | colleague).ids)
        file = self.env["ir.attachment"].create(
            {"name": "f", "res_model": "dealer.vehicle", "res_id": self.vesta.id}
        )
        theirs = self.vesta.message_post(
            body="From Anna", author_id=self.anna.id, attachment_ids=file.ids
        )
        answer = self.vesta.message_post(body="To Anna", partner_ids=self.anna.ids)
        note = self.vesta.message_post(body="Tyres changed")
        self.vesta.with_user(self.salesperson)._transfer(self.wang, self.today)
        self.env.invalidate_all()
        self.assertEqual(self.vesta.message_partner_ids, colleague)
        for message in theirs | answer:
            self.assertEqual(
                (message.model, message.res_id), ("res.partner", self.anna.id)
            )
        self.assertEqual((file.res_model, file.res_id), ("res.partner", self.anna.id))
        self.assertEqual(note.res_id, self.vesta.id)

    def test_who_still_drives_stays_in_the_chatter(self):
        self.vesta.message_subscribe(self.anna.ids)
        self.vesta.ownership_ids.create(
            {
                "vehicle_id": self.vesta.id,
                "partner_id": self.anna.id,
                "role": "driver",
                "date_from": self._days_ago(10),
            }
        )
        self.vesta._transfer(self.wang, self.today, end_others=False)
        self.assertEqual(self.vesta.message_partner_ids, self.anna)

    def test_present_driver_is_seen(self):
        self.vesta.ownership_ids.create(
            {
                "vehicle_id": self.vesta.id,
                "partner_id": self.wang.id,
                "role": "driver",
                "date_from": self._days_ago(50),
                "date_to": self.today + timedelta(days=5),
            }
        )
        self.env.invalidate_all()
        vehicle = self.vesta.with_user(self.salesperson)
        self.assertEqual(vehicle.ownership_ids.partner_id, self.anna | self.wang)

    def test_saving_shows_no_former_owner(self):
        """What is recomputed on the way reads all periods; the answer does not."""
        self.vesta._transfer(self.wang, self._days_ago(30))
        self.env.invalidate_all()
        vehicle = self.vesta.with_user(self.salesperson)
        names = {"fields": {"partner_id": {"fields": {"display_name": {}}}}}
        data = vehicle.web_save(
            {
                "ownership_ids": [
                    Command.create({"partner_id": self.wang.id, "role": "payer"})
                ]
            },
            {
                "owner_id": {"fields": {"display_name": {}}},
                "ownership_ids": names,
                "former_owners": {},
            },
        )
        self.assertEqual(len(data[0]["ownership_ids"]), 2)
        self.assertNotIn("Лещинская", str(data))

    # === PLATES === #

    def _plates(self, vehicle):
        vehicle.invalidate_recordset(["plate_ids"])
        return [(row.plate, bool(row.date_to)) for row in vehicle.plate_ids]

    def test_plates_have_a_history(self):
        vehicle = self.vesta.with_user(self.salesperson)
        self.assertEqual(self._plates(vehicle), [("А123ВС77", False)])
        vehicle.license_plate = "A 123 BC 77"
        self.assertEqual(self._plates(vehicle), [("А123ВС77", False)])
        vehicle.license_plate = "K777KK99"
        self.assertEqual(
            self._plates(vehicle), [("K777KK99", False), ("А123ВС77", True)]
        )
        vehicle.license_plate = False
        self.assertEqual(
            self._plates(vehicle), [("K777KK99", True), ("А123ВС77", True)]
        )

    def test_plate_moves_to_another_car(self):
        other = self.accord.with_user(self.salesperson)
        other.license_plate = "A123BC77"
        self.env.invalidate_all()
        self.assertFalse(self.vesta.license_plate)
        self.assertFalse(self.vesta.plate_key)
        self.assertEqual(self._plates(self.vesta), [("А123ВС77", True)])
        self.assertEqual(self._plates(self.accord), [("A123BC77", False)])
        self.assertIn("another vehicle", self.vesta.message_ids[:1].body)

    def test_same_plate_twice_in_one_go(self):
        cars = self.env["dealer.vehicle"].create(
            [{"license_plate": "B 555 BB 50"}, {"license_plate": "В555ВВ50"}]
        )
        self.assertEqual(cars.mapped("license_plate"), [False, "В555ВВ50"])

    def test_old_plate_finds_with_a_hint(self):
        self.vesta.license_plate = "K777KK99"
        partners = self.env["res.partner"].with_user(self.salesperson)
        for query in ("A123BC77", "а123вс"):
            [hit] = partners.dealer_find(query)
            self.assertEqual(hit["matched"], "old_plate")
            self.assertEqual(hit["partner_id"], self.anna.id)
            self.assertEqual(hit["vehicle_id"], self.vesta.id)
            self.assertIn("had the plate А123ВС77", hit["display_name"])
        vehicles = self.env["dealer.vehicle"].with_user(self.salesperson)
        self.assertEqual(
            vehicles.search([("display_name", "ilike", "A123BC77")]), self.vesta
        )
        self.vesta.license_plate = "A123BC77"
        [hit] = partners.dealer_find("A123BC77")
        self.assertEqual(hit["matched"], "plate")
        self.assertNotIn("had the plate", hit["display_name"])

    def test_plates_are_not_written_by_hand(self):
        with self.assertRaises(AccessError):
            self.vesta.plate_ids.with_user(self.manager).write({"plate": "X"})

    # === ODOMETER === #

    def test_falling_reading_asks_for_the_reason(self):
        self._reading(50, 60000)
        with (
            self.assertRaisesRegex(ValidationError, "45000 km on .* 60000 km"),
            self.env.cr.savepoint(),
        ):
            self._reading(10, 45000)
        self.env.invalidate_all()
        reading = self._reading(10, 45000, reason="replaced")
        self.assertTrue(reading.is_falling)
        self.assertEqual(self.vesta.odometer, 45000)
        self.assertFalse(self._reading(5, 46000).is_falling)

    def test_reading_between_two_asks_too(self):
        self._reading(50, 60000)
        self._reading(10, 70000)
        with (
            self.assertRaisesRegex(ValidationError, "less than"),
            self.env.cr.savepoint(),
        ):
            self._reading(30, 75000)
        self.env.invalidate_all()
        self._reading(30, 65000)

    def test_typing_error_does_not_count(self):
        wrong = self._reading(50, 600000)
        wrong.reason = "typing_error"
        self.assertFalse(self._reading(10, 61000).is_falling)
        self.assertEqual(self.vesta.odometer, 61000)
        self._reading(5, 6200, reason="typing_error")
        self.assertEqual(self.vesta.odometer, 61000)

    def test_from_elsewhere_only_flagged(self):
        self._reading(50, 60000)
        reading = self._reading(10, 45000, self.intake_user, source="lead")
        self.assertTrue(reading.is_falling)
        self.assertFalse(reading.reason)

    def test_predicted(self):
        self.assertFalse(self.vesta.odometer_predicted)
        self.assertFalse(self.vesta.odometer_confidence)
        for days in (600, 400, 250, 100):
            self._reading(days, 90000 - 40 * days)
        vehicle = self.vesta.with_user(self.reader)
        self.assertEqual(vehicle.odometer_predicted, 90000)
        self.assertEqual(vehicle.odometer_confidence, "high")
        self.assertEqual(vehicle.odometer_per_year, 14610)

    def test_predicted_by_the_setting(self):
        self._reading(365, 20000)
        settings = self.env["res.config.settings"].create(
            {"dealer_odometer_per_year": 30000}
        )
        settings.execute()
        self.vesta.invalidate_recordset()
        self.assertAlmostEqual(self.vesta.odometer_predicted, 50000, delta=50)
