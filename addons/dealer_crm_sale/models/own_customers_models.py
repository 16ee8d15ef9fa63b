"""Orders and invoices follow "own customers only"."""

from odoo import api, models


class ResPartner(models.Model):
    _inherit = "res.partner"

    @api.depends("supplier_rank")
    def _compute_dealer_restricted(self):
        return super()._compute_dealer_restricted()

    def _is_dealer_customer(self):
        # Everybody who buys something has to see the supplier.
        return super()._is_dealer_customer() and not self.supplier_rank


class SaleOrder(models.Model):
    _name = "sale.order"
    _inherit = ["sale.order", "dealer.own.customers"]

    _dealer_user_field = "user_id"


class SaleOrderLine(models.Model):
    _name = "sale.order.line"
    _inherit = ["sale.order.line", "dealer.own.customers"]

    _dealer_customer_paths = ("order_partner_id",)


class SaleReport(models.Model):
    _name = "sale.report"
    _inherit = ["sale.report", "dealer.own.customers"]

    _dealer_user_field = "user_id"


class AccountMove(models.Model):
    _name = "account.move"
    _inherit = ["account.move", "dealer.own.customers"]


class AccountMoveLine(models.Model):
    _name = "account.move.line"
    _inherit = ["account.move.line", "dealer.own.customers"]


class AccountInvoiceReport(models.Model):
    _name = "account.invoice.report"
    _inherit = ["account.invoice.report", "dealer.own.customers"]


class PaymentToken(models.Model):
    _name = "payment.token"
    _inherit = ["payment.token", "dealer.own.customers"]


class AccountAnalyticAccount(models.Model):
    _name = "account.analytic.account"
    _inherit = ["account.analytic.account", "dealer.own.customers"]
