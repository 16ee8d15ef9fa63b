import random
from datetime import date, timedelta
from unittest.mock import patch

from odoo import fields
from odoo.exceptions import AccessError
from odoo.tests import tagged

from odoo.addons.dealer_crm.tools import odometer

from .common import ServiceCommon

TODAY = date(2026, 6, 1)


class MaintenanceCommon(ServiceCommon):
    """Oil every 15 000 km or 12 months; brake fluid first after 36 months, then 24."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["dealer.maintenance.plan"].search([]).active = False
        cls.brand = cls.env["fleet.vehicle.model.brand"].create({"name": "Volga"})
        cls.model = cls.env["fleet.vehicle.model"].create(
            {"name": "21", "brand_id": cls.brand.id, "default_fuel_type": "gasoline"}
        )
        cls.oil, cls.brakes = cls.env["product.product"].create(
            [
                {"name": "Oil service", "type": "service"},
                {"name": "Brake fluid", "type": "service"},
            ]
        )
        cls.filter = cls.env["product.product"].create({"name": "Oil filter"})
        cls.plan = cls.env["dealer.maintenance.plan"].create(
            {
                "name": "Volga",
                "brand_id": cls.brand.id,
                "line_ids": [
                    fields.Command.create(
                        {
                            "product_id": cls.oil.id,
                            "interval_km": 15000,
                            "interval_months": 12,
                            "hours": 1.5,
                            "part_ids": [
                                fields.Command.create(
                                    {"product_id": cls.filter.id, "is_proof": True}
                                )
                            ],
                        }
                    ),
                    fields.Command.create(
                        {
                            "product_id": cls.brakes.id,
                            "interval_months": 24,
                            "first_months": 36,
                            "hours": 0.5,
                        }
                    ),
                ],
            }
        )
        cls.oil_line, cls.brakes_line = cls.plan.line_ids
        cls.vehicle.write(
            {"model_id": cls.model.id, "first_registration": date(2025, 9, 1)}
        )
        cls.engine = cls.env["dealer.maintenance.engine"]

    @classmethod
    def compute(cls, today=TODAY, vehicle=None):
        return cls.engine._update((vehicle or cls.vehicle).ids, today)

    @classmethod
    def visit(cls, day, product, km=0, vehicle=None):
        return cls.env["dealer.service.order"].create(
            {
                "state": "history",
                "vehicle_id": (vehicle or cls.vehicle).id,
                "date": day,
                "odometer": km,
                "line_ids": [
                    fields.Command.create(
                        {"kind": "part", "product_id": product.id, "name": "x"}
                    )
                ],
            }
        )

    def due(self, line):
        return self.vehicle.maintenance_due_ids.filtered(
            lambda due: due.line_id == line
        )


@tagged("post_install", "-at_install")
class TestMaintenance(MaintenanceCommon):
    def test_new_car_counts_from_its_registration(self):
        self.compute()
        self.assertEqual(self.vehicle.maintenance_plan_id, self.plan)
        self.assertEqual(self.vehicle.next_service_date, date(2026, 9, 1))
        self.assertEqual(self.due(self.brakes_line).due_date, date(2028, 9, 1))
        self.assertFalse(self.due(self.oil_line).last_date)

    def test_last_time_counts_also_by_a_part_that_proves_it(self):
        self.visit("2026-02-10 09:00", self.filter, 9000)
        self.compute()
        oil = self.due(self.oil_line)
        self.assertEqual(oil.last_date, date(2026, 2, 10))
        self.assertEqual((oil.last_odometer, oil.due_odometer), (9000, 24000))
        self.assertEqual(self.vehicle.next_service_odometer, 24000)
        self.visit("2026-03-01 09:00", self.brakes)
        self.compute()
        # Later than the first time, the usual interval counts.
        self.assertEqual(self.due(self.brakes_line).due_date, date(2028, 3, 1))

    def test_kilometres_come_first(self):
        """30 000 km a year: 15 000 km are driven in half a year."""
        for day, km in ((date(2025, 9, 1), 0), (date(2026, 5, 28), 22110)):
            self.env["dealer.vehicle.odometer"].create(
                {"vehicle_id": self.vehicle.id, "date": day, "value": km}
            )
        self.visit("2026-05-28 09:00", self.oil, 22110)
        self.compute()
        expected = date(2026, 5, 28) + timedelta(days=round(15000 / (22110 / 269)))
        self.assertEqual(self.vehicle.next_service_date, expected)

    def test_special_first_time_leaves_the_other_clock(self):
        """First at 2 500 km; who drives less comes after the usual months."""
        self.oil_line.first_km = 2500
        self.compute()
        self.assertEqual(self.vehicle.next_service_date, date(2026, 9, 1))
        self.assertEqual(self.vehicle.next_service_odometer, 2500)

    def test_engine_of_the_car(self):
        """One model with two engines: the car says which."""
        diesel = self.env["dealer.maintenance.plan"].create(
            {
                "name": "Volga, diesel",
                "brand_id": self.brand.id,
                "fuel_type": "diesel",
                "line_ids": [
                    fields.Command.create(
                        {"product_id": self.oil.id, "interval_months": 6}
                    )
                ],
            }
        )
        other = self.vehicle.create(
            {
                "vin": "XW8ZZZ61ZHG012347",
                "model_id": self.model.id,
                "first_registration": date(2026, 2, 1),
                "fuel_type": "diesel",
            }
        )
        self.compute(vehicle=self.vehicle | other)
        self.assertEqual(self.vehicle.maintenance_plan_id, self.plan)
        self.assertEqual(other.maintenance_plan_id, diesel)
        self.assertEqual(other.next_service_date, date(2026, 8, 1))
        # Said at the desk, it counts at once.
        self.vehicle.fuel_type = "diesel"
        self.env.cr.precommit.run()
        self.assertEqual(self.vehicle.maintenance_plan_id, diesel)

    def test_seeded_parts_with_a_clock_of_their_own(self):
        plans = self.env["dealer.maintenance.plan"].with_context(active_test=False)
        general = self.env.ref("dealer_service.plan_general")
        self.assertIn(general, plans.search([]))
        names = general.line_ids.product_id.mapped("name")
        self.assertIn("Tyres", names)
        self.assertIn("Battery", names)

    def test_hard_use_shortens(self):
        self.vehicle.maintenance_profile_id = self.env[
            "dealer.maintenance.profile"
        ].create({"name": "Taxi", "factor": 0.5})
        self.compute()
        # Six months from September are over: still due, not taken as done elsewhere.
        self.assertEqual(self.vehicle.next_service_date, date(2026, 3, 1))

    def test_old_gap_does_not_hide_what_comes(self):
        """Overdue for over half a year without a record: done elsewhere."""
        self.vehicle.first_registration = date(2020, 4, 1)
        self.compute()
        oil = self.due(self.oil_line)
        self.assertTrue(oil.is_assumed)
        self.assertEqual(oil.due_date.year, 2026)
        self.assertGreaterEqual(oil.due_date, TODAY - timedelta(days=180))

    def test_plan_that_says_most_wins(self):
        plans = self.plan.create(
            [
                {"name": "All", "sequence": 1},
                {"name": "Diesel", "fuel_type": "diesel", "brand_id": self.brand.id},
                {"name": "Old", "brand_id": self.brand.id, "year_to": 2010},
                {"name": "Model", "model_ids": [fields.Command.set(self.model.ids)]},
            ]
        )
        for plan in plans:
            plan.line_ids = [
                fields.Command.create({"product_id": self.oil.id, "interval_months": 6})
            ]
        self.compute()
        self.assertEqual(self.vehicle.maintenance_plan_id.name, "Model")
        plans[-1].active = False
        self.compute()
        self.assertEqual(self.vehicle.maintenance_plan_id, self.plan)
        self.model.default_fuel_type = "diesel"
        self.compute()
        self.assertEqual(self.vehicle.maintenance_plan_id.name, "Diesel")
        self.model.brand_id = self.brand.copy({"name": "Other"})
        self.compute()
        self.assertEqual(self.vehicle.maintenance_plan_id.name, "All")

    def test_sold_car_is_not_due(self):
        self.compute()
        self.assertTrue(self.vehicle.next_service_date)
        self.vehicle.state = "gone"
        self.assertEqual(self.compute(), self.vehicle.ids)
        self.assertFalse(self.vehicle.next_service_date)
        self.assertFalse(self.vehicle.maintenance_due_ids)

    def test_unchanged_rows_are_not_written(self):
        self.compute()
        self.assertEqual(self.compute(), [])

    def test_order_and_reading_compute_at_the_end_of_the_transaction(self):
        self.compute()
        today = fields.Date.today()
        order = self.new_order(lines=False, odometer=9100)
        order.line_ids = [fields.Command.create({"product_id": self.oil.id})]
        order.action_start()
        order.action_ready()
        self.env.cr.precommit.run()
        self.assertEqual(self.due(self.oil_line).last_date, today)
        self.assertEqual(self.vehicle.next_service_odometer, 24100)

    def test_expected_odometer_is_that_of_the_rule(self):
        """The SQL of the engine against ``tools.odometer.predict``."""
        rng = random.Random(5)
        cars = self.env["dealer.vehicle"].create(
            [{"model_id": self.model.id, "model_year": 2019} for _car in range(60)]
        )
        rows = []
        for car in cars:
            km = rng.randint(0, 80000)
            day = TODAY - timedelta(days=rng.randint(0, 1200))
            for _reading in range(rng.randint(0, 6)):
                rows.append(
                    {
                        "vehicle_id": car.id,
                        "date": day,
                        "value": max(0, km + rng.choice((0, 0, 0, -900, 40000))),
                        "source": "import",
                        "reason": rng.choice(
                            (False, False, False, "replaced", "typing_error")
                        ),
                    }
                )
                day = min(TODAY, day + timedelta(days=rng.randint(0, 300)))
                km += rng.randint(0, 15000)
        self.env["dealer.vehicle.odometer"].create(rows)
        self.compute(vehicle=cars)
        settings = cars._get_odometer_settings()
        compared = 0
        for car in cars:
            found = car.odometer_ids._predict(TODAY, *settings)
            due = car.maintenance_due_ids.filtered("due_odometer")
            oil = due.filtered(lambda due: due.line_id == self.oil_line)
            if not (found and found.per_year and oil):
                continue
            compared += 1
            # The line through both days gives the kilometres of the due date back;
            # a whole day is the precision of a date.
            km = found.km + found.per_year / odometer.DAYS_PER_YEAR * (
                (oil.due_date - TODAY).days
            )
            precision = found.per_year / odometer.DAYS_PER_YEAR + 5
            if oil.is_assumed or oil.due_odometer < 15000:
                self.assertLessEqual(abs(km - oil.due_odometer), precision * 2)
            else:
                self.assertLessEqual(km, oil.due_odometer + precision)
        self.assertGreater(compared, 20)

    def test_statements_do_not_grow_with_the_vehicles(self):
        cars = self.env["dealer.vehicle"].create(
            [{"model_id": self.model.id, "model_year": 2024} for _car in range(30)]
        )
        self.env.flush_all()
        # Due dates, retention of the cars, retention of their owners.
        with self.assertQueryCount(3):
            self.engine._update(cars[:1].ids, TODAY)
        with self.assertQueryCount(3):
            self.engine._update(cars.ids, TODAY)

    def test_cron_goes_through_all_vehicles(self):
        crons = type(self.env["ir.cron"])
        with patch.object(crons, "_commit_progress", lambda *_args, **_options: 1):
            self.engine._cron_update()
        self.assertTrue(self.vehicle.next_service_date)
        self.assertEqual(self.engine._get_cursor(), 0)

    def test_forecast_counts_what_is_done_together(self):
        today = fields.Date.today()
        self.vehicle.first_registration = today - timedelta(days=345)
        self.brakes_line.write({"first_months": 12})
        self.engine._update(self.vehicle.ids)
        rows = self.env["dealer.maintenance.forecast"].search(
            [("vehicle_id", "=", self.vehicle.id)]
        )
        labour = rows.filtered(lambda row: row.kind == "labour")
        self.assertEqual(sum(labour.mapped("hours")), 2.0)
        self.assertEqual((rows - labour).product_id, self.filter)
        self.vehicle.first_registration = today - timedelta(days=200)
        self.engine._update(self.vehicle.ids)
        rows.invalidate_model()
        self.assertFalse(rows.search([("vehicle_id", "=", self.vehicle.id)]))

    def test_rights(self):
        self.compute()
        for user in (self.technician, self.advisor, self.salesperson, self.reader):
            due = self.vehicle.with_user(user).maintenance_due_ids
            self.assertEqual(len(due), 2)
            with self.assertRaises(AccessError):
                self.plan.with_user(user).name = "x"
        self.plan.with_user(self.manager).name = "y"
        with self.assertRaises(AccessError):
            self.plan.with_user(self.advisor).action_recompute()
        with self.assertRaises(AccessError):
            self.env["dealer.maintenance.forecast"].with_user(self.reader).search([])
