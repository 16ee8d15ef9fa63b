from odoo import api, models
from odoo.exceptions import ValidationError


class LoyaltyRule(models.Model):
    _inherit = "loyalty.rule"

    @api.constrains("program_id")
    def _check_dealer_club(self):
        # Stock would give points for a confirmed order, before anything is paid.
        if any(rule.program_id.dealer_club for rule in self):
            raise ValidationError(
                self.env._(
                    "A customer club has no rules: points are given by invoices, as "
                    "set up in the programme. Remove the rule."
                )
            )
