"""The buttons of a complaint: who may press them, and what has to be there."""

import logging

import psycopg2

from odoo import fields, models
from odoo.exceptions import AccessError, UserError

from ..tools import rules
from .dealer_complaint import STATE_GATE

_logger = logging.getLogger(__name__)

# Not advertising: it answers what the customer has written.
PURPOSE = "contract"
DECIDERS = (
    "dealer_service.group_service_manager",
    "dealer_crm.group_dealer_manager",
)


class DealerComplaint(models.Model):
    _inherit = "dealer.complaint"

    # === BUTTONS === #

    def action_examine(self):
        """Take a complaint up, or take an answered one up again.

        :return: True
        """
        for complaint in self:
            complaint._move(
                "examining",
                user_id=complaint.user_id.id or self.env.uid,
                answered_at=False,
                decided_by_id=False,
            )
        self._plan_answer()
        return True

    def action_accept(self):
        """The customer is right: answer, and give what belongs to it.

        :return: True
        :raise UserError: cause or answer is missing
        :raise AccessError: the user may not decide
        """
        self._check_decider()
        self._check_filled("cause_id", "answer")
        for complaint in self._decide("accepted"):
            complaint._after_accept()
            complaint._send_answer()
        return True

    def action_reject(self):
        """The customer is not right: answer, and keep why.

        :return: True
        :raise UserError: reason or answer is missing
        :raise AccessError: the user may not decide
        """
        self._check_decider()
        self._check_filled("rejection_reason", "answer")
        for complaint in self._decide("rejected"):
            complaint._send_answer()
        return True

    def action_done(self):
        """What was promised is done.

        :return: True
        :raise UserError: no measure is entered
        """
        self._check_filled("measure")
        self._move("done")
        return True

    def action_withdraw(self):
        """The customer takes the complaint back, or it was entered by mistake.

        :return: True
        """
        withdrawn = self._move("withdrawn")
        withdrawn._close_activities()
        # sudo: a repeat may be a colleague's. Nothing repeats what is withdrawn.
        withdrawn.sudo().repeat_ids._group_anew()
        return True

    # === THE TRANSITION === #

    def _move(self, target, **vals):
        """Change the state along ``tools.rules.NEXT``.

        :param str target: new state
        :param vals: further values
        :return: complaints whose state changed
        :raise UserError: not possible from the present state
        """
        self.check_access("write")
        moved = self.filtered(lambda complaint: complaint.state != target)
        labels = dict(self._fields["state"]._description_selection(self.env))
        for complaint in moved:
            if not rules.may_follow(complaint.state, target):
                raise UserError(
                    self.env._(
                        "Complaint %(complaint)s is in the state %(state)s and cannot "
                        "become %(target)s.",
                        complaint=complaint.name,
                        state=labels[complaint.state],
                        target=labels[target],
                    )
                )
        moved.with_context(dealer_complaint_gate=STATE_GATE).write(
            {"state": target, **vals}
        )
        # Written at once: of two people who decide, the second fails to serialise, is
        # run again by Odoo and finds the complaint moved. One answer, one bonus.
        moved.flush_recordset(["state"])
        return moved

    def _decide(self, target):
        moved = self._move(
            target, answered_at=fields.Datetime.now(), decided_by_id=self.env.uid
        )
        moved._close_activities()
        return moved

    def _check_filled(self, *names):
        """Refuse a step as long as something is missing.

        :param names: names of fields
        :raise UserError: one of them is empty
        """
        for complaint in self:
            if missing := [name for name in names if not complaint[name]]:
                labels = [
                    self._fields[name]._description_string(self.env) for name in missing
                ]
                raise UserError(
                    self.env._(
                        "First fill in for %(complaint)s: %(fields)s.",
                        complaint=complaint.name,
                        fields=", ".join(labels),
                    )
                )

    def _check_decider(self):
        """Nobody but managers decides about a complaint against the own work.

        :raise AccessError: the user is no manager, and the order is theirs
        """
        self.check_access("write")
        if any(self.env.user.has_group(group) for group in DECIDERS):
            return
        for complaint in self:
            if self.env.user in complaint._get_concerned_users():
                raise AccessError(
                    self.env._(
                        "%(complaint)s is about your own work: a manager decides.",
                        complaint=complaint.name,
                    )
                )

    def _get_concerned_users(self):
        """Employees whose work a complaint may be about.

        :return: res.users
        """
        self.ensure_one()
        # sudo: whose work it is does not depend on who asks.
        own = self.sudo()
        order = own.order_id
        return (
            order.advisor_id
            | order.technician_id
            | order.line_ids.technician_ids
            | own.sale_order_id.user_id
            | own.lead_id.user_id
        )

    # === ANSWER === #

    def _after_accept(self):
        """Called once for an accepted complaint before the answer is sent; addons give
        points here."""
        self.ensure_one()

    def _get_goodwill_text(self):
        """What the customer gets for an accepted complaint, in the customer's language.

        :return: text, '' for nothing
        """
        self.ensure_one()
        return ""

    def _send_receipts(self):
        """Tell customers that their complaints are here, and until when we answer.

        Only who may be written to and has an address. Not with the context key
        ``dealer_no_notice``. A letter that fails does not lose the complaint.
        """
        if self.env.context.get("dealer_no_notice"):
            return
        # sudo: whoever enters complaints needs no right to send mails.
        template = self.env.ref("dealer_complaint.mail_template_receipt").sudo()
        mine = self.sudo()
        allowed = mine.partner_id.filtered("email")._may_contact(PURPOSE, "email")
        for complaint in mine.filtered(lambda one: one.partner_id in allowed):
            try:
                with self.env.cr.savepoint():
                    complaint._portal_ensure_token()
                    template.send_mail(complaint.id, force_send=False)
            except psycopg2.OperationalError:
                raise
            except Exception:
                _logger.exception("complaint %s: no receipt", complaint.id)

    def _send_answer(self):
        """Mail the answer, if the customer may be written to and has an address.

        Not with the context key ``dealer_no_notice``: complaints of the past, entered
        now.
        """
        self.ensure_one()
        if self.env.context.get("dealer_no_notice"):
            return
        # sudo: whether one may write does not depend on who presses the button.
        partner = self.sudo().partner_id
        if not partner.email or not partner._may_contact(PURPOSE, "email"):
            self.message_post(
                body=self.env._(
                    "The customer has no address for e-mail: call, or write a letter. "
                    "The answer stands in the portal."
                )
            )
            return
        self._portal_ensure_token()
        template = self.env.ref("dealer_complaint.mail_template_answer")
        # sudo: who answers needs no right to send other mails.
        template.sudo().send_mail(self.id, force_send=False)
