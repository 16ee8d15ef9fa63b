"""The card desk knows the cars: recalls, maintenance, work not done yet."""

from odoo import api, fields, models
from odoo.tools import format_date

# So much declined work is offered at once.
MAX_DECLINED = 3


class DealerLoyaltyDesk(models.AbstractModel):
    _inherit = "dealer.loyalty.desk"

    @api.model
    def _get_notices(self, partner, card, cars):
        """Open recalls come first, then the workshop's next visit."""
        vehicles = self.env["dealer.vehicle"].union(*cars)
        return [
            *self._get_recall_notices(vehicles),
            *self._get_service_notices(vehicles),
            *super()._get_notices(partner, card, cars),
        ]

    @api.model
    def _get_recall_notices(self, vehicles):
        return [
            {
                "icon": "fa-exclamation-circle",
                "tone": "danger",
                "text": self.env._(
                    "Open recall of %(car)s: %(recalls)s",
                    car=vehicle.display_name,
                    recalls=vehicle.open_recalls,
                ),
            }
            for vehicle in vehicles
            if vehicle.open_recalls
        ]

    @api.model
    def _get_service_notices(self, vehicles):
        """The appointment in the workshop, else maintenance due within 30 days."""
        booked = self._get_booked(vehicles)
        notices = []
        for vehicle in vehicles:
            if start := booked.get(vehicle.id):
                notices.append(self._prepare_booked_notice(vehicle, start))
            elif vehicle.service_due_state in ("overdue", "soon"):
                notices.append(self._prepare_due_notice(vehicle))
        return notices

    @api.model
    def _prepare_booked_notice(self, vehicle, day):
        """A notice of the desk: the car is booked already.

        :param vehicle: dealer.vehicle
        :param date day: of the appointment
        :return: dict
        """
        return {
            "icon": "fa-calendar-check-o",
            "tone": "info",
            "text": self.env._(
                "%(car)s is booked into the workshop for %(date)s",
                car=vehicle.display_name,
                date=format_date(self.env, day),
            ),
        }

    @api.model
    def _prepare_due_notice(self, vehicle):
        """A notice of the desk: service is due or was.

        :param vehicle: dealer.vehicle
        :return: dict
        """
        values = {
            "car": vehicle.display_name,
            "date": format_date(self.env, vehicle.next_service_date),
        }
        if vehicle.service_due_state == "overdue":
            text = self.env._("The service of %(car)s was due on %(date)s", **values)
            return {"icon": "fa-wrench", "tone": "warning", "text": text}
        text = self.env._("The service of %(car)s is due on %(date)s", **values)
        return {"icon": "fa-wrench", "tone": "info", "text": text}

    @api.model
    def _get_booked(self, vehicles):
        """Day of the next appointment of each vehicle which has one.

        :return: dict vehicle id -> date in the time of the user
        """
        # sudo: that it is booked, whatever showroom; no details.
        groups = (
            self.env["dealer.service.appointment"]
            .sudo()
            ._read_group(
                [
                    ("vehicle_id", "in", vehicles.ids),
                    ("state", "=", "booked"),
                    ("start", ">=", fields.Datetime.now()),
                ],
                ["vehicle_id"],
                ["start:min"],
            )
        )
        return {
            vehicle.id: fields.Datetime.context_timestamp(self, start).date()
            for vehicle, start in groups
        }

    @api.model
    def _get_offers(self, partner, card):
        """Work which was declined or put off, for people who may read orders."""
        offers = super()._get_offers(partner, card)
        lines = self.env["dealer.service.line"]
        if not lines.has_access("read"):
            return offers
        cars = partner._get_dealer_card_cars().get(partner, [])
        vehicles = self.env["dealer.vehicle"].union(*cars)
        return offers + [
            {
                "key": f"declined-{line.id}",
                "icon": "fa-wrench",
                "text": self.env._("Not done last time: %(work)s", work=line.name),
                "points": "",
            }
            for line in vehicles._get_declined_lines()[:MAX_DECLINED]
        ]

    # === REDEEM === #

    @api.model
    def _prepare_choice(self, order, rewards, card):
        """An order of the workshop is known by its number there and by its car."""
        choice = super()._prepare_choice(order, rewards, card)
        if order and (service := order.dealer_service_order_id):
            choice["name"] = f"{service.name}, {service.vehicle_id.display_name}"
        return choice
