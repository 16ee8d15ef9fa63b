"""What the customer may do on the page of an order."""

from odoo import api, fields, models
from odoo.exceptions import UserError

ANSWERS = ("approved", "deferred", "declined")


class DealerServiceOrder(models.Model):
    _inherit = "dealer.service.order"

    is_waiting = fields.Boolean(
        string="Customer to Decide", compute="_compute_is_waiting"
    )

    @api.depends("line_ids.decision", "line_ids.pay_type_id")
    def _compute_is_waiting(self):
        for order in self:
            order.is_waiting = order._is_waiting()

    def _get_portal_lines(self):
        """Lines the customer sees: what he pays and decides about.

        :return: dealer.service.line
        """
        self.ensure_one()
        return self.line_ids.filtered(lambda line: line._is_asked())

    def _decide_on_page(self, answers, name):
        """Keep the answers which the customer gave on the page.

        :param dict answers: id of a line -> (approved, declined or deferred; reason)
        :param str name: who answers
        :raise UserError: the order is not waiting for answers, a line is not asked
        """
        self.ensure_one()
        lines = self._get_portal_lines()
        if self.state not in ("estimate", "in_work") or not self._is_waiting():
            raise UserError(
                self.env._("This estimate does not wait for an answer any more.")
            )
        for line_id, (decision, reason) in answers.items():
            line = lines.filtered(lambda item, wanted=line_id: item.id == wanted)
            if not line or decision not in ANSWERS:
                raise UserError(self.env._("Answer the lines of this page."))
            line._decide(decision, "portal", by=name, reason=reason)

    def _is_waiting(self):
        """Whether the customer still has something to decide.

        :return: bool
        """
        return any(line.decision == "pending" for line in self._get_portal_lines())

    def _approve_when_decided(self):
        """An estimate goes on by itself when the last answer is there."""
        for order in self.filtered(lambda order: order.state == "estimate"):
            # sudo: the customer who signs has no rights of the workshop.
            lines = order.sudo().line_ids
            pending = lines.filtered(lambda line: line.decision == "pending")
            approved = lines.filtered(lambda line: line.decision == "approved")
            if approved and not pending:
                order.sudo().action_approve()

    def _get_sale_order_to_sign(self):
        """The customer's own quotation.

        :return: sale.order, may be empty
        """
        self.ensure_one()
        sales = self._get_open_sale_orders()
        own = [
            sale
            for pay_type, sale in sales.items()
            if pay_type.payer_mode == "customer"
        ]
        return own[0] if own else self.env["sale.order"]

    def _get_document_sums(self, lines):
        """What the customer pays, for the foot of a document.

        :param lines: dealer.service.line of the document
        :return: dict ``untaxed``, ``tax``, ``total`` (the last two None as long as
            there is no quotation which knows the tax), ``currency`` (res.currency)
        """
        self.ensure_one()
        # sudo: the quotation may be a colleague's; the document is the customer's.
        sale = self.sudo()._get_sale_order_to_sign()
        if sale:
            return {
                "untaxed": sale.amount_untaxed,
                "tax": sale.amount_tax,
                "total": sale.amount_total,
                "currency": sale.currency_id,
            }
        # sudo: as above.
        asked = lines.sudo().filtered(lambda line: line._is_asked())
        return {
            "untaxed": sum(asked.mapped("price_subtotal")),
            "tax": None,
            "total": None,
            "currency": self.currency_id,
        }
