from odoo import api, fields, models

from ..tools import plate


class DealerVehiclePlate(models.Model):
    _name = "dealer.vehicle.plate"
    _description = "Plate of a Vehicle"
    _order = "date_to desc nulls first, id desc"
    _rec_name = "plate"

    vehicle_id = fields.Many2one(
        comodel_name="dealer.vehicle", required=True, ondelete="cascade", index=True
    )
    plate = fields.Char(required=True)
    plate_key = fields.Char(compute="_compute_plate_key", store=True, precompute=True)
    date_from = fields.Date(
        string="From", help="Empty: since before we knew the vehicle."
    )
    date_to = fields.Date(
        string="Until",
        help="First day on which the vehicle has the plate no more. Empty: still has.",
    )

    _dates = models.Constraint(
        "CHECK(date_to IS NULL OR date_from IS NULL OR date_to >= date_from)",
        "A plate cannot be taken off before it was put on: correct the dates.",
    )
    _key_idx = models.Index("(plate_key text_pattern_ops)")

    @api.depends("plate")
    def _compute_plate_key(self):
        for record in self:
            try:
                record.plate_key = plate.normalise(record.plate or "")
            except plate.PlateError:
                record.plate_key = False
