"""Who worked how long on the orders of the last weeks, and who was there."""

from datetime import datetime, time, timedelta

from odoo import Command, models

from ..tools.house import SHOWROOMS
from .dealer_demo import QUIET

# Hours worked for an hour sold, from the quick one to the apprentice.
PACE = (0.82, 0.95, 1.1, 0.9)
STARTS = time(6)


class DealerDemo(models.AbstractModel):
    _inherit = "dealer.demo"

    def _get_stages(self):
        return [
            *super()._get_stages(),
            ("times", "working times of technicians", self._make_times),
        ]

    def _make_times(self, house):
        """In the first showroom, where technicians use their clocks."""
        company = self._get_companies()[SHOWROOMS[0].area]
        technicians = self.env["dealer.service.resource"].search(
            [("kind", "=", "technician"), ("company_id", "=", company.id)], order="id"
        )
        self._make_technician_users(technicians, company)
        self._make_clocks(house, technicians.user_id, company)
        self.env["dealer.service.capacity"]._cron_update()

    def _make_technician_users(self, technicians, company):
        """A colleague of the first one; nobody logs in as him."""
        # One colleague: the work of the last weeks is not more.
        colleagues = technicians.filtered(lambda one: not one.user_id)[:1]
        group = self.env.ref("dealer_service.group_service_technician")
        staff = self.env.ref("base.group_user")
        users = self.env["res.users"].with_context(**QUIET)
        found = users.create(
            [
                {
                    "login": f"technician{number}",
                    "name": colleague.name,
                    "company_id": company.id,
                    "company_ids": [Command.set(company.ids)],
                    "group_ids": [Command.set((group | staff).ids)],
                    "tz": company.resource_calendar_id.tz,
                }
                for number, colleague in enumerate(colleagues, start=2)
            ]
        )
        for colleague, user in zip(colleagues, found, strict=True):
            colleague.user_id = user

    def _make_clocks(self, house, people, company):
        """One job after the other on the days of the orders."""
        rng = house.random("times")
        jobs = self.env["dealer.service.line"].search(
            [
                ("company_id", "=", company.id),
                ("kind", "=", "labour"),
                ("decision", "=", "approved"),
                ("clock_ids", "=", False),
                ("order_id.state", "in", ("quality", "ready", "delivered")),
            ],
            order="order_date, id",
        )
        free, rows = {}, []
        for number, job in enumerate(jobs):
            place = number % len(people)
            day = job.order_id.date.date()
            start = free.get((place, day), datetime.combine(day, STARTS))
            hours = job.quantity * PACE[place % len(PACE)] * rng.uniform(0.85, 1.15)
            stop = start + timedelta(hours=round(hours, 2))
            free[place, day] = stop + timedelta(minutes=10)
            rows.append(
                {
                    "line_id": job.id,
                    "user_id": people[place].id,
                    "start": start,
                    "stop": stop,
                }
            )
        self.env["dealer.service.clock"].create(rows)
