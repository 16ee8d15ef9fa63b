from odoo import api, fields, models
from odoo.exceptions import ValidationError

# Name of the parameter and default: percent, days, units of the currency.
MARGIN = ("dealer_crm.appraisal_margin", 10)
DAYS = ("dealer_crm.appraisal_days", 7)
STEP = ("dealer_crm.appraisal_step", 100)


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    dealer_appraisal_margin = fields.Char(
        string="Wanted Margin (%)",
        config_parameter=MARGIN[0],
        default=str(MARGIN[1]),
    )
    dealer_appraisal_days = fields.Char(
        string="Offer Valid for (days)", config_parameter=DAYS[0], default=str(DAYS[1])
    )
    dealer_appraisal_step = fields.Char(
        string="Round Offers Down to", config_parameter=STEP[0], default=str(STEP[1])
    )

    @api.constrains(
        "dealer_appraisal_margin", "dealer_appraisal_days", "dealer_appraisal_step"
    )
    def _check_dealer_appraisal(self):
        ranges = {
            "dealer_appraisal_margin": (0, 100),
            "dealer_appraisal_days": (1, 365),
            "dealer_appraisal_step": (0, 1_000_000),
        }
        for settings in self:
            for name, (low, high) in ranges.items():
                text = (settings[name] or "").strip()
                if not (text.isdecimal() and low <= int(text) <= high):
                    raise ValidationError(
                        self.env._(
                            "%(label)s: enter a whole number from %(low)s to %(high)s.",
                            label=self._fields[name]._description_string(self.env),
                            low=low,
                            high=high,
                        )
                    )
