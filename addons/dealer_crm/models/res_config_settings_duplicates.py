from odoo import api, fields, models
from odoo.exceptions import ValidationError

from .res_partner_duplicates import SHOWN, SHOWN_KEY, SURE, SURE_KEY


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    dealer_duplicates_sure = fields.Integer(
        string="Sure from",
        config_parameter=SURE_KEY,
        default=SURE,
        help="From this score on an import or a portal takes two records for one "
        "person.",
    )
    dealer_duplicates_shown = fields.Integer(
        string="Shown from",
        config_parameter=SHOWN_KEY,
        default=SHOWN,
        help="From this score on people are asked.",
    )

    @api.constrains("dealer_duplicates_sure", "dealer_duplicates_shown")
    def _check_dealer_duplicates(self):
        for settings in self:
            shown, sure = (
                settings.dealer_duplicates_shown,
                settings.dealer_duplicates_sure,
            )
            if not 0 < shown <= sure <= 100:
                raise ValidationError(
                    self.env._(
                        "Scores of duplicates go from 1 to 100, and what is sure is "
                        "shown: enter them so."
                    )
                )
