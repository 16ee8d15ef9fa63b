from odoo import api, fields, models
from odoo.exceptions import ValidationError

# Name of the parameter, value when it is not set.
SECONDS = ("dealer_crm.response_seconds", 20)
MINUTES = ("dealer_crm.response_minutes", 15)
MANAGER_MINUTES = ("dealer_crm.response_manager_minutes", 30)
PBX_ONLY = ("dealer_crm.response_pbx_only", 0)
WEEK_MINUTES = 10_080


def read_number(env, setting):
    """The number of a setting.

    :param tuple setting: name of the parameter, value when it is not set
    """
    name, default = setting
    # sudo: parameters are closed for everybody but the administrator.
    text = env["ir.config_parameter"].sudo().get_param(name)
    if text in ("True", "true"):
        return 1
    return int(text) if text and text.isdecimal() else default


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    dealer_response_seconds = fields.Char(
        string="A call counts from (seconds)",
        config_parameter=SECONDS[0],
        default=str(SECONDS[1]),
        help="Shorter calls of the telephone system are no answer to the customer.",
    )
    dealer_response_minutes = fields.Char(
        string="Tell the salesperson after (minutes)",
        config_parameter=MINUTES[0],
        default=str(MINUTES[1]),
        help="Working minutes. 0: nobody is told. An intake source may have its own.",
    )
    dealer_response_manager_minutes = fields.Char(
        string="Tell the manager after (minutes)",
        config_parameter=MANAGER_MINUTES[0],
        default=str(MANAGER_MINUTES[1]),
    )
    dealer_response_pbx_only = fields.Boolean(
        string="Only Calls of the Telephone System",
        config_parameter=PBX_ONLY[0],
        help="Calls which people enter by hand do not stop the clock.",
    )

    @api.constrains(
        "dealer_response_seconds",
        "dealer_response_minutes",
        "dealer_response_manager_minutes",
    )
    def _check_dealer_response(self):
        for settings in self:
            seconds = (settings.dealer_response_seconds or "").strip()
            if not seconds.isdecimal() or int(seconds) > 600:
                raise ValidationError(
                    self.env._("Enter from how many seconds a call counts: 0 to 600.")
                )
            for text in (
                settings.dealer_response_minutes,
                settings.dealer_response_manager_minutes,
            ):
                text = (text or "").strip()
                if not text.isdecimal() or int(text) > WEEK_MINUTES:
                    raise ValidationError(
                        self.env._(
                            "Enter after how many working minutes somebody is told: "
                            "0 to 10080."
                        )
                    )
