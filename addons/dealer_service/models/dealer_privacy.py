"""Service orders of a person who wants to know, or to be forgotten."""

from odoo import api, models

from odoo.addons.dealer_crm.tools.privacy import Policy

from .dealer_service_order import OPEN_STATES


class DealerPrivacy(models.AbstractModel):
    _inherit = "dealer.privacy"

    @api.model
    def _get_policies(self):
        return {
            **super()._get_policies(),
            "dealer.service.order": Policy(
                "erase",
                has="all",
                erase={"concern": None},
                kept=("name", "history_source"),
                note=self.env._(
                    "Work, parts, dates and mileage stay: they are the car's history."
                ),
                show=("name", "date", "vehicle_id", "odometer", "concern", "state"),
            ),
            "dealer.service.line": Policy(
                "none",
                links=("order_id.partner_id",),
                mentions=("name",),
                show=("order_id", "kind", "name", "quantity"),
            ),
        }

    @api.model
    def _get_erasure_obstacles(self, people):
        obstacles = super()._get_erasure_obstacles(people)
        orders = self._all("dealer.service.order").search(
            [("partner_id", "in", people.ids), ("state", "in", OPEN_STATES)]
        )
        if orders:
            text = self.env._("Deliver or cancel the open service orders first.")
            obstacles.append(self._prepare_obstacle(text, orders))
        return obstacles
