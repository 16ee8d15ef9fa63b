"""Leads by e-mail, through stock's gateway."""

import html
from email.message import EmailMessage

from odoo.tests import tagged
from odoo.tests.common import BaseCase
from odoo.tools import mute_logger

from ..tools import adf, mail_lead
from .common import DealerCommon


def letter(text="", subtype="plain", **headers):
    """An e-mail as bytes; headers: From_="..." and so on."""
    message = EmailMessage()
    headers = {"From_": "Portal <noreply@portal.example>", "Subject": "L", **headers}
    for name, value in headers.items():
        message[name.rstrip("_").replace("_", "-")] = value
    message.set_content(text, subtype=subtype)
    return message


class TestMailLead(BaseCase):
    def test_document_in_any_part(self):
        document = DealerCommon.adf("M-1", name="Жанна Орлова")
        text = document.decode()
        attached = letter("See the attachment, <adf> inside")
        attached.add_attachment(
            document, maintype="application", subtype="octet-stream", filename="l.XML"
        )
        quoted = letter()
        quoted.set_content(text, cte="quoted-printable")
        base64 = letter()
        base64.set_content(text, cte="base64")
        cyrillic = letter()
        cyrillic.set_content(text, charset="windows-1251")
        wrapped = f"<p>New lead</p><pre>{html.escape(text)}</pre>"
        broken = html.escape(text).replace("\n", "<br>\n")
        outer = letter("Fwd")
        outer.add_attachment(letter(text))
        messages = {
            "attached": attached,
            "quoted-printable": quoted,
            "base64": base64,
            "other encoding": cyrillic,
            "plain": letter(f"Dear dealer,\n\n{text}\n\n-- \nPortal"),
            "escaped": letter(wrapped, "html"),
            "broken lines": letter(broken, "html"),
            "forwarded": outer,
        }
        expected = adf.parse(document)
        for name, message in messages.items():
            with self.subTest(name):
                self.assertEqual(mail_lead.read(message.as_bytes()), expected)

    def test_letter_of_a_person(self):
        message = letter(
            "Здравствуйте!\nТелефон: 8 900 555-01-77\nМодель: LADA Vesta\nЖду звонка",
            From_="Site <noreply@site.example>",
            Reply_To="Жанна Орлова <zhanna@example.com>",
            Subject="Тест-драйв",
            Message_ID="<m-17@site.example>",
        )
        (item,) = mail_lead.read(message.as_bytes())
        self.assertEqual(item["customer"]["full_name"], "Жанна Орлова")
        self.assertEqual(item["customer"]["emails"], ["zhanna@example.com"])
        self.assertEqual(item["customer"]["phones"], ["8 900 555-01-77"])
        self.assertEqual(item["vehicle"]["model"], "Vesta")
        self.assertEqual(item["source_id"], "m-17@site.example")
        self.assertIn("Жду звонка", item["comments"])

    def test_html_letter_is_plain_text(self):
        page = "<p>Call <b>me</b></p><script>alert(1)</script><p>today</p>"
        message = letter(page, "html", From_="Ann <ann@example.com>")
        (item,) = mail_lead.read(message.as_bytes())
        self.assertNotIn("<", item["comments"])
        self.assertNotIn("alert", item["comments"])
        self.assertIn("today", item["comments"])

    def test_no_lead(self):
        vacation = letter("Away", From_="a@example.com", Auto_Submitted="auto-replied")
        news = letter("Sale", From_="a@example.com", List_Unsubscribe="<mailto:x@y.z>")
        nobody = letter("Hello")
        for code, message in (
            ("automatic", vacation),
            ("automatic", news),
            ("no_contact", nobody),
        ):
            with self.assertRaises(mail_lead.MailLeadError) as caught:
                mail_lead.read(message.as_bytes())
            self.assertEqual(caught.exception.code, code)
        # Somebody has looked at it: it is a lead.
        (item,) = mail_lead.read(vacation.as_bytes(), "Phone: 89005550177")
        self.assertEqual(item["customer"]["phones"], ["89005550177"])

    def test_rubbish_never_fails_otherwise(self):
        for payload in (
            b"",
            b"\x00\xff\xfe",
            b"From: =?utf-8?q?=FF?= <\xff@x>\r\n\r\n\xff\xff",
            b"Content-Type: multipart/mixed\r\n\r\nno boundary",
            b"Content-Type: text/plain; charset=nonsense\r\nFrom: a@b.c\r\n\r\nhi",
        ):
            with self.subTest(payload):
                try:
                    mail_lead.read(payload)
                except mail_lead.LeadError:
                    mail_lead.readable(payload)

    def test_too_large_message_keeps_its_document(self):
        message = letter(DealerCommon.adf("M-2").decode())
        message.add_attachment(
            b"0" * 100, maintype="image", subtype="jpeg", filename="p.jpg"
        )
        small = mail_lead.without_attachments(message)
        self.assertEqual(mail_lead.read(small), mail_lead.read(message.as_bytes()))


@tagged("post_install", "-at_install")
class TestIntakeMail(DealerCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.domain = cls.env["mail.alias.domain"].create({"name": "dealer.example"})
        cls.env.company.alias_domain_id = cls.domain
        cls.source.write({"alias_name": "Test Leads"})

    def receive(self, message, to="test-leads@dealer.example"):
        """Send a message through stock's gateway; the rows it makes."""
        message["To"] = to
        inbox = self.env["dealer.inbox"]
        known = inbox.search([])
        self.env["mail.thread"].message_process(None, message.as_bytes())
        rows = inbox.search([]) - known
        self.assertEqual(rows.mapped("state"), ["pending"] * len(rows))
        with self.enter_registry_test_mode():
            self.env.ref("dealer_crm.ir_cron_process_pending").method_direct_trigger()
        rows.invalidate_recordset()
        return rows

    def test_alias(self):
        self.assertEqual(self.source.alias_email, "test-leads@dealer.example")
        self.assertEqual(self.source.alias_id.alias_force_thread_id, self.source.id)

    def test_mail_becomes_a_lead(self):
        text = self.adf("EM-1").decode()
        row = self.receive(letter(text, Message_ID="<1@portal.example>"))
        self.assertEqual((row.state, row.error), ("done", False))
        self.assertEqual(row.company_id, self.env.company)
        self.assertEqual(row.lead_ids.dealer_wish_model_id, self.model_vesta)
        self.assertEqual(row.lead_ids.team_id, self.team)
        self.assertIn("<adf>", row.payload_text)
        self.assertFalse(self.source.message_ids.filtered("email_from"))

    def test_repeat_with_other_headers(self):
        text = self.adf().decode()
        row = self.receive(letter(text, Message_ID="<2@portal.example>"))
        self.assertEqual(len(row.lead_ids), 1)
        again = self.receive(letter(text, Message_ID="<3@portal.example>"))
        self.assertFalse(again)

    def test_letter_once(self):
        for _time in range(2):
            row = self.receive(
                letter(
                    "I want a Vesta",
                    From_="Ann Lee <ann.lee@example.com>",
                    Subject="Vesta",
                    Message_ID="<4@example.com>",
                )
            )
        self.assertFalse(row)
        lead = self.env["crm.lead"].search([("email_from", "=", "ann.lee@example.com")])
        self.assertEqual(len(lead), 1)
        self.assertEqual(lead.partner_id.name, "Ann Lee")
        self.assertIn("I want a Vesta", lead.description)

    def test_unreadable_mail_waits_in_quarantine(self):
        with mute_logger("odoo.addons.dealer_crm.models.dealer_inbox_process"):
            row = self.receive(
                letter("<adf><prospect/></adf>", Message_ID="<5@portal.example>")
            )
        self.assertEqual(row.state, "quarantine")
        self.assertTrue(row.error)
        row.with_user(self.manager).repaired_payload = self.adf("EM-5").decode()
        row.with_user(self.manager).action_process()
        self.assertEqual(row.state, "done")
        self.assertEqual(len(row.lead_ids), 1)

    def test_answer_to_a_note_of_the_source_stays_stock(self):
        note = self.source.message_post(body="Token?", message_type="comment")
        message = letter(
            "Yes",
            From_="ann.lee@example.com",
            Message_ID="<6@example.com>",
            In_Reply_To=note.message_id,
        )
        rows = self.receive(message, to="catchall@dealer.example")
        self.assertFalse(rows)
        self.assertIn("Yes", self.source.message_ids[0].body)
