"""An appointment and the order prepared for it go the same way: one came, both came."""

from odoo import api, fields, models
from odoo.exceptions import UserError

# The car is not here yet: the order still moves with its appointment.
EXPECTED = ("appointment", "no_show")
# Where an appointment goes with its order.
FOLLOWS = {"check_in": "arrived", "no_show": "no_show", "cancelled": "cancelled"}


class DealerServiceAppointment(models.Model):
    _inherit = "dealer.service.appointment"

    is_order_expected = fields.Boolean(compute="_compute_is_order_expected")

    @api.depends("order_id.state")
    def _compute_is_order_expected(self):
        for appointment in self:
            appointment.is_order_expected = appointment.order_id.state in EXPECTED

    def action_prepare_order(self):
        """Make the service order before the car comes: parts and prices are ready then.

        :return: window action of the order
        :raise UserError: the appointment is not booked any more
        """
        self.ensure_one()
        self.check_access("write")
        self.lock_for_update()
        self.invalidate_recordset(["state", "order_id"])
        if not self.order_id:
            self._ensure_state("booked")
            vals = {**self._prepare_order_vals(), "state": "appointment"}
            self.order_id = self.env["dealer.service.order"].create(
                {**vals, "date": self.start}
            )
        return self.order_id._get_records_action()

    def write(self, vals):
        result = super().write(vals)
        moved = self.filtered(lambda one: one.start and one.order_id.state in EXPECTED)
        if moved and {"start", "bay_id"} & set(vals):
            # The table checks the times against each other: all reach it together.
            moved.flush_recordset()
            for one in moved:
                one.order_id.write({"date": one.start, "bay_id": one.bay_id.id})
        return result

    def _check_begun(self):
        """Who may still come has not missed anything.

        :raise UserError: the time is still to come
        """
        if any(one.start > fields.Datetime.now() for one in self):
            raise UserError(
                self.env._(
                    "The appointment has not begun yet. If the customer does not want "
                    "to come, cancel it."
                )
            )

    def _follow_order(self, state):
        """Take over what happened with the order.

        :param str state: new state of the order
        """
        target = FOLLOWS[state]
        moved = self.filtered(lambda one: one.state in ("booked", "no_show"))
        moved = moved.filtered(lambda one: one.state != target)
        booked = moved.filtered(lambda one: one.state == "booked")
        if moved:
            moved._leave(target)
        if target == "cancelled":
            booked._tell_waiting()


class DealerServiceOrder(models.Model):
    _inherit = "dealer.service.order"

    appointment_ids = fields.One2many(
        comodel_name="dealer.service.appointment", inverse_name="order_id"
    )

    def _get_gates(self):
        gates = super()._get_gates()
        check = type(self)._check_missed
        return {**gates, "no_show": [*gates.get("no_show", ()), check]}

    def _check_missed(self):
        if self.appointment_ids:
            self.appointment_ids._check_begun()
        elif self.date > fields.Datetime.now():
            raise UserError(
                self.env._(
                    "%(order)s is for a time to come. If the customer does not want to "
                    "come, cancel it.",
                    order=self.name,
                )
            )

    def _update_state(self, target):
        moved = super()._update_state(target)
        if target in FOLLOWS:
            moved.appointment_ids._follow_order(target)
        return moved
