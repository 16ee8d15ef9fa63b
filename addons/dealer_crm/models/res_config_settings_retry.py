from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..tools import next_try
from .dealer_today_result import RETRY_KEY


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    dealer_retry_days = fields.Char(
        string="Days Between Tries",
        config_parameter=RETRY_KEY,
        default=", ".join(map(str, next_try.DEFAULT_DAYS)),
    )

    @api.constrains("dealer_retry_days")
    def _check_dealer_retry_days(self):
        for settings in self:
            text = settings.dealer_retry_days or ""
            given = [part.strip() for part in text.replace(";", ",").split(",")]
            if text and ", ".join(map(str, next_try.read_days(text))) != ", ".join(
                str(int(part)) if part.isdecimal() else part for part in given if part
            ):
                raise ValidationError(
                    self.env._(
                        "Enter whole days separated by commas, each at most 365: "
                        "1, 2, 4"
                    )
                )
