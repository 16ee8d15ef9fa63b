from odoo import models


class AccountMove(models.Model):
    _inherit = "account.move"

    def _get_dealer_line_domain(self):
        """What the maker or an insurer pays earns no points."""
        return [
            *super()._get_dealer_line_domain(),
            *("|", ("move_id.dealer_pay_type_id", "=", False)),
            ("move_id.dealer_pay_type_id.is_loyalty", "=", True),
        ]

    def _get_dealer_cards(self, since):
        """Nobody is enrolled for an invoice which earns nothing."""
        pay_type = self.dealer_pay_type_id
        if pay_type and not pay_type.is_loyalty:
            return self.env["loyalty.card"]
        return super()._get_dealer_cards(since)
