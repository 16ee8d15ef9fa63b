from odoo.tests import TransactionCase, new_test_user


class ConsentCommon(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.Consent = cls.env["dealer.consent"]
        cls.Refusal = cls.env["dealer.contact.refusal"]
        cls.offers = cls.env.ref("dealer_marketing.purpose_offers")
        cls.survey = cls.env.ref("dealer_marketing.purpose_survey")
        cls.recall = cls.env.ref("dealer_marketing.purpose_recall")
        cls.env.company.dealer_consent_profile_id = cls.env.ref(
            "dealer_marketing.profile_eu"
        )
        cls.yes, cls.no = cls.env["res.partner"].create(
            [
                {"name": "Ines Prado", "email": "ines@mail.test"},
                {"name": "Jonas Falk", "email": "jonas@mail.test"},
            ]
        )
        cls.yes.phone = "+32 470 12 34 56"
        cls.no.phone = "+32 470 12 34 57"
        cls.staff = new_test_user(
            cls.env, login="consent_staff", groups="dealer_crm.group_dealer_staff"
        )
        cls.marketer = new_test_user(
            cls.env,
            login="consent_marketer",
            groups="dealer_marketing.group_marketing_user",
        )

    @classmethod
    def _say(cls, partner, state, purpose=None, channel="email"):
        return cls.Consent._record(
            partner, [(purpose or cls.offers, channel, state)], "desk"
        )

    def _may(self, partner, channel="email", purpose="offers"):
        return bool(partner._may_contact(purpose, channel))

    def _mailing(self, **values):
        """A draft of a mailing with offers to both persons."""
        return self.env["mailing.mailing"].create(
            {
                "name": "Spring",
                "subject": "Spring",
                "body_html": "<p>Spring</p>",
                "mailing_model_id": self.env["ir.model"]._get_id("res.partner"),
                "mailing_domain": [("id", "in", (self.yes | self.no).ids)],
                "dealer_purpose_id": self.offers.id,
                **values,
            }
        )
