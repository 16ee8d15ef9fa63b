"""Parts which leave the stock for internal work of the workshop."""

from odoo import fields, models


class StockPickingType(models.Model):
    _inherit = "stock.picking.type"

    dealer_is_consumption = fields.Boolean(
        string="Workshop Consumption",
        help="Parts of internal service work leave the stock by this type.",
    )


class StockPicking(models.Model):
    _inherit = "stock.picking"

    dealer_service_order_id = fields.Many2one(
        comodel_name="dealer.service.order",
        string="Service Order",
        readonly=True,
        copy=False,
        index="btree_not_null",
    )


class StockMove(models.Model):
    _inherit = "stock.move"

    dealer_service_line_id = fields.Many2one(
        comodel_name="dealer.service.line",
        string="Service Line",
        readonly=True,
        copy=False,
        index="btree_not_null",
    )

    def _get_analytic_distribution(self):
        line = self.dealer_service_line_id
        if line:
            return line._get_department_distribution()
        return super()._get_analytic_distribution()
