from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    dealer_consent_profile_id = fields.Many2one(
        comodel_name="dealer.consent.profile",
        string="Consent Profile",
        ondelete="restrict",
        help="Whose wordings customers of this showroom agree to. Empty: that of the "
        "showroom's country.",
    )

    def _get_dealer_consent_profile(self):
        """The chosen profile, else that of the country, else the first one."""
        self.ensure_one()
        # sudo: every employee may record a consent, not everybody reads settings
        if chosen := self.sudo().dealer_consent_profile_id:
            return chosen
        profiles = (
            self.env["dealer.consent.profile"].sudo().search([("active", "=", True)])
        )
        country = self.sudo().country_id
        return profiles.filtered(lambda p: p._has_country(country))[:1] or profiles[:1]
