from odoo import fields, models


class SaleOrderLine(models.Model):
    _inherit = "sale.order.line"

    dealer_service_line_id = fields.Many2one(
        comodel_name="dealer.service.line",
        string="Service Line",
        readonly=True,
        copy=False,
        index="btree_not_null",
    )
