from odoo import fields, models


class DealerVehicleOdometer(models.Model):
    _name = "dealer.vehicle.odometer"
    _description = "Odometer Reading"
    _order = "date desc, id desc"
    _rec_name = "value"

    vehicle_id = fields.Many2one(
        comodel_name="dealer.vehicle", required=True, ondelete="cascade", index=True
    )
    date = fields.Date(required=True, default=fields.Date.context_today)
    value = fields.Integer(string="Reading (km)", required=True, aggregator="max")
    source = fields.Selection(
        selection=[
            ("manual", "Entered by hand"),
            ("lead", "From a lead"),
            ("service", "Service"),
            ("import", "Import"),
        ],
        required=True,
        default="manual",
    )
    note = fields.Char()

    _value = models.Constraint(
        "CHECK(value >= 0 AND value <= 3000000)",
        "An odometer reading lies between 0 and 3 000 000 km: check the number.",
    )
    _vehicle_date_idx = models.Index("(vehicle_id, date DESC, id DESC)")
