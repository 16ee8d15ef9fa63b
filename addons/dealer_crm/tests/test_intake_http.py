from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from .common import DealerCommon

URL = "/dealer/intake/adf"


@tagged("post_install", "-at_install")
class TestIntakeHttp(DealerCommon, HttpCase):
    def post(self, body, token="test-token", content_type="text/xml"):
        headers = {"Content-Type": content_type} if content_type else {}
        if token is not None:
            headers["Authorization"] = f"Bearer {token}"
        return self.url_open(URL, data=body, headers=headers, method="POST")

    def test_taken_then_repeated(self):
        first = self.post(self.adf("H-1"))
        self.assertEqual(first.status_code, 201, first.text)
        answer = first.json()
        self.assertEqual(set(answer), {"inbox_id", "lead_ids"})
        lead = self.env["crm.lead"].browse(answer["lead_ids"])
        self.assertEqual(lead.create_uid, self.intake_user)
        repeat = self.post(self.adf("H-1"))
        self.assertEqual((repeat.status_code, repeat.json()), (200, answer))
        changed = self.post(self.adf("H-1", comments="changed"))
        self.assertEqual((changed.status_code, changed.json()), (200, answer))

    def test_any_content_type(self):
        types = ("application/x-www-form-urlencoded", None, "application/x-adf+xml")
        for number, content_type in enumerate(types):
            answer = self.post(self.adf(f"CT-{number}"), content_type=content_type)
            self.assertEqual(answer.status_code, 201, content_type)

    def test_unreadable(self):
        for number, body in enumerate((b"", b"nonsense", b"<adf></adf>", b"\x00\xff")):
            answer = self.post(body)
            self.assertEqual(answer.status_code, 422, body)
            self.assertEqual(set(answer.json()), {"inbox_id", "error"})
            row = self.env["dealer.inbox"].browse(answer.json()["inbox_id"])
            self.assertEqual(row.state, "quarantine", number)
            self.assertEqual(self.post(body).json(), answer.json())

    @mute_logger("odoo.http")
    def test_entities_are_refused(self):
        body = b"""<?xml version="1.0"?><!DOCTYPE a [<!ENTITY x SYSTEM
            "file:///etc/passwd">]><adf><prospect><customer><contact>
            <name part="full">&x;</name></contact></customer></prospect></adf>"""
        answer = self.post(body)
        self.assertEqual(answer.status_code, 422)
        self.assertNotIn("root:", answer.text)

    def test_token(self):
        for token in (None, "", "wrong", "test-token x"):
            answer = self.post(self.adf("H-2"), token=token)
            self.assertEqual(answer.status_code, 401)
            self.assertIn("error", answer.json())
        self.assertFalse(
            self.env["dealer.inbox"].search([("external_id", "like", "H-2")])
        )

    def test_too_large(self):
        limit = 256 * 1024
        for content_type in ("text/xml", "application/x-www-form-urlencoded"):
            answer = self.post(b"x" * (limit + 1), content_type=content_type)
            self.assertEqual(answer.status_code, 413)
            self.assertIn("KiB", answer.json()["error"])
        body = self.adf("H-3", comments="x" * (limit - 2000))
        self.assertIn(self.post(body).status_code, (201, 422))

    def test_only_post(self):
        self.assertEqual(self.url_open(URL).status_code, 405)

    def test_no_session_is_made(self):
        self.assertNotIn("session_id", self.post(self.adf("H-4")).cookies)
