from unittest.mock import patch

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from odoo.addons.base.models.ir_mail_server import IrMail_Server
from odoo.addons.sms.tools.sms_api import SmsApi

from .common import ConsentCommon


@tagged("post_install", "-at_install")
class TestGate(ConsentCommon):
    def setUp(self):
        super().setUp()
        self.sent = []
        session = type("Session", (), {"quit": lambda _self: None})()
        for name, stub in {
            "_disable_send": lambda _self: False,
            "_connect__": lambda _self, *_args, **_kwargs: session,
            "send_email": self._take,
        }.items():
            patcher = patch.object(IrMail_Server, name, stub)
            patcher.start()
            self.addCleanup(patcher.stop)

    def _take(self, message, *_args, **_kwargs):
        self.sent.append(message["To"])
        return message["Message-Id"]

    def _mail(self, partners, **values):
        return self.env["mail.mail"].create(
            {
                "subject": "News",
                "body_html": "<p>News</p>",
                "email_from": "shop@mail.test",
                "recipient_ids": partners.ids,
                "auto_delete": False,
                **values,
            }
        )

    def _reasons(self):
        people = self.yes | self.no
        rows = self.Refusal.search([("partner_id", "in", people.ids)])
        return [(row.partner_id, row.reason) for row in rows]

    def test_without_purpose_passes(self):
        mail = self._mail(self.no)
        mail.send()
        self.assertEqual(mail.state, "sent")
        self.assertFalse(self._reasons())

    def test_not_agreed(self):
        mail = self._mail(self.no, dealer_purpose_id=self.offers.id)
        mail.send()
        self.assertEqual((mail.state, mail.failure_type), ("cancel", "mail_optout"))
        self.assertEqual(self.sent, [])
        self.assertEqual(self._reasons(), [(self.no, "none")])

    def test_withdrawn_in_the_queue(self):
        self._say(self.yes, "granted")
        mail = self._mail(self.yes, dealer_purpose_id=self.offers.id)
        self.env["mail.blacklist"]._add("ines@mail.test")
        mail.send()
        self.assertEqual(mail.state, "cancel")
        self.assertEqual(self.sent, [])
        self.assertEqual(self._reasons(), [(self.yes, "withdrawn")])

    def test_one_of_two(self):
        self._say(self.yes, "granted")
        mail = self._mail(self.yes | self.no, dealer_purpose_id=self.offers.id)
        mail.send()
        self.assertEqual(mail.state, "sent")
        self.assertEqual(len(self.sent), 1)
        self.assertIn("ines@mail.test", self.sent[0])
        self.assertEqual(self._reasons(), [(self.no, "none")])

    def test_recall_goes_to_all(self):
        mail = self._mail(self.no, dealer_purpose_id=self.recall.id)
        mail.send()
        self.assertEqual(mail.state, "sent")

    def test_shared_address(self):
        wife = self.env["res.partner"].create(
            {"name": "Lea Prado", "email": "ines@mail.test"}
        )
        self._say(self.yes, "granted")
        reasons = self.offers._get_refused_addresses(["ines@mail.test"], "email")
        self.assertEqual(reasons, {"ines@mail.test": ""})
        self._say(wife, "granted", self.survey)
        self._say(wife, "granted")
        self._say(wife, "withdrawn")
        reasons = self.offers._get_refused_addresses(["ines@mail.test"], "email")
        self.assertEqual(reasons, {"ines@mail.test": "withdrawn"})

    def test_password_reset_and_invitation_pass(self):
        self.staff.partner_id.email = "staff@mail.test"
        self.staff.with_context(create_user=True).action_reset_password()
        self.staff.action_reset_password()
        self.assertEqual(len(self.sent), 2)
        for to in self.sent:
            self.assertIn("staff@mail.test", to)

    def test_posted_message_passes(self):
        self.no.message_post(
            body="Your car is ready", partner_ids=self.no.ids, force_send=True
        )
        self.env["mail.mail"].search([("state", "=", "outgoing")]).send()
        self.assertTrue([to for to in self.sent if "jonas@mail.test" in to])

    def test_mailing(self):
        self._say(self.yes, "granted")
        mailing = self._mailing()
        self.assertEqual(
            (mailing.dealer_allowed_count, mailing.dealer_refused_count), (1, 1)
        )
        mailing.action_send_mail()
        self.env["mail.mail"].search([("mailing_id", "=", mailing.id)]).send()
        self.assertEqual(len(self.sent), 1)
        self.assertIn("ines@mail.test", self.sent[0])
        self.assertEqual(self._reasons(), [(self.no, "none")])
        traces = {trace.email: trace for trace in mailing.mailing_trace_ids}
        self.assertEqual(traces["jonas@mail.test"].trace_status, "cancel")
        self.assertEqual(traces["jonas@mail.test"].failure_type, "mail_optout")
        self.assertEqual(traces["ines@mail.test"].trace_status, "sent")

    def test_names_of_a_mailing_are_for_who_may_export(self):
        self._say(self.yes, "granted")
        mailing = self._mailing()
        mailing.action_send_mail()
        mine = mailing.with_user(self.marketer)
        lists = (
            mine.action_view_delivered,
            mine.action_view_opened,
            mine.action_view_traces_sent,
        )
        for button in lists:
            with self.assertRaisesRegex(AccessError, "export"):
                button()
        # What was held back has to be worked on.
        self.assertTrue(mine.action_view_traces_canceled())
        self.marketer.group_ids += self.env.ref("base.group_allow_export")
        for button in lists:
            self.assertTrue(button())

    def test_mailing_without_purpose(self):
        mailing = self._mailing(dealer_purpose_id=False)
        with self.assertRaises(UserError):
            mailing.action_put_in_queue()
        self._say(self.yes, "granted")
        mailing.action_send_mail()
        self.env["mail.mail"].search([("mailing_id", "=", mailing.id)]).send()
        self.assertEqual(self.sent, [])
        self.assertEqual({why for _who, why in self._reasons()}, {"purpose"})

    def test_composer(self):
        self._say(self.yes, "granted")
        people = self.yes | self.no
        composer = self.env["mail.compose.message"].create(
            {
                "composition_mode": "mass_mail",
                "model": "res.partner",
                "res_ids": str(people.ids),
                "subject": "News",
                "body": "<p>News</p>",
                "dealer_purpose_id": self.offers.id,
                "force_send": True,
            }
        )
        composer._action_send_mail()
        self.env["mail.mail"].search([("state", "=", "outgoing")]).send()
        self.assertEqual(len(self.sent), 1)
        self.assertIn("ines@mail.test", self.sent[0])

    def test_letters_to_many_need_a_purpose(self):
        """Also when the dialogue is not asked: by RPC."""
        composer = self.env["mail.compose.message"].with_user(self.marketer)
        composer = composer.create(
            {
                "composition_mode": "mass_mail",
                "model": "res.partner",
                "res_ids": str((self.yes | self.no).ids),
                "subject": "News",
                "body": "<p>News</p>",
            }
        )
        with self.assertRaisesRegex(UserError, "purpose"):
            composer.action_send_mail()
        composer.dealer_purpose_id = self.offers
        composer.action_send_mail()

    def test_sms_to_many_need_a_purpose(self):
        """Also by RPC; an automation about an order sends as stock does."""
        composer = self.env["sms.composer"].with_user(self.marketer)
        composer = composer.create(
            {
                "composition_mode": "mass",
                "res_model": "res.partner",
                "res_ids": str((self.yes | self.no).ids),
                "body": "News",
                "mass_force_send": False,
            }
        )
        for button in (composer.action_send_sms, composer.action_send_sms_mass_now):
            with self.assertRaisesRegex(UserError, "purpose"):
                button()
        partner_model = self.env["ir.model"]._get_id("res.partner")
        template = self.env["sms.template"].create(
            {"name": "Ready", "model_id": partner_model, "body": "Your car is ready"}
        )
        action = self.env["ir.actions.server"].create(
            {
                "name": "Ready",
                "model_id": partner_model,
                "state": "sms",
                "sms_method": "sms",
                "sms_template_id": template.id,
            }
        )
        action.with_context(active_model="res.partner", active_ids=self.yes.ids).run()
        message = self.env["sms.sms"].search([("partner_id", "=", self.yes.id)])
        self.assertEqual(message.body, "Your car is ready")

    def test_sms(self):
        self._say(self.yes, "granted", channel="sms")
        messages = self.env["sms.sms"].create(
            [
                {
                    "partner_id": partner.id,
                    "number": partner.phone_sanitized,
                    "body": "News",
                    "dealer_purpose_id": purpose.id,
                }
                for partner in (self.yes, self.no)
                for purpose in (self.offers, self.env["dealer.consent.purpose"])
            ]
        )
        sent = []

        def send(_self, batch, **_kwargs):
            numbers = [row for message in batch for row in message["numbers"]]
            sent.extend(row["number"] for row in numbers)
            return [{"uuid": row["uuid"], "state": "success"} for row in numbers]

        with patch.object(SmsApi, "_send_sms_batch", send):
            messages.send(unlink_sent=False)
        self.assertEqual(
            sorted(sent),
            sorted([self.yes.phone_sanitized] * 2 + [self.no.phone_sanitized]),
        )
        refused = messages.filtered(lambda sms: sms.state == "canceled")
        self.assertEqual(refused.partner_id, self.no)
        self.assertEqual(refused.failure_type, "sms_optout")
        self.assertEqual(self._reasons(), [(self.no, "none")])

    def test_sms_nobody_agreed_to(self):
        """Stock cannot send nothing: the queue would stop there for good."""
        message = self.env["sms.sms"].create(
            {
                "partner_id": self.no.id,
                "number": self.no.phone_sanitized,
                "body": "News",
                "dealer_purpose_id": self.offers.id,
            }
        )
        message.send(unlink_sent=False)
        self.assertEqual(message.state, "canceled")
