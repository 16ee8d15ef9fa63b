from odoo import fields, models

from .dealer_vehicle_mileage import MAX_PER_YEAR, PER_YEAR


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    dealer_odometer_per_year = fields.Integer(
        string="Usual Mileage a Year (km)",
        config_parameter="dealer_crm.odometer_per_year",
        default=PER_YEAR,
        help="For vehicles with too few readings to tell.",
    )
    dealer_odometer_max_per_year = fields.Integer(
        string="Most Mileage a Year (km)",
        config_parameter="dealer_crm.odometer_max_per_year",
        default=MAX_PER_YEAR,
        help="More is taken for an error of a reading.",
    )
