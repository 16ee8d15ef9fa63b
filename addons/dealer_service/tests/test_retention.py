from datetime import date, timedelta

from odoo import fields
from odoo.exceptions import AccessError, ValidationError
from odoo.tests import BaseCase, tagged

from ..tools import retention
from .test_maintenance import TODAY, MaintenanceCommon


@tagged("post_install", "-at_install")
class TestRetentionRules(BaseCase):
    def test_state_is_relative_to_the_interval(self):
        seen = date(2026, 1, 31)
        expected = retention.expected_on(seen, 120, 12)
        self.assertEqual(expected, date(2026, 5, 31))
        self.assertEqual(retention.expected_on(seen, 0, 12), date(2027, 1, 31))
        for day, state in (
            (date(2026, 6, 30), "active"),
            (date(2026, 7, 1), "at_risk"),
            (date(2026, 11, 30), "at_risk"),
            (date(2026, 12, 1), "lost"),
        ):
            with self.subTest(day=day):
                self.assertEqual(retention.state_on(day, expected, 1, 6), state)

    def test_customer_is_as_the_best_car(self):
        self.assertEqual(retention.of_customer(["lost", "active"]), "active")
        self.assertEqual(retention.of_customer(["lost", "at_risk"]), "at_risk")
        self.assertEqual(retention.of_customer([]), "")

    def test_most_telling_reason_first(self):
        self.assertEqual(
            retention.reasons({"warranty", "comeback"}), ["comeback", "warranty"]
        )


@tagged("post_install", "-at_install")
class TestRetention(MaintenanceCommon):
    def visit(self, days_ago, vehicle=None, product=None, **values):
        """An order of the past, carried over with one line.

        :param int days_ago: before TODAY
        """
        vehicle = vehicle or self.vehicle
        order = self.env["dealer.service.order"].create(
            {
                "vehicle_id": vehicle.id,
                "partner_id": vehicle.owner_id.id,
                "state": "history",
                "date": fields.Datetime.to_datetime(TODAY) - timedelta(days_ago),
                **values,
            }
        )
        self.env["dealer.service.line"].create(
            {
                "order_id": order.id,
                "kind": "labour",
                "product_id": (product or self.oil).id,
            }
        )
        return order

    def car(self, vin, owner=None, **values):
        vehicle = self.env["dealer.vehicle"].create({"vin": vin, **values})
        vehicle._set_owner(owner or self.customer, date(2020, 1, 1))
        return vehicle

    def compute(self, *vehicles, today=TODAY):
        self.engine._update([vehicle.id for vehicle in vehicles], today)

    def test_sql_is_the_rule(self):
        cars = [
            self.car(f"XW8ZZZ61ZHG0{number:05}", model_id=self.model.id)
            for number in range(12)
        ]
        for number, car in enumerate(cars):
            self.visit(60 * number + 1, car)
            # Most intervals differ: some cars are driven much.
            car.odometer_ids = [
                fields.Command.create({"date": TODAY - timedelta(ago), "value": value})
                for ago, value in ((400, 1000), (10, 1000 + 7000 * number))
            ]
        self.compute(*cars)
        found = set()
        for car in cars:
            expected = retention.expected_on(
                car.last_visit_date, car.service_interval, 12
            )
            self.assertEqual(car.expected_visit_date, expected)
            self.assertEqual(
                car.retention_state, retention.state_on(TODAY, expected, 1, 6)
            )
            found.add(car.retention_state)
        self.assertEqual(found, set(retention.STATES))
        self.assertGreater(len({car.service_interval for car in cars}), 3)
        self.assertEqual(self.customer.dealer_retention_state, "active")
        self.assertEqual(self.customer.dealer_last_visit_date, TODAY - timedelta(1))

    def test_what_counts_as_a_visit(self):
        self.visit(500)
        internal = self.visit(20)
        internal.line_ids.pay_type_id = self.internal
        self.vehicle.ownership_ids.date_from = date(2020, 1, 1)
        self.compute(self.vehicle)
        self.assertEqual(self.vehicle.last_visit_date, TODAY - timedelta(500))
        self.assertEqual(self.vehicle.maintenance_count, 1)
        # Repairs are visits, but no service.
        self.visit(10, product=self.labour)
        self.compute(self.vehicle)
        self.assertEqual(self.vehicle.retention_state, "active")
        self.assertEqual(self.vehicle.maintenance_count, 1)

    def test_new_owner_begins_anew(self):
        self.vehicle.ownership_ids.date_from = date(2020, 1, 1)
        self.visit(700)
        self.compute(self.vehicle)
        self.assertEqual(self.vehicle.retention_state, "lost")
        self.assertEqual(self.customer.dealer_retention_state, "lost")
        self.vehicle._set_owner(self.other, date(2026, 5, 1))
        self.compute(self.vehicle)
        self.engine._clear_retention()
        self.assertFalse(self.vehicle.retention_state)
        self.assertFalse(self.customer.dealer_retention_state)
        self.assertFalse(self.other.dealer_retention_state)

    def test_delivered_order_makes_active_at_once(self):
        self.vehicle.ownership_ids.date_from = date(2020, 1, 1)
        self.visit(1000)
        today = fields.Date.context_today(self.env["res.partner"])
        self.compute(self.vehicle, today=today)
        self.assertEqual(self.vehicle.retention_state, "lost")
        self.ready_order()
        self.env.cr.flush()
        self.assertEqual(self.vehicle.retention_state, "active")
        self.assertEqual(self.customer.dealer_retention_state, "active")

    def test_loss_between_services(self):
        cars = [
            self.car(f"XW8ZZZ61ZHG1{number:05}", model_id=self.model.id)
            for number in range(4)
        ]
        # Three came twice or are lost after the first; the last is not due yet.
        for number, car in enumerate(cars):
            self.visit(5 if number == 3 else 900, car)
        self.visit(520, cars[0])
        self.compute(*cars)
        rows = self.env["dealer.retention.step"]._read_group(
            [("model_id", "=", self.model.id)],
            ["step"],
            ["came:sum", "returned:sum", "lost:sum", "loss_rate:avg"],
        )
        first = next(row for row in rows if row[0] == "1")
        self.assertEqual(first[1:4], (4, 1, 2))
        self.assertAlmostEqual(float(first[4]), 200 / 3)

    def test_reasons_of_who_stays_away(self):
        self.vehicle.ownership_ids.date_from = date(2020, 1, 1)
        order = self.visit(900)
        order.line_ids.decision = "declined"
        self.visit(890)
        # After the last visit.
        self.vehicle.warranty_end = TODAY - timedelta(800)
        self.customer.dealer_no_service_reminders = True
        self.compute(self.vehicle)
        self.assertEqual(
            self.vehicle.retention_reasons,
            "declined work open, warranty ended, wants no reminders, "
            "no phone and no e-mail",
        )

    def test_return_tasks_once_and_only_for_who_is_away(self):
        today = fields.Date.context_today(self.env["res.partner"])
        # Consent is asked of addons which may be there or not.
        partners = type(self.env["res.partner"])
        self.patch(partners, "_may_contact", lambda self, *_args, **_options: self)
        away = self.car("XW8ZZZ61ZHG200001", self.other, model_id=self.model.id)
        self.other.user_id = self.advisor
        self.visit((TODAY - today).days + 900, away)
        self.visit((TODAY - today).days + 5)
        self.compute(away, self.vehicle, today=today)
        self.assertEqual(away.retention_state, "lost")
        for _twice in range(2):
            (away | self.vehicle).with_user(self.advisor).action_plan_return()
        tasks = self.env["mail.activity"].search(
            [("res_model", "=", "res.partner"), ("res_id", "=", self.other.id)]
        )
        self.assertEqual(len(tasks), 2)
        self.assertGreaterEqual(min(tasks.mapped("date_deadline")), today)
        self.assertFalse(self.customer.activity_ids)
        with self.assertRaises(AccessError):
            away.with_user(self.technician).action_plan_return()

    def test_who_does_not_want_it_gets_no_task(self):
        today = fields.Date.context_today(self.env["res.partner"])
        away = self.car("XW8ZZZ61ZHG200002", self.other, model_id=self.model.id)
        self.other.user_id = self.advisor
        self.visit((TODAY - today).days + 900, away)
        self.compute(away, today=today)
        partners = type(self.env["res.partner"])
        answers = {"_may_contact": True, "_get_contact_turn": True}
        for hook in answers:
            self.patch(
                partners,
                hook,
                lambda self, *_args, name=hook, **_options: (
                    self if answers[name] else self.browse()
                ),
            )
        for hook in answers:
            with self.subTest(hook=hook):
                answers[hook] = False
                result = away.with_user(self.advisor).action_plan_return()
                self.assertEqual(result["params"]["type"], "warning")
                self.assertFalse(self.other.activity_ids)
                answers[hook] = True
        # Who agrees later can be asked later.
        result = away.with_user(self.advisor).action_plan_return()
        self.assertEqual(result["params"]["type"], "success")

    def test_rule_finds_the_day_of_the_loss(self):
        self.vehicle.ownership_ids.date_from = date(2020, 1, 1)
        visit = self.visit(700)
        rule = self.env.ref("dealer_service.dealer_follow_up_rule_return")
        self.compute(self.vehicle)
        day = self.vehicle.expected_visit_date + timedelta(184)
        rows = rule._select(day - timedelta(10), day + timedelta(10))
        mine = [row for row in rows if row.vehicle_id == self.vehicle.id]
        self.assertEqual([row.since for row in mine], [visit.date.date()])
        self.assertEqual(
            retention.state_on(
                mine[0].occurrence, self.vehicle.expected_visit_date, 1, 6
            ),
            "lost",
        )
        self.visit(300)
        rows = rule._select(day - timedelta(10), day + timedelta(10))
        self.assertNotIn(self.vehicle.id, [row.vehicle_id for row in rows])

    def test_settings_refuse_nonsense(self):
        settings = self.env["res.config.settings"]
        with self.assertRaisesRegex(ValidationError, "Retention"):
            settings.create({"dealer_retention_lost_months": 1})

    def test_constant_number_of_queries(self):
        cars = [
            self.car(f"XW8ZZZ61ZHG3{number:05}", model_id=self.model.id)
            for number in range(12)
        ]
        for car in cars:
            self.visit(900, car)
        self.compute(*cars)
        records = self.env["dealer.vehicle"].browse([car.id for car in cars])
        counts = []
        for few in (records[:2], records):
            self.env.invalidate_all()
            self.env.flush_all()
            before = self.env.cr.sql_log_count
            few.mapped("retention_reasons")
            counts.append(self.env.cr.sql_log_count - before)
        self.assertEqual(counts[0], counts[1])
