from odoo import api, fields, models


class DealerVehicle(models.Model):
    _inherit = "dealer.vehicle"

    test_drive_ids = fields.One2many(
        comodel_name="dealer.test.drive",
        inverse_name="vehicle_id",
        string="Test Drives",
        groups="dealer_crm.group_dealer_user",
    )
    test_drive_count = fields.Integer(
        string="Number of Test Drives",
        compute="_compute_test_drive_count",
        groups="dealer_crm.group_dealer_user",
    )

    @api.depends("test_drive_ids")
    def _compute_test_drive_count(self):
        groups = self.env["dealer.test.drive"]._read_group(
            [("vehicle_id", "in", self.ids)], ["vehicle_id"], ["__count"]
        )
        counts = {vehicle.id: count for vehicle, count in groups}
        for vehicle in self:
            vehicle.test_drive_count = counts.get(vehicle.id, 0)

    def action_view_test_drives(self):
        """Open the test drives with the car.

        :return: window action
        """
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "dealer_crm.dealer_test_drive_action"
        )
        action["domain"] = [("vehicle_id", "=", self.id)]
        action["context"] = {"default_vehicle_id": self.id}
        return action
