from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    dealer_first = fields.Selection(
        selection=[
            ("centre", "Campaigns of the whole group"),
            ("home", "The showroom of the customer's region"),
        ],
        string="Who Invites First",
        config_parameter="dealer_marketing.first",
        default="centre",
        help="When both want to invite the same customer and neither has written yet.",
    )
