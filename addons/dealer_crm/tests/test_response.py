from datetime import datetime, timedelta
from unittest.mock import patch

from freezegun import freeze_time

from odoo.exceptions import AccessError, ValidationError
from odoo.fields import Command
from odoo.tests import tagged

from .common import DealerCommon

# A Monday; the showroom works from 9 to 18 by the clock of Greenwich.
MONDAY = datetime(2026, 3, 2, 9)


@tagged("post_install", "-at_install")
class TestResponse(DealerCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.calendar = cls.env["resource.calendar"].create(
            {
                "name": "Showroom",
                "tz": "UTC",
                "company_id": cls.env.company.id,
                "attendance_ids": [
                    Command.clear(),
                    *[
                        Command.create(
                            {
                                "name": "Day",
                                "dayofweek": str(day),
                                "hour_from": 9,
                                "hour_to": 18,
                                "day_period": "morning",
                            }
                        )
                        for day in range(5)
                    ],
                ],
            }
        )
        cls.env.company.resource_calendar_id = cls.calendar
        cls.team.user_id = cls.manager
        parameters = cls.env["ir.config_parameter"]
        parameters.set_param("dealer_crm.response_seconds", "20")
        parameters.set_param("dealer_crm.response_minutes", "15")
        parameters.set_param("dealer_crm.response_manager_minutes", "30")

    def setUp(self):
        super().setUp()
        self.clock = self.enterContext(freeze_time(MONDAY))

    def at(self, **after):
        """Let time pass since Monday morning, also for the database."""
        moment = MONDAY + timedelta(**after)
        self.clock.move_to(moment)
        return moment

    def lead(self, **values):
        lead = self.env["crm.lead"].create(
            {
                "name": "Wants a car",
                "type": "opportunity",
                "partner_id": self.anna.id,
                "team_id": self.team.id,
                "company_id": self.env.company.id,
                "user_id": self.salesperson.id,
                "dealer_channel": "web",
                **values,
            }
        )
        # The database's own clock stands in the transaction's time.
        self.env.cr.execute(
            "UPDATE crm_lead SET create_date = %s WHERE id = %s",
            [datetime.now(), lead.id],
        )
        lead.invalidate_recordset(["create_date"])
        lead._dealer_start_clock()
        return lead

    def call(self, lead, seconds=60, user=None, **values):
        values = {
            "partner_id": lead.partner_id.id,
            "lead_id": lead.id,
            "company_id": self.env.company.id,
            "duration": seconds,
            "started_at": datetime.now(),
            **values,
        }
        return (
            self.env["dealer.call"].with_user(user or self.salesperson).create(values)
        )

    def telephone_call(self, lead, seconds):
        source = self.env["dealer.intake.source"].create(
            {"name": "Telephone", "team_id": self.team.id, "channel": "phone"}
        )
        return self.env["dealer.call"].create(
            {
                "partner_id": lead.partner_id.id,
                "lead_id": lead.id,
                "duration": seconds,
                "started_at": datetime.now(),
                "intake_source_id": source.id,
                "external_id": f"t-{seconds}",
            }
        )

    def write_to_customer(self, lead, user=None, **values):
        return lead.with_user(user or self.salesperson).message_post(
            **{
                "body": "When may I call you?",
                "message_type": "comment",
                "subtype_xmlid": "mail.mt_comment",
                "partner_ids": lead.partner_id.ids,
                **values,
            }
        )

    def customer_writes(self, lead, **values):
        return lead.message_post(
            **{
                "body": "At six",
                "message_type": "email",
                "subtype_xmlid": "mail.mt_comment",
                "author_id": lead.partner_id.id,
                "email_from": lead.partner_id.email,
                **values,
            }
        )

    # === CALLS === #

    def test_answered_call_stops_the_clock(self):
        lead = self.lead()
        self.at(minutes=12)
        self.call(lead, result="reached")
        self.assertEqual(lead.dealer_first_response_at, MONDAY + timedelta(minutes=12))
        self.assertEqual(lead.dealer_response_minutes, 12)
        self.assertEqual(lead.dealer_response_kind, "call")
        self.assertEqual(lead.dealer_touch_minutes, 12)
        self.assertEqual(lead.dealer_clock, "answered")

    def test_dialling_is_only_a_try(self):
        lead = self.lead()
        self.at(minutes=5)
        self.call(lead, seconds=0, result="no_answer")
        self.assertEqual(lead.dealer_touch_minutes, 5)
        self.assertFalse(lead.dealer_first_response_at)
        self.at(minutes=9)
        self.call(lead, seconds=0, result="wrong_number")
        self.assertFalse(lead.dealer_first_response_at)
        self.assertEqual(lead.dealer_touch_minutes, 5)

    def test_short_call_does_not_count(self):
        lead = self.lead()
        self.telephone_call(lead, 19)
        self.assertFalse(lead.dealer_first_response_at)
        self.telephone_call(lead, 20)
        self.assertTrue(lead.dealer_first_response_at)

    def test_calls_by_hand_may_be_left_out(self):
        name = "dealer_crm.response_pbx_only"
        self.env["ir.config_parameter"].set_param(name, "True")
        lead = self.lead()
        self.call(lead, result="reached")
        self.assertTrue(lead.dealer_first_touch_at)
        self.assertFalse(lead.dealer_first_response_at)
        self.telephone_call(lead, 40)
        self.assertTrue(lead.dealer_first_response_at)

    def test_call_of_the_customer_without_its_lead(self):
        lead = self.lead()
        other = self.lead(partner_id=self.wang.id)
        self.at(minutes=3)
        self.call(lead, lead_id=False, direction="in")
        self.assertEqual(lead.dealer_response_minutes, 3)
        self.assertFalse(other.dealer_first_response_at)

    def test_call_before_the_lead_is_no_answer_to_it(self):
        self.at(hours=-3)
        lead = self.lead()
        lead.unlink()
        old = self.call(self.lead(partner_id=self.wang.id), partner_id=self.anna.id)
        self.at(minutes=0)
        lead = self.lead()
        old.with_user(self.manager).lead_id = lead
        self.assertFalse(lead.dealer_first_response_at)

    def test_earlier_news_which_come_late(self):
        lead = self.lead()
        self.at(minutes=40)
        self.call(lead, result="reached")
        self.call(lead, started_at=MONDAY + timedelta(minutes=10), result="reached")
        self.assertEqual(lead.dealer_response_minutes, 10)
        self.call(lead, started_at=MONDAY + timedelta(minutes=20), result="reached")
        self.assertEqual(lead.dealer_response_minutes, 10)

    # === MESSAGES === #

    def test_reply_to_our_message(self):
        lead = self.lead()
        self.at(minutes=4)
        self.customer_writes(lead)
        self.assertFalse(lead.dealer_first_response_at, "nobody has answered yet")
        self.at(minutes=6)
        self.write_to_customer(lead)
        self.assertEqual(lead.dealer_touch_minutes, 6)
        self.assertFalse(lead.dealer_first_response_at, "the customer is silent")
        self.at(minutes=30)
        self.customer_writes(lead)
        self.assertEqual(lead.dealer_response_minutes, 30)
        self.assertEqual(lead.dealer_response_kind, "reply")

    def test_what_nobody_wrote_does_not_count(self):
        lead = self.lead()
        machine = self.env.ref("base.user_root")
        self.write_to_customer(lead, message_type="auto_comment")
        self.write_to_customer(lead, message_type="notification")
        self.write_to_customer(lead, message_type="email_outgoing")
        self.write_to_customer(lead, subtype_xmlid="mail.mt_note")
        self.write_to_customer(lead, user=machine)
        lead.message_unsubscribe(self.anna.ids)
        self.write_to_customer(lead, partner_ids=[])
        self.assertFalse(lead.dealer_first_touch_at)
        self.customer_writes(lead)
        self.assertFalse(lead.dealer_first_response_at)

    def test_rule_with_a_template(self):
        lead = self.lead()
        template = self.env["mail.template"].create(
            {
                "name": "Thanks",
                "model_id": self.env["ir.model"]._get_id("crm.lead"),
                "subject": "Thank you",
                "body_html": "<p>We call you soon</p>",
                "partner_to": "{{ object.partner_id.id }}",
            }
        )
        action = self.env["ir.actions.server"].create(
            {
                "name": "Thank",
                "model_id": self.env["ir.model"]._get_id("crm.lead"),
                "state": "mail_post",
                "mail_post_method": "comment",
                "template_id": template.id,
            }
        )
        before = len(lead.message_ids)
        action.with_context(
            active_model="crm.lead", active_id=lead.id, active_ids=lead.ids
        ).with_user(self.manager).sudo().run()
        self.assertEqual(len(lead.message_ids), before + 1)
        self.assertFalse(lead.dealer_first_touch_at)
        self.customer_writes(lead)
        self.assertFalse(lead.dealer_first_response_at)

    def test_automatic_reply_of_the_customer(self):
        lead = self.lead()
        self.write_to_customer(lead)
        alias = self.env["mail.alias.domain"].search([], limit=1)
        alias = alias or alias.create({"name": "dealer.example.com"})
        text = (
            "From: Anna <Anna.L@example.com>\nTo: catchall@{domain}\n{extra}"
            "Subject: Re: car\nMessage-ID: <{number}@example.com>\n"
            "In-Reply-To: {parent}\n\nAt six\n"
        )
        parent = lead.message_ids[0].message_id
        for number, extra, answered in (
            (1, "Auto-Submitted: auto-replied\n", False),
            (2, "Precedence: bulk\n", False),
            (3, "", True),
        ):
            self.env["mail.thread"].message_process(
                "crm.lead",
                text.format(
                    domain=alias.name, extra=extra, number=number, parent=parent
                ),
                thread_id=lead.id,
            )
            self.assertEqual(bool(lead.dealer_first_response_at), answered, extra)

    def test_stranger_is_not_the_customer(self):
        lead = self.lead()
        self.write_to_customer(lead)
        self.customer_writes(
            lead, author_id=self.wang.id, email_from="spam@example.org"
        )
        self.assertFalse(lead.dealer_first_response_at)

    # === VISITS === #

    def test_walk_in_is_answered_at_once(self):
        lead = self.lead(dealer_channel="walk_in")
        self.assertEqual(lead.dealer_response_kind, "visit")
        self.assertEqual(lead.dealer_response_minutes, 0)

    def test_held_test_drive(self):
        lead = self.lead()
        self.accord.write({"state": "demo", "company_id": self.env.company.id})
        drive = self.env["dealer.test.drive"].create(
            {
                "lead_id": lead.id,
                "partner_id": self.anna.id,
                "user_id": self.salesperson.id,
                "vehicle_id": self.accord.id,
                "start": MONDAY + timedelta(hours=2),
            }
        )
        self.assertFalse(lead.dealer_first_response_at, "planned is not held")
        self.at(hours=2)
        drive.with_user(self.salesperson).sudo().write({"state": "driving"})
        self.assertEqual(lead.dealer_response_minutes, 120)

    # === WORKING HOURS === #

    def test_nights_and_weekends_do_not_count(self):
        friday = self.at(days=4, hours=8, minutes=50)
        lead = self.lead()
        self.assertEqual(
            lead.dealer_response_due_at,
            friday + timedelta(days=2, hours=15, minutes=15),
        )
        self.at(days=7, minutes=7)
        self.call(lead, result="reached")
        self.assertEqual(lead.dealer_response_minutes, 17)

    def test_public_holiday(self):
        self.env["resource.calendar.leaves"].create(
            {
                "name": "Holiday",
                "calendar_id": self.calendar.id,
                "company_id": self.env.company.id,
                "date_from": MONDAY + timedelta(hours=3),
                "date_to": MONDAY + timedelta(hours=9),
            }
        )
        self.at(hours=2, minutes=50)
        lead = self.lead()
        self.assertEqual(
            lead.dealer_response_due_at, MONDAY + timedelta(days=1, minutes=5)
        )

    def test_hours_of_the_team(self):
        self.team.dealer_calendar_id = self.calendar.copy(
            {
                "attendance_ids": [
                    Command.create(
                        {
                            "name": "Late",
                            "dayofweek": "0",
                            "hour_from": 12,
                            "hour_to": 20,
                            "day_period": "afternoon",
                        }
                    )
                ]
            }
        )
        lead = self.lead()
        self.assertEqual(
            lead.dealer_response_due_at, MONDAY + timedelta(hours=3, minutes=15)
        )

    def test_always_open(self):
        self.env.company.resource_calendar_id = False
        self.at(days=5)
        lead = self.lead()
        due = MONDAY + timedelta(days=5, minutes=15)
        self.assertEqual(lead.dealer_response_due_at, due)

    # === WHO IS TOLD === #

    def reminders(self, lead):
        kind = self.env.ref("dealer_crm.mail_activity_type_answer")
        return lead.activity_ids.filtered(lambda act: act.activity_type_id == kind)

    def tell(self):
        with self.enter_registry_test_mode():
            self.env.ref("dealer_crm.ir_cron_tell_late_answers").method_direct_trigger()

    def test_salesperson_then_manager_each_once(self):
        lead = self.lead()
        sent = []
        kind = type(self.env["bus.bus"])
        with patch.object(
            kind, "_sendone", lambda _self, target, *rest: sent.append((target, *rest))
        ):
            self.at(minutes=14)
            self.assertEqual(lead.dealer_clock, "waiting")
            self.assertEqual(lead.dealer_waiting_minutes, 14)
            self.tell()
            self.assertFalse(self.reminders(lead))
            self.at(minutes=16)
            lead.invalidate_recordset()
            self.assertEqual(lead.dealer_clock, "late")
            self.tell()
            self.tell()
            self.assertEqual(self.reminders(lead).user_id, self.salesperson)
            self.at(minutes=31)
            lead.invalidate_recordset()
            self.assertEqual(lead.dealer_clock, "escalated")
            self.tell()
            self.tell()
        self.assertEqual(len(self.reminders(lead)), 2)
        self.assertEqual(self.reminders(lead).user_id, self.salesperson | self.manager)
        people = [
            target for target, name, _message in sent if name == "simple_notification"
        ]
        self.assertEqual(people, [self.salesperson.partner_id, self.manager.partner_id])
        self.call(lead, result="reached")
        self.assertFalse(self.reminders(lead), "done")

    def test_one_note_for_many_customers(self):
        self.lead()
        for _n in range(4):
            self.lead()
        self.at(minutes=16)
        with patch.object(type(self.salesperson), "_bus_send") as send:
            self.tell()
        notes = [
            call.args[1]
            for call in send.call_args_list
            if call.args[0] == "simple_notification"
        ]
        self.assertEqual(len(notes), 1)
        note = notes[0]
        self.assertIn("5", note["title"])
        self.assertEqual(note["message"].count("(16 min)"), 3)
        self.assertTrue(note["message"].endswith("and 2 more"))

    def test_nobody_has_the_lead(self):
        lead = self.lead(user_id=False)
        self.at(minutes=16)
        self.tell()
        self.assertEqual(self.reminders(lead).user_id, self.manager)

    def test_lost_and_unasked_leads_are_nobodys_alarm(self):
        lost = self.lead()
        lost.action_set_lost()
        cold = self.lead(dealer_channel="import")
        plain = self.lead(dealer_channel=False)
        self.assertFalse((cold | plain).filtered("dealer_response_due_at"))
        self.at(minutes=90)
        self.tell()
        self.assertFalse(self.reminders(lost | cold | plain))

    def test_norms_of_a_source(self):
        self.source.write({"response_minutes": 5, "response_manager_minutes": 240})
        lead = self.lead(dealer_intake_source_id=self.source.id)
        self.assertEqual(lead.dealer_response_due_at, MONDAY + timedelta(minutes=5))
        self.assertEqual(lead.dealer_escalate_at, MONDAY + timedelta(hours=4))

    def test_channel_chosen_later(self):
        lead = self.lead(dealer_channel=False)
        lead.with_user(self.salesperson).dealer_channel = "referral"
        self.assertEqual(lead.dealer_response_due_at, MONDAY + timedelta(minutes=15))

    def test_settings(self):
        for name, value in (
            ("dealer_response_seconds", "601"),
            ("dealer_response_seconds", "some"),
            ("dealer_response_minutes", "-1"),
            ("dealer_response_manager_minutes", "99999"),
        ):
            with self.assertRaises(ValidationError):
                self.env["res.config.settings"].create({name: value})
        settings = self.env["res.config.settings"].create(
            {"dealer_response_minutes": "0"}
        )
        settings.execute()
        self.assertFalse(self.lead().dealer_response_due_at)

    # === NOT BY HAND === #

    def test_nobody_sets_the_clock(self):
        lead = self.lead()
        for user in (self.salesperson, self.manager):
            with self.assertRaises(AccessError):
                lead.with_user(user).write({"dealer_first_response_at": MONDAY})
            with self.assertRaises(AccessError):
                lead.with_user(user).write({"dealer_told_at": MONDAY})
            with self.assertRaises(AccessError):
                self.env["crm.lead"].with_user(user).create(
                    {"name": "Fast", "dealer_response_minutes": 1}
                )
        copy = lead.copy()
        self.assertFalse(copy.dealer_first_response_at)

    def test_merged_leads_keep_the_first_answer(self):
        first, second = self.lead(), self.lead()
        self.at(minutes=8)
        self.call(second, partner_id=False, result="reached")
        self.assertFalse(first.dealer_first_response_at)
        kept = (first | second).merge_opportunity()
        self.assertEqual(kept.dealer_first_response_at, MONDAY + timedelta(minutes=8))
        self.assertEqual(kept.dealer_response_kind, "call")

    # === REPORT === #

    def test_report(self):
        for minutes in (2, 4, 90):
            self.at(minutes=0)
            lead = self.lead(partner_id=self.wang.id)
            self.at(minutes=1)
            self.call(lead, lead_id=lead.id, partner_id=False, result="no_answer")
            self.at(minutes=minutes)
            self.call(lead, partner_id=False, result="reached")
        self.at(minutes=0)
        self.lead()
        self.env.flush_all()
        report = self.env["dealer.response.report"].with_user(self.salesperson)
        domain = [("team_id", "=", self.team.id)]
        [row] = report._read_group(
            domain,
            ["user_id"],
            [
                "__count",
                "touch_minutes:avg",
                "response_minutes:avg",
                "response_median:median",
                "answered_rate:avg",
                "in_time_rate:avg",
            ],
        )
        user, count, tried, mean, median, answered, _in_time = row
        self.assertEqual((user, count), (self.salesperson, 4))
        self.assertEqual((tried, mean, median), (1, 32, 4))
        self.assertEqual(answered, 75)
        groups = report.formatted_read_group(
            domain, ["channel"], ["response_median:median"]
        )
        self.assertEqual(groups[0]["response_median:median"], 4)

    def test_report_obeys_rights(self):
        self.lead(user_id=self.manager.id)
        self.lead()
        report = self.env["dealer.response.report"]
        domain = [("team_id", "=", self.team.id)]
        self.assertEqual(report.with_user(self.manager).search_count(domain), 2)
        own = report.with_user(self.salesperson).search(domain)
        self.assertEqual(own.user_id, self.salesperson)
        with self.assertRaises(AccessError):
            report.with_user(self.reader).search(domain)
