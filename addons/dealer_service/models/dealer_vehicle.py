from odoo import fields, models


class DealerVehicle(models.Model):
    _inherit = "dealer.vehicle"

    service_order_ids = fields.One2many(
        comodel_name="dealer.service.order",
        inverse_name="vehicle_id",
        string="Service History",
    )
    visit_ids = fields.One2many(
        comodel_name="dealer.vehicle.visit",
        inverse_name="vehicle_id",
        string="Visits",
        readonly=True,
    )
    service_order_count = fields.Integer(compute="_compute_service_order_count")

    def _compute_service_order_count(self):
        groups = self.env["dealer.service.order"]._read_group(
            [("vehicle_id", "in", self.ids)], ["vehicle_id"], ["__count"]
        )
        counts = {vehicle.id: count for vehicle, count in groups}
        for vehicle in self:
            vehicle.service_order_count = counts.get(vehicle.id, 0)

    def action_service_orders(self):
        """Open the service orders of the vehicle, newest first.

        Who may not know former owners gets the history, where they are masked.

        :return: window action
        """
        self.ensure_one()
        if not self.env["dealer.vehicle.visit"]._sees_former():
            action = self.env["ir.actions.act_window"]._for_xml_id(
                "dealer_service.dealer_vehicle_visit_action"
            )
            return {**action, "domain": [("vehicle_id", "=", self.id)]}
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "dealer_service.dealer_service_order_action"
        )
        action["domain"] = [("vehicle_id", "=", self.id)]
        action["context"] = {"default_vehicle_id": self.id}
        action["view_mode"] = "list,form,graph"
        action["views"] = [(False, "list"), (False, "form"), (False, "graph")]
        return action

    def action_add_visit(self):
        """Open the form for what another workshop did, as its papers say.

        :return: window action
        """
        self.ensure_one()
        self.env["dealer.service.order"].check_access("create")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Visit Elsewhere"),
            "res_model": "dealer.service.order",
            "view_mode": "form",
            "views": [
                (
                    self.env.ref(
                        "dealer_service.dealer_service_order_view_form_elsewhere"
                    ).id,
                    "form",
                )
            ],
            "target": "new",
            "context": {
                "default_vehicle_id": self.id,
                "default_state": "history",
                "default_advisor_id": False,
            },
        }

    def action_new_service_order(self):
        """Open the form of a new service order for the vehicle.

        :return: window action
        """
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "dealer.service.order",
            "view_mode": "form",
            "views": [(False, "form")],
            "context": {"default_vehicle_id": self.id},
        }
