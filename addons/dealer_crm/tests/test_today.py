from datetime import datetime, timedelta
from uuid import uuid4

from odoo import fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import HttpCase, new_test_user, tagged

from .common import VIN_LADA, DealerCommon


@tagged("post_install", "-at_install")
class TestToday(DealerCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.today = fields.Date.context_today(cls.salesperson)
        cls.team.user_id = cls.manager
        cls.lead = cls.env["crm.lead"].create(
            {
                "name": "Wants a car",
                "type": "opportunity",
                "partner_id": cls.anna.id,
                "team_id": cls.team.id,
                "company_id": cls.env.company.id,
                "user_id": cls.salesperson.id,
                "dealer_level": "b",
            }
        )
        cls.page = cls.env["dealer.today"].with_user(cls.salesperson)

    def task(self, record=None, days=0, user=None, kind="mail_activity_data_call"):
        return (record or self.lead).activity_schedule(
            f"mail.{kind}" if "." not in kind else kind,
            summary="Ask how it was",
            user_id=(user or self.salesperson).id,
            date_deadline=self.today + timedelta(days=days),
        )

    def result(self, activity, result, user=None, **values):
        values = {
            "uuid": str(uuid4()),
            "activity_id": activity.id,
            "model": activity.res_model,
            "res_id": activity.res_id,
            "result": result,
            **values,
        }
        page = self.env["dealer.today"].with_user(user or self.salesperson)
        self.assertTrue(page.dealer_today_result(values))
        return values

    def next_task(self, record=None):
        self.env.invalidate_all()
        return (record or self.lead).activity_ids

    # === THE PAGE === #

    def test_what_is_due_most_urgent_first(self):
        late = self.task(days=-3)
        today = self.task(self.anna)
        waits = self.task(kind="dealer_crm.mail_activity_type_answer")
        self.task(days=1)
        self.task(user=self.manager)
        data = self.page.dealer_today()
        ids = [task["id"] for task in data["tasks"]]
        self.assertEqual(ids, [waits.id, late.id, today.id])
        self.assertEqual(data["total"], 3)
        self.assertEqual([task["days_late"] for task in data["tasks"]], [0, 3, 0])
        self.assertTrue(data["tasks"][0]["is_urgent"])
        self.assertFalse(data["is_manager"])

    def test_what_one_has_to_know(self):
        self.lead.dealer_wish_model_id = self.model_vesta
        self.env["dealer.call"].create(
            {"partner_id": self.anna.id, "result": "no_answer", "note": "Voice mail"}
        )
        self.task()
        (task,) = self.page.dealer_today()["tasks"]
        self.assertEqual(task["name"], self.anna.display_name)
        self.assertEqual(task["phone"], self.anna.phone)
        self.assertEqual(task["why"], "Ask how it was")
        self.assertEqual(task["tries"], 1)
        text = " ".join(line["text"] for line in task["lines"])
        for word in ("Vesta", "New", "B", "Voice mail"):
            self.assertIn(word, text)

    def test_constant_number_of_queries(self):
        counts = []
        for number in (1, 8):
            for _n in range(number):
                partner = self.env["res.partner"].create({"name": "Somebody"})
                self.task(self.lead.copy({"partner_id": partner.id}))
                self.task(partner)
            self.page.dealer_today()
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.page.dealer_today()
            counts.append(self.env.cr.sql_log_count - before)
        self.assertLessEqual(counts[1], counts[0])

    def test_tasks_of_hidden_customers_are_left_out(self):
        self.salesperson.group_ids += self.env.ref("dealer_crm.group_own_customers")
        self.wang.user_id = self.manager
        self.task(self.wang)
        self.task()
        data = self.page.dealer_today()
        self.assertEqual(len(data["tasks"]), 1)
        self.assertEqual(data["total"], 1, "else the counter never comes to nothing")

    # === RESULTS === #

    def test_no_answer_plans_the_next_try(self):
        days = []
        for number in range(4):
            activity = self.task() if not number else self.next_task()[-1:]
            if number == 3:
                activity = self.next_task().filtered(
                    lambda task: task.user_id == self.salesperson
                )
            self.result(activity, "no_answer")
            mine = self.next_task().filtered(
                lambda task: task.user_id == self.salesperson
            )
            self.assertEqual(mine.summary, "Ask how it was")
            days.append((mine.date_deadline - self.today).days)
        self.assertEqual(days, [1, 2, 4, 4])
        told = self.next_task() - mine
        self.assertEqual(told.user_id, self.manager, "told once, after three")

    def test_reached_asks_for_the_next_contact_by_the_level(self):
        self.result(self.task(), "reached")
        step = self.next_task()
        self.assertEqual((step.date_deadline - self.today).days, 7)
        self.assertTrue(self.lead.dealer_first_response_at)
        call = self.lead.dealer_call_ids
        self.assertEqual((call.result, call.user_id), ("reached", self.salesperson))
        self.assertEqual(call.partner_id, self.anna)

    def test_reached_with_a_chosen_day(self):
        self.result(self.task(), "reached", next_days=3)
        self.assertEqual((self.next_task().date_deadline - self.today).days, 3)
        self.result(self.next_task(), "reached", next_days=0)
        self.assertFalse(self.next_task())

    def test_task_of_a_customer_without_lead_ends(self):
        self.result(self.task(self.anna), "reached")
        self.assertFalse(self.next_task(self.anna))

    def test_call_back(self):
        at = fields.Datetime.now() + timedelta(days=5)
        self.result(self.task(), "call_back", call_back_at=f"{at.isoformat()}Z")
        step = self.next_task()
        local = fields.Datetime.context_timestamp(self.page, at)
        self.assertEqual(step.date_deadline, local.date())
        self.assertIn(f"{local:%H:%M}", step.summary)

    def test_refused_and_wrong_number_leave_something_to_do(self):
        for result in ("refused", "wrong_number"):
            self.result(self.task(), result)
            step = self.next_task()
            self.assertEqual(step.date_deadline, self.today)
            step.action_feedback()
        self.result(self.task(self.anna), "refused")
        self.assertFalse(self.next_task(self.anna))

    def test_booked_ends_the_task(self):
        self.result(self.task(), "booked")
        self.assertFalse(self.next_task())

    def test_sent_twice_is_taken_once(self):
        values = self.result(self.task(), "no_answer")
        self.assertTrue(self.page.dealer_today_result(values))
        self.assertEqual(len(self.lead.dealer_call_ids), 1)
        self.assertEqual(len(self.next_task()), 1)

    def test_task_done_by_somebody_else_meanwhile(self):
        activity = self.task()
        values = {"activity_id": activity.id, "model": "crm.lead"}
        activity.action_feedback()
        values.update(res_id=self.lead.id, result="reached", uuid=str(uuid4()))
        self.page.dealer_today_result(values)
        self.assertEqual(len(self.lead.dealer_call_ids), 1)

    def test_time_of_a_wrong_clock(self):
        self.result(self.task(), "no_answer", at="2099-01-01T10:00:00Z")
        call = self.lead.dealer_call_ids
        self.assertLessEqual(call.started_at, fields.Datetime.now())
        self.result(self.next_task(), "reached", at="2026-03-02T10:00:00+03:00")
        first = self.lead.dealer_call_ids.sorted("started_at")[0]
        self.assertEqual(first.started_at, datetime(2026, 3, 2, 7))

    def test_bad_values(self):
        good = {
            "uuid": str(uuid4()),
            "model": "crm.lead",
            "res_id": self.lead.id,
            "activity_id": self.task().id,
            "result": "reached",
        }
        for wrong in (
            {"uuid": ""},
            {"model": "res.users"},
            {"model": "no.such.model"},
            {"res_id": 0},
            {"res_id": "1; DROP TABLE"},
            {"res_id": True},
            {"at": "yesterday"},
            {"result": "nonsense"},
            {"result": "call_back"},
        ):
            with self.assertRaises(UserError):
                self.page.dealer_today_result({**good, **wrong})
        with self.assertRaises(UserError):
            self.page.dealer_today_result("reached")
        self.assertFalse(self.lead.dealer_call_ids)

    # === RIGHTS AND THE TEAM === #

    def test_readers_give_no_results(self):
        with self.assertRaises(AccessError):
            self.result(self.task(), "reached", user=self.reader)

    def test_only_managers_see_and_move(self):
        late, due = self.task(days=-1), self.task()
        self.result(self.task(self.anna), "reached")
        for call in (
            lambda: self.page.dealer_today(self.manager.id),
            lambda: self.page.dealer_today_team(),
            lambda: self.page.dealer_today_move([due.id], self.salesperson.id),
        ):
            with self.assertRaises(AccessError):
                call()
        managers = self.page.with_user(self.manager)
        data = managers.dealer_today(self.salesperson.id)
        self.assertEqual(data["user"]["name"], self.salesperson.name)
        self.assertEqual(data["total"], 2)
        row = {row["id"]: row for row in managers.dealer_today_team()}
        row = row[self.salesperson.id]
        self.assertEqual((row["due"], row["late"], row["done"]), (2, 1, 1))
        ids = (late | due).ids
        self.assertEqual(managers.dealer_today_move(ids, self.manager.id), 2)
        self.assertEqual((late | due).user_id, self.manager)
        self.assertEqual(managers.dealer_today_move(ids, self.manager.id), 0)

    def test_nobody_of_another_showroom(self):
        company = self.env["res.company"].create({"name": "Far away"})
        other = new_test_user(
            self.env,
            "today-far",
            "dealer_crm.group_dealer_user",
            company_id=company.id,
            company_ids=company.ids,
        )
        managers = self.page.with_user(self.manager)
        with self.assertRaises(AccessError):
            managers.dealer_today(other.id)
        with self.assertRaises(AccessError):
            managers.dealer_today_move([], other.id)

    def test_setting(self):
        settings = self.env["res.config.settings"]
        settings.create({"dealer_retry_days": "2, 5"}).execute()
        self.assertEqual(self.page._get_retry_days(), (2, 5))
        for wrong in ("soon", "1, x", "-1", "400"):
            with self.assertRaises(ValidationError):
                settings.create({"dealer_retry_days": wrong})


@tagged("post_install", "-at_install")
class TestTodayShift(HttpCase):
    browser_size = "390x844"
    touch_enabled = True

    def test_shift_of_ten_calls(self):
        """Ten customers one after the other on a phone; one result is taken back."""
        user = new_test_user(self.env, "shift-bdc", "dealer_crm.group_dealer_bdc")
        today = fields.Date.context_today(user)
        people = self.env["res.partner"].create(
            [
                {"name": f"Shift {number:02}", "phone": f"+7 900 600-00-{number:02}"}
                for number in range(10)
            ]
        )
        car = self.env["dealer.vehicle"].create({"vin": VIN_LADA})
        car._set_owner(people[0])
        for number, person in enumerate(people):
            person.activity_schedule(
                "mail.mail_activity_data_call",
                summary="Ask how it was",
                user_id=user.id,
                date_deadline=today - timedelta(days=10 - number),
            )
        self.start_tour("/odoo/today", "dealer_today_shift", login="shift-bdc")
        calls = self.env["dealer.call"].search([("partner_id", "in", people.ids)])
        self.assertEqual(len(calls), 10)
        self.assertEqual(calls.user_id, user)
        results = {call.partner_id.name: call.result for call in calls}
        self.assertEqual(results["Shift 00"], "no_answer")
        self.assertEqual(results["Shift 01"], "reached")
        self.assertEqual(results["Shift 02"], "call_back")
        self.assertEqual(len(set(calls.mapped("external_id"))), 10)
