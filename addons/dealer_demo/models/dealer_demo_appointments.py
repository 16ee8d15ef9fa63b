"""The workshop's days: bays, technicians, loan cars, booked times, a recall."""

from datetime import datetime, time, timedelta

from odoo import Command, models

from odoo.addons.dealer_service.tools import recall

from ..tools.house import SHOWROOMS
from .dealer_demo_leads import SILENT

# Name, skills by the last part of the xml id, "" is all.
BAYS = (
    ("Bay 1", ""),
    ("Bay 2", ""),
    ("Bay 3: diagnosis", "diagnosis"),
    ("Tyres", "tyres"),
)
TECHNICIANS = (
    ("Sergei Mikhailov", "maintenance repair"),
    ("Ruslan Gareev", "maintenance tyres"),
    ("Anton Belov", "diagnosis repair"),
    ("Liu Jun", ""),
)
REASONS = (
    ("maintenance", "Service by the book"),
    ("repair", "Brakes squeak in the morning"),
    ("diagnosis", "Engine lamp is on"),
    ("tyres", "Summer tyres, the wheels are in the boot"),
    ("maintenance", "Service before the holidays, loan car if possible"),
    ("repair", "Knocks in front on bumps"),
)
DAYS = 10
PER_DAY = 6


class DealerDemo(models.AbstractModel):
    _inherit = "dealer.demo"

    def _get_stages(self):
        return [
            *super()._get_stages(),
            ("bays", "bays and technicians", self._make_bays),
            ("appointments", "appointments", self._make_appointments),
            ("recalls", "recalls", self._make_recalls),
        ]

    def _make_bays(self, house):
        companies = self._get_companies()
        demo_cars = self.env["dealer.vehicle"].search(
            [("state", "=", "demo")], order="id"
        )
        values = []
        for showroom in SHOWROOMS:
            company = companies[showroom.area]
            values += [
                self._prepare_resource_vals("bay", *bay, company) for bay in BAYS
            ]
            values += [
                self._prepare_resource_vals("technician", *person, company)
                for person in TECHNICIANS
            ]
            car = demo_cars.filtered(lambda car, own=company: car.company_id == own)[:1]
            loan = self._prepare_resource_vals("loan", "Loan car", "", company)
            values.append({**loan, "vehicle_id": car.id})
        resources = self.env["dealer.service.resource"].create(values)
        first = resources.filtered(lambda one: one.kind == "technician")[:1]
        first.user_id = self._get_user("technician1")

    def _prepare_resource_vals(self, kind, name, skills, company):
        """Values of a bay, a technician or a loan car.

        :param str skills: last parts of the xml ids of the skills
        """
        found = [
            self.env.ref(f"dealer_service.skill_{skill}").id for skill in skills.split()
        ]
        return {
            "kind": kind,
            "name": name,
            "company_id": company.id,
            "resource_calendar_id": company.resource_calendar_id.id,
            "skill_ids": [Command.set(found)],
        }

    def _make_appointments(self, house):
        """Held and missed ones of the last days, booked ones of the next."""
        rng = house.random("appointments")
        for showroom in SHOWROOMS:
            company = self._get_companies()[showroom.area]
            cars = self.env["dealer.vehicle"].search(
                [
                    ("owner_id", "!=", False),
                    ("owner_id.company_id", "in", (False, company.id)),
                    ("state", "=", "customer"),
                ],
                order="next_service_date, id",
                limit=DAYS * PER_DAY * 3,
            )
            rng_cars = rng.sample(cars.ids, min(len(cars), DAYS * PER_DAY))
            self._make_days(house, company, rng_cars, rng)

    def _make_days(self, house, company, car_ids, rng):
        appointments = self.env["dealer.service.appointment"].with_context(**SILENT)
        bays, people, loans = (
            self.env["dealer.service.resource"].search(
                [("company_id", "=", company.id), ("kind", "=", kind)], order="id"
            )
            for kind in ("bay", "technician", "loan")
        )
        values = []
        for number, car_id in enumerate(car_ids):
            day = house.today + timedelta(days=number // PER_DAY - DAYS // 2)
            if day.weekday() > 4:
                continue
            skill, reason = rng.choice(REASONS)
            start = datetime.combine(day, time(6 + 2 * (number % 2)))
            # Each technician stays with a bay: nobody is needed in two at once.
            place = number % PER_DAY // 2 % len(bays)
            lends = "loan car" in reason and number % PER_DAY == 0
            values.append(
                {
                    "company_id": company.id,
                    "vehicle_id": car_id,
                    "skill_id": self.env.ref(f"dealer_service.skill_{skill}").id,
                    "reason": reason,
                    "start": start + timedelta(hours=number % PER_DAY // 3 * 4),
                    "stop": start + timedelta(hours=number % PER_DAY // 3 * 4 + 2),
                    "bay_id": bays[place].id,
                    "technician_id": people[place % len(people)].id,
                    "loan_wanted": "loan car" in reason,
                    "loan_id": lends and loans[:1].id,
                    "state": self._get_appointment_state(day, house.today, rng),
                    "source": rng.choice(("desk", "desk", "online", "reminder")),
                    "advisor_id": False,
                }
            )
        waiting = [
            {
                **row,
                **dict.fromkeys(("start", "stop", "bay_id"), False),
                **dict.fromkeys(("technician_id", "loan_id"), False),
                "state": "waiting",
            }
            for row in values[:2]
        ]
        appointments.create(values + waiting)

    def _get_appointment_state(self, day, today, rng):
        if day > today:
            return "booked"
        return rng.choice(("arrived",) * 7 + ("no_show", "cancelled"))

    def _make_recalls(self, house):
        """One recall of the most frequent model here, a part of it done."""
        rng = house.random("recalls")
        ((model, _count),) = self.env["dealer.vehicle"]._read_group(
            [("state", "=", "customer"), ("vin_status", "=", "ok")],
            ["model_id"],
            ["__count"],
            order="__count DESC, model_id",
            limit=1,
        )
        cars = self.env["dealer.vehicle"].search(
            [("model_id", "=", model.id), ("vin_key", "!=", False)], order="id"
        )
        product = self._get_product_model().create(
            {"name": "Recall: tighten seat belt bolts", "type": "service"}
        )
        campaign = self.env["dealer.recall"].create(
            {
                "name": f"R/{house.today.year}/017",
                "title": "Seat belt bolts may be loose",
                "brand_id": model.brand_id.id,
                "date": house.today - timedelta(days=90),
                "product_id": product.id,
                "hours": 0.5,
                "defect": "The bolts of the rear seat belts may not be tightened.",
                "remedy": "Check the bolts and tighten them.",
            }
        )
        patterns, _unread = recall.parse_list("\n".join(cars.mapped("vin_key")))
        campaign._add_patterns(patterns)
        for row in campaign.vehicle_ids:
            if rng.random() < 0.4:
                row.write(
                    {
                        "state": "done",
                        "done_at": house.today - timedelta(days=rng.randint(1, 80)),
                    }
                )
