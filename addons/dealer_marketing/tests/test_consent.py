import psycopg2

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from .common import ConsentCommon


@tagged("post_install", "-at_install")
class TestConsent(ConsentCommon):
    def test_latest_record_counts(self):
        self.assertFalse(self._may(self.yes))
        self._say(self.yes, "granted")
        self.assertTrue(self._may(self.yes))
        self.assertFalse(self._may(self.yes, "sms"))
        self.assertFalse(self._may(self.yes, purpose="survey"))
        self._say(self.yes, "withdrawn")
        self.assertFalse(self._may(self.yes))
        rows = self.Consent.search([("partner_id", "=", self.yes.id)])
        self.assertEqual(rows.mapped("state"), ["withdrawn", "granted"])
        self.assertTrue(rows[0].withdrawn_at)
        self.assertFalse(rows[0].granted_at)

    def test_nothing_is_recorded_twice(self):
        self.assertEqual(len(self._say(self.yes, "granted")), 1)
        self.assertFalse(self._say(self.yes, "granted"))

    def test_recall_needs_no_consent(self):
        self.assertTrue(self._may(self.no, purpose="recall"))
        self.assertFalse(self._may(self.no, purpose="no_such_purpose"))

    def test_stop_in_a_letter_withdraws(self):
        """What other addons call, without knowing of consents."""
        self._say(self.yes, "granted")
        self.assertEqual(
            self.yes._prepare_contact_vals("offers"),
            {"dealer_purpose_id": self.offers.id},
        )
        self.yes._stop_contact("offers", "email", "Link in a letter")
        self.assertFalse(self._may(self.yes))
        last = self.Consent.search([("partner_id", "=", self.yes.id)], limit=1)
        self.assertEqual(last.evidence, "Link in a letter")

    def test_many_in_one_query(self):
        people = self.yes | self.no
        self._say(self.yes, "granted")
        self.env.flush_all()
        self.env.invalidate_all()
        people.mapped("active")
        self.env.user.mapped("tz")
        with self.assertQueryCount(3):
            allowed = people._may_contact("offers", "email")
        self.assertEqual(allowed, self.yes)

    def test_wording_is_kept(self):
        row = self._say(self.yes, "granted")
        text = self.env.ref("dealer_marketing.text_eu_en_advertising")
        self.assertEqual(row.text_id, text)
        self.assertEqual(row.text_sha256, text.sha256)
        with self.assertRaises(UserError):
            text.body = "Something else"
        text.active = False
        with self.assertRaises(UserError):
            self._say(self.no, "granted")

    def test_profile_of_the_country(self):
        company = self.env.company
        company.dealer_consent_profile_id = False
        company.country_id = self.env.ref("base.cn")
        chinese = self.env.ref("dealer_marketing.profile_cn")
        self.assertEqual(company._get_dealer_consent_profile(), chinese)
        self.env["res.lang"]._activate_lang("zh_CN")
        self.yes.lang = "zh_CN"
        self.assertEqual(self._say(self.yes, "granted").text_id.lang, "zh_CN")

    @mute_logger("odoo.sql_db")
    def test_append_only(self):
        row = self._say(self.yes, "granted")
        for statement in (
            "UPDATE dealer_consent SET state = 'withdrawn' WHERE id = %s",
            "UPDATE dealer_consent SET evidence = 'paper 7' WHERE id = %s",
            "DELETE FROM dealer_consent WHERE id = %s",
        ):
            with (
                self.assertRaises(psycopg2.errors.RestrictViolation),
                self.env.cr.savepoint(),
            ):
                self.env.cr.execute(statement, [row.id])
        with self.assertRaises(UserError):
            self.Consent.create({})

    def test_desk(self):
        form = Form(
            self.env["dealer.consent.record"]
            .with_user(self.staff)
            .with_context(default_partner_id=self.yes.id)
        )
        form.purpose_ids.add(self.offers)
        form.email = True
        form.sms = True
        self.assertIn("I agree", form.wording)
        wizard = form.save()
        wizard.action_record()
        self.assertTrue(self._may(self.yes))
        self.assertTrue(self._may(self.yes, "sms"))
        self.assertFalse(self._may(self.yes, "phone"))
        rows = self.Consent.search([("partner_id", "=", self.yes.id)])
        self.assertEqual(rows.user_id, self.staff)
        wizard.source = "paper"
        with self.assertRaises(UserError):
            wizard.action_record()

    def test_desk_needs_a_channel(self):
        wizard = self.env["dealer.consent.record"].create(
            {"partner_id": self.yes.id, "purpose_ids": self.offers.ids}
        )
        with self.assertRaises(UserError):
            wizard.action_record()

    def test_rights(self):
        self._say(self.yes, "granted")
        row = self.Consent.search([("partner_id", "=", self.yes.id)])
        self.assertEqual(row.with_user(self.staff).state, "granted")
        with self.assertRaises(AccessError):
            row.with_user(self.staff).write({"state": "withdrawn"})
        with self.assertRaises(AccessError):
            self.Refusal.with_user(self.staff).search([])
        with self.assertRaises(AccessError):
            self.offers.with_user(self.marketer).basis = "duty"

    def test_matrix_says_why(self):
        self._say(self.yes, "granted")
        matrix = self.yes.with_user(self.staff).dealer_consent_matrix
        self.assertIn("Granted on", matrix)
        self.assertIn("Has not agreed", matrix)
        self.assertIn("Legal duty", matrix)
        self.assertNotIn("Granted on", self.no.dealer_consent_matrix)

    def test_brief_of_the_header(self):
        self.assertFalse(self.yes.dealer_consent_brief)
        self._say(self.yes, "granted")
        self.env.invalidate_all()
        self.assertEqual(self.yes.dealer_consent_brief, "E-mail")
        self.assertFalse(self.no.dealer_consent_brief)

    def test_blacklist_withdraws(self):
        self._say(self.yes, "granted")
        self._say(self.yes, "granted", self.survey)
        self._say(self.yes, "granted", channel="sms")
        self.env["mail.blacklist"]._add("ines@mail.test")
        self.assertFalse(self._may(self.yes))
        self.assertFalse(self._may(self.yes, purpose="survey"))
        self.assertTrue(self._may(self.yes, "sms"))
        self.env["phone.blacklist"].add(self.yes.phone)
        self.assertFalse(self._may(self.yes, "sms"))
        # Off the list is not a consent.
        self.env["mail.blacklist"]._remove("ines@mail.test")
        self.assertFalse(self._may(self.yes))

    def test_last_withdrawal_blacklists(self):
        listed = [("email", "=", "ines@mail.test")]
        blacklist = self.env["mail.blacklist"]
        self._say(self.yes, "granted")
        self._say(self.yes, "granted", self.survey)
        self._say(self.yes, "withdrawn")
        self.assertFalse(blacklist.search(listed))
        self._say(self.yes, "withdrawn", self.survey)
        self.assertTrue(blacklist.search(listed))
        self._say(self.yes, "granted")
        self.assertFalse(blacklist.search(listed))
        self.assertTrue(self._may(self.yes))

    def test_check_and_privacy(self):
        self._say(self.yes, "granted")
        broken = [row["code"] for row in self.env["dealer.check"]._run()]
        self.assertFalse([code for code in broken if code.startswith("consent")])
        self.env.cr.execute("UPDATE dealer_consent_text SET body = body || '!'")
        broken = [row["code"] for row in self.env["dealer.check"]._run()]
        self.assertIn("consent-hash", broken)
