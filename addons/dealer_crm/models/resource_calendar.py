from datetime import UTC

from odoo import models

from ..tools import worktime


class ResourceCalendar(models.Model):
    _inherit = "resource.calendar"

    def _dealer_get_shifts(self, start, stop):
        """Working hours, without public holidays.

        :param start: datetime, UTC
        :param stop: datetime, UTC
        :return: shifts as ``tools.worktime`` takes them. Without a calendar, or with
            flexible hours, somebody always works.
        """
        # sudo: opening hours are no secret, whoever asks.
        calendar = self.sudo()
        if not calendar or calendar.flexible_hours or not calendar.attendance_ids:
            return [(start, stop)]
        intervals = calendar._work_intervals_batch(
            start.replace(tzinfo=UTC), stop.replace(tzinfo=UTC)
        )[False]
        return worktime.join(
            (_plain(begin), _plain(end)) for begin, end, _meta in intervals
        )


def _plain(moment):
    return moment.astimezone(UTC).replace(tzinfo=None)
