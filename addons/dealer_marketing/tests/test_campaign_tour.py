from unittest.mock import patch

from odoo.tests import HttpCase, new_test_user, tagged


@tagged("post_install", "-at_install")
class TestCampaignTour(HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["ir.config_parameter"].sudo().set_param("web_tour.enabled", False)
        cls.env.company.email = "showroom@mail.test"
        cls.manager = new_test_user(
            cls.env,
            login="tour-marketing",
            groups="dealer_marketing.group_marketing_manager",
        )
        cls.offers = cls.env.ref("dealer_marketing.purpose_offers")
        cls.group = cls.env["mailing.filter"].create(
            {
                "name": "Guests of the tour",
                "mailing_model_id": cls.env["ir.model"]._get_id("res.partner"),
                "mailing_domain": "[('function', '=', 'tour')]",
                "dealer_purpose_id": cls.offers.id,
            }
        )
        names = ("Ines Silent", "Ada First", "Bo Second", "Cy Third")
        cls.people = cls.env["res.partner"].create(
            [
                {
                    "name": name,
                    "email": f"{name.split()[0]}@mail.test",
                    "function": "tour",
                }
                for name in names
            ]
        )
        cls.env["dealer.consent"]._record(
            cls.people[1:], [(cls.offers, "email", "granted")], "desk"
        )

    def _trigger(self, name):
        kind = type(self.env["utm.campaign"])
        with (
            patch.object(kind, "_is_dealer_hour", lambda _self: True),
            self.enter_registry_test_mode(),
        ):
            self.env.ref(f"dealer_marketing.{name}").method_direct_trigger()

    def test_from_group_to_result(self):
        url = "/odoo/dealer-groups?debug=0"
        self.start_tour(url, "dealer_campaign_start", login="tour-marketing")
        campaign = self.env["utm.campaign"].search(
            [("title", "=", "Spring of the tour")]
        )
        self.assertEqual(campaign.dealer_state, "running")
        # Nobody is held out, so that the figures of the tour are known.
        campaign.dealer_holdout = 0
        self._trigger("ir_cron_campaigns")
        mails = self.env["mail.mail"].search(
            [("mailing_id", "in", campaign.dealer_step_ids.mailing_id.ids)]
        )
        self.assertEqual(mails.recipient_ids, self.people[1:])
        self.env["dealer.visit"].create(
            [
                {"partner_id": one.id, "user_id": self.manager.id}
                for one in self.people[1:3]
            ]
        )
        campaign.with_user(self.manager).action_dealer_refresh()
        self._trigger("ir_cron_campaign_facts")
        self.start_tour(
            "/odoo/dealer-campaigns", "dealer_campaign_result", login="tour-marketing"
        )
