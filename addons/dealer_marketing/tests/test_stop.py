"""STOP by mail and by SMS; purposes of templates; whose turn it is."""

import hashlib
import hmac
import json
import time

from odoo import fields
from odoo.tests import BaseCase, HttpCase, tagged

from ..tools.stop import is_stop
from .common import ConsentCommon

MAIL = """From: %(sender)s
To: %(to)s
Subject: %(subject)s
Message-Id: <answer-%(subject)s@mail.test>
%(headers)sContent-Type: text/plain; charset=utf-8

%(body)s
"""


@tagged("post_install", "-at_install")
class TestStopWords(BaseCase):
    def test_only_a_whole_answer_is_stop(self):
        for text in (
            *(
                "STOP",
                " stop. ",
                "Стоп!",
                "退订",
                "TD",
                "Unsubscribe",
                "СТОП\n\nИвановы",
            ),
            "Stop\n> Dear customer,\n> we offer",
            "\n\nотписаться\n-- \nAnna",
        ):
            self.assertTrue(is_stop(text), text)
        for text in (
            *("", "Please don't stop", "Stop by on Monday at ten", "> STOP", "не стоп"),
            "Hello\nSTOP",
        ):
            self.assertFalse(is_stop(text), text)


@tagged("post_install", "-at_install")
class TestStop(ConsentCommon):
    def receive(self, body, subject="Re", headers="", sender=None, to="x@nowhere.test"):
        text = MAIL % {
            "sender": sender or self.yes.email,
            "to": to,
            "subject": subject,
            "headers": f"{headers}\n" if headers else "",
            "body": body,
        }
        self.env["mail.thread"].message_process(None, text)

    def setUp(self):
        super().setUp()
        self._say(self.yes, "granted")
        self._say(self.yes, "granted", self.survey)

    def test_an_answer_to_a_letter_withdraws_its_purpose(self):
        message = self.yes.message_post(body="Our offer", message_type="comment")
        message.sudo().dealer_purpose_id = self.offers
        self.receive("STOP", headers=f"In-Reply-To: {message.message_id}")
        self.assertFalse(self._may(self.yes))
        self.assertTrue(self._may(self.yes, purpose="survey"))
        record = self.Consent.search([("partner_id", "=", self.yes.id)], limit=1)
        self.assertEqual((record.source, record.state), ("reply", "withdrawn"))

    def test_an_answer_to_a_mailing_withdraws_its_purpose(self):
        mailing = self.env["mailing.mailing"].create(
            {
                "subject": "x",
                "mailing_model_id": self.env["ir.model"]._get_id("res.partner"),
                "dealer_purpose_id": self.survey.id,
            }
        )
        self.env["mailing.trace"].create(
            {
                "mass_mailing_id": mailing.id,
                "model": "res.partner",
                "res_id": self.yes.id,
                "message_id": "<mailing-1@dealer.test>",
            }
        )
        self.receive("СТОП", headers="References: <mailing-1@dealer.test>")
        self.assertTrue(self._may(self.yes))
        self.assertFalse(self._may(self.yes, purpose="survey"))

    def test_an_answer_to_nothing_withdraws_everything(self):
        self.receive("退订")
        self.assertFalse(self._may(self.yes))
        self.assertFalse(self._may(self.yes, purpose="survey"))
        self.assertTrue(
            self.env["mail.blacklist"].search([("email", "=", self.yes.email)])
        )

    def test_other_answers_withdraw_nothing(self):
        message = self.yes.message_post(body="Our offer", message_type="comment")
        message.sudo().dealer_purpose_id = self.offers
        self.receive(
            "Stop by? With pleasure", headers=f"In-Reply-To: {message.message_id}"
        )
        self.assertTrue(self._may(self.yes))
        with self.assertRaises(ValueError):
            self.receive("Who are you?", subject="Q")

    def test_templates_carry_their_purpose(self):
        template = self.env["sms.template"].create(
            {
                "name": "x",
                "model_id": self.env["ir.model"]._get_id("res.partner"),
                "body": "Hello",
                "dealer_purpose_id": self.offers.id,
            }
        )
        composer = self.env["sms.composer"].create(
            {"template_id": template.id, "res_model": "res.partner"}
        )
        self.assertEqual(composer.dealer_purpose_id, self.offers)
        mailing = self.env["mailing.mailing"].create(
            {
                "subject": "x",
                "mailing_type": "sms",
                "mailing_model_id": self.env["ir.model"]._get_id("res.partner"),
                "sms_template_id": template.id,
            }
        )
        self.assertEqual(mailing.dealer_purpose_id, self.offers)
        mailing.dealer_purpose_id = self.survey
        mailing.sms_template_id = template.copy()
        self.assertEqual(mailing.dealer_purpose_id, self.survey)
        group = self.env.ref("dealer_marketing.group_vip")
        group.dealer_purpose_id = self.survey
        mailing = self.env["mailing.mailing"].create(
            {
                "subject": "x",
                "mailing_model_id": self.env["ir.model"]._get_id("res.partner"),
                "mailing_filter_id": group.id,
            }
        )
        self.assertEqual(mailing.dealer_purpose_id, self.survey)


@tagged("post_install", "-at_install")
class TestTurn(ConsentCommon):
    def test_planned_contacts_reserve_and_messages_only_ask(self):
        other = self.env["res.company"].create({"name": "Other Showroom"})
        turn = self.yes._get_contact_turn
        self.assertEqual(turn("offers", "phone"), self.yes)
        self.assertFalse(
            self.env["dealer.contact.claim"].search([("partner_id", "=", self.yes.id)])
        )
        self.assertEqual(turn("offers", "phone", origin="task:1"), self.yes)
        self.assertFalse(turn("offers", "email", company=other))
        self.assertEqual(turn("offers", "phone", origin="task:1"), self.yes)
        self.assertEqual(turn("recall", "email", company=other), self.yes)
        # The log names the loser once, however often the night asks.
        for _night in range(2):
            self.assertFalse(turn("offers", "phone", company=other, origin="task:2"))
        refusals = self.Refusal.search([("partner_id", "=", self.yes.id)])
        self.assertEqual((len(refusals), refusals.company_id), (1, other))
        self.yes._give_back_contact(["task:1"])
        self.assertEqual(turn("offers", "email", company=other), self.yes)

    def test_a_rule_waits_while_somebody_else_has_the_customer(self):
        today = fields.Date.context_today(self.env["res.partner"])
        born = fields.Date.subtract(today, years=30)
        self.yes.write({"user_id": self.staff.id, "dealer_birthdate": born})
        plan = self.env["mail.activity.plan"].create(
            {
                "name": "Calls",
                "company_id": False,
                "res_model": "res.partner",
                "template_ids": [
                    (
                        0,
                        0,
                        {
                            "activity_type_id": self.env.ref(
                                "mail.mail_activity_data_call"
                            ).id,
                            "responsible_type": "other",
                            "responsible_id": self.staff.id,
                            "summary": "Call",
                        },
                    )
                ],
            }
        )
        rule = self.env["dealer.follow.up.rule"].create(
            {
                "name": "Birthday",
                "event": "birthday",
                "plan_id": plan.id,
                "purpose": "offers",
                "domain": f"[('id', '=', {self.yes.id})]",
                "working_days": False,
            }
        )
        self._say(self.yes, "granted", channel="phone")
        other = self.env["res.company"].create({"name": "Other Showroom"})
        self.yes._get_contact_turn("offers", "phone", company=other, origin="task:9")
        rows = rule._select(today, today)
        self.assertEqual(len(rows), 1)
        self.assertFalse(rule._plan(rows))
        self.assertFalse(self.yes.activity_ids)
        self.yes._give_back_contact(["task:9"])
        run = rule._plan(rows)
        self.assertEqual(self.yes.activity_ids.user_id, self.staff)
        claims = self.env["dealer.contact.claim"]
        mine = [("partner_id", "=", self.yes.id), ("state", "=", "reserved")]
        self.assertEqual(claims.search_count(mine), 1)
        run._stop("removed")
        self.assertEqual(claims.search_count(mine), 0)


@tagged("post_install", "-at_install")
class TestStopBySms(HttpCase, ConsentCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.source = cls.env["dealer.intake.source"].create(
            {
                "name": "Gateway",
                "team_id": cls.env["crm.team"].search([], limit=1).id,
            }
        )
        cls.source._set_call_secret("s" * 40)

    def send(self, secret=None, **message):

        body = json.dumps(message).encode()
        stamp = str(int(time.time()))
        signature = hmac.new(
            (secret or "s" * 40).encode(), stamp.encode() + b"." + body, hashlib.sha256
        )
        return self.url_open(
            "/dealer/intake/sms",
            data=body,
            headers={
                "X-Dealer-Timestamp": stamp,
                "X-Dealer-Signature": f"sha256={signature.hexdigest()}",
                "Content-Type": "application/json",
            },
        )

    def test_stop_withdraws_and_other_answers_are_read(self):
        for purpose in (self.offers, self.survey):
            self._say(self.yes, "granted", purpose, "sms")
        answer = self.send(id="1", **{"from": "+32470123456"}, text="When can I come?")
        self.assertEqual(answer.status_code, 201, answer.text)
        self.assertIn("When can I come?", self.yes.message_ids[:1].body)
        self.assertTrue(self._may(self.yes, "sms"))
        self.assertEqual(
            self.send(id="2", **{"from": "+32470123456"}, text="Stop").status_code, 201
        )
        self.assertFalse(self._may(self.yes, "sms"))
        self.assertFalse(self._may(self.yes, "sms", "survey"))
        number = self.yes.phone_sanitized
        self.assertTrue(self.env["phone.blacklist"].search([("number", "=", number)]))
        again = self.send(id="2", **{"from": "+32470123456"}, text="Stop")
        self.assertEqual(again.status_code, 200)

    def test_what_cannot_be_used(self):
        unknown = self.send(id="3", **{"from": "+4912345"}, text="STOP")
        self.assertEqual(unknown.status_code, 422)
        self.assertIn("+4912345", unknown.json()["error"])
        self.assertEqual(self.send(id="4", text="STOP").status_code, 422)
        wrong = self.send(secret="w" * 40, id="5", text="STOP", **{"from": "1"})
        self.assertEqual(wrong.status_code, 401)
