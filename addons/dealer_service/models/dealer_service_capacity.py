"""How long technicians were there: their working hours without absences, by day."""

from datetime import UTC, datetime, time, timedelta

import pytz

from odoo import api, fields, models
from odoo.fields import Domain

# Absences are entered late: the last days are counted anew every night.
AGAIN_DAYS = 35
FIRST_DAYS = 400


class DealerServiceCapacity(models.Model):
    _name = "dealer.service.capacity"
    _description = "Available Time of a Technician"
    _order = "date desc, id desc"
    _rec_name = "resource_id"

    resource_id = fields.Many2one(
        comodel_name="dealer.service.resource",
        string="Technician",
        required=True,
        ondelete="cascade",
    )
    user_id = fields.Many2one(comodel_name="res.users", index="btree_not_null")
    company_id = fields.Many2one(
        comodel_name="res.company", string="Showroom", required=True, index=True
    )
    date = fields.Date(required=True)
    hours = fields.Float(required=True)

    _once = models.UniqueIndex("(resource_id, date)")
    _hours = models.Constraint(
        "CHECK(hours > 0)", "A day without working hours is not kept."
    )

    @api.model
    def _cron_update(self):
        """Count the days until yesterday, of technicians who have a clock.

        The last weeks anew; of a new technician all days since the clocks of the
        showroom are used: before, hours worked are not known either.
        """
        today = fields.Date.context_today(self)
        technicians = self.env["dealer.service.resource"].search(
            [("kind", "=", "technician"), ("user_id", "!=", False)]
        )
        known = self._read_group(
            [("resource_id", "in", technicians.ids)], ["resource_id"]
        )
        old = technicians.browse(resource.id for (resource,) in known)
        starts = self.env["dealer.service.clock"]._read_group(
            [("company_id", "in", technicians.company_id.ids)],
            ["company_id"],
            ["start:min"],
        )
        for company, start in starts:
            own = technicians.filtered(lambda one, own=company: one.company_id == own)
            again = today - timedelta(days=AGAIN_DAYS)
            first = max(start.date(), today - timedelta(days=FIRST_DAYS))
            yesterday = today - timedelta(days=1)
            self._update(own & old, max(again, first), yesterday)
            self._update(own - old, first, yesterday)

    @api.model
    def _update(self, technicians, first, last):
        """Store how many hours technicians could work, replacing what is known.

        :param technicians: dealer.service.resource
        :param date first: first day
        :param date last: last day, included
        """
        if not technicians:
            return
        known = Domain("resource_id", "in", technicians.ids)
        days = Domain("date", ">=", first) & Domain("date", "<=", last)
        self.search(known & days).unlink()
        self.create(
            [
                {
                    "resource_id": technician.id,
                    "user_id": technician.user_id.id,
                    "company_id": technician.company_id.id,
                    "date": day,
                    "hours": hours,
                }
                for technician, days in self._get_hours(technicians, first, last)
                for day, hours in sorted(days.items())
                if hours > 0
            ]
        )

    def _get_hours(self, technicians, first, last):
        """Working hours by Odoo's calendars, without absences and holidays.

        :return: list of tuples (dealer.service.resource, dict day -> hours)
        """
        result = []
        for calendar, group in technicians.grouped("resource_calendar_id").items():
            # Who has no calendar has no hours that could be counted.
            if not calendar:
                continue
            zone = pytz.timezone(calendar.tz or "UTC")
            start, stop = (
                zone.localize(datetime.combine(day, time())).astimezone(UTC)
                for day in (first, last + timedelta(days=1))
            )
            found = calendar._work_intervals_batch(start, stop, group.resource_id)
            for technician in group:
                days = {}
                for begin, end, _meta in found[technician.resource_id.id]:
                    hours = (end - begin).total_seconds() / 3600
                    day = begin.astimezone(zone).date()
                    days[day] = days.get(day, 0) + hours
                result.append((technician, days))
        return result
