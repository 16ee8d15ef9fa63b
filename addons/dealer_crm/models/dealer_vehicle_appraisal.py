from odoo import api, fields, models


class DealerVehicle(models.Model):
    _inherit = "dealer.vehicle"

    appraisal_ids = fields.One2many(
        comodel_name="dealer.appraisal",
        inverse_name="vehicle_id",
        string="Appraisals",
        groups="dealer_crm.group_dealer_user",
    )
    appraisal_count = fields.Integer(
        string="Number of Appraisals",
        compute="_compute_appraisal_count",
        groups="dealer_crm.group_dealer_user",
    )

    @api.depends("appraisal_ids")
    def _compute_appraisal_count(self):
        groups = self.env["dealer.appraisal"]._read_group(
            [("vehicle_id", "in", self.ids)], ["vehicle_id"], ["__count"]
        )
        counts = {vehicle.id: count for vehicle, count in groups}
        for vehicle in self:
            vehicle.appraisal_count = counts.get(vehicle.id, 0)

    def action_view_appraisals(self):
        """Open the appraisals of the car: its history of values.

        :return: window action
        """
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "dealer_crm.dealer_appraisal_action"
        )
        action["domain"] = [("vehicle_id", "=", self.id)]
        action["context"] = {"default_vehicle_id": self.id}
        return action


class DealerVehicleOdometer(models.Model):
    _inherit = "dealer.vehicle.odometer"

    source = fields.Selection(
        selection_add=[("appraisal", "Trade-in appraisal"), ("import",)],
        ondelete={"appraisal": "set default"},
    )
