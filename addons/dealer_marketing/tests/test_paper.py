"""Signed forms: printed, scanned, recorded; consents of leads."""

import base64
import hashlib
import json

from lxml import etree

from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, new_test_user, tagged

from odoo.addons.dealer_crm.tests.common import DealerCommon

from .common import ConsentCommon


@tagged("post_install", "-at_install")
class TestPaper(HttpCase, ConsentCommon):
    def setUp(self):
        super().setUp()
        self.texts = self.Consent._get_paper_texts(self.no, self.env.company)
        self.token = self.Consent._get_paper_token(self.no, self.texts)
        self.number = self.Consent._get_paper_number(self.token)

    def record(self, user=None, **values):
        wizards = self.env["dealer.consent.record"].with_user(user or self.staff)
        wizard = wizards._create_for_paper(self.token)
        wizard.write({"purpose_ids": self.offers.ids, "email": True, **values})
        return wizard

    def test_the_form_names_person_wordings_and_code(self):
        pages = self.no._get_dealer_paper_pages()
        kinds = [page["text"].kind for page in pages]
        self.assertEqual(kinds, ["processing", "advertising"])
        html = self.env["ir.actions.report"]._render_qweb_html(
            "dealer_marketing.report_consent", self.no.ids
        )[0]
        text = html.decode()
        for part in (self.no.name, self.number, *self.texts.mapped("body")):
            self.assertIn(part, text)
        self.assertIn("data:image/png;base64", text)
        # What needs no consent is not asked for.
        self.assertNotIn(self.recall.name, text)

    def test_a_scan_makes_the_record(self):
        scan = b"a picture of the paper"
        wizard = self.record(scan=base64.b64encode(scan), scan_name="scan.png")
        wizard.action_record()
        self.assertTrue(self._may(self.no))
        record = self.Consent.search([("partner_id", "=", self.no.id)], limit=1)
        self.assertEqual(record.source, "paper")
        self.assertIn(self.number, record.evidence)
        self.assertIn(hashlib.sha256(scan).hexdigest(), record.evidence)
        attachment = self.no.message_ids[:1].attachment_ids
        self.assertEqual((attachment.raw, attachment.name), (scan, "scan.png"))

    def test_the_wording_which_was_signed_counts(self):
        signed = self.texts.filtered(lambda text: text.kind == "advertising")
        newer = signed.copy({"version": 99, "body": "Something new"})
        wizard = self.record()
        self.assertEqual(wizard.wording, signed.body)
        wizard.action_record()
        record = self.Consent.search([("partner_id", "=", self.no.id)], limit=1)
        self.assertEqual((record.text_id, record.text_sha256), (signed, signed.sha256))
        # A code of somebody else's form names no wording of hers.
        wizard = self.record()
        wizard.partner_id = self.yes
        wizard.action_record()
        record = self.Consent.search([("partner_id", "=", self.yes.id)], limit=1)
        self.assertEqual(record.text_id, newer)

    def test_the_page_of_the_code_can_be_saved(self):
        """It is no dialogue: buttons in a footer would not be shown."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "dealer_marketing.dealer_consent_record_action_paper"
        )
        arch = etree.fromstring(
            self.env["dealer.consent.record"].get_view(action["view_id"][0])["arch"]
        )
        self.assertTrue(arch.xpath("//button[@name='action_record']"))
        self.assertFalse(arch.xpath("//footer//button[@name='action_record']"))

    def test_without_number_and_scan_nothing_is_proved(self):
        wizard = self.record(evidence=False)
        with self.assertRaises(UserError):
            wizard.action_record()

    def test_the_code_opens_the_dialogue_for_colleagues_only(self):
        path = f"/dealer/consent/paper/{self.token}"
        self.authenticate("consent_staff", "consent_staff")
        answer = self.url_open(path, allow_redirects=False)
        self.assertIn(answer.status_code, (302, 303))
        wizard = self.env["dealer.consent.record"].search([], order="id desc", limit=1)
        self.assertEqual((wizard.partner_id, wizard.evidence), (self.no, self.number))
        self.assertTrue(answer.headers["Location"].endswith(f"/{wizard.id}"))
        self.assertEqual(self.url_open(f"{path}x").status_code, 404)
        self.no.user_id = self.marketer
        new_test_user(
            self.env,
            login="paper_own",
            groups="dealer_crm.group_dealer_user,dealer_crm.group_own_customers",
        )
        self.authenticate("paper_own", "paper_own")
        self.assertEqual(self.url_open(path).status_code, 404)
        new_test_user(self.env, login="paper_portal", groups="base.group_portal")
        self.authenticate("paper_portal", "paper_portal")
        self.assertEqual(self.url_open(path).status_code, 404)
        with self.assertRaises(AccessError):
            self.env["dealer.consent.record"].with_user(
                self.env.ref("base.public_user")
            )._create_for_paper(self.token)


@tagged("post_install", "-at_install")
class TestLeadConsents(DealerCommon):
    def test_marked_on_the_form_of_a_website(self):
        document = {
            "id": "consents-1",
            "customer": {"name": "Frieda Form", "phone": "+79005553299"},
            "consents": [
                {
                    "purpose": "offers",
                    "channels": ["sms", "pigeon"],
                    "page": "https://dealer.test/ask",
                },
                {"purpose": "recall", "channels": ["email"]},
                {"purpose": "unknown", "channels": ["email"]},
            ],
        }
        inbox = self.env["dealer.inbox"].with_user(self.intake_user)
        row, _is_new = inbox.with_company(self.source.company_id)._store(
            self.source, json.dumps(document).encode(), format="json"
        )
        row._process()
        row = row.sudo()
        self.assertEqual(row.state, "done", row.error)
        partner = row.lead_ids.partner_id
        records = self.env["dealer.consent"].search([("partner_id", "=", partner.id)])
        self.assertEqual(
            [(r.purpose_id.code, r.channel, r.source) for r in records],
            [("offers", "sms", "form")],
        )
        self.assertIn(str(row.id), records.evidence)
        self.assertIn("https://dealer.test/ask", records.evidence)
        self.assertTrue(records.text_id)
        action = row.lead_ids.action_dealer_record_consent()
        self.assertEqual(action["context"]["default_partner_id"], partner.id)

    def test_marked_beside_adf(self):
        document = """<?adf version="1.0"?><adf><prospect>
            <customer><contact><name part="full">Adam Adf</name>
            <phone preferredcontact="0">+79005553277</phone></contact>
            <consent purpose="offers" channels="SMS, phone" page="https://a.test"/>
            <consent purpose="recall" channels="email"/><consent>yes</consent>
            </customer><consent purpose="survey" channel="email"/></prospect></adf>"""
        inbox = self.env["dealer.inbox"].with_user(self.intake_user)
        row, _is_new = inbox.with_company(self.source.company_id)._store(
            self.source, document.encode(), format="adf"
        )
        row._process()
        row = row.sudo()
        self.assertEqual(row.state, "done", row.error)
        records = self.env["dealer.consent"].search(
            [("partner_id", "=", row.lead_ids.partner_id.id)]
        )
        self.assertEqual(
            {(r.purpose_id.code, r.channel, r.source) for r in records},
            {
                ("offers", "sms", "form"),
                ("offers", "phone", "form"),
                ("survey", "email", "form"),
            },
        )
        self.assertIn("https://a.test", records[0].evidence)
