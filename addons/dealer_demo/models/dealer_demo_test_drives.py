"""Test drives: held by those who came far, planned by those on their way."""

from datetime import datetime, time, timedelta

from odoo import models

from .dealer_demo_leads import SILENT

HELD = ("Test drive", "Proposal", "Negotiation", "Sold", "Delivered")
PLANNED = ("Appointment set", "Visit")
OUTCOMES = ("offer", "offer", "thinking", "other")


class DealerDemo(models.AbstractModel):
    _inherit = "dealer.demo"

    def _get_stages(self):
        return [
            *super()._get_stages(),
            ("test_drives", "test drives", self._make_test_drives),
        ]

    def _make_test_drives(self, house):
        rng = house.random("test drives")
        leads = self.env["crm.lead"].search(
            [("user_id", "!=", False), ("partner_id", "!=", False)], order="id"
        )
        held = leads.filtered(lambda lead: lead.stage_id.name in HELD)
        planned = leads.filtered(lambda lead: lead.stage_id.name in PLANNED)
        cars = self.env["dealer.vehicle"].search([("state", "=", "demo")], order="id")
        values = []
        for lead in held:
            car = self._choose_car(cars, lead, rng)
            if car and rng.random() < 0.8:
                values.append(self._prepare_held_drive(house, lead, car, rng))
        slots = {}
        for lead in planned[::2]:
            car = self._choose_car(cars, lead, rng)
            if car:
                slots[car] = number = slots.get(car, -1) + 1
                values.append(self._prepare_planned_drive(house, lead, car, number))
        self.env["dealer.test.drive"].with_context(**SILENT).create(values)

    def _choose_car(self, cars, lead, rng):
        own = cars.filtered(lambda car: car.company_id == lead.company_id)
        wanted = own.filtered(lambda car: car.model_id == lead.dealer_wish_model_id)
        return rng.choice(wanted or own) if own else own

    def _prepare_held_drive(self, house, lead, car, rng):
        since = (house.today - lead.create_date.date()).days
        day = house.today - timedelta(days=rng.randint(0, max(0, since)))
        start = datetime.combine(day, time(rng.randint(7, 14), rng.choice((0, 30))))
        distance = rng.randint(9, 28)
        return {
            **self._prepare_drive(lead, car, start),
            "state": "done",
            "licence_number": f"{rng.randint(10, 99)} {rng.randint(10**7, 10**8 - 1)}",
            "licence_category": "B",
            "licence_valid_until": house.today + timedelta(days=rng.randint(90, 3000)),
            "odometer_out": car.odometer,
            "odometer_in": car.odometer + distance,
            "outcome": rng.choice(OUTCOMES),
            "liking": str(rng.randint(3, 5)),
        }

    def _prepare_planned_drive(self, house, lead, car, number):
        day = house.today + timedelta(days=1 + number // 3)
        start = datetime.combine(day, time(8 + 2 * (number % 3)))
        return self._prepare_drive(lead, car, start)

    def _prepare_drive(self, lead, car, start):
        return {
            "lead_id": lead.id,
            "partner_id": lead.partner_id.id,
            "company_id": lead.company_id.id,
            "user_id": lead.user_id.id,
            "vehicle_id": car.id,
            "start": start,
        }
