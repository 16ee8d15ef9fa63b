from odoo import fields, models

from ..tools.states import OPEN as OPEN_STATES


class ResPartner(models.Model):
    _inherit = "res.partner"

    dealer_service_order_ids = fields.One2many(
        comodel_name="dealer.service.order",
        inverse_name="partner_id",
        string="Service Orders",
    )
    dealer_service_order_count = fields.Integer(
        string="Service Order Count", compute="_compute_dealer_service_order_count"
    )

    def _compute_dealer_service_order_count(self):
        groups = self.env["dealer.service.order"]._read_group(
            [("partner_id", "in", self.ids)], ["partner_id"], ["__count"]
        )
        counts = {partner.id: count for partner, count in groups}
        for partner in self:
            partner.dealer_service_order_count = counts.get(partner.id, 0)

    def action_dealer_service_orders(self):
        """Open the service orders of the person, of all his cars.

        :return: window action
        """
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "dealer_service.dealer_service_order_action"
        )
        action["domain"] = [("partner_id", "=", self.id)]
        action["context"] = {"default_partner_id": self.id}
        return action

    def _get_dealer_own_vehicles(self):
        """The cars which somebody may bring and read about: as owner, driver or payer,
        himself or his company.

        :return: dealer.vehicle in sudo
        """
        people = self | self.commercial_partner_id
        # sudo: portal users have no right to vehicles; these are their own.
        periods = (
            self.env["dealer.vehicle.ownership"]
            .sudo()
            .search([("partner_id", "in", people.ids)])
        )
        return periods.filtered("is_current").vehicle_id

    def _get_dealer_card_facts(self):
        facts = super()._get_dealer_card_facts()
        orders = self.env["dealer.service.order"]
        if not orders.has_access("read"):
            return facts
        labels = dict(orders._fields["state"]._description_selection(self.env))
        for order in orders.search_fetch(
            [("partner_id", "in", self.ids), ("state", "in", OPEN_STATES)],
            ["partner_id", "name", "state"],
        ):
            fact = {
                "icon": "fa-wrench",
                "text": f"{order.name}: {labels[order.state]}",
                "tone": "success" if order.state == "ready" else "warning",
            }
            facts.setdefault(order.partner_id, []).append(fact)
        return facts

    def _get_dealer_card_actions(self, partner, vehicle):
        actions = super()._get_dealer_card_actions(partner, vehicle)
        if vehicle and self.env["dealer.service.order"].has_access("create"):
            customer = {"default_partner_id": partner.id} if partner else {}
            actions.append(
                {
                    "name": "service",
                    "label": self.env._("New Service Order"),
                    "icon": "fa-wrench",
                    "action": self._prepare_dealer_form(
                        "dealer.service.order",
                        default_vehicle_id=vehicle.id,
                        **customer,
                    ),
                }
            )
        if vehicle and self.env["dealer.service.appointment"].has_access("create"):
            actions.append(
                {
                    "name": "workshop",
                    "label": self.env._("Book Workshop"),
                    "icon": "fa-calendar",
                    "action": {
                        "type": "ir.actions.act_window",
                        "name": self.env._("Find a Time"),
                        "res_model": "dealer.service.slot",
                        "views": [[False, "form"]],
                        "target": "new",
                        "context": {"default_vehicle_id": vehicle.id},
                    },
                }
            )
        return actions
