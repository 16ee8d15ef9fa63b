"""What appointments mean for reminders, orders, people and the time line."""

from odoo import api, fields, models
from odoo.tools import SQL

from odoo.addons.dealer_crm.tools import timeline
from odoo.addons.dealer_crm.tools.privacy import Policy


class DealerServiceReminderRule(models.Model):
    _inherit = "dealer.service.reminder.rule"

    @api.model
    def _get_open_condition(self):
        self.env["dealer.service.appointment"].flush_model(["state", "vehicle_id"])
        return SQL(
            """
            %s AND NOT EXISTS (SELECT FROM dealer_service_appointment booked
                                WHERE booked.vehicle_id = vehicle.id
                                  AND booked.state IN ('booked', 'waiting'))
            """,
            super()._get_open_condition(),
        )


class DealerVehicle(models.Model):
    _inherit = "dealer.vehicle"

    appointment_ids = fields.One2many(
        comodel_name="dealer.service.appointment",
        inverse_name="vehicle_id",
        string="Appointments",
    )

    def action_new_appointment(self):
        """Look for a free time for the vehicle.

        :return: window action of the dialogue
        """
        self.ensure_one()
        search = self.env["dealer.service.slot"].create({"vehicle_id": self.id})
        return search.action_search()


class DealerTimeline(models.Model):
    _inherit = "dealer.timeline"

    @api.model
    def _get_parts(self):
        return [
            *super()._get_parts(),
            timeline.Part(
                33,
                "service",
                "dealer.service.appointment",
                domain=[("start", "!=", False), ("state", "in", ("booked", "no_show"))],
                date="start",
                title=("vehicle_id.license_plate", "reason"),
                user="advisor_id",
            ),
        ]


class DealerPrivacy(models.AbstractModel):
    _inherit = "dealer.privacy"

    @api.model
    def _get_policies(self):
        return {
            **super()._get_policies(),
            "dealer.service.appointment": Policy(
                "erase",
                has="all",
                erase={"reason": None},
                mentions=("reason",),
                note=self.env._("The times stay: the show rate is counted from them."),
                show=("start", "vehicle_id", "reason", "state"),
            ),
            "dealer.service.slot": Policy("delete", links=(), mentions=("reason",)),
            "dealer.service.resource": Policy("none", links=(), kept=("name",)),
        }

    @api.model
    def _get_erasure_obstacles(self, people):
        obstacles = super()._get_erasure_obstacles(people)
        appointments = self._all("dealer.service.appointment").search(
            [("partner_id", "in", people.ids), ("state", "in", ("booked", "waiting"))]
        )
        if appointments:
            text = self.env._("Cancel the appointments first.")
            obstacles.append(self._prepare_obstacle(text, appointments))
        return obstacles
