from odoo import models


class SurveyUserInput(models.Model):
    _inherit = "survey.user_input"

    def _dealer_reward(self, partner):
        result = super()._dealer_reward(partner)
        survey = self.survey_id
        if survey.dealer_has_points:
            # Whoever fills it in again and again gets the points once; whoever is asked
            # by us, each time.
            key = f"survey.survey:{survey.id}:{partner.id}"
            if self.dealer_res_id:
                key = f"survey.user_input:{self.id}"
            source = survey.dealer_intake_source_id
            self.env["dealer.loyalty.bonus"]._grant(
                "survey",
                partner,
                key,
                company=self.dealer_company_id or source.company_id or None,
            )
        return result
