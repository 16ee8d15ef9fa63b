"""What is known of people, and the calls with them."""

from datetime import date, datetime, time, timedelta

from odoo import Command, models

from .dealer_demo import QUIET

# Shares of the customers.
PROFILED = 0.4
VIP = 0.04
CALLED = 0.25
MARITAL = ("single", "couple", "couple", "divorced")
RESULTS = (
    "reached",
    "reached",
    "reached",
    "booked",
    "no_answer",
    "no_answer",
    "refused",
)


class DealerDemo(models.AbstractModel):
    _inherit = "dealer.demo"

    def _get_stages(self):
        return [
            *super()._get_stages(),
            ("profiles", "profiles of customers", self._make_profiles),
            ("calls", "calls", self._make_calls),
        ]

    def _make_profiles(self, house):
        rng = house.random("profiles")
        interests = self.env["dealer.interest"].search([])
        motives = self.env["dealer.motive"].search([])
        for partner in self._get_records("res.partner", "customer"):
            if partner.is_company or rng.random() > PROFILED:
                continue
            likes = rng.sample(interests.ids, rng.randint(1, 3))
            decides = rng.sample(motives.ids, rng.randint(1, 2))
            partner.with_context(**QUIET).write(
                {
                    "dealer_interest_ids": [Command.set(likes)],
                    "dealer_motive_ids": [Command.set(decides)],
                    "dealer_is_vip": bool(partner.user_id)
                    and rng.random() < VIP / PROFILED,
                    **self._prepare_family(house, rng),
                }
            )

    def _prepare_family(self, house, rng):
        """Birthday, family and children; some birthdays are these days.

        :return: dict for ``res.partner.write``
        """
        born = date(rng.randint(1950, 2003), rng.randint(1, 12), rng.randint(1, 28))
        if rng.random() < 0.03:
            day = house.today + timedelta(days=rng.randint(-2, 3))
            born = date(born.year, day.month, min(day.day, 28))
        years = sorted(
            rng.randint(max(born.year + 20, 1995), 2024)
            for _child in range(rng.randint(0, 3))
        )
        return {
            "dealer_birthdate": born,
            "dealer_marital_status": rng.choice(MARITAL),
            "dealer_children": len(years),
            "dealer_children_years": ", ".join(map(str, years)),
        }

    def _make_calls(self, house):
        rng = house.random("calls")
        values = []
        for partner in self._get_records("res.partner", "customer"):
            if not partner.phone or rng.random() > CALLED:
                continue
            user = partner.user_id or self._get_user("bdc")
            for _call in range(rng.randint(1, 4)):
                values.append(self._prepare_call(house, rng, partner, user))
        self.env["dealer.call"].with_context(**QUIET).create(values)

    def _prepare_call(self, house, rng, partner, user):
        day = house.today - timedelta(days=rng.randint(0, 400))
        result = rng.choice(RESULTS)
        return {
            "partner_id": partner.id,
            "user_id": user.id,
            "company_id": user.company_id.id,
            "direction": "in" if rng.random() < 0.3 else "out",
            "started_at": datetime.combine(
                day, time(rng.randint(6, 15), rng.randint(0, 59))
            ),
            "duration": 0 if result == "no_answer" else rng.randint(20, 600),
            "result": result,
        }
