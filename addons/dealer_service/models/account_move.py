from odoo import fields, models


class AccountMove(models.Model):
    _inherit = "account.move"

    dealer_service_order_id = fields.Many2one(
        comodel_name="dealer.service.order",
        string="Service Order",
        readonly=True,
        index="btree_not_null",
    )
    dealer_pay_type_id = fields.Many2one(
        comodel_name="dealer.pay.type",
        string="Pay Type",
        readonly=True,
        ondelete="restrict",
        index="btree_not_null",
    )
    dealer_vehicle_id = fields.Many2one(
        comodel_name="dealer.vehicle",
        string="Vehicle",
        readonly=True,
        index="btree_not_null",
    )
