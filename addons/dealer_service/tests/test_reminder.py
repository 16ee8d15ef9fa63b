from datetime import timedelta
from unittest.mock import patch

from odoo import fields
from odoo.exceptions import AccessError
from odoo.tests import HttpCase, tagged

from .test_maintenance import MaintenanceCommon


class ReminderCommon(MaintenanceCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.rules = cls.env["dealer.service.reminder.rule"]
        cls.before, cls.near, cls.late, cls.call = (
            cls.env.ref(f"dealer_service.reminder_rule_{name}")
            for name in ("30", "7", "late", "call")
        )
        cls.reminders = cls.env["dealer.service.reminder"]
        cls.customer.write({"email": "pavel@example.com", "phone": "+7 900 100-20-30"})
        cls.today = fields.Date.today()
        # Whether people have agreed is a matter of another addon, when it is there.
        cls.startClassPatcher(
            patch.object(
                cls.registry["res.partner"],
                "_may_contact",
                lambda people, purpose, channel: people - cls.refusing,
            )
        )
        cls.refusing = cls.env["res.partner"]

    @classmethod
    def set_due(cls, days):
        """The car is due in so many days, whatever the engine says."""
        cls.env.cr.precommit.run()
        cls.vehicle._write({"next_service_date": cls.today + timedelta(days=days)})
        cls.vehicle.invalidate_recordset()

    def send(self, rule, today=None):
        sent, _after = self.reminders._send_slice(rule, today=today)
        return sent

    def letters(self):
        return self.env["mail.mail"].search(
            [("model", "=", "dealer.service.reminder")], order="id"
        )


@tagged("post_install", "-at_install")
class TestReminder(ReminderCommon):
    def test_ladder(self):
        """30 days before, 7 days before, 14 days after, then a call; each once."""
        self.set_due(30)
        steps = []
        for day in (0, 1, 22, 23, 24, 44, 45, 51, 52, 60):
            today = self.today + timedelta(days=day)
            for rule in self.rules.search([]).sorted(lambda rule: -rule.days):
                steps += [(day, row.rule_id) for row in self.send(rule, today)]
        self.assertEqual(
            steps, [(0, self.before), (23, self.near), (44, self.late), (51, self.call)]
        )
        self.assertEqual(len(self.letters()), 3)
        task = self.customer.activity_ids
        self.assertEqual(task.activity_type_id.name, "Call")

    def test_letter(self):
        self.compute(self.today)
        self.set_due(30)
        self.customer.lang = "en_US"
        self.assertEqual(len(self.send(self.before)), 1)
        letter = self.letters()
        self.assertEqual(letter.recipient_ids, self.customer)
        self.assertIn("Service of your car is due", letter.subject)
        for answer in ("book", "stop", "sold"):
            self.assertIn(f"/{answer}", letter.body_html)

    def test_due_date_that_moves_is_the_same(self):
        """A new reading moves the date by two weeks: no second letter."""
        self.set_due(30)
        self.assertTrue(self.send(self.before))
        self.set_due(44)
        later = self.today + timedelta(days=14)
        self.assertFalse(self.send(self.before, later))

    def test_car_which_comes_often_is_reminded_of_the_next_service(self):
        """A taxi is due every eight weeks: the next due date is another one."""
        self.set_due(30)
        self.vehicle._write({"service_interval": 56})
        self.assertTrue(self.send(self.before))
        self.set_due(30 + 20)
        later = self.today + timedelta(days=20)
        self.assertFalse(self.send(self.before, later), "moved a little")
        self.set_due(30 + 56)
        later = self.today + timedelta(days=56)
        self.assertTrue(self.send(self.before, later))

    def test_declined_work_is_in_the_letter_and_in_the_task(self):
        order = self.new_order(lines=False)
        line = self.add(order, "part", quantity=2, price_unit=1)
        line._decide("deferred", "person")
        self.add(order)
        order.action_start()
        order.action_ready()
        self.part.list_price = 4000
        self.part.taxes_id = self.env["account.tax"].create(
            {"name": "Tax", "amount": 20, "company_id": self.env.company.id}
        )
        order.action_cancel()
        self.set_due(30)
        self.customer.lang = "en_US"
        self.assertTrue(self.send(self.before))
        body = self.letters().body_html
        self.assertIn("Brake pads (put off at an earlier visit;", body)
        self.assertIn("9,600.00", body)
        self.set_due(-21)
        self.env["res.lang"]._activate_lang("ru_RU")
        self.customer.user_id = self.salesperson
        self.salesperson.lang = "ru_RU"
        self.assertTrue(self.send(self.call))
        task = self.customer.activity_ids
        self.assertIn("Brake pads (отложено", task.note)
        self.assertIn("предложить запись", task.summary)
        line.action_not_wanted()
        self.assertFalse(self.reminders.search([])[0]._get_declined_texts())

    def test_somebody_of_us_calls(self):
        """Neither the robot nor a visitor of the page gets a task to call."""
        self.set_due(-21)
        self.customer.user_id = False
        sent = self.reminders.with_user(self.env.ref("base.user_root"))._send_slice(
            self.call
        )[0]
        user = self.customer.activity_ids.user_id
        self.assertIn(user, (self.manager, self.env.ref("base.user_admin")))
        self.assertEqual(sent._get_company(), self.env.company)

    def test_no_letter_for_steps_of_the_past(self):
        """A system that starts with an overdue car does not begin 30 days before."""
        self.set_due(-15)
        self.assertFalse(self.send(self.before))
        self.assertTrue(self.send(self.late))
        self.set_due(-60)
        self.assertFalse(self.send(self.call))

    def test_stops(self):
        self.set_due(30)

        def sends():
            self.env.flush_all()
            return bool(self.before._find_due(self.today, 0, 10))

        self.assertTrue(sends())
        order = self.new_order()
        self.assertFalse(sends(), "in the workshop")
        order.action_cancel()
        self.assertTrue(sends())
        self.customer.dealer_no_service_reminders = True
        self.assertFalse(sends(), "opted out")
        self.customer.dealer_no_service_reminders = False
        self.vehicle.state = "gone"
        self.assertFalse(sends(), "gone")

    def test_unreachable_people_are_left_out(self):
        self.set_due(30)
        self.customer.email = False
        self.assertFalse(self.send(self.before))
        self.customer.email = "pavel@example.com"
        type(self).refusing = self.customer
        self.assertFalse(self.send(self.before))
        type(self).refusing = self.env["res.partner"]
        self.assertTrue(self.send(self.before))

    def test_parallel_run_makes_no_second_row(self):
        self.set_due(30)
        row = (self.vehicle.id, self.customer.id, self.vehicle.next_service_date)
        self.assertTrue(self.reminders._insert(self.before, [row], self.today))
        self.assertFalse(self.reminders._insert(self.before, [row], self.today))

    def test_failing_letter_stops_no_other(self):
        second = self.vehicle.create({"vin": "XW8ZZZ61ZHG012346"})
        second._set_owner(self.other)
        self.other.email = "inna@example.com"
        self.set_due(30)
        self.env.cr.precommit.run()
        second._write({"next_service_date": self.today + timedelta(days=30)})
        template = self.before.template_id
        number = self.customer.id
        template.subject = f"{{{{ 1 / (object.partner_id.id - {number}) }}}}"
        with self.assertLogs("odoo.addons.dealer_service", "ERROR"):
            self.send(self.before)
        self.assertEqual(self.reminders.search([]).partner_id, self.other)
        self.assertEqual(self.letters().recipient_ids, self.other)

    def test_insurance_by_its_date(self):
        self.vehicle.insurance_end = self.today + timedelta(days=45)
        rule = self.env.ref("dealer_service.reminder_rule_insurance_45")
        self.assertEqual(self.send(rule).vehicle_id, self.vehicle)

    def test_statements_do_not_grow_with_the_reminders(self):
        cars = self.vehicle.create(
            [{"license_plate": f"A{number}BC77"} for number in range(101, 121)]
        )
        people = self.customer.create(
            [{"name": f"P {n}", "email": f"p{n}@example.com"} for n in range(20)]
        )
        for car, person in zip(cars, people, strict=True):
            car._set_owner(person)
        self.env.cr.precommit.run()
        cars._write({"next_service_date": self.today + timedelta(days=30)})
        self.env.flush_all()
        with self.assertQueryCount(8):
            rows = self.before._find_due(self.today, 0, 100)
            self.reminders._insert(self.before, rows, self.today)
            self.env.flush_all()
        self.assertEqual(len(rows), 20)

    def test_rights(self):
        self.set_due(30)
        sent = self.send(self.before)
        sent.with_user(self.advisor).read(["answer"])
        for user in (self.technician, self.reader):
            with self.assertRaises(AccessError):
                sent.with_user(user).read(["answer"])
        with self.assertRaises(AccessError):
            sent.with_user(self.manager).write({"answer": "stop"})
        with self.assertRaises(AccessError):
            self.before.with_user(self.advisor).days = 1
        self.before.with_user(self.manager).days = -31


@tagged("post_install", "-at_install")
class TestReminderPage(ReminderCommon, HttpCase):
    def setUp(self):
        super().setUp()
        self.set_due(30)
        self.reminder = self.send(self.before)
        self.base = self.reminder.get_base_url()

    def path(self, answer):
        return self.reminder._get_answer_url(answer).removeprefix(self.base)

    def press(self, answer):
        page = self.url_open(self.path(answer))
        token = page.text.split('name="csrf_token" value="')[1].split('"')[0]
        return self.url_open(self.path(answer), data={"csrf_token": token})

    def test_opening_the_link_does_nothing_yet(self):
        for answer in ("book", "stop", "sold"):
            self.assertEqual(self.url_open(self.path(answer)).status_code, 200)
        self.assertFalse(self.reminder.answer)

    def test_stop(self):
        self.assertIn("no more reminders", self.press("stop").text)
        self.assertTrue(self.customer.dealer_no_service_reminders)
        self.assertEqual(self.reminder.answer, "stop")

    def test_sold(self):
        self.press("sold")
        self.press("sold")
        self.assertFalse(self.vehicle.owner_id)
        self.assertFalse(self.before._find_due(self.today, 0, 10))

    def test_sold_after_a_new_owner_came_in(self):
        self.vehicle._set_owner(self.other)
        self.press("sold")
        self.assertEqual(self.vehicle.owner_id, self.other)

    def test_wrong_token(self):
        good = self.path("stop")
        for path in (
            good.replace("/stop", "x/stop"),
            good.replace("/stop", "/other"),
            "/dealer/service/reminder/999999-abc/stop",
            "/dealer/service/reminder/abc/stop",
            f"/dealer/service/reminder/{self.reminder.id}-%D0%B0/stop",
        ):
            self.assertEqual(self.url_open(path).status_code, 404)
        self.reminder._write({"date": self.today - timedelta(days=200)})
        self.reminder.invalidate_recordset()
        self.assertEqual(self.url_open(good).status_code, 404)
