"""Rules which look at who pays for the work."""

from odoo import fields, models


class DealerLoyaltyEarnRule(models.Model):
    _inherit = "dealer.loyalty.earn.rule"

    pay_type_ids = fields.Many2many(
        comodel_name="dealer.pay.type",
        string="Pay Types",
        help="Who pays for the work. Empty: all, and invoices which are not of the "
        "workshop.",
    )

    def _get_pay_types(self):
        """Ids as texts: so invoices keep the rule by which they were valued."""
        return (
            *super()._get_pay_types(),
            *(str(id_) for id_ in sorted(self.pay_type_ids.ids)),
        )


class AccountMoveLine(models.Model):
    _inherit = "account.move.line"

    def _get_dealer_pay_type(self):
        pay_type = self.move_id.dealer_pay_type_id
        return str(pay_type.id) if pay_type else super()._get_dealer_pay_type()
