from odoo import api, fields, models
from odoo.exceptions import ValidationError

from .dealer_inbox_touch import TOUCH_DAYS, TOUCH_DAYS_KEY


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    dealer_touch_days = fields.Char(
        string="One lead for (days)",
        config_parameter=TOUCH_DAYS_KEY,
        default=str(TOUCH_DAYS),
        help="For so many days a customer who asks at another portal, too, stays one "
        "lead. 0: each portal makes a lead of its own.",
    )

    @api.constrains("dealer_touch_days")
    def _check_dealer_touch_days(self):
        for settings in self:
            text = (settings.dealer_touch_days or "").strip()
            if not text.isdecimal() or int(text) > 365:
                raise ValidationError(
                    self.env._(
                        "Enter for how many days a customer stays one lead: 0 to 365."
                    )
                )
