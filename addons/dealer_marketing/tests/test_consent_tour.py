from odoo.tests import HttpCase, tagged

from .common import ConsentCommon


@tagged("post_install", "-at_install")
class TestConsentTour(HttpCase, ConsentCommon):
    def test_at_the_desk_and_withdrawn_by_link(self):
        """A staff member records it in a browser, the customer takes it back in one."""
        self.env["ir.config_parameter"].sudo().set_param("web_tour.enabled", False)
        self.assertFalse(self._may(self.yes))
        url = f"/odoo/dealer-customers/{self.yes.id}"
        self.start_tour(url, "dealer_consent_desk", login="consent_staff")
        self.assertTrue(self._may(self.yes))
        record = self.Consent.search([("partner_id", "=", self.yes.id)])
        self.assertEqual(record.user_id, self.staff)
        self.assertTrue(record.ip)
        letter = self.env["mail.mail"].create(
            {
                "subject": "News",
                "body_html": "<p>News</p>",
                "recipient_ids": self.yes.ids,
                "dealer_purpose_id": self.offers.id,
            }
        )
        (email,) = letter._prepare_outgoing_list()
        link = email["headers"]["List-Unsubscribe"].strip("<>")
        path = link.removeprefix(letter.get_base_url())
        self.start_tour(path, "dealer_consent_link")
        self.env.invalidate_all()
        self.assertFalse(self._may(self.yes))
        # What waits in the queue is not sent any more.
        letter.send()
        self.assertEqual(letter.state, "cancel")
