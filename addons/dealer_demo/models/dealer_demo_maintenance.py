"""What is due: parts of the plans, dates of the cars, reminders of the last months."""

from datetime import timedelta

from odoo import models

from .dealer_demo import QUIET

# Operation of the seeded plans -> price, parts (code, quantity, proves it).
MAINTENANCE = {
    "oil": (3500, (("FLT-OIL", 1, True), ("OIL530", 4.5, False))),
    "cabin": (700, (("FLT-CAB", 1, True),)),
    "air": (700, (("FLT-AIR", 1, True),)),
    "plugs": (1800, (("PLUG-STD", 4, True),)),
    "brake": (2400, (("BRK-FLUID", 1, True),)),
    "coolant": (2900, (("COOLANT", 7, True),)),
    "belt": (9800, (("BELT-KIT", 1, True),)),
    "gearbox": (4200, (("ATF", 7, True),)),
    "tyres": (3200, ()),
    "battery": (900, (("BATTERY", 1, True),)),
    "inspection": (3900, ()),
}
HARD_USE = 0.06
ANSWERS = (*(False,) * 9, "book", "book", "book", "sold", "stop")


class DealerDemo(models.AbstractModel):
    _inherit = "dealer.demo"

    def _get_stages(self):
        return [
            *super()._get_stages(),
            ("maintenance", "what is due", self._make_maintenance),
            ("reminders", "reminders", self._make_reminders),
        ]

    def _make_maintenance(self, house):
        products = self._get_products()
        operations = {
            self.env.ref(f"dealer_service.product_maintenance_{name}"): parts
            for name, (_price, parts) in MAINTENANCE.items()
        }
        for product, (price, _parts) in zip(
            operations, MAINTENANCE.values(), strict=True
        ):
            product.list_price = price
        lines = self.env["dealer.maintenance.line"].search(
            [("plan_id.active", "=", True)]
        )
        self.env["dealer.maintenance.part"].create(
            [
                {
                    "line_id": line.id,
                    "product_id": products[code].id,
                    "quantity": quantity,
                    "is_proof": proof,
                }
                for line in lines
                for code, quantity, proof in operations.get(line.product_id, ())
            ]
        )
        self._make_dates(house)

    def _make_dates(self, house):
        """First registration, insurance, inspection, and who drives a taxi."""
        rng = house.random("maintenance")
        vehicles = self._get_records("dealer.vehicle", "vehicle")
        hard = self.env.ref("dealer_service.profile_hard")
        for vehicle, car in zip(vehicles, house.vehicles, strict=True):
            if car.state != "customer" or not car.first_day:
                continue
            age = (house.today - car.first_day).days
            vehicle.with_context(**QUIET).write(
                {
                    "first_registration": car.first_day,
                    "insurance_end": house.today + timedelta(365 - age % 365),
                    "inspection_date": age > 1000
                    and house.today + timedelta(rng.randint(-20, 360)),
                    "maintenance_profile_id": rng.random() < HARD_USE and hard.id,
                }
            )
        self.env["dealer.maintenance.engine"]._update(vehicles.ids, house.today)

    def _make_reminders(self, house):
        """Steps of due dates which are over: history, no letter leaves the house."""
        rng = house.random("reminders")
        rules = self.env["dealer.service.reminder.rule"].search(
            [("kind", "=", "maintenance"), ("action", "=", "email")], order="days"
        )
        vehicles = self.env["dealer.vehicle"].search(
            [("next_service_date", "<", house.today), ("owner_id", "!=", False)],
            order="id",
        )
        rows = [
            {
                "rule_id": rule.id,
                "vehicle_id": vehicle.id,
                "partner_id": vehicle.owner_id.id,
                "due_date": vehicle.next_service_date,
                "date": vehicle.next_service_date + timedelta(rule.days),
                "answer": rule == rules[-1] and rng.choice(ANSWERS),
            }
            for vehicle in vehicles
            for rule in rules
            if vehicle.next_service_date + timedelta(rule.days) < house.today
        ]
        self.env["dealer.service.reminder"].create(rows)

    def _finish(self):
        """The cars which came by SQL get their due dates, too."""
        res = super()._finish()
        engine = self.env["dealer.maintenance.engine"]
        first = 0
        while ids := engine._get_slice(first):
            engine._update(ids)
            self._commit()
            first = ids[-1]
        return res
