"""Consents about one car alone, and with a last day."""

from datetime import timedelta

from odoo import fields
from odoo.exceptions import UserError
from odoo.tests import Form, new_test_user, tagged

from .common import ConsentCommon


@tagged("post_install", "-at_install")
class TestConsentVehicle(ConsentCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.today = fields.Date.context_today(cls.Consent)
        model = cls.env.ref("dealer_crm.model_lada_2110")
        cls.car, cls.other_car = cls.env["dealer.vehicle"].create(
            [{"model_id": model.id, "license_plate": f"A10{n}AA77"} for n in (1, 2)]
        )
        cls.periods = cls.env["dealer.vehicle.ownership"].create(
            [
                {"vehicle_id": car.id, "partner_id": cls.yes.id}
                for car in cls.car | cls.other_car
            ]
        )
        cls.service = cls.env.ref("dealer_marketing.purpose_service_due")

    def say_car(self, state, car=None, partner=None, **options):
        decision = [(self.service, "email", state)]
        return self.Consent._record(
            partner or self.yes, decision, "desk", vehicle=car or self.car, **options
        )

    def may_cars(self):
        cars = self.car | self.other_car
        return cars._may_contact_owners("service_due", "email")

    def test_one_car_alone(self):
        self.say_car("granted")
        self.assertEqual(self.may_cars(), self.car)
        self.assertFalse(self._may(self.yes, purpose="service_due"))
        # Whoever agrees to everything agrees to the other car, too.
        self._say(self.yes, "granted", self.service)
        self.assertEqual(self.may_cars(), self.car | self.other_car)
        self.say_car("withdrawn")
        self.assertEqual(self.may_cars(), self.other_car)
        self.assertTrue(self._may(self.yes, purpose="service_due"))

    def test_withdrawn_for_everything(self):
        self.say_car("granted")
        new = self._say(self.yes, "withdrawn", self.service)
        self.assertEqual(new.vehicle_id, self.car)
        self.assertEqual(len(new), 2)
        self.assertFalse(self.may_cars())
        # A car which was agreed to afterwards is withdrawn once more.
        self.say_car("granted")
        self.assertEqual(self.may_cars(), self.car)
        self.assertEqual(
            self._say(self.yes, "withdrawn", self.service).state, "withdrawn"
        )
        self.assertFalse(self.may_cars())

    def test_resale_ends_it(self):
        self.say_car("granted")
        self.car._transfer(self.no, self.today)
        self.env.invalidate_all()
        state = self.env["dealer.consent.state"].search(
            [("partner_id", "=", self.yes.id)]
        )
        self.assertEqual(state.state, "ended")
        # The next owner has agreed to nothing.
        self.assertFalse(self.may_cars())
        reasons = self.service._get_refused_pairs(
            [("ines@mail.test", self.car.id), ("jonas@mail.test", self.car.id)], "email"
        )
        self.assertEqual(
            list(reasons.values()), ["ended", "none"], "the gate asks by address"
        )

    def test_a_new_car_asks_again(self):
        sales = new_test_user(
            self.env, login="new_car", groups="dealer_crm.group_dealer_user"
        )
        self.say_car("granted")
        self.car.with_user(sales)._transfer(self.no, self.today)
        task = self.no.activity_ids
        self.assertEqual(task.user_id, sales)
        self.assertIn(self.car.display_name, task.summary)
        # Who has agreed to reminders about all cars is not asked.
        self._say(self.no, "granted", self.service)
        self.other_car.with_user(sales)._transfer(self.no, self.today)
        self.assertEqual(self.no.activity_ids, task)
        # Nor are customers asked by jobs.
        self.car._set_owner(self.yes)
        self.assertFalse(self.yes.activity_ids)

    def test_last_day(self):
        yesterday = self.today - timedelta(days=1)
        decision = [(self.offers, "email", "granted")]
        self.Consent._record(self.yes, decision, "desk", valid_until=self.today)
        self.assertTrue(self._may(self.yes))
        # The same again with another last day is a record of its own.
        self.Consent._record(self.yes, decision, "desk", valid_until=yesterday)
        self.assertFalse(self._may(self.yes))
        self.assertIn("Ended", self.yes.dealer_consent_matrix)
        # What has only ended is no reason for the blacklist.
        listed = self.env["mail.blacklist"].search([("email", "=", "ines@mail.test")])
        self.assertFalse(listed)

    def test_new_wording_is_kept(self):
        first = self._say(self.yes, "granted")
        newer = first.text_id.copy({"version": 99, "body": "Something new"})
        second = self._say(self.yes, "granted")
        self.assertEqual(second.text_id, newer)
        self.assertFalse(self._say(self.yes, "granted"))

    def test_gate(self):
        """A letter about the car goes, one about the other car does not."""
        self.say_car("granted")
        letters = self.env["mail.mail"].create(
            [
                {
                    "subject": "Service",
                    "body_html": "<p>Service</p>",
                    "recipient_ids": self.yes.ids,
                    "dealer_purpose_id": self.service.id,
                    "model": model,
                    "res_id": record,
                    "auto_delete": False,
                }
                for model, record in (
                    ("dealer.vehicle", self.car.id),
                    ("dealer.vehicle", self.other_car.id),
                    ("res.partner", self.yes.id),
                    ("dealer.vehicle.ownership", self.periods[0].id),
                )
            ]
        )
        refused = letters._get_dealer_refusals()
        self.assertEqual(
            [bool(refused[letter.id]) for letter in letters],
            [False, True, True, False],
        )

    def test_gate_of_text_messages(self):
        """As with letters, whether the car is noted or that of the document."""
        decision = [(self.service, "sms", "granted")]
        self.Consent._record(self.yes, decision, "desk", vehicle=self.car)
        note = self.env["mail.message"].create(
            {"model": "dealer.vehicle", "res_id": self.car.id, "message_type": "sms"}
        )
        messages = self.env["sms.sms"].create(
            [
                {
                    "partner_id": self.yes.id,
                    "number": self.yes.phone_sanitized,
                    "body": "Service",
                    "dealer_purpose_id": self.service.id,
                    **about,
                }
                for about in (
                    {"dealer_vehicle_id": self.car.id},
                    {"dealer_vehicle_id": self.other_car.id},
                    {},
                    {"mail_message_id": note.id},
                )
            ]
        )
        refused = messages._get_dealer_refused()
        self.assertEqual(refused, messages[1:3])

    def test_composer_of_text_messages_notes_the_car(self):
        template = self.env["sms.template"].create(
            {
                "name": "Service",
                "model_id": self.env["ir.model"]._get_id("dealer.vehicle.ownership"),
                "body": "Service",
                "dealer_purpose_id": self.service.id,
            }
        )
        composer = self.env["sms.composer"].create(
            {
                "res_model": "dealer.vehicle.ownership",
                "res_ids": repr(self.periods.ids),
                "composition_mode": "mass",
                "mass_keep_log": False,
                "mass_force_send": False,
                "template_id": template.id,
            }
        )
        messages = composer._action_send_sms()
        self.assertEqual(messages.dealer_vehicle_id, self.car | self.other_car)

    def test_planned_calls_about_the_car_end(self):
        """A withdrawal for one car ends the calls about it, and no others."""
        self._say(self.yes, "granted", self.service, "phone")
        about = {
            car: self.yes.activity_schedule(
                "mail.mail_activity_data_call",
                **self.yes._prepare_contact_vals("service_due", car),
            )
            for car in (self.car, self.other_car, None)
        }
        decision = [(self.service, "phone", "withdrawn")]
        self.Consent._record(self.yes, decision, "desk", vehicle=self.car)
        left = about[self.other_car] | about[None]
        self.assertEqual(self.yes.activity_ids, left)
        row = self.Refusal.search([("partner_id", "=", self.yes.id)])
        self.assertEqual((row.channel, row.reason), ("phone", "withdrawn"))
        self._say(self.yes, "withdrawn", self.service, "phone")
        self.assertFalse(left.exists())

    def test_follow_ups_about_the_car_end(self):
        """Runs of rules know their car: the one about it is stopped."""
        self._say(self.yes, "granted", self.service, "phone")
        plan = self.env["mail.activity.plan"].create(
            {"name": "Ask", "res_model": "res.partner", "company_id": False}
        )
        rule = self.env["dealer.follow.up.rule"].create(
            {
                "name": "Years with the car",
                "event": "birthday",
                "plan_id": plan.id,
                "purpose": "service_due",
            }
        )
        runs = self.env["dealer.follow.up.run"].create(
            [
                {
                    "rule_id": rule.id,
                    "res_model": "dealer.vehicle.ownership",
                    "res_id": period.id,
                    "partner_id": self.yes.id,
                    "vehicle_id": period.vehicle_id.id,
                    "occurrence": self.today,
                    "since": self.today,
                    "planned_on": self.today,
                }
                for period in self.periods
            ]
        )
        for run in runs:
            self.yes.activity_schedule(
                "mail.mail_activity_data_call", dealer_follow_up_run_id=run.id
            )
        decision = [(self.service, "phone", "withdrawn")]
        self.Consent._record(self.yes, decision, "desk", vehicle=self.car)
        self.assertEqual(runs.mapped("state"), ["stopped", "planned"])
        self.assertEqual(self.yes.activity_ids.dealer_follow_up_run_id, runs[1])

    def test_planned_calls_end_with_the_consent(self):
        """Its last day has passed: the night takes the call away, and says why."""
        decision = [(self.service, "phone", "granted")]
        yesterday = self.today - timedelta(days=1)
        self.Consent._record(self.yes, decision, "desk", valid_until=yesterday)
        self._say(self.no, "granted", self.service, "phone")
        recall = self.recall
        tasks = self.env["mail.activity"]
        for person, purpose in (
            (self.yes, "service_due"),
            (self.yes, recall.code),
            (self.no, "service_due"),
        ):
            tasks |= person.activity_schedule(
                "mail.mail_activity_data_call", **person._prepare_contact_vals(purpose)
            )
        with self.enter_registry_test_mode():
            self.env.ref(
                "dealer_marketing.ir_cron_ended_consents"
            ).method_direct_trigger()
        self.assertEqual(tasks.exists(), tasks[1:])
        row = self.Refusal.search([("partner_id", "=", self.yes.id)])
        self.assertEqual((row.channel, row.reason), ("phone", "ended"))

    def test_merge(self):
        self.say_car("granted")
        self._say(self.no, "withdrawn", self.service)
        self.env["dealer.merge"]._merge(self.yes, self.no)
        self.assertFalse(self.may_cars())

    def test_merge_keeps_the_car(self):
        self.say_car("granted")
        self.env["dealer.merge"]._merge(self.no, self.yes)
        self.assertEqual(self.may_cars(), self.car)

    def test_desk(self):
        wizards = self.env["dealer.consent.record"].with_user(self.staff)
        form = Form(wizards.with_context(default_partner_id=self.yes.id))
        form.purpose_ids.add(self.service)
        form.email = True
        form.vehicle_id = self.car
        form.valid_until = self.today - timedelta(days=1)
        wizard = form.save()
        with self.assertRaises(UserError):
            wizard.action_record()
        wizard.valid_until = self.today
        wizard.action_record()
        self.assertEqual(self.may_cars(), self.car)
        self.assertIn(self.car.display_name, self.yes.dealer_consent_matrix)
        wizard.partner_id = self.no
        with self.assertRaises(UserError):
            wizard.action_record()

    def test_own_page(self):
        self.say_car("granted")
        self._say(self.yes, "granted", self.service)
        ticked = {(self.service.id, "email", self.car.id)}
        self.Consent._set_preferences(self.yes, ticked, self.env.company)
        # Everything is withdrawn, the car which stays ticked is not.
        self.assertEqual(self.may_cars(), self.car)
        self.Consent._set_preferences(self.yes, set(), self.env.company)
        self.assertFalse(self.may_cars())
        # Of a car which nothing was said about nothing is asked.
        asked = [
            car for _purpose, car, _cells in self.Consent._get_preferences(self.yes)
        ]
        self.assertNotIn(self.other_car, asked)
