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
    dealer_vehicle_id = fields.Many2one(
        comodel_name="dealer.vehicle",
        string="Vehicle",
        readonly=True,
        index="btree_not_null",
    )

    def _prepare_invoice(self):
        values = super()._prepare_invoice()
        values["dealer_service_order_id"] = self.dealer_service_order_id.id
        values["dealer_vehicle_id"] = self.dealer_vehicle_id.id
        return values
