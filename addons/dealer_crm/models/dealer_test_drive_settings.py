from odoo import api, fields, models
from odoo.exceptions import ValidationError

# Name of the parameter, minutes.
MINUTES = ("dealer_crm.test_drive_minutes", 45)
BUFFER = ("dealer_crm.test_drive_buffer", 15)


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    dealer_test_drive_minutes = fields.Char(
        string="Lasts (minutes)", config_parameter=MINUTES[0], default=str(MINUTES[1])
    )
    dealer_test_drive_buffer = fields.Char(
        string="Pause after it (minutes)",
        config_parameter=BUFFER[0],
        default=str(BUFFER[1]),
        help="Time to clean and park the car before the next customer.",
    )

    @api.constrains("dealer_test_drive_minutes", "dealer_test_drive_buffer")
    def _check_dealer_test_drive(self):
        for settings in self:
            lasts = (settings.dealer_test_drive_minutes or "").strip()
            pause = (settings.dealer_test_drive_buffer or "").strip()
            if not (lasts.isdecimal() and 5 <= int(lasts) <= 1440):
                raise ValidationError(
                    self.env._("A test drive lasts 5 to 1440 minutes: enter a number.")
                )
            if not (pause.isdecimal() and int(pause) <= 1440):
                raise ValidationError(
                    self.env._("The pause is 0 to 1440 minutes: enter a number.")
                )
