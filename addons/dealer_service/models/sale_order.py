from odoo import fields, models


class SaleOrder(models.Model):
    _inherit = "sale.order"

    dealer_service_order_id = fields.Many2one(
        comodel_name="dealer.service.order",
        string="Service Order",
        readonly=True,
        copy=False,
        index="btree_not_null",
    )
    dealer_pay_type_id = fields.Many2one(
        comodel_name="dealer.pay.type",
        string="Pay Type",
        readonly=True,
        copy=False,
        ondelete="restrict",
        index="btree_not_null",
    )
    dealer_vehicle_id = fields.Many2one(
        comodel_name="dealer.vehicle",
        string="Vehicle",
        readonly=True,
        index="btree_not_null",
    )
    dealer_claim_ids = fields.One2many(
        comodel_name="dealer.warranty.claim",
        inverse_name="sale_order_id",
        string="Claims",
        copy=False,
    )

    _dealer_payer_once = models.UniqueIndex(
        "(dealer_service_order_id, dealer_pay_type_id)"
        " WHERE dealer_service_order_id IS NOT NULL AND state != 'cancel'",
        "The service order has a quotation for this pay type already.",
    )

    def _prepare_invoice(self):
        values = super()._prepare_invoice()
        values["dealer_service_order_id"] = self.dealer_service_order_id.id
        values["dealer_pay_type_id"] = self.dealer_pay_type_id.id
        values["dealer_vehicle_id"] = self.dealer_vehicle_id.id
        return values

    def _get_invoice_grouping_keys(self):
        # Pay types have their own titles, journals and points.
        return [*super()._get_invoice_grouping_keys(), "dealer_pay_type_id"]

    def _post_dealer_invoice(self):
        """Invoice what is not invoiced yet, and post it.

        :return: account.move
        :raise ValidationError: a mandatory plan is missing on a line
        """
        invoices = self._create_invoices(final=True)
        # Odoo asks for mandatory plans only where somebody presses Confirm.
        invoices.with_context(validate_analytic=True).action_post()
        return invoices

    def action_dealer_bill(self):
        """Hand out and invoice the part of this payer alone.

        :return: True
        """
        for sale in self:
            # The right to the service order is checked there.
            sale.dealer_service_order_id._bill(sale.dealer_pay_type_id)
        return True

    def action_confirm(self):
        """Who confirms or signs the quotation as a whole approves what is on it."""
        service = self.filtered("dealer_service_order_id")
        for sale in service:
            pending = sale.order_line.dealer_service_line_id.filtered(
                lambda line: line.decision == "pending"
            )
            channel = "portal" if sale.signed_by else "person"
            pending._decide("approved", channel, by=sale.signed_by)
        result = super().action_confirm()
        service.dealer_service_order_id._approve_when_decided()
        return result
