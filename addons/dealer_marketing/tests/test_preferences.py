from odoo.http import Request
from odoo.tests import HttpCase, new_test_user, tagged
from odoo.tests.common import HOST
from odoo.tools import mute_logger

from .common import ConsentCommon


@tagged("post_install", "-at_install")
class TestPreferences(ConsentCommon):
    def test_only_what_changed_is_recorded(self):
        self._say(self.yes, "granted")
        wanted = {
            (self.offers.id, "sms", False),
            (self.recall.id, "email", False),
            (0, "x", False),
        }
        new = self.Consent._set_preferences(self.yes, wanted, self.env.company)
        self.assertEqual(
            {(row.purpose_id, row.channel, row.state) for row in new},
            {(self.offers, "sms", "granted"), (self.offers, "email", "withdrawn")},
        )
        self.assertEqual(set(new.mapped("source")), {"portal"})
        self.assertTrue(new.filtered(lambda row: row.state == "granted").text_sha256)
        self.assertFalse(
            self.Consent._set_preferences(self.yes, wanted, self.env.company)
        )

    def test_link_belongs_to_one_person_and_purpose(self):
        path = self.Consent._get_withdraw_path(self.yes, self.offers, "email")
        token = path.rpartition("/")[2]
        found = self.Consent._read_withdraw_token(token)
        self.assertEqual(found, (self.yes, self.offers, "email"))
        for wrong in ("", "x", token[:-2] + "xx", token[::-1]):
            self.assertIsNone(self.Consent._read_withdraw_token(wrong), wrong)
        self.assertEqual(
            self.Consent._get_withdraw_path(self.yes, self.recall, "email"), ""
        )

    def test_letter_has_the_link(self):
        self._say(self.yes, "granted")
        mail = self.env["mail.mail"].create(
            {
                "subject": "News",
                "body_html": "<p>News</p>",
                "recipient_ids": (self.yes | self.no).ids,
                "dealer_purpose_id": self.offers.id,
            }
        )
        (email,) = mail._prepare_outgoing_list()
        path = self.Consent._get_withdraw_path(self.yes, self.offers, "email")
        self.assertIn(path, email["headers"]["List-Unsubscribe"])
        self.assertIn("One-Click", email["headers"]["List-Unsubscribe-Post"])
        self.assertIn(path, email["body"])
        mail.dealer_purpose_id = self.recall
        for email in mail._prepare_outgoing_list():
            self.assertNotIn("List-Unsubscribe", email["headers"])


@tagged("post_install", "-at_install")
class TestPreferencesHttp(HttpCase, ConsentCommon):
    def test_a_visit_changes_nothing_a_click_does(self):
        self._say(self.yes, "granted")
        path = self.Consent._get_withdraw_path(self.yes, self.offers, "email")
        self.assertEqual(self.url_open(path).status_code, 200)
        self.assertTrue(self._may(self.yes))
        # The button of a mail program: a POST without session and token of a form.
        answer = self.opener.post(
            f"http://{HOST}:{self.http_port()}{path}",
            data={"List-Unsubscribe": "One-Click"},
        )
        self.assertEqual(answer.status_code, 200)
        self.env.invalidate_all()
        self.assertFalse(self._may(self.yes))
        record = self.Consent.search([("partner_id", "=", self.yes.id)], limit=1)
        self.assertEqual((record.state, record.source), ("withdrawn", "link"))

    @mute_logger("odoo.http")
    def test_guessed_link(self):
        self.assertEqual(self.url_open("/dealer/consent/guess").status_code, 404)

    def test_own_page(self):
        user = new_test_user(self.env, "prefers", "base.group_portal")
        self._say(user.partner_id, "granted")
        self.authenticate("prefers", "prefers")
        page = self.url_open("/my/consents").text
        self.assertIn(self.offers.name, page)
        self.assertNotIn(self.recall.description, page)
        answer = self.url_open(
            "/my/consents",
            data={
                "csrf_token": Request.csrf_token(self),
                f"{self.survey.id}-email": "1",
            },
        )
        self.assertEqual(answer.status_code, 200)
        self.env.invalidate_all()
        self.assertTrue(self._may(user.partner_id, purpose="survey"))
        self.assertFalse(self._may(user.partner_id))
