"""Closing: parts leave the stock, payers get their invoices, all or nothing."""

from odoo import models
from odoo.exceptions import UserError


class DealerServiceOrder(models.Model):
    _inherit = "dealer.service.order"

    def action_create_invoice(self):
        """Confirm the sale orders, hand the parts out, invoice what is not invoiced.

        All payers; claims are prepared instead of invoices, internal work takes its
        parts from the stock. Pressed twice, or by two people at once, it makes each
        invoice once. One transaction: broken off, nothing is done.

        :return: window action which opens the invoices for people of accounting, who
            alone may read payments; True for others
        :raise UserError: there is nothing to invoice, a part is out of stock
        """
        self.ensure_one()
        self._bill()
        if not self.invoice_ids and not self._has_other_billing():
            raise UserError(
                self.env._("%(order)s has nothing to invoice.", order=self.name)
            )
        if self.env.user.has_group("account.group_account_invoice"):
            return self.action_view_invoices()
        return True

    def _bill(self, pay_types=None):
        """Bill the payers of an order.

        :param pay_types: only these (customer pays today, the claim waits); all
            without
        :raise UserError: nothing may be billed
        """
        self.ensure_one()
        self.check_access("write")
        self._check_open()
        self._check_lines()
        self._check_decided()
        self._take_turn()
        self._sync_sale_order()
        # sudo: an advisor has no rights in accounting and may bill a colleague's
        # order; the right to the service order is checked above.
        order = self.sudo().with_company(self.company_id)
        for pay_type, sale in order._get_open_sale_orders().items():
            if pay_types is None or pay_type in pay_types:
                order._bill_payer(sale, pay_type)
        if pay_types is None:
            order._consume_internal()
        self.invalidate_recordset(["invoice_ids", "invoice_count", "invoice_status"])

    def _bill_payer(self, sale, pay_type):
        """Confirm, deliver and invoice or claim the part of one payer."""
        order_lines = sale.order_line.dealer_service_line_id
        if not order_lines.filtered(lambda line: line.decision == "approved"):
            return
        if sale.state in ("draft", "sent"):
            sale.action_confirm()
        self._set_delivered(sale)
        self._deliver_parts(sale)
        if pay_type.is_claim:
            self.env["dealer.warranty.claim"]._ensure(sale)
        elif sale.invoice_status == "to invoice":
            sale._post_dealer_invoice()

    def _has_other_billing(self):
        """Whether claims or internal work take the place of invoices.

        :return: bool
        """
        # sudo: claims are not everybody's to read.
        lines = self.sudo().line_ids
        return bool(self.sudo().sale_order_ids.dealer_claim_ids) or any(
            line._is_internal() for line in lines
        )

    def _confirm_sale_orders(self):
        """The approved work is ordered: parts are reserved."""
        for order in self:
            order._take_turn()
            order._sync_sale_order()
            # sudo: the quotation may be a colleague's; the right is checked.
            sales = order.sudo().with_company(order.company_id)._get_open_sale_orders()
            for sale in sales.values():
                if sale.state in ("draft", "sent") and sale.order_line:
                    sale.action_confirm()

    def _set_delivered(self, sale):
        """Labour, sublet work and fees of an order count as delivered when billed."""
        for line in sale.order_line.filtered("dealer_service_line_id"):
            if line.qty_delivered_method == "manual":
                line.qty_delivered = line.product_uom_qty

    def _deliver_parts(self, sale):
        """Validate what is still to be handed out.

        :raise UserError: not enough in stock
        """
        pickings = sale.picking_ids.filtered(
            lambda picking: picking.state not in ("done", "cancel")
        )
        self._validate_pickings(pickings)

    def _validate_pickings(self, pickings):
        """Hand parts out completely or not at all.

        :param pickings: stock.picking
        :raise UserError: not enough in stock, or a serial number is needed
        """
        if not pickings:
            return
        pickings.action_assign()
        moves = pickings.move_ids.filtered(
            lambda move: move.state not in ("done", "cancel")
        )
        short = moves.filtered(
            lambda move: (
                move.product_uom.compare(move.quantity, move.product_uom_qty) < 0
            )
        )
        if short:
            raise UserError(
                self.env._(
                    "Not enough in stock: %(parts)s. Receive the parts, or take the "
                    "lines off the order.",
                    parts=", ".join(
                        f"{move.product_id.display_name} "
                        f"({move.quantity:g}/{move.product_uom_qty:g})"
                        for move in short
                    ),
                )
            )
        moves.picked = True
        pickings.with_context(skip_backorder=True, skip_sms=True).button_validate()
        if open_ones := pickings.filtered(lambda picking: picking.state != "done"):
            raise UserError(
                self.env._(
                    "The delivery %(names)s has to be finished by hand first.",
                    names=", ".join(open_ones.mapped("name")),
                )
            )


class DealerServiceLine(models.Model):
    _inherit = "dealer.service.line"

    def _is_billed(self):
        """Whether the line is on a posted invoice, on a claim, or charged internally.

        :return: bool
        """
        self.ensure_one()
        if self._is_internal():
            return self._is_charged()
        money = self.sale_line_ids.filtered(lambda item: item.state != "cancel")
        if not money:
            return not self.price_subtotal
        return all(
            not item.price_subtotal
            or item.qty_invoiced_posted >= item.product_uom_qty
            or (item.state == "sale" and item.order_id.dealer_claim_ids)
            for item in money
        )
