"""What a withdrawal reaches besides letters: calls, lists, samples; who reads of it."""

from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged

from .common import ConsentCommon


@tagged("post_install", "-at_install")
class TestWithdrawal(ConsentCommon):
    def _invite(self, purpose):
        self._say(self.yes, "granted", purpose, "phone")
        wizard = self.env["dealer.contact.invite"].create(
            {
                "partner_ids": self.yes.ids,
                "purpose_id": purpose.id,
                "user_id": self.staff.id,
            }
        )
        wizard.action_invite()
        return self.yes.activity_ids

    def test_planned_calls_end(self):
        task = self._invite(self.env.ref("dealer_marketing.purpose_new_models"))
        self.assertTrue(task)
        own = self.yes.activity_schedule("mail.mail_activity_data_call")
        self._say(self.yes, "withdrawn", task.dealer_purpose_id, "email")
        self.assertTrue(task.exists(), "another way")
        self._say(self.yes, "withdrawn", task.dealer_purpose_id, "phone")
        self.assertFalse(task.exists())
        self.assertTrue(own.exists(), "a task of one's own has no purpose")
        row = self.Refusal.search([("partner_id", "=", self.yes.id)])
        self.assertEqual((row.channel, row.reason), ("phone", "withdrawn"))

    def test_leaving_a_list(self):
        self._say(self.yes, "granted")
        self._say(self.yes, "granted", self.survey)
        mailing_list = self.env["mailing.list"].create({"name": "News"})
        contact = self.env["mailing.contact"].create(
            {"email": "ines@mail.test", "list_ids": mailing_list.ids}
        )
        self.env["mailing.mailing"].create(
            {
                "subject": "Spring",
                "mailing_model_id": self.env["ir.model"]._get_id("mailing.list"),
                "contact_list_ids": mailing_list.ids,
                "dealer_purpose_id": self.offers.id,
            }
        )
        # As the link below the mailing does it.
        mailing_list.sudo()._update_subscription_from_email("ines@mail.test")
        self.assertTrue(contact.subscription_ids.opt_out)
        self.assertFalse(self._may(self.yes))
        self.assertTrue(self._may(self.yes, purpose="survey"))

    def test_sample_of_a_mailing(self):
        mailing = self.env["mailing.mailing"].create(
            {
                "subject": "Spring",
                "body_html": "<p>Spring</p>",
                "mailing_model_id": self.env["ir.model"]._get_id("res.partner"),
                "dealer_purpose_id": self.offers.id,
            }
        )
        values = {"mailing_id": mailing.id, "email_to": "agency@mail.test"}
        sample = self.env["mail.mail"].create({**values, "body_html": "x"})
        sample = sample.with_context(mailing_test_mail=True)
        self.assertFalse(sample._get_dealer_commercial())
        # The same word in a context lets no letter of the mailing through.
        self.env["mailing.trace"].create(
            {
                "mail_mail_id": sample.id,
                "mass_mailing_id": mailing.id,
                "model": "res.partner",
                "res_id": self.no.id,
            }
        )
        sample.invalidate_recordset()
        self.assertEqual(sample._get_dealer_commercial(), sample)

    def test_who_sees_what_was_not_sent(self):
        sales, colleague = (
            new_test_user(
                self.env, login=f"refusal_{name}", groups="dealer_crm.group_dealer_user"
            )
            for name in ("one", "two")
        )
        self.yes.user_id, self.no.user_id = sales, colleague
        self.Refusal._log_people(
            dict.fromkeys((self.yes | self.no).ids, "none"),
            self.offers,
            "email",
            self.env.company,
        )
        mine = [("partner_id", "in", (self.yes | self.no).ids)]
        found = self.Refusal.with_user(sales).search(mine)
        self.assertEqual(found.partner_id, self.yes)
        found = self.Refusal.with_user(self.marketer).search(mine)
        self.assertEqual(found.partner_id, self.yes | self.no)
        action = self.yes.with_user(sales).action_dealer_refusals()
        self.assertEqual(action["res_model"], "dealer.contact.refusal")

    def test_names_of_a_group_are_for_who_may_export(self):
        group = self.env["mailing.filter"].create(
            {
                "name": "Two",
                "mailing_model_id": self.env["ir.model"]._get_id("res.partner"),
                "mailing_domain": f"[('id', 'in', {(self.yes | self.no).ids})]",
            }
        )
        group = group.with_user(self.marketer)
        self.assertEqual(group.dealer_count, 2)
        self.assertTrue(group.action_dealer_graph())
        with self.assertRaises(AccessError):
            group.action_dealer_members()
        self.marketer.group_ids += self.env.ref("base.group_allow_export")
        self.assertEqual(group.action_dealer_members()["res_model"], "res.partner")
