"""The way of an order through the house: one guarded transition, its buttons, gates."""

from odoo import fields, models
from odoo.exceptions import UserError

from ..tools import states
from .dealer_service_order import STATE_GATE

# What technicians do themselves with jobs that are theirs or nobody's.
TECHNICIAN_TARGETS = ("inspection", "in_work", "quality", "ready")


class DealerServiceOrder(models.Model):
    _inherit = "dealer.service.order"

    approved_date = fields.Datetime(string="Approved on", readonly=True, copy=False)
    ready_date = fields.Datetime(string="Ready since", readonly=True, copy=False)
    delivered_date = fields.Datetime(string="Delivered on", readonly=True, copy=False)

    _delivered_idx = models.Index("(delivered_date) WHERE delivered_date IS NOT NULL")

    # === THE TRANSITION === #

    def _update_state(self, target):
        """Move the orders to ``target``; return those that really moved.

        Every change of state goes through here: who may, what may follow what
        (``tools/states.py``), and what has to be done before (``_get_gates``).
        Override to guard or to audit it.

        :param str target: new state
        :return: orders whose state changed
        :raise UserError: not possible from the present state, or a gate is closed
        :raise AccessError: the user may not
        """
        self._check_may_move(target)
        wrong = self.filtered(lambda order: not states.may_follow(order.state, target))
        if wrong:
            wrong[0]._refuse_state(target)
        moved = self.filtered(lambda order: order.state != target)
        for check in self._get_gates().get(target, ()):
            for order in moved:
                check(order)
        # sudo: technicians have no right to write; _check_may_move has checked.
        moved.sudo().with_context(dealer_state_gate=STATE_GATE).write(
            moved._prepare_state_vals(target)
        )
        # Written at once: of two people who press the same button, the second fails to
        # serialise, is run again by Odoo and finds the order moved.
        moved.flush_recordset(["state"])
        return moved

    def _prepare_state_vals(self, target):
        """What is written with a new state.

        :param str target: new state
        :return: dict for ``write``
        """
        vals = {"state": target}
        moments = {
            "approved": "approved_date",
            "ready": "ready_date",
            "delivered": "delivered_date",
        }
        if target in moments:
            vals[moments[target]] = fields.Datetime.now()
        return vals

    def _check_may_move(self, target):
        """Technicians may inspect, begin and finish jobs that are theirs or nobody's.

        :param str target: new state
        :raise AccessError: the user may neither write the orders nor work on them
        """
        technician = self.env.user.has_group("dealer_service.group_service_technician")
        may = technician and target in TECHNICIAN_TARGETS
        if not may or any(not order._is_job_of(self.env.user) for order in self):
            self.check_access("write")

    def _is_job_of(self, user):
        """Whether an order is somebody's to work on: the own one, nobody's, or one with
        an own line.

        :param user: res.users
        :return: bool
        """
        self.ensure_one()
        return (
            not self.technician_id
            or self.technician_id == user
            or user in self.line_ids.technician_ids
        )

    def _refuse_state(self, target):
        """Say in words why an order cannot go to a state.

        :raise UserError: always, unless the orders are in that state already
        """
        labels = dict(self._fields["state"]._description_selection(self.env))
        for order in self.filtered(lambda order: order.state != target):
            possible = [labels[state] for state in states.NEXT[order.state]]
            raise UserError(
                self.env._(
                    "%(order)s is in the state %(state)s and cannot go to %(target)s. "
                    "Possible by its buttons: %(possible)s.",
                    order=order.name,
                    state=labels[order.state],
                    target=labels.get(target, target),
                    possible=", ".join(possible) or self.env._("nothing"),
                )
            )

    # === GATES === #

    def _get_gates(self):
        """What has to be true before an order enters a state.

        :return: dict target -> list of functions which take one order and raise
            UserError
        """
        cls = type(self)
        return {
            "estimate": [cls._check_has_lines, cls._check_prices],
            "approved": [cls._check_decided, cls._check_something_approved],
            "ready": [cls._check_has_lines, cls._check_decided],
            "delivered": [cls._check_billed],
            "cancelled": [
                cls._check_not_invoiced,
                cls._check_not_claimed,
                cls._check_not_handed_out,
            ],
        }

    def _check_has_lines(self):
        if not self.line_ids:
            raise UserError(
                self.env._(
                    "%(order)s has no lines. Enter what is to be done or was done, "
                    "then go on.",
                    order=self.name,
                )
            )

    def _check_prices(self):
        """Labour which costs nothing because nobody set a rate."""
        # sudo: who makes the estimate need not see prices.
        free = self.sudo().line_ids.filtered(
            lambda line: (
                line.kind == "labour"
                and not line.price_unit
                and not line._is_internal()
            )
        )
        if free:
            raise UserError(
                self.env._(
                    "There is no price for %(lines)s. Set the norm-hour rate of "
                    "%(pay_types)s, enter a price, or choose a pay type which costs "
                    "the customer nothing.",
                    lines=", ".join(free.mapped("name")),
                    pay_types=", ".join(free.pay_type_id.mapped("name")),
                )
            )

    def _check_decided(self):
        pending = self.line_ids.filtered(lambda line: line.decision == "pending")
        if pending:
            raise UserError(
                self.env._(
                    "The customer has not decided about %(lines)s. Ask, enter the "
                    "answers, then go on.",
                    lines=", ".join(pending.mapped("name")),
                )
            )

    def _check_something_approved(self):
        if not self.line_ids.filtered(lambda line: line.decision == "approved"):
            raise UserError(
                self.env._(
                    "The customer has approved nothing of %(order)s. Press Ready to "
                    "give the car back as it is.",
                    order=self.name,
                )
            )

    def _check_billed(self):
        if self._has_unbilled_lines():
            raise UserError(
                self.env._(
                    "%(order)s is not invoiced yet. Press Create Invoice, then "
                    "deliver the car.",
                    order=self.name,
                )
            )

    def _check_not_invoiced(self):
        # sudo: whether there is an invoice does not depend on who asks.
        posted = self.sudo().invoice_ids.filtered(lambda move: move.state == "posted")
        if sum(posted.mapped("amount_total_signed")):
            raise UserError(
                self.env._(
                    "%(order)s is invoiced with %(invoices)s. Make a credit note "
                    "first, then cancel the order.",
                    order=self.name,
                    invoices=", ".join(posted.mapped("name")),
                )
            )

    def _check_not_claimed(self):
        # sudo: claims are not everybody's to read.
        claims = self.sudo().sale_order_ids.dealer_claim_ids.filtered(
            lambda claim: claim.state != "draft"
        )
        if claims:
            raise UserError(
                self.env._(
                    "%(claims)s of %(order)s is with the payer already. Settle the "
                    "claim, or deliver the car.",
                    claims=", ".join(claims.mapped("name")),
                    order=self.name,
                )
            )

    def _check_not_handed_out(self):
        out = self.line_ids.filtered(lambda line: line._is_handed_out())
        if out:
            raise UserError(
                self.env._(
                    "Parts have left the stock for %(order)s: %(lines)s. Return them "
                    "in the delivery first, then cancel the order.",
                    order=self.name,
                    lines=", ".join(out.mapped("name")),
                )
            )

    # === BUTTONS === #

    def action_check_in(self):
        """The car of an appointment has come.

        :return: True
        """
        moved = self._update_state("check_in")
        moved.date = fields.Datetime.now()
        return True

    def action_no_show(self):
        """The customer did not come to the appointment.

        :return: True
        """
        self._update_state("no_show")
        return True

    def action_inspect(self):
        """Look the car over by the checklist.

        :return: True
        """
        moved = self._update_state("inspection")
        moved._make_checks("inspection")
        return True

    def action_estimate(self):
        """Put work and prices together for the customer to decide.

        :return: True
        :raise UserError: there are no lines, or work without a price
        """
        moved = self._update_state("estimate")
        moved._ask_customer()
        # sudo: the quotation may be a colleague's; the right to the order is checked.
        moved.sudo()._sync_sale_order()
        return True

    def _ask_customer(self):
        """What the customer pays and was only assumed is asked now."""
        self.line_ids.filtered(
            lambda line: (
                line.decision == "approved"
                and not line.decision_date
                and line._is_asked()
            )
        ).decision = "pending"

    def action_approve(self):
        """The customer has decided: orders of the payers are confirmed.

        :return: True
        :raise UserError: an answer is missing
        """
        moved = self._update_state("approved")
        moved._confirm_sale_orders()
        return True

    def action_start(self):
        """Begin the work: the quotation for the customer is made.

        :return: True
        """
        moved = self._update_state("in_work")
        # sudo: technicians begin work too; _update_state has checked who may.
        moved.sudo()._sync_sale_order()
        return True

    def action_quality(self):
        """The work is done, somebody else checks it.

        :return: True
        """
        moved = self._update_state("quality")
        moved._make_checks("quality")
        return True

    def action_ready(self):
        """The work is done, the car waits for the customer.

        :return: True
        :raise UserError: there is no line saying what was done
        """
        moved = self._update_state("ready")
        moved._stop_clocks()
        moved._notify_ready()
        return True

    def action_deliver(self):
        """The customer has the car back.

        :return: True
        :raise UserError: something is not invoiced yet
        """
        moved = self._update_state("delivered")
        moved._request_rating()
        return True

    def action_cancel(self):
        """Cancel the orders with their quotations.

        :return: True
        :raise UserError: an invoice is posted or parts have left the stock
        """
        moved = self._update_state("cancelled")
        moved._stop_clocks()
        # sudo: the quotation may be a colleague's; the right to the order is checked.
        sales = moved.sudo().sale_order_ids
        # Claims which nobody has sent are void with the order.
        sales.dealer_claim_ids.unlink()
        sales._action_cancel()
        return True
