"""What rules write at night, what they leave out, and the replay."""

from datetime import date, datetime, timedelta
from unittest.mock import patch

from freezegun import freeze_time

from odoo import fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from .common import VIN_GEELY
from .follow_up import TODAY, FollowUpCommon

NIGHT = "2026-05-13 00:30:00"


@tagged("post_install", "-at_install")
@freeze_time(NIGHT)
class TestFollowUp(FollowUpCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # Tests do not commit.
        crons = type(cls.env["ir.cron"])
        cls.startClassPatcher(
            patch.object(crons, "_commit_progress", lambda *_args, **_options: 1000.0)
        )
        cls.Rule = cls.env["dealer.follow.up.rule"]
        (cls.anna | cls.wang).dealer_birthdate = date(1990, 5, 13)

    def night(self):
        self.Rule._cron_plan()
        self.env.invalidate_all()

    # === TASKS === #

    def test_steps_of_the_plan(self):
        rule = self.new_rule(
            "birthday",
            (5, "days", "after", "dealer_manager"),
            (1, "months", "after", "dealer_leader"),
            domain=f"[('id', '=', {self.anna.id})]",
        )
        self.team.user_id = self.manager
        self.team.member_ids = self.salesperson
        before = self.env["mail.mail"].search_count([])
        self.switch_on(rule)
        self.night()
        tasks = self.tasks_of(rule)
        self.assertRecordValues(
            tasks,
            [
                {
                    "res_model": "res.partner",
                    "res_id": self.anna.id,
                    "user_id": self.salesperson.id,
                    "date_deadline": date(2026, 5, 18),
                    "summary": "5 days",
                    "automated": True,
                },
                {
                    "res_model": "res.partner",
                    "res_id": self.anna.id,
                    "user_id": self.manager.id,
                    "date_deadline": date(2026, 6, 13),
                    "summary": "1 months",
                    "automated": True,
                },
            ],
        )
        self.assertIn("Birthday", tasks[0].note)
        # The wizard of stock would write to everybody.
        self.assertEqual(self.env["mail.mail"].search_count([]), before)
        run = self.env["dealer.follow.up.run"].search([("rule_id", "=", rule.id)])
        self.assertRecordValues(
            run,
            [
                {
                    "partner_id": self.anna.id,
                    "user_id": self.salesperson.id,
                    "state": "planned",
                    "task_count": 2,
                    "occurrence": TODAY,
                }
            ],
        )

    def test_once(self):
        rule = self.switch_on(self.new_rule("birthday"))
        self.night()
        first = self.tasks_of(rule)
        self.assertEqual(len(first), 2)
        first[0].action_feedback(feedback="done")
        first[1].unlink()
        self.night()
        self.assertFalse(self.tasks_of(rule))

    def test_nights_which_failed_are_made_up_for(self):
        rule = self.switch_on(self.new_rule("birthday"))
        with freeze_time("2026-05-20 00:30:00"):
            self.night()
        # Late is not in the past.
        self.assertEqual(
            self.tasks_of(rule).mapped("date_deadline"), [date(2026, 5, 13)] * 2
        )

    def test_nothing_from_before_it_was_switched_on(self):
        rule = self.switch_on(self.new_rule("birthday"), since=TODAY)
        with freeze_time("2026-05-20 00:30:00"):
            rule.active_from = date(2026, 5, 14)
            self.night()
        self.assertFalse(self.tasks_of(rule))

    def test_working_days(self):
        calendar = self.env.company.resource_calendar_id
        self.env["resource.calendar.leaves"].create(
            {
                "name": "Holiday",
                "calendar_id": calendar.id,
                "resource_id": False,
                "date_from": datetime(2026, 5, 17, 22),
                "date_to": datetime(2026, 5, 18, 22),
            }
        )
        # Three days later is a Saturday, the Monday after it a holiday.
        rule = self.new_rule(
            "birthday", (3, "days", "after", "dealer_manager"), working_days=True
        )
        self.switch_on(rule)
        self.night()
        self.assertEqual(
            self.tasks_of(rule).mapped("date_deadline"), [date(2026, 5, 19)] * 2
        )

    def test_responsible(self):
        bdc = [
            new_test_user(self.env, f"fu-bdc-{n}", "dealer_crm.group_dealer_user")
            for n in "ab"
        ]
        rule = self.new_rule(
            "birthday",
            (0, "days", "after", "dealer_bdc"),
            user_ids=[Command.set([user.id for user in bdc])],
        )
        self.switch_on(rule)
        self.night()
        by_customer = {task.res_id: task.user_id for task in self.tasks_of(rule)}
        self.assertEqual(set(by_customer), {self.anna.id, self.wang.id})
        self.assertLessEqual(set(by_customer.values()), set(bdc))
        # With the switch on they could not open the customer of a colleague.
        switch = self.env.ref("dealer_crm.group_own_customers")
        for user in bdc:
            user.group_ids |= switch
        steps = rule.plan_id._dealer_get_steps(self.anna, TODAY, rule.user_ids)
        self.assertEqual(steps[0].user, self.salesperson)

    def test_somebody_who_left(self):
        rule = self.new_rule("birthday", user_ids=[Command.set(self.manager.ids)])
        self.salesperson.active = False
        self.wang.user_id = False
        self.switch_on(rule)
        self.night()
        self.assertEqual(self.tasks_of(rule).user_id, self.manager)

    def test_nobody(self):
        rule = self.switch_on(self.new_rule("birthday"))
        self.wang.user_id = False
        self.night()
        self.assertEqual(self.tasks_of(rule).mapped("res_id"), self.anna.ids)
        stopped = rule.run_ids.filtered(lambda run: run.state == "stopped")
        self.assertRecordValues(
            stopped, [{"partner_id": self.wang.id, "stop_reason": "nobody"}]
        )

    def test_language_of_who_does_it(self):
        self.env["res.lang"]._activate_lang("ru_RU")
        self.env["res.lang"]._activate_lang("zh_CN")
        rule = self.new_rule("birthday", domain=f"[('id', '=', {self.anna.id})]")
        step = rule.plan_id.template_ids
        step.with_context(lang="ru_RU").summary = "Поздравить"
        step.with_context(lang="zh_CN").summary = "祝贺"
        self.salesperson.lang = "ru_RU"
        self.switch_on(rule)
        self.night()
        self.assertEqual(self.tasks_of(rule).summary, "Поздравить")
        rule.run_ids.unlink()
        self.tasks_of(rule).unlink()
        self.env["mail.activity"].search([("res_id", "=", self.anna.id)]).unlink()
        rule.lang = "zh_CN"
        self.night()
        self.assertEqual(
            self.env["mail.activity"]
            .search([("res_model", "=", "res.partner"), ("res_id", "=", self.anna.id)])
            .summary,
            "祝贺",
        )

    def test_not_a_second_task_of_the_kind(self):
        rule = self.switch_on(self.new_rule("birthday"))
        self.anna.activity_schedule(
            activity_type_id=self.call_type.id,
            date_deadline=TODAY + timedelta(days=1),
            user_id=self.salesperson.id,
        )
        self.night()
        self.assertEqual(self.tasks_of(rule).mapped("res_id"), self.wang.ids)
        run = rule.run_ids.filtered(lambda run: run.partner_id == self.anna)
        self.assertEqual(run.stop_reason, "has_task")

    def test_one_bad_customer_stops_nobody(self):
        rule = self.switch_on(self.new_rule("birthday"))
        bad, create = self.anna.id, type(self.env["mail.activity"]).create

        def fails(activities, vals_list):
            if any(vals["res_id"] == bad for vals in vals_list):
                raise ValueError("bad record")
            return create(activities, vals_list)

        with (
            patch.object(type(self.env["mail.activity"]), "create", fails),
            mute_logger("odoo.addons.dealer_crm.models.dealer_follow_up_plan"),
        ):
            self.night()
        self.assertEqual(self.tasks_of(rule).mapped("res_id"), self.wang.ids)
        self.assertEqual(rule.problem, "bad record")
        # Nothing was noted of it, so the next night takes it.
        self.night()
        self.assertEqual(len(self.tasks_of(rule)), 2)
        self.assertFalse(rule.problem)

    def test_one_bad_rule_stops_no_other(self):
        bad = self.switch_on(self.new_rule("birthday", sequence=1))
        good = self.switch_on(self.new_rule("birthday", sequence=2))
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE dealer_follow_up_rule SET domain = %s WHERE id = %s",
            ("[('nonsense', '=', 1)]", bad.id),
        )
        self.env.invalidate_all()
        with mute_logger("odoo.addons.dealer_crm.models.dealer_follow_up_plan"):
            self.night()
        self.assertIn("nonsense", bad.problem)
        self.assertEqual(len(self.tasks_of(good)), 2)

    def test_queries_do_not_grow(self):
        people = self.env["res.partner"].create(
            [
                {
                    "name": f"Customer {number}",
                    "dealer_birthdate": date(1980, 5, 13),
                    "user_id": self.salesperson.id,
                }
                for number in range(60)
            ]
        )
        rule = self.switch_on(self.new_rule("birthday"))
        rows = rule._select(TODAY, TODAY)
        rows = [row for row in rows if row.partner_id in people.ids]
        self.assertEqual(len(rows), 60)

        def count(part):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            rule._plan(part)
            self.env.flush_all()
            return self.env.cr.sql_log_count - before

        count(rows[:1])
        few, many = count(rows[1:6]), count(rows[6:])
        self.assertLessEqual(many, few + 5)
        self.assertEqual(len(self.tasks_of(rule)), 60)

    # === STOPS === #

    def _geely_of(self, partner, since):
        geely = self.env["dealer.vehicle"].create({"vin": VIN_GEELY})
        return self.own(geely, partner, since)

    def test_bought_before_and_after_the_night(self):
        self.own(self.accord, self.wang, date(2023, 5, 13))
        rule = self.new_rule(
            "ownership",
            (0, "days", "after", "dealer_manager"),
            (1, "months", "after", "dealer_manager"),
        )
        self.switch_on(rule)
        bought = self._geely_of(self.wang, date(2026, 5, 1))
        self.night()
        self.assertFalse(self.tasks_of(rule))
        self.assertEqual(rule.run_ids.mapped("stop_reason"), ["bought"])
        rule.run_ids.unlink()
        bought.unlink()
        self.night()
        self.assertEqual(len(self.tasks_of(rule)), 2)
        # One step is done when the customer buys: the other one is removed.
        self.tasks_of(rule)[0].action_feedback()
        with freeze_time("2026-05-21 00:30:00"):
            self.own(self.vesta.copy({"vin": False}), self.wang, date(2026, 5, 20))
            self.night()
        self.assertFalse(self.tasks_of(rule))
        self.assertRecordValues(
            rule.run_ids,
            [
                {
                    "state": "stopped",
                    "stop_reason": "bought",
                    "stopped_on": date(2026, 5, 21),
                    "task_count": 2,
                }
            ],
        )

    def test_a_rule_which_does_not_stop(self):
        self.own(self.accord, self.wang, date(2023, 5, 13))
        self._geely_of(self.wang, date(2026, 5, 1))
        rule = self.new_rule("ownership", stop_bought=False)
        self.switch_on(rule)
        self.night()
        self.assertEqual(self.tasks_of(rule).mapped("res_id"), self.wang.ids)

    def test_car_is_sold(self):
        self.accord.warranty_end = TODAY + timedelta(days=5)
        period = self.own(self.accord, self.wang, date(2023, 5, 13))
        rule = self.new_rule("warranty_end", (5, "days", "before", "dealer_manager"))
        self.switch_on(rule)
        self.night()
        self.assertEqual(len(self.tasks_of(rule)), 1)
        period.date_to = TODAY
        self.night()
        self.assertFalse(self.tasks_of(rule))
        self.assertEqual(rule.run_ids.stop_reason, "sold")

    def test_opted_out(self):
        asked = []
        unwanted = self.anna

        def may_contact(partners, purpose, channel):
            asked.append((purpose, channel))
            return partners - unwanted

        rule = self.switch_on(self.new_rule("birthday", stop_opt_out=True))
        kept = self.switch_on(self.new_rule("birthday"))
        kept.plan_id.template_ids.write(
            {
                "activity_type_id": self.env.ref("mail.mail_activity_data_todo").id,
                "responsible_type": "dealer_manager",
            }
        )
        with patch.object(type(self.anna), "_may_contact", may_contact):
            self.night()
            self.assertEqual(self.tasks_of(rule).mapped("res_id"), self.wang.ids)
            self.assertEqual(len(self.tasks_of(kept)), 2)
            self.assertEqual(set(asked), {("greetings", "phone")})
            unwanted |= self.wang
            self.night()
        self.assertFalse(self.tasks_of(rule))
        self.assertEqual(rule.run_ids.mapped("stop_reason"), ["opted_out"] * 2)
        self.assertEqual(len(self.tasks_of(kept)), 2)

    def test_the_next_try_belongs_to_the_rule(self):
        rule = self.switch_on(self.new_rule("birthday"))
        self.night()
        task = self.tasks_of(rule).filtered(lambda task: task.res_id == self.anna.id)
        page = self.env["dealer.today"].with_user(self.salesperson)
        shown = page.dealer_today()["tasks"]
        (mine,) = [line for line in shown if line["id"] == task.id]
        self.assertEqual(mine["why"], "0 days")
        self.assertIn("Birthday", mine["note"])
        page.dealer_today_result(
            {
                "uuid": "follow-up-test-1",
                "model": "res.partner",
                "res_id": self.anna.id,
                "activity_id": task.id,
                "result": "no_answer",
            }
        )
        again = self.tasks_of(rule).filtered(lambda task: task.res_id == self.anna.id)
        self.assertGreater(again.date_deadline, TODAY)

    def test_lost_lead_has_one_task(self):
        def lose():
            lead = self.env["crm.lead"].create(
                {
                    "name": "Estate",
                    "type": "opportunity",
                    "partner_id": self.wang.id,
                    "user_id": self.salesperson.id,
                    "dealer_return_date": TODAY,
                }
            )
            lead.action_set_lost()
            self.wang.invalidate_recordset(["activity_ids"])
            return self.wang.activity_ids

        self.assertEqual(len(lose()), 1)
        self.wang.activity_ids.unlink()
        rule = self.switch_on(self.new_rule("lost_return"))
        self.assertFalse(lose())
        self.night()
        # Two losses, one conversation.
        self.assertEqual(len(self.wang.activity_ids), 1)
        self.assertEqual(self.tasks_of(rule), self.wang.activity_ids)

    # === REPLAY === #

    def test_replay_chooses_as_the_night(self):
        people = self.env["res.partner"].create(
            [
                {
                    "name": f"Customer {number}",
                    "dealer_birthdate": date(1980, 5, 10 + number % 5),
                    "user_id": self.salesperson.id if number % 3 else False,
                }
                for number in range(20)
            ]
        )
        rule = self.new_rule(
            "birthday",
            (0, "days", "after", "dealer_manager"),
            (1, "weeks", "after", "dealer_manager"),
            domain=f"[('id', 'in', {people.ids})]",
            working_days=True,
        )
        tasks = self.env["mail.activity"].search_count([])
        with freeze_time("2026-06-30 12:00:00"):
            rule.action_replay()
            lines = self.env["dealer.follow.up.replay"].search(
                [("rule_id", "=", rule.id)]
            )
            replayed = {}
            for line in lines:
                key = (line.day, line.user_id, line.reason)
                replayed[key] = line.task_count + line.stopped_count
        self.assertEqual(self.env["mail.activity"].search_count([]), tasks)
        self.assertFalse(rule.run_ids)
        self.switch_on(rule)
        lived = {}
        for number in range(10):
            with freeze_time(datetime(2026, 5, 8 + number, 0, 30)):
                self.night()
        for task in self.tasks_of(rule):
            key = (task.date_deadline, task.user_id, "planned")
            lived[key] = lived.get(key, 0) + 1
        for run in rule.run_ids.filtered(lambda run: run.state == "stopped"):
            for days in (0, 7):
                day = fields.Date.add(run.occurrence, days=days)
                working = rule._get_working_days(None, day, day)
                key = (min(d for d in working if d >= day), run.user_id, "nobody")
                lived[key] = lived.get(key, 0) + 1
        self.assertEqual(replayed, lived)
        self.assertEqual(sum(replayed.values()), 40)
        chosen = {row.partner_id for row in rule._select(TODAY, TODAY)}
        lived_today = rule.run_ids.filtered(lambda run: run.occurrence == TODAY)
        self.assertEqual(chosen, set(lived_today.partner_id.ids))
        self.assertTrue(chosen)

    def test_figures_of_a_replay(self):
        self.own(self.accord, self.wang, date(2022, 9, 1))
        self._geely_of(self.wang, date(2025, 10, 1))
        self.vesta.ownership_ids.date_from = date(2022, 7, 1)
        rule = self.new_rule(
            "ownership",
            (0, "days", "after", "dealer_manager"),
            (6, "months", "after", "dealer_manager"),
            domain=f"[('partner_id', 'in', {(self.wang | self.anna).ids}),"
            " ('date_from', '<', '2023-01-01')]",
        )
        rule.action_replay()
        # Wang bought before the second step, Anna never.
        self.assertRecordValues(
            rule,
            [
                {
                    "state": "replayed",
                    "replay_task_count": 3,
                    "replay_stopped_count": 1,
                    "replay_people_count": 2,
                    "replay_bought_count": 1,
                    "replay_bought_share": 0.5,
                }
            ],
        )
        self.assertIn("values", rule.replay_graph)

    def test_replay_of_nothing(self):
        rule = self.new_rule("birthday", domain="[('id', '=', 0)]")
        rule.action_replay()
        # Nothing is an answer, too.
        self.assertRecordValues(
            rule,
            [{"state": "replayed", "replay_task_count": 0, "replay_bought_share": 0}],
        )

    # === SWITCHING ON AND OFF === #

    def test_only_what_was_tried_is_switched_on(self):
        rule = self.new_rule("birthday").with_user(self.manager)
        with self.assertRaisesRegex(UserError, "past 12 months"):
            rule.action_activate()
        with self.assertRaises(AccessError):
            rule.state = "active"
        rule.action_replay()
        self.assertEqual(rule.replayed_by_id, self.manager)
        # Another plan was not tried.
        rule.plan_id = self.new_plan((1, "days", "after", "dealer_manager"))
        self.assertEqual(rule.state, "draft")
        with self.assertRaises(UserError):
            rule.action_activate()
        rule.action_replay()
        rule.action_activate()
        self.assertRecordValues(
            rule,
            [
                {
                    "state": "active",
                    "active_from": TODAY,
                    "activated_by_id": self.manager.id,
                    "activated_at": datetime(2026, 5, 13, 0, 30),
                }
            ],
        )
        with self.assertRaisesRegex(UserError, "Switch it off"):
            rule.number = 5
        rule.action_switch_off()
        rule.action_activate()

    def test_remove_open_tasks(self):
        rule = self.switch_on(self.new_rule("birthday"))
        self.night()
        rule = rule.with_user(self.manager)
        self.assertEqual((rule.open_count, rule.run_count), (2, 2))
        with self.assertRaises(UserError):
            rule.action_remove_tasks()
        rule.action_switch_off()
        rule.action_remove_tasks()
        self.assertFalse(self.tasks_of(rule))
        self.assertEqual(
            rule.sudo().run_ids.mapped("stop_reason"), ["removed", "removed"]
        )
        with self.assertRaisesRegex(UserError, "archive"):
            rule.unlink()

    def test_what_cannot_be(self):
        with self.assertRaisesRegex(ValidationError, "Only for"):
            self.new_rule("birthday", domain="[('nonsense', '=', 1)]")
        with self.assertRaisesRegex(ValidationError, "how many"):
            self.new_rule("ownership", number=0)
        rule = self.new_rule("birthday")
        plan = rule.plan_id.copy({"res_model": "crm.lead"})
        with self.assertRaisesRegex(ValidationError, "Choose a plan"):
            rule.plan_id = plan

    def test_for_managers_only(self):
        rule = self.new_rule("birthday")
        for user in (self.salesperson, self.reader):
            for model in (self.Rule, self.env["dealer.follow.up.run"]):
                with self.assertRaises(AccessError):
                    model.with_user(user).search([])
            with self.assertRaises(AccessError):
                rule.with_user(user).action_replay()
        other = self.env["res.company"].create({"name": "Other showroom"})
        rule.company_id = other
        with self.assertRaises(AccessError):
            rule.with_user(self.manager).read(["name"])
