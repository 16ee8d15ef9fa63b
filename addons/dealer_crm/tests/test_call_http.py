import hmac
import json
import time
from datetime import UTC, datetime, timedelta
from itertools import permutations
from zoneinfo import ZoneInfo

from odoo.exceptions import AccessError
from odoo.tests import HttpCase, tagged

from .common import DealerCommon

URL = "/dealer/intake/call"
SECRET = "test-call-secret"


@tagged("post_install", "-at_install")
class TestCallHttp(DealerCommon, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.telephone = cls.env["dealer.intake.source"].create(
            {"name": "Test telephone", "team_id": cls.team.id, "channel": "phone"}
        )
        cls.telephone._set_call_secret(SECRET)
        cls.team.user_id = cls.manager
        cls.salesperson.dealer_extension = "101"
        cls.lead = cls.env["crm.lead"].create(
            {
                "name": "Anna wants a car",
                "partner_id": cls.anna.id,
                "user_id": cls.salesperson.id,
                "team_id": cls.team.id,
                "company_id": cls.env.company.id,
                "type": "opportunity",
            }
        )
        cls.start = datetime.now(UTC).replace(microsecond=0)

    def event(self, kind, second=0, **values):
        values = {
            "call_id": "c-1",
            "event": kind,
            "time": (self.start + timedelta(seconds=second)).isoformat(),
            "phone": "+7 900 123-45-67",
            "direction": "in",
            "extension": "101",
            **values,
        }
        return json.dumps(values).encode()

    def post(self, body, secret=SECRET, stamp=None, **headers):
        stamp = str(int(time.time()) if stamp is None else stamp)
        signed = hmac.new(secret.encode(), stamp.encode() + b"." + body, "sha256")
        headers = {
            "X-Dealer-Timestamp": stamp,
            "X-Dealer-Signature": f"sha256={signed.hexdigest()}",
            "Content-Type": "application/json",
            **{name.replace("_", "-"): value for name, value in headers.items()},
        }
        return self.url_open(URL, data=body, headers=headers, method="POST")

    def calls(self, number="c-1"):
        return self.env["dealer.call"].search([("external_id", "=", number)])

    def missed(self, record):
        kind = self.env.ref("dealer_crm.mail_activity_type_missed_call")
        return record.activity_ids.filtered(lambda act: act.activity_type_id == kind)

    def test_events_make_one_call(self):
        first = self.post(self.event("ring"))
        self.assertEqual(first.status_code, 201, first.text)
        self.assertEqual(set(first.json()), {"inbox_id", "lead_ids"})
        self.assertEqual(first.json()["lead_ids"], self.lead.ids)
        self.assertEqual(self.post(self.event("answer", 4)).status_code, 201)
        self.assertEqual(self.post(self.event("hangup", 64)).status_code, 201)
        repeat = self.post(self.event("ring"))
        self.assertEqual((repeat.status_code, repeat.json()), (200, first.json()))
        call = self.calls()
        self.assertEqual(len(call), 1)
        self.assertEqual(call.partner_id, self.anna)
        self.assertEqual(call.user_id, self.salesperson)
        self.assertEqual(call.lead_id, self.lead)
        self.assertEqual(call.duration, 60)
        self.assertTrue(call.is_answered)
        self.assertFalse(call.result)
        self.assertFalse(self.missed(self.lead))

    def test_any_order_is_the_same_call(self):
        events = [("ring", 0), ("answer", 4), ("hangup", 64)]
        for number, order in enumerate(permutations(events)):
            for kind, second in order:
                body = self.event(kind, second, call_id=f"p-{number}")
                self.assertEqual(self.post(body).status_code, 201)
            call = self.calls(f"p-{number}")
            self.assertEqual(len(call), 1)
            self.assertEqual(call.duration, 60, order)
            self.assertFalse(call.result, order)
            self.assertEqual(call.started_at, self.start.replace(tzinfo=None))
            self.assertFalse(self.missed(self.lead), order)

    def test_missed_call_is_told_in_the_words_and_time_of_the_showroom(self):
        self.env["res.lang"]._activate_lang("ru_RU")
        self.salesperson.lang = "ru_RU"
        self.env.company.resource_calendar_id.tz = "Asia/Vladivostok"
        self.post(self.event("hangup"))
        at = self.start.astimezone(ZoneInfo("Asia/Vladivostok"))
        task = self.missed(self.lead)
        self.assertIn("Перезвонить", task.summary)
        self.assertIn(f"{at:%H:%M}", task.note)

    def test_missed_call_is_somebodys_task(self):
        self.post(self.event("ring"))
        self.assertFalse(self.missed(self.lead))
        self.post(self.event("hangup", 20))
        task = self.missed(self.lead)
        self.assertEqual(task.user_id, self.salesperson)
        self.assertEqual(self.calls().result, "no_answer")
        self.post(self.event("ring", 30, call_id="c-2"))
        self.post(self.event("hangup", 40, call_id="c-2"))
        self.assertEqual(self.missed(self.lead), task, "one task for a customer")
        self.post(self.event("hangup", 90, call_id="c-3", direction="out", duration=30))
        self.assertFalse(self.missed(self.lead), "somebody has called back")

    def test_missed_call_of_a_customer_without_lead(self):
        self.post(self.event("hangup", phone="+79001234568", extension=None))
        self.assertEqual(self.calls().partner_id, self.wang)
        self.assertFalse(self.calls().user_id)
        self.assertEqual(self.missed(self.wang).user_id, self.manager)
        self.wang.user_id = self.salesperson
        self.missed(self.wang).unlink()
        self.post(self.event("hangup", phone="+79001234568", call_id="c-2"))
        self.assertEqual(self.missed(self.wang).user_id, self.salesperson)

    def test_unknown_caller(self):
        self.post(self.event("ring", phone="8 900 555-02-09"))
        self.assertFalse(self.calls().lead_id, "not before the call is over")
        answer = self.post(self.event("hangup", 30, phone="8 900 555-02-09"))
        call = self.calls()
        self.assertEqual(answer.json()["lead_ids"], call.lead_id.ids)
        self.assertEqual(call.lead_id.dealer_channel, "phone")
        self.assertEqual(call.partner_id.dealer_phone_key, "+79005550209")
        self.assertTrue(self.missed(call.lead_id))
        self.telephone.call_makes_lead = False
        self.post(self.event("hangup", phone="+79005550210", call_id="c-2"))
        self.assertFalse(self.calls("c-2").lead_id)
        self.assertFalse(self.calls("c-2").partner_id)

    def test_nobody_leads_the_team(self):
        """A manager of several showrooms is found by who sees only one of them."""
        other = self.env["res.company"].create({"name": "Second showroom"})
        self.manager.company_ids |= other
        self.team.user_id = False
        group = self.env.ref("dealer_crm.group_dealer_manager")
        (group.all_user_ids - self.manager).active = False
        for kind, second in (("ring", 0), ("hangup", 20)):
            body = self.event(kind, second, phone="+7 900 765-43-21", extension="")
            self.assertEqual(self.post(body).status_code, 201)
        call = self.telephone.inbox_ids.call_id
        self.assertEqual(self.missed(call.lead_id).user_id, self.manager)

    def test_answered_unknown_caller_is_whose_telephone_it_was(self):
        self.post(self.event("hangup", phone="+79005550211", duration=90))
        lead = self.calls().lead_id
        self.assertEqual(lead.user_id, self.salesperson)
        self.assertEqual(lead.dealer_response_kind, "call")
        self.assertEqual(lead.dealer_response_minutes, 0)

    def test_recording(self):
        self.post(self.event("hangup", 60, duration=55))
        url = "https://pbx.example.com/rec/c-1.mp3"
        self.post(self.event("recording", 70, recording_url=url))
        recording = self.calls().recording_id
        self.assertEqual((recording.type, recording.url), ("url", url))
        self.assertEqual(recording.with_user(self.reader).url, url)
        self.assertEqual(
            (recording.res_model, recording.res_id), ("dealer.call", self.calls().id)
        )

    def test_transfer_counts_for_the_last(self):
        self.manager.dealer_extension = "200"
        self.post(self.event("answer", 1))
        self.post(self.event("answer", 9, extension="200"))
        self.post(self.event("hangup", 60))
        self.assertEqual(self.calls().user_id, self.manager)
        self.assertEqual(self.calls().duration, 59)

    def test_signature(self):
        body = self.event("ring")
        for answer in (
            self.post(body, secret="another"),
            self.post(body, stamp=int(time.time()) - 400),
            self.post(body, stamp=int(time.time()) + 400),
            self.post(body, stamp="soon"),
            self.post(body, X_Dealer_Signature=""),
            self.post(body, X_Dealer_Signature="sha256=" + "0" * 64),
            self.post(body, X_Dealer_Timestamp=str(int(time.time()) - 1)),
            self.url_open(
                URL, data=body, headers={"Authorization": "Bearer test-token"}
            ),
        ):
            self.assertEqual(answer.status_code, 401)
            self.assertIn("error", answer.json())
        self.assertFalse(self.calls())
        self.assertFalse(self.env["dealer.inbox"].search([("format", "=", "call")]))
        self.telephone.active = False
        self.assertEqual(self.post(body).status_code, 401)

    def test_body_is_signed_as_it_is_sent(self):
        body = b" \n" + self.event("ring") + b"\n"
        form = "application/x-www-form-urlencoded"
        self.assertEqual(self.post(body, Content_Type=form).status_code, 201)

    def test_unreadable_is_kept_and_can_be_repaired(self):
        body = self.event("ring", time="soon")
        answer = self.post(body)
        self.assertEqual(answer.status_code, 422)
        self.assertIn("time", answer.json()["error"])
        row = self.env["dealer.inbox"].browse(answer.json()["inbox_id"])
        self.assertEqual(row._get_payload(), body)
        self.assertEqual(self.post(body).json(), answer.json())
        row = row.with_user(self.manager)
        row.repaired_payload = self.event("ring").decode()
        row.action_process()
        self.assertEqual(row.state, "done")
        self.assertEqual(self.calls().partner_id, self.anna)

    def test_too_large(self):
        self.assertEqual(self.post(b"x" * (256 * 1024 + 1)).status_code, 413)

    def test_secret_is_closed(self):
        source = self.telephone.with_user(self.manager)
        self.assertTrue(source.has_call_secret)
        with self.assertRaises(AccessError):
            source.read(["call_secret"])
        told = source.action_new_call_secret()["params"]["message"]
        body = self.event("ring")
        self.assertEqual(self.post(body).status_code, 401)
        self.assertEqual(self.post(body, secret=told).status_code, 201)

    def test_erased_person_leaves_no_number(self):
        self.post(self.event("hangup"))
        row = self.env["dealer.inbox"].search([("format", "=", "call")])
        self.assertEqual(row.call_phone_key, "+79001234567")
        policies = self.env["dealer.privacy"]._get_policies()
        self.assertIn("call_id.partner_id", policies["dealer.inbox"].links)
        # What the person's call is told from is gone, a late event still fits in.
        row.sudo().write({"parsed": []})
        self.assertEqual(self.post(self.event("ring")).status_code, 201)
        self.assertEqual(len(self.calls()), 1)
