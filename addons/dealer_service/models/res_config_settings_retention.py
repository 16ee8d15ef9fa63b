from odoo import api, fields, models
from odoo.exceptions import ValidationError

from .dealer_retention_engine import KEYS


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    dealer_retention_usual_months = fields.Integer(
        string="Usual Interval (months)",
        config_parameter=KEYS["usual"][0],
        default=KEYS["usual"][1],
        help="For cars without a maintenance plan.",
    )
    dealer_retention_risk_months = fields.Integer(
        string="At Risk after (months)",
        config_parameter=KEYS["risk"][0],
        default=KEYS["risk"][1],
        help="After the day on which the car is expected again.",
    )
    dealer_retention_lost_months = fields.Integer(
        string="Lost after (months)",
        config_parameter=KEYS["lost"][0],
        default=KEYS["lost"][1],
        help="After the day on which the car is expected again.",
    )

    @api.constrains(
        "dealer_retention_usual_months",
        "dealer_retention_risk_months",
        "dealer_retention_lost_months",
    )
    def _check_dealer_retention(self):
        for settings in self:
            risk = settings.dealer_retention_risk_months
            lost = settings.dealer_retention_lost_months
            if (
                not 1 <= settings.dealer_retention_usual_months <= 120
                or not 1 <= risk < lost <= 120
            ):
                raise ValidationError(
                    self.env._(
                        "Retention: enter months from 1 to 120, and more months until "
                        "a car is lost than until it is at risk."
                    )
                )

    def action_dealer_set_up_departments(self):
        """Give the showroom its departments, or take in accounts made since.

        :return: window action which opens the accounts of the departments
        """
        self.company_id.check_access("write")
        self.company_id._set_up_dealer_departments()
        accounts = self.env["account.analytic.account"].search(
            [
                ("company_id", "=", self.company_id.id),
                ("dealer_department", "!=", False),
            ]
        )
        return accounts._get_records_action(name=self.env._("Departments"))
