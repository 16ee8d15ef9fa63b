from odoo import fields, models

from .crm_lead_level import GAPS


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    dealer_level_days_h = fields.Integer(
        string="Level H", config_parameter="dealer_crm.level_days_h", default=GAPS["h"]
    )
    dealer_level_days_a = fields.Integer(
        string="Level A", config_parameter="dealer_crm.level_days_a", default=GAPS["a"]
    )
    dealer_level_days_b = fields.Integer(
        string="Level B", config_parameter="dealer_crm.level_days_b", default=GAPS["b"]
    )
    dealer_level_days_c = fields.Integer(
        string="Level C", config_parameter="dealer_crm.level_days_c", default=GAPS["c"]
    )
