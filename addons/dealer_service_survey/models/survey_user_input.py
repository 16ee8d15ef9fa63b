from odoo import models


class SurveyUserInput(models.Model):
    _inherit = "survey.user_input"

    def _get_dealer_caller(self):
        """After a service a service manager of the showroom calls."""
        chosen = self.survey_id.dealer_manager_id
        if self.dealer_model != "dealer.service.order" or chosen:
            return super()._get_dealer_caller()
        managers = self.env.ref("dealer_service.group_service_manager").all_user_ids
        here = managers.filtered(
            lambda user: (
                user.active
                and not user.share
                and user != self.env.ref("base.user_root")
                and user.company_id == self.dealer_company_id
            )
        )
        return here.sorted("id")[:1] or super()._get_dealer_caller()
