from odoo import api, fields, models

PER_YEAR = 15000
MAX_PER_YEAR = 100000


class DealerVehicle(models.Model):
    _inherit = "dealer.vehicle"

    odometer_predicted = fields.Integer(
        string="Odometer Today (km)",
        compute="_compute_odometer_predicted",
        aggregator=None,
        help="What the odometer should show today, from the readings of the last 24 "
        "months.",
    )
    odometer_confidence = fields.Selection(
        selection=[("high", "High"), ("medium", "Medium"), ("low", "Low")],
        string="Confidence",
        compute="_compute_odometer_predicted",
    )
    odometer_per_year = fields.Integer(
        string="Kilometres a Year",
        compute="_compute_odometer_predicted",
        aggregator=None,
    )

    @api.depends("odometer_ids.value", "odometer_ids.date", "odometer_ids.reason")
    def _compute_odometer_predicted(self):
        per_year, most = self._get_odometer_settings()
        today = fields.Date.context_today(self)
        for vehicle in self:
            found = vehicle.odometer_ids._predict(today, per_year, most)
            vehicle.odometer_predicted = found.km if found else 0
            vehicle.odometer_per_year = found.per_year if found else 0
            vehicle.odometer_confidence = found.confidence if found else False

    @api.model
    def _get_odometer_settings(self):
        """Kilometres a year: default, and the most which is believed.

        :return: tuple of two whole numbers
        """
        # sudo: settings which everybody's figures rest on.
        params = self.env["ir.config_parameter"].sudo()
        return (
            int(params.get_param("dealer_crm.odometer_per_year") or PER_YEAR),
            int(params.get_param("dealer_crm.odometer_max_per_year") or MAX_PER_YEAR),
        )

    def _get_odometer_falls(self):
        """Readings which are lower than the one before.

        :return: list of tuples (reading before, lower reading)
        """
        return [pair for vehicle in self for pair in vehicle.odometer_ids._find_falls()]

    def action_odometer_curve(self):
        """Show the readings of the vehicle as a curve.

        :return: window action
        """
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "dealer_crm.dealer_vehicle_odometer_action"
        )
        action["domain"] = [("vehicle_id", "=", self.id)]
        action["display_name"] = self.env._(
            "Odometer of %(name)s", name=self.display_name
        )
        return action
