"""Steps of an appointment: waiting, booked, arrived, missed, cancelled."""

from odoo import models
from odoo.exceptions import UserError


class DealerServiceAppointment(models.Model):
    _inherit = "dealer.service.appointment"

    def action_arrive(self):
        """The car is here: make the service order, or open the one that is there.

        :return: window action of the order
        """
        self.ensure_one()
        self.check_access("write")
        # Two people at the desk: the second one gets the first one's order.
        self.lock_for_update()
        self.invalidate_recordset(["state", "order_id"])
        if not self.order_id:
            self._ensure_state("booked", "no_show")
            order = self.env["dealer.service.order"].create(self._prepare_order_vals())
            self.write({"order_id": order.id, "state": "arrived"})
        elif self.is_order_expected:
            self.order_id.action_check_in()
        return self.order_id._get_records_action()

    def action_no_show(self):
        """The customer did not come; the bay is free again.

        :return: True
        """
        self._ensure_state("booked")
        self._check_begun()
        # An order which was prepared takes its appointment along.
        self.filtered("is_order_expected").order_id.action_no_show()
        self.filtered(lambda one: one.state == "booked")._leave("no_show")
        return True

    def action_cancel(self):
        """The appointment does not take place; who waits is offered the time.

        :return: True
        """
        self._ensure_state("booked", "waiting")
        self.filtered("is_order_expected").order_id.action_cancel()
        left = self.filtered(lambda one: one.state != "cancelled")
        booked = left.filtered(lambda one: one.state == "booked")
        left._leave("cancelled")
        booked._tell_waiting()
        return True

    def action_wait(self):
        """Put the appointment on the waiting list: its time is free again.

        :return: True
        """
        self._ensure_state("booked", "cancelled", "no_show")
        self._leave("waiting")
        return True

    def action_find(self):
        """Look for free times.

        :return: window action of the dialogue
        """
        self.ensure_one()
        search = self.env["dealer.service.slot"].create(
            {"appointment_id": self.id, "loan_wanted": self.loan_wanted}
        )
        return search.action_search()

    def action_open_order(self):
        """Open the service order.

        :return: window action
        """
        return self.order_id._get_records_action()

    def _leave(self, state):
        self.write({"state": state})
        # The database must know before the same transaction books the time again.
        self.flush_recordset(["state", "busy_until"])

    def _ensure_state(self, *states):
        self.check_access("write")
        if any(appointment.state not in states for appointment in self):
            raise UserError(
                self.env._(
                    "The appointment has moved on in the meantime. Reload the page."
                )
            )

    def _prepare_order_vals(self):
        """Values of the service order which is made when the car arrives.

        :return: dict for ``dealer.service.order.create``
        """
        return {
            "vehicle_id": self.vehicle_id.id,
            "partner_id": self.partner_id.id,
            "company_id": self.company_id.id,
            "state": "check_in",
            "bay_id": self.bay_id.id,
            "concern": self.reason,
            "advisor_id": self.env.user.id,
            "technician_id": self.technician_id.user_id.id,
        }

    def _tell_waiting(self):
        """A task for who looks after the first on the waiting list that fits."""
        for freed in self:
            first = self.search(
                [
                    ("state", "=", "waiting"),
                    ("company_id", "=", freed.company_id.id),
                    ("hours", "<=", freed.hours),
                    ("skill_id", "in", (False, freed.skill_id.id)),
                    ("activity_ids", "=", False),
                ],
                order="create_date, id",
                limit=1,
            )
            if first:
                advisor = first.advisor_id or self.env.user
                # Not in the language of the customer, who may have cancelled.
                freed = freed.with_context(lang=advisor.lang)
                first.activity_schedule(
                    "mail.mail_activity_data_call",
                    summary=freed.env._("A time is free: offer it"),
                    note=freed.display_name,
                    user_id=advisor.id,
                )
