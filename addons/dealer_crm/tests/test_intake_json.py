"""Leads in JSON: the reader and the endpoint."""

import json
import random

from odoo.tests import HttpCase, tagged
from odoo.tests.common import BaseCase
from odoo.tools import mute_logger

from ..tools import json_lead
from .common import DealerCommon

LEAD = {
    "id": "J-1",
    "source": "site",
    "customer": {"name": "Ольга  Белова", "phone": "8 900 555-01-42"},
    "vehicle": {"make": "LADA", "model": "Vesta", "year": 2026},
    "comments": "Call <b>me</b><script>x()</script>",
}


def read(data):
    return json_lead.parse(json.dumps(data).encode())


class TestJsonLead(BaseCase):
    def test_one_lead(self):
        (item,) = read(LEAD)
        self.assertEqual(item["customer"]["full_name"], "Ольга Белова")
        self.assertEqual(item["customer"]["phones"], ["8 900 555-01-42"])
        self.assertEqual(item["vehicle"]["year"], "2026")
        self.assertEqual(item["vehicle"]["interest"], "buy")
        self.assertEqual((item["source"], item["source_id"]), ("site", "J-1"))
        self.assertEqual(item["comments"], "Call me")

    def test_several(self):
        items = read({"prospects": [LEAD, {**LEAD, "id": "J-2"}, LEAD]})
        self.assertEqual([item["source_id"] for item in items], ["J-1", "J-2", "J-1"])
        self.assertEqual(items[2]["duplicate_of"], 0)

    def test_refused(self):
        for code, data in (
            ("wrong_type", "text"),
            ("wrong_type", {"customer": []}),
            ("wrong_type", {"customer": {"name": {}}}),
            ("wrong_type", {"customer": {"name": "A"}, "vehicle": "Vesta"}),
            ("wrong_type", {"customer": {"name": "A", "phones": "1"}}),
            ("wrong_type", {}),
            ("no_contact", {"customer": {}}),
            ("no_prospect", []),
            ("too_many", [LEAD] * 21),
            ("robot", {**LEAD, "website": "http://spam.example"}),
        ):
            with (
                self.subTest(data),
                self.assertRaises(json_lead.JsonLeadError) as caught,
            ):
                read(data)
            self.assertEqual(caught.exception.code, code)
        for payload in (b"", b"{", b"\xff", b"[" * 100_000):
            with self.assertRaises(json_lead.JsonLeadError):
                json_lead.parse(payload)

    def test_text_no_database_holds(self):
        (item,) = json_lead.parse(b'{"customer": {"name": "A\\u0000\\ud800B"}}')
        item["customer"]["full_name"].encode()
        self.assertNotIn("\0", item["customer"]["full_name"])

    def test_mutilated_documents(self):
        """Any change of a good document is read or refused, never a fault."""
        rng = random.Random(17)
        values = [None, True, 0, -1.5, "", "x" * 9999, [], {}, [[]], float("nan")]
        for _round in range(500):
            data = json.loads(json.dumps(LEAD))
            place = rng.choice([data, data["customer"], data["vehicle"]])
            place[rng.choice([*place, "emails", "address"])] = rng.choice(values)
            payload = bytearray(json.dumps(data).encode())
            if rng.random() < 0.5:
                payload[rng.randrange(len(payload))] = rng.randrange(256)
            try:
                json_lead.parse(bytes(payload))
            except json_lead.JsonLeadError as error:
                self.assertTrue(error.code)


@tagged("post_install", "-at_install")
class TestIntakeJson(DealerCommon, HttpCase):
    def post(self, data, token="test-token"):
        with mute_logger("odoo.http"):
            return self.url_open(
                "/dealer/intake/lead",
                data=data if isinstance(data, bytes) else json.dumps(data).encode(),
                headers={
                    "Authorization": f"Bearer {token}",
                    "Content-Type": "application/json",
                },
            )

    def test_lead(self):
        response = self.post(LEAD)
        self.assertEqual(response.status_code, 201, response.text)
        lead = self.env["crm.lead"].browse(response.json()["lead_ids"])
        self.assertEqual(lead.dealer_wish_model_id, self.model_vesta)
        self.assertEqual(lead.partner_id.name, "Ольга Белова")
        self.assertNotIn("script", lead.description)
        again = self.post(LEAD)
        self.assertEqual(again.status_code, 200)
        self.assertEqual(again.json(), response.json())

    def test_bad_token(self):
        self.assertEqual(self.post(LEAD, "wrong").status_code, 401)

    def test_unreadable(self):
        response = self.post(b"{nothing")
        self.assertEqual(response.status_code, 422)
        row = self.env["dealer.inbox"].browse(response.json()["inbox_id"])
        self.assertEqual((row.state, row._get_payload()), ("quarantine", b"{nothing"))
        row.with_user(self.manager).repaired_payload = json.dumps(LEAD)
        row.with_user(self.manager).action_process()
        self.assertEqual(row.state, "done")

    def test_robot_is_kept_but_makes_no_lead(self):
        count = self.env["crm.lead"].search_count([])
        response = self.post({**LEAD, "website": "spam"})
        self.assertEqual(response.status_code, 422)
        self.assertEqual(self.env["crm.lead"].search_count([]), count)

    def test_limit_of_a_sender(self):
        self.source.sender_limit = 2
        codes = [
            self.post({**LEAD, "id": f"J-{number}"}).status_code for number in range(3)
        ]
        self.assertEqual(codes, [201, 201, 429])

    def test_page_of_another_site_may_ask(self):
        response = self.opener.options(
            self.base_url() + "/dealer/intake/lead",
            headers={"Origin": "https://dealer.example"},
            timeout=10,
        )
        self.assertEqual(response.headers["Access-Control-Allow-Origin"], "*")
        self.assertIn("Authorization", response.headers["Access-Control-Allow-Headers"])
