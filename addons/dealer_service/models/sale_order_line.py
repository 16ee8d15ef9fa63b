from odoo import api, fields, models


class SaleOrderLine(models.Model):
    _inherit = "sale.order.line"

    dealer_service_line_id = fields.Many2one(
        comodel_name="dealer.service.line",
        string="Service Line",
        readonly=True,
        copy=False,
        index="btree_not_null",
    )
    dealer_is_share = fields.Boolean(
        string="Share without Goods",
        readonly=True,
        copy=False,
        help="Another payer's order moves the goods; here only money is shared.",
    )

    _dealer_service_line_once = models.UniqueIndex(
        "(dealer_service_line_id, order_id) WHERE dealer_service_line_id IS NOT NULL",
        "The work is on this quotation already.",
    )

    @api.depends("dealer_is_share")
    def _compute_qty_delivered_method(self):
        result = super()._compute_qty_delivered_method()
        for line in self.filtered("dealer_is_share"):
            line.qty_delivered_method = "manual"
        return result

    def _action_launch_stock_rule(self, *, previous_product_uom_qty=False):
        moving = self.filtered(lambda line: not line.dealer_is_share)
        return super(SaleOrderLine, moving)._action_launch_stock_rule(
            previous_product_uom_qty=previous_product_uom_qty
        )
