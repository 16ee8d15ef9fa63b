"""What the workshop lets be paid with points."""

from odoo import models


class SaleOrderLine(models.Model):
    _inherit = "sale.order.line"

    def _is_dealer_redeemable(self):
        """Points pay the customer's own work, not what the maker, an insurer or the
        showroom pays."""
        pay_type = self.order_id.dealer_pay_type_id
        if pay_type and not (pay_type.kind == "customer" or pay_type.is_loyalty):
            return False
        return super()._is_dealer_redeemable()
