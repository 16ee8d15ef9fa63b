"""Whoever has a car no more is not called about it."""

from odoo import api, models


class DealerVehicleOwnership(models.Model):
    _inherit = "dealer.vehicle.ownership"

    @api.model
    def _move_correspondence(self, gone):
        res = super()._move_correspondence(gone)
        self.env["mail.activity"]._stop_dealer_left(gone)
        return res
