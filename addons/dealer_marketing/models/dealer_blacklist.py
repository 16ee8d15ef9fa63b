"""What stock's two blacklists do alike: a listed address withdraws."""

from odoo import api, models

from .dealer_consent_purpose import ADDRESS


class DealerBlacklist(models.AbstractModel):
    _name = "dealer.blacklist"
    _description = "Blacklist Which Withdraws Consents"

    # Channel of the addresses, and the field which holds one.
    _dealer_channel = None
    _dealer_address = None

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
        """Withdraw what the owners of the listed addresses granted."""
        if listed := self.filtered("active").mapped(self._dealer_address):
            self.env["dealer.consent"]._withdraw_addresses(
                self._dealer_channel, ADDRESS[self._dealer_channel], listed
            )
