from odoo.exceptions import UserError
from odoo.tests import Form, new_test_user, tagged
from odoo.tests.common import TransactionCase


@tagged("post_install", "-at_install")
class TestEnrol(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.desk = new_test_user(
            cls.env, login="consent_desk", groups="dealer_loyalty.group_loyalty_desk"
        )
        cls.offers = cls.env.ref("dealer_marketing.purpose_offers")

    def _form(self):
        form = Form(self.env["dealer.loyalty.enrol"].with_user(self.desk))
        form.phone = "+7 900 222-33-44"
        form.name = "Pavel Consenting"
        return form

    def test_consents_are_noted_with_their_wording(self):
        form = self._form()
        form.purpose_ids.add(self.offers)
        self.assertTrue(form.wording)
        form.by_sms = True
        action = form.save().action_enrol()
        consents = self.env["dealer.consent"].search(
            [("partner_id", "=", action["infos"]["partner_id"])]
        )
        self.assertEqual(
            (consents.purpose_id, consents.channel, consents.state, consents.source),
            (self.offers, "sms", "granted", "desk"),
        )
        self.assertTrue(consents.text_id)
        self.assertEqual(consents.user_id, self.desk)

    def test_nothing_marked_means_nothing_agreed(self):
        action = self._form().save().action_enrol()
        self.assertFalse(
            self.env["dealer.consent"].search(
                [("partner_id", "=", action["infos"]["partner_id"])]
            )
        )

    def test_half_a_consent_is_asked_again(self):
        form = self._form()
        form.purpose_ids.add(self.offers)
        with self.assertRaises(UserError):
            form.save().action_enrol()
        self.assertFalse(
            self.env["res.partner"].search([("name", "=", "Pavel Consenting")])
        )
