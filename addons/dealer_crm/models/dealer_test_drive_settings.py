from odoo import api, fields, models
from odoo.exceptions import ValidationError

# Name of the parameter, minutes.
MINUTES = ("dealer_crm.test_drive_minutes", 45)
BUFFER = ("dealer_crm.test_drive_buffer", 15)
# Hours.
REMIND = ("dealer_crm.test_drive_remind", 24)


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

    dealer_test_drive_remind = fields.Char(
        string="Remind the Customer (hours before)",
        config_parameter=REMIND[0],
        default=str(REMIND[1]),
        help="By e-mail, or by SMS when there is no address. 0: never.",
    )

    @api.constrains(
        "dealer_test_drive_minutes",
        "dealer_test_drive_buffer",
        "dealer_test_drive_remind",
    )
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
            hours = (settings.dealer_test_drive_remind or "").strip()
            if not (hours.isdecimal() and int(hours) <= 168):
                raise ValidationError(
                    self.env._("Remind 0 to 168 hours before: enter a number.")
                )
