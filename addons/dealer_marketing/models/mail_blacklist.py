from odoo import api, models


class MailBlacklist(models.Model):
    _inherit = "mail.blacklist"

    @api.model_create_multi
    def create(self, vals_list):
        records = super().create(vals_list)
        records._withdraw_dealer_consents()
        return records

    def write(self, vals):
        result = super().write(vals)
        if vals.get("active"):
            self._withdraw_dealer_consents()
        return result

    def _withdraw_dealer_consents(self):
        listed = self.filtered("active").mapped("email")
        if listed:
            self.env["dealer.consent"]._withdraw_addresses(
                "email", "email_normalized", listed
            )
