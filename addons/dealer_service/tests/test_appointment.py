from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import psycopg2
from freezegun import freeze_time
from lxml import etree

from odoo import fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import HttpCase, new_test_user, tagged
from odoo.tools import mute_logger

from .common import ServiceCommon

# A Monday.
NOW = "2027-03-22 06:00:00"
BERLIN = ZoneInfo("Europe/Berlin")


class AppointmentCommon(ServiceCommon):
    """Two bays, two technicians, one loan car; 8 to 12 and 13 to 17 in Berlin."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.calendar = cls.env["resource.calendar"].create(
            {
                "name": "Workshop",
                "tz": "Europe/Berlin",
                "company_id": cls.env.company.id,
            }
        )
        cls.env.company.resource_calendar_id = cls.calendar
        cls.brakes, cls.paint = cls.env["dealer.service.skill"].create(
            [{"name": "Brakes", "hours": 2}, {"name": "Paint", "hours": 4}]
        )
        cls.env["dealer.service.skill"].search([]).is_public = False
        cls.brakes.is_public = True
        cls.bay, cls.paint_bay = (
            cls.resource("bay", "Bay 1"),
            cls.resource("bay", "Booth", skill_ids=cls.paint.ids),
        )
        cls.mechanic = cls.resource(
            "technician", "Oleg", skill_ids=cls.brakes.ids, user_id=cls.technician.id
        )
        cls.painter = cls.resource("technician", "Ivan", skill_ids=cls.paint.ids)
        cls.loan = cls.resource("loan", "Loan 1")
        cls.appointments = cls.env["dealer.service.appointment"]

    @classmethod
    def resource(cls, kind, name, **values):
        return cls.env["dealer.service.resource"].create(
            {
                "kind": kind,
                "name": name,
                "resource_calendar_id": cls.calendar.id,
                "company_id": cls.env.company.id,
                **values,
            }
        )

    @classmethod
    def book(cls, start, hours=2, user=None, **values):
        return cls.appointments.with_user(user or cls.advisor).create(
            {
                "vehicle_id": cls.vehicle.id,
                "start": start,
                "stop": fields.Datetime.to_datetime(start) + timedelta(hours=hours),
                "bay_id": cls.bay.id,
                **values,
            }
        )

    def find(self, hours=2, **options):
        return self.appointments._find_slots(self.env.company, hours, **options)

    def local(self, moment):
        return moment.replace(tzinfo=UTC).astimezone(BERLIN).replace(tzinfo=None)


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestAppointment(AppointmentCommon):
    def test_bay_is_never_booked_twice(self):
        first = self.book("2027-03-23 08:00:00")
        self.book("2027-03-23 10:00:00")
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaises(psycopg2.errors.ExclusionViolation),
            self.env.cr.savepoint(),
        ):
            self.book("2027-03-23 09:00:00").flush_recordset()
        first.action_cancel()
        self.book("2027-03-23 08:00:00")

    def test_technician_and_loan_car_neither(self):
        self.book(
            "2027-03-23 08:00:00",
            technician_id=self.mechanic.id,
            loan_id=self.loan.id,
            busy_until="2027-03-23 16:00:00",
        )
        other = {"bay_id": self.paint_bay.id}
        for start, values in (
            ("2027-03-23 09:00:00", {"technician_id": self.mechanic.id}),
            ("2027-03-23 15:00:00", {"loan_id": self.loan.id}),
        ):
            with (
                mute_logger("odoo.sql_db"),
                self.assertRaises(psycopg2.errors.ExclusionViolation),
                self.env.cr.savepoint(),
            ):
                self.book(start, **other, **values).flush_recordset()
        self.book("2027-03-23 16:00:00", loan_id=self.loan.id, **other)

    def test_first_slot_with_skill_and_loan_car(self):
        slot = self.find(skill=self.brakes, loan=True, limit=1)[0]
        self.assertEqual(self.local(slot.start), datetime(2027, 3, 22, 8, 0))
        keys = (self.bay.id, self.mechanic.id, self.loan.id)
        self.assertEqual(slot.keys, keys)
        self.book(
            "2027-03-22 07:00:00",
            8,
            bay_id=self.paint_bay.id,
            loan_id=self.loan.id,
            busy_until="2027-03-22 16:00:00",
        )
        slot = self.find(skill=self.brakes, loan=True, limit=1)[0]
        self.assertEqual(self.local(slot.start), datetime(2027, 3, 23, 8, 0))
        self.assertFalse(
            self.find(
                skill=self.env["dealer.service.skill"].create(
                    {"name": "Gas", "hours": 1}
                )
            ),
            "nobody can do it",
        )

    def test_absence_and_lunch(self):
        self.env["resource.calendar.leaves"].create(
            {
                "name": "Ill",
                "resource_id": self.mechanic.resource_id.id,
                "calendar_id": self.calendar.id,
                "date_from": "2027-03-22 05:00:00",
                "date_to": "2027-03-22 16:00:00",
            }
        )
        slot = self.find(6, skill=self.brakes, limit=1)[0]
        # Six hours over the lunch break, on the day after.
        self.assertEqual(self.local(slot.start), datetime(2027, 3, 23, 8, 0))

    def test_absence_in_the_lunch_break_is_not_bridged(self):
        self.env["resource.calendar.leaves"].create(
            {
                "name": "Doctor",
                "resource_id": self.mechanic.resource_id.id,
                "calendar_id": self.calendar.id,
                "date_from": "2027-03-22 10:30:00",
                "date_to": "2027-03-22 11:30:00",
            }
        )
        slot = self.find(6, skill=self.brakes, limit=1)[0]
        self.assertEqual(self.local(slot.start).date(), date(2027, 3, 23))

    def test_clocks_change(self):
        """Summer time begins on 28 March 2027: eight o'clock stays eight o'clock."""
        found = self.find(9, skill=self.brakes, limit=10)
        days = [self.local(slot.start) for slot in found]
        self.assertEqual({moment.hour for moment in days}, {8})
        self.assertIn(datetime(2027, 3, 29, 8, 0), days)
        utc = {slot.start.hour for slot in found}
        self.assertEqual(utc, {7, 6})

    def test_night_in_which_the_clocks_change(self):
        """A night shift from 1 to 4 has two hours in March and four in October."""
        self.calendar.attendance_ids = [
            Command.clear(),
            Command.create(
                {"name": "Night", "dayofweek": "6", "hour_from": 1, "hour_to": 4}
            ),
        ]
        for day, real in (("2027-03-28", 2), ("2027-10-31", 4), ("2027-11-07", 3)):
            noon = fields.Datetime.to_datetime(f"{day} 12:00:00")
            options = {"earliest": noon - timedelta(days=1), "limit": 1}
            (slot,) = self.find(real, **options)
            self.assertEqual(self.local(slot.start).isoformat(), f"{day}T01:00:00")
            longer = self.find(real + 0.25, **options)
            self.assertFalse([one for one in longer if one.start < noon])

    def test_past_is_refused(self):
        with self.assertRaisesRegex(ValidationError, "is over"):
            self.book("2027-03-22 05:00:00")

    def test_overtime_is_allowed_and_seen(self):
        late = self.book("2027-03-23 19:00:00")
        self.assertIn("does not work", late.warning)
        booth = self.book(
            "2027-03-23 08:00:00", bay_id=self.paint_bay.id, skill_id=self.brakes.id
        )
        self.assertIn("is not for", booth.warning)
        self.assertFalse(self.book("2027-03-24 08:00:00").warning)

    def test_moved_by_drag(self):
        moved = self.book("2027-03-23 08:00:00")
        moved.write({"start": "2027-03-24 09:00:00", "stop": "2027-03-24 12:00:00"})
        self.assertEqual(moved.hours, 3)
        self.assertEqual(moved.busy_until, datetime(2027, 3, 24, 12, 0))

    def test_arrival_makes_one_order(self):
        one = self.book(
            "2027-03-22 08:00:00", technician_id=self.mechanic.id, reason="Squeaks"
        )
        action = one.action_arrive()
        self.assertEqual(one.action_arrive()["res_id"], action["res_id"])
        order = one.order_id
        self.assertEqual((one.state, order.concern), ("arrived", "Squeaks"))
        self.assertEqual(order.technician_id, self.technician)
        self.assertEqual(order.partner_id, self.customer)
        with self.assertRaises(UserError):
            one.with_user(self.manager).unlink()
        with self.assertRaisesRegex(UserError, "moved on"):
            one.action_cancel()

    def test_no_show_and_show_rate(self):
        came = self.book("2027-03-22 07:00:00", 1)
        missed = self.book("2027-03-22 08:00:00", 1)
        came.action_arrive()
        with self.assertRaisesRegex(UserError, "not begun"):
            missed.action_no_show()
        with freeze_time("2027-03-22 09:30:00"):
            missed.action_no_show()
        both = came + missed
        self.assertEqual(sum(both.mapped("expected_count")), 2)
        self.assertEqual(sum(both.mapped("shown_count")), 1)
        self.book("2027-03-22 12:00:00", 1)
        [(rate,)] = self.appointments._read_group(
            [("vehicle_id", "=", self.vehicle.id)], [], ["show_rate:ratio"]
        )
        self.assertEqual(rate, 50, "Who is still expected has missed nothing")

    def test_order_and_appointment_are_missed_together(self):
        """From either side, and with the same rules."""
        for side, bay in (("order", self.bay), ("appointment", self.paint_bay)):
            one = self.book("2027-03-22 08:00:00", 1, bay_id=bay.id)
            one.action_prepare_order()
            self.assertEqual(one.action_prepare_order()["res_id"], one.order_id.id)
            order = one.order_id
            self.assertEqual((order.state, order.date), ("appointment", one.start))
            record = order if side == "order" else one
            with self.assertRaisesRegex(UserError, "not begun"):
                record.action_no_show()
            one.write({"start": "2027-03-22 09:00:00", "stop": "2027-03-22 10:00:00"})
            self.assertEqual(order.date, one.start)
            with freeze_time("2027-03-22 09:30:00"):
                record.action_no_show()
                self.assertEqual((one.state, order.state), ("no_show", "no_show"))
                self.assertEqual((one.expected_count, one.shown_count), (1, 0))
                # Late, but here after all.
                (order.action_check_in if side == "order" else one.action_arrive)()
            self.assertEqual((one.state, order.state), ("arrived", "check_in"))
            self.assertEqual((one.expected_count, one.shown_count), (1, 1))

    def test_order_and_appointment_are_cancelled_together(self):
        for side in ("order", "appointment"):
            one = self.book("2027-03-22 08:00:00", 1)
            one.action_prepare_order()
            (one.order_id if side == "order" else one).action_cancel()
            self.assertEqual((one.state, one.order_id.state), ("cancelled",) * 2)

    def test_who_waits_is_told(self):
        waiting = self.appointments.with_user(self.advisor).create(
            {"vehicle_id": self.vehicle.id, "state": "waiting", "hours": 2}
        )
        self.assertFalse(waiting.start)
        booked = self.book("2027-03-23 08:00:00")
        self.env["res.lang"]._activate_lang("ru_RU")
        # Whoever cancels, the task is in the language of whoever does it.
        self.advisor.lang = "ru_RU"
        booked.with_context(lang="en_US").action_cancel()
        self.assertEqual(waiting.activity_ids.summary, "Освободилось время: предложить")
        with self.assertRaises(UserError):
            booked.action_no_show()

    def test_dialogue_books_and_moves(self):
        search = (
            self.env["dealer.service.slot"]
            .with_user(self.advisor)
            .create(
                {
                    "vehicle_id": self.vehicle.id,
                    "skill_id": self.brakes.id,
                    "earliest": "2027-03-24",
                    "reason": "Brakes",
                }
            )
        )
        self.assertEqual(search.hours, 2)
        search.action_search()
        action = search.offer_ids[0].action_take()
        booked = self.appointments.browse(action["res_id"])
        self.assertEqual(self.local(booked.start), datetime(2027, 3, 24, 8, 0))
        self.assertEqual((booked.reason, booked.state), ("Brakes", "booked"))
        # The same time again: somebody was faster.
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaisesRegex(UserError, "just taken"),
        ):
            search.offer_ids[0].action_take()
        again = self.env["dealer.service.slot"].browse(booked.action_find()["res_id"])
        self.assertEqual(again.hours, 2)
        again.offer_ids[3].action_take()
        self.assertEqual(booked.start, again.offer_ids[3].start)

    def test_incomplete_is_refused(self):
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaises(psycopg2.errors.CheckViolation),
            self.env.cr.savepoint(),
        ):
            self.book("2027-03-23 08:00:00", bay_id=False).flush_recordset()

    def test_reminder_of_tomorrow_once(self):
        self.customer.email = "pavel@example.com"
        one = self.book("2027-03-23 07:00:00")
        self.book("2027-03-25 07:00:00")
        one.flush_recordset()
        self.env.cr.execute(
            "UPDATE dealer_service_appointment SET create_date = %s", ("2027-03-20",)
        )
        one.invalidate_recordset()
        crons = type(self.env["ir.cron"])
        self.patch(crons, "_commit_progress", lambda *_args, **_options: 1)
        for _run in range(2):
            self.appointments._cron_remind()
        letter = self.env["mail.mail"].search([("model", "=", one._name)])
        self.assertEqual(letter.res_id, one.id)
        self.assertIn("We expect you", letter.subject)
        # Moved to a day which comes later: reminded once more.
        one.write({"start": "2027-03-26 07:00:00", "stop": "2027-03-26 09:00:00"})
        with freeze_time("2027-03-25 08:00:00"):
            for _run in range(2):
                self.appointments._cron_remind()
        letters = self.env["mail.mail"].search([("model", "=", one._name)])
        self.assertEqual(letters.mapped("res_id").count(one.id), 2)

    def test_lists_begin_with_who_is_expected(self):
        came = self.book("2027-03-22 07:00:00", 1)
        later = self.book("2027-03-24 07:00:00", 1)
        sooner = self.book("2027-03-23 07:00:00", 1)
        came.action_arrive()
        for kind in ("list", "kanban"):
            arch = self.appointments.get_view(view_type=kind)["arch"]
            order = etree.fromstring(arch).get("default_order")
            found = self.appointments.search(
                [("vehicle_id", "=", self.vehicle.id)], order=order
            )
            self.assertEqual(found.ids, (sooner + later + came).ids)

    def test_queries_do_not_grow_with_the_technicians(self):
        for number in range(20):
            self.resource("technician", f"T {number}", skill_ids=self.brakes.ids)
        self.find(skill=self.brakes, loan=True, limit=1)
        self.env.invalidate_all()
        with self.assertQueryCount(25):
            self.find(skill=self.brakes, loan=True, limit=1)

    def test_day_sheet(self):
        self.book("2027-03-23 07:00:00", reason="Squeaks")
        html = (
            self.env["ir.actions.report"]
            ._render_qweb_html(
                "dealer_service.report_day_sheet", self.appointments.search([]).ids
            )[0]
            .decode()
        )
        self.assertIn("Squeaks", html)
        self.assertIn("23 March 2027", html)
        # A car without a loan car has a cell there all the same.
        row = etree.HTML(html).xpath("//tr[td[contains(., 'Squeaks')]]")[0]
        heads = etree.HTML(html).xpath("//thead[1]/tr/th")
        self.assertEqual(len(row.findall("td")), len(heads))

    def test_booked_cars_get_no_reminder(self):
        rule = self.env.ref("dealer_service.reminder_rule_30")
        today = fields.Date.today()
        self.env.cr.precommit.run()
        self.vehicle._write({"next_service_date": today + timedelta(days=30)})
        self.assertTrue(rule._find_due(today, 0, 10))
        self.book("2027-03-23 07:00:00")
        self.assertFalse(rule._find_due(today, 0, 10))

    def test_rights(self):
        one = self.book("2027-03-23 08:00:00")
        for user in (self.technician, self.salesperson):
            one.with_user(user).read(["start"])
            for method in (one.action_arrive, one.action_cancel, one.action_wait):
                with self.assertRaises(AccessError):
                    method.__func__(one.with_user(user))
        with self.assertRaises(AccessError):
            one.with_user(self.reader).read(["start"])
        with self.assertRaises(AccessError):
            self.bay.with_user(self.advisor).name = "x"
        self.bay.with_user(self.manager).copy({"name": "Bay 2"})
        company = self.env["res.company"].create({"name": "Second showroom"})
        stranger = new_test_user(
            self.env,
            "svc-stranger",
            "dealer_service.group_service_manager",
            company_id=company.id,
        )
        with self.assertRaises(AccessError):
            one.with_user(stranger).read(["start"])
        with self.assertRaises(AccessError):
            self.bay.with_user(stranger).read(["name"])


@tagged("post_install", "-at_install")
class TestBookingPage(AppointmentCommon, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.customer.email = "pavel@example.com"
        cls.portal = new_test_user(
            cls.env, "svc-portal", "base.group_portal", partner_id=cls.customer.id
        )
        cls.portal.password = "svc-portal-1"

    def setUp(self):
        super().setUp()
        self.authenticate("svc-portal", "svc-portal-1")

    def times(self, text):
        return [part.split('"')[0] for part in text.split('id="slot_')[1:]]

    def post(self, page, **values):
        token = page.text.split('name="csrf_token" value="')[1].split('"')[0]
        values = {
            "csrf_token": token,
            "vehicle": self.vehicle.id,
            "skill": self.brakes.id,
            "company": self.env.company.id,
            **values,
        }
        return self.url_open("/my/service/book", data=values)

    def test_books_one_time_and_only_it(self):
        page = self.url_open("/my/service/book")
        first = self.times(page.text)[0]
        done = self.post(page, slot=first, reason="Squeaks")
        self.assertIn("is booked", done.text)
        booked = self.appointments.search([("partner_id", "=", self.customer.id)])
        self.assertEqual(fields.Datetime.to_string(booked.start), first)
        self.assertEqual((booked.source, booked.reason), ("online", "Squeaks"))
        mail = self.env["mail.mail"].search([("model", "=", booked._name)])
        self.assertEqual(mail.recipient_ids, self.customer)
        # The only bay and mechanic for brakes are taken now.
        again = self.post(page, slot=first)
        self.assertIn("just taken", again.text)
        self.assertNotIn(first, self.times(again.text))
        self.assertEqual(len(self.times(again.text)), 40)

    def test_bad_input(self):
        page = self.url_open("/my/service/book")
        for slot in ("", "yesterday", "2020-01-01 10:00:00", "9999-12-31 23:59:59"):
            self.assertEqual(self.post(page, slot=slot).status_code, 200)
        foreign = self.vehicle.create({"license_plate": "X777XX77"})
        self.assertEqual(self.post(page, vehicle=foreign.id).status_code, 404)
        self.assertEqual(self.post(page, skill=self.paint.id).status_code, 404)
        self.assertFalse(self.appointments.search([]))

    def test_not_more_than_three(self):
        page = self.url_open("/my/service/book")
        times = self.times(page.text)
        for slot in (times[0], times[10], times[20], times[30]):
            last = self.post(page, slot=slot)
        self.assertIn("Please call us for one more", last.text)
        self.assertEqual(self.appointments.search_count([]), 3)

    def test_work_put_off_before_is_shown(self):
        self.assertNotIn("o_dealer_put_off", self.url_open("/my/service/book").text)
        order = self.new_order(lines=False)
        line = self.add(order, name="Wheel bearing, front left")
        line._decide("deferred", "person")
        page = self.url_open("/my/service/book")
        self.assertIn("Wheel bearing, front left", page.text)

    def test_link_of_a_reminder_books_without_login(self):
        self.logout()
        reminder = self.env["dealer.service.reminder"].create(
            {
                "rule_id": self.env.ref("dealer_service.reminder_rule_30").id,
                "vehicle_id": self.vehicle.id,
                "partner_id": self.customer.id,
                "due_date": fields.Date.today(),
                "date": fields.Date.today(),
            }
        )
        path = reminder._get_answer_url("book").removeprefix(reminder.get_base_url())
        page = self.url_open(path)
        self.assertIn("/dealer/service/book/", page.url)
        token = page.text.split('name="csrf_token" value="')[1].split('"')[0]
        slot = self.times(page.text)[0]
        data = {"csrf_token": token, "slot": slot}
        self.assertIn("is booked", self.url_open(page.url, data=data).text)
        booked = self.appointments.search([])
        self.assertEqual((booked.source, booked.vehicle_id), ("reminder", self.vehicle))
        self.assertEqual(reminder.answer, "book")
        self.assertEqual(self.url_open("/dealer/service/book/1-abc").status_code, 404)
