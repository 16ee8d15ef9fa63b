"""Free times, and booking one of them."""

from datetime import timedelta

import psycopg2

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..tools import slots

# How far the search looks, and in what portions.
PORTION = timedelta(days=7)
HORIZON = timedelta(days=63)
# Nobody plans later; and dates end somewhere.
FARTHEST = timedelta(days=730)
STEP = timedelta(minutes=30)
# Nobody can be at the door in a minute.
LEAD_TIME = timedelta(hours=1)


class DealerServiceAppointment(models.Model):
    _inherit = "dealer.service.appointment"

    @api.model
    def _find_slots(
        self,
        company,
        hours,
        skill=None,
        loan=False,
        technician=None,
        earliest=None,
        limit=10,
        without=None,
    ):
        """The next times at which bay, technician and loan car are free together.

        :param company: res.company of the workshop
        :param float hours: length of the job
        :param skill: dealer.service.skill
        :param bool loan: with a loan car
        :param technician: dealer.service.resource, when it must be this one
        :param earliest: datetime, UTC; default an hour from now
        :param int limit: most slots
        :param without: appointment which is about to be moved
        :return: list of tools.slots.Slot, keys: bay, technician or None, loan car
        """
        resources = self.env["dealer.service.resource"]
        skill = skill or self.env["dealer.service.skill"]
        groups = [resources._get_candidates(company, "bay", skill)]
        people = technician or resources._get_candidates(company, "technician", skill)
        # A workshop which keeps no list of its technicians plans by bays alone.
        has_people = bool(people) or bool(
            resources._get_candidates(company, "technician", None)
        )
        if has_people:
            groups.append(people)
        if loan:
            groups.append(resources._get_candidates(company, "loan", None))
        found = self._search_portions(groups, hours, earliest, limit, without)
        return [
            slots.Slot(
                slot.start,
                slot.stop,
                (
                    slot.keys[0],
                    slot.keys[1] if has_people else None,
                    slot.keys[-1] if loan else None,
                ),
            )
            for slot in found
        ]

    def _search_portions(self, groups, hours, earliest, limit, without):
        soonest = fields.Datetime.now() + LEAD_TIME
        start = max(earliest or soonest, soonest)
        if start > soonest + FARTHEST:
            return []
        duration = timedelta(hours=hours)
        end = start + HORIZON
        found = []
        while start < end and len(found) < limit:
            # A job which begins at the end of the portion is found in the next one.
            stop = start + PORTION
            free = [
                group._get_free(start, stop + duration, without) for group in groups
            ]
            more = slots.find(free, duration, STEP, limit - len(found) + 1)
            found += [slot for slot in more if slot.start < stop][: limit - len(found)]
            start = stop
        return found

    @api.model
    def _book(self, values, slot):
        """Book a slot; another bay or technician at the same time is taken when
        somebody was faster.

        :param dict values: of the appointment
        :param slot: tools.slots.Slot of ``_find_slots``
        :return: dealer.service.appointment, empty when the time is gone
        """
        try:
            with self.env.cr.savepoint():
                appointment = self.create({**values, **self._prepare_slot_vals(slot)})
                appointment.flush_recordset()
                return appointment
        except psycopg2.errors.ExclusionViolation:
            return self.browse()

    @api.model
    def _prepare_slot_vals(self, slot):
        """Values of an appointment at a slot.

        :param slot: tools.slots.Slot
        :return: dict
        """
        bay, technician, loan = slot.keys
        return {
            "start": slot.start,
            "stop": slot.stop,
            "busy_until": slot.stop,
            "bay_id": bay,
            "technician_id": technician,
            "loan_id": loan,
        }

    def _move_to(self, slot):
        """Give the appointment another time.

        :param slot: tools.slots.Slot
        :raise UserError: somebody was faster
        """
        self.ensure_one()
        try:
            with self.env.cr.savepoint():
                self.write({**self._prepare_slot_vals(slot), "state": "booked"})
                self.flush_recordset()
        except psycopg2.errors.ExclusionViolation as error:
            raise UserError(
                self.env._("Somebody has just taken this time. Search once more.")
            ) from error
