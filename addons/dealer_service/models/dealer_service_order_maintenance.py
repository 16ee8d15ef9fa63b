"""A finished order moves the due dates of its vehicle."""

from odoo import api, models

from .dealer_maintenance_engine import DONE_STATES


class DealerServiceOrder(models.Model):
    _inherit = "dealer.service.order"

    @api.model_create_multi
    def create(self, vals_list):
        orders = super().create(vals_list)
        done = orders.filtered(lambda order: order.state in DONE_STATES)
        self.env["dealer.maintenance.engine"]._schedule(done.vehicle_id)
        return orders

    def _update_state(self, target):
        moved = super()._update_state(target)
        self.env["dealer.maintenance.engine"]._schedule(moved.vehicle_id)
        return moved
