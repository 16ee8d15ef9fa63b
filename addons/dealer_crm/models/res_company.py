from odoo import api, models


class ResCompany(models.Model):
    _inherit = "res.company"

    @api.model_create_multi
    def create(self, vals_list):
        companies = super().create(vals_list)
        companies._dealer_allow_intake()
        return companies

    def _dealer_allow_intake(self):
        """Let the intake user work for these showrooms too."""
        user = self.env.ref("dealer_crm.user_intake", raise_if_not_found=False)
        if user:
            # sudo: whoever may create a company may not edit users in general.
            user.sudo().company_ids |= self
