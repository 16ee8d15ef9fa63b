"""Invoices which are the reason for a bonus."""

from odoo import models

from .account_move import PAID_STATES


class AccountMove(models.Model):
    _inherit = "account.move"

    def _is_dealer_bonus_reason(self):
        """Whether the invoice is posted, paid in full and not credited in full."""
        self.ensure_one()
        if (
            self.move_type not in ("out_invoice", "out_receipt")
            or self.state != "posted"
            or self.payment_state not in PAID_STATES
        ):
            return False
        amounts = self._get_dealer_amounts()
        return sum(sum(sums.values()) for sums in amounts.values()) > 0

    def _is_dealer_first(self, partner, service=False):
        """Whether it is the first paid invoice of a customer.

        :param partner: commercial contact
        :param bool service: only look at invoices of service
        """
        self.ensure_one()
        others = self.search(
            [
                ("commercial_partner_id", "=", partner.id),
                ("move_type", "in", ("out_invoice", "out_receipt")),
                ("state", "=", "posted"),
                ("payment_state", "in", PAID_STATES),
                ("id", "!=", self.id),
            ]
        )
        if service:
            others = others.filtered(lambda move: move._is_dealer_service())
        mine = (self.invoice_date or self.date, self.id)
        return all((move.invoice_date or move.date, move.id) > mine for move in others)

    def _is_dealer_service(self):
        """Whether the invoice is of the workshop: made of a service order.

        The field is that of another addon, which may be there or not.
        """
        self.ensure_one()
        return "dealer_vehicle_id" in self._fields and bool(self.dealer_vehicle_id)
