"""Open recalls where a car is met: on the vehicle, at booking, at check-in."""

from odoo import api, fields, models

from odoo.addons.dealer_crm.tools.privacy import Policy


class DealerVehicle(models.Model):
    _inherit = "dealer.vehicle"

    recall_ids = fields.One2many(
        comodel_name="dealer.recall.vehicle", inverse_name="vehicle_id"
    )
    open_recalls = fields.Char(compute="_compute_open_recalls")

    @api.depends("recall_ids.state")
    def _compute_open_recalls(self):
        rows = self.env["dealer.recall.vehicle"].search(
            [
                ("vehicle_id", "in", self.ids),
                ("state", "=", "open"),
                ("recall_id.active", "=", True),
            ]
        )
        by_vehicle = rows.grouped("vehicle_id")
        for vehicle in self:
            found = by_vehicle.get(vehicle._origin, rows.browse())
            vehicle.open_recalls = "; ".join(found.recall_id.mapped("display_name"))

    @api.model_create_multi
    def create(self, vals_list):
        vehicles = super().create(vals_list)
        vehicles.filtered("vin_key")._find_recalls()
        return vehicles

    def write(self, vals):
        result = super().write(vals)
        if {"vin", "model_id"} & set(vals):
            self._find_recalls()
        return result

    def _find_recalls(self):
        # sudo: whoever enters a car, the recalls of its VIN are found.
        recalls = self.env["dealer.recall"].sudo()
        running = [("active", "=", True)]
        if self and recalls.search_count(running, limit=1):
            recalls.search(running)._match(self)

    def action_recalls(self):
        """Open the recalls of the vehicle.

        :return: window action
        """
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "dealer_service.dealer_recall_vehicle_action"
        )
        return {**action, "domain": [("vehicle_id", "=", self.id)], "context": {}}


class DealerServiceAppointment(models.Model):
    _inherit = "dealer.service.appointment"

    open_recalls = fields.Char(related="vehicle_id.open_recalls")


class DealerServiceOrder(models.Model):
    _inherit = "dealer.service.order"

    open_recalls = fields.Char(related="vehicle_id.open_recalls")

    def _update_state(self, target):
        moved = super()._update_state(target)
        moved._close_recalls(target)
        return moved

    def _close_recalls(self, target):
        """A recall is done when the order with its operation is ready.

        :param str target: new state of the orders
        """
        # sudo: technicians set orders ready and have no right to recalls.
        rows = self.env["dealer.recall.vehicle"].sudo()
        if target in ("ready", "delivered"):
            # What the customer has declined or was not asked about is not done.
            done = self.line_ids.filtered(lambda line: line.decision == "approved")
            rows = rows.search(
                [
                    ("vehicle_id", "in", self.vehicle_id.ids),
                    ("state", "=", "open"),
                    ("recall_id.product_id", "in", done.product_id.ids),
                ]
            )
            for row in rows:
                order = done.filtered(
                    lambda line, row=row: (
                        line.order_id.vehicle_id == row.vehicle_id
                        and line.product_id == row.recall_id.product_id
                    )
                ).order_id[:1]
                if order:
                    today = fields.Date.context_today(self)
                    row.write({"state": "done", "order_id": order.id, "done_at": today})
        else:
            # Back to work, or cancelled: it is not done after all.
            rows.search([("order_id", "in", self.ids)]).write(
                {"state": "open", "order_id": False, "done_at": False}
            )


class DealerPrivacy(models.AbstractModel):
    _inherit = "dealer.privacy"

    @api.model
    def _get_policies(self):
        return {
            **super()._get_policies(),
            "dealer.recall.vehicle": Policy(
                "none", links=("vehicle_id.owner_id",), show=("recall_id", "state")
            ),
        }
