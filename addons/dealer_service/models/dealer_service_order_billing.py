"""From the work to the money: the one-way builder of the sale order."""

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from .dealer_service_line import PRICE_GROUPS


class DealerServiceOrder(models.Model):
    _inherit = "dealer.service.order"

    sale_order_ids = fields.One2many(
        comodel_name="sale.order",
        inverse_name="dealer_service_order_id",
        string="Quotations",
        copy=False,
    )
    invoice_ids = fields.Many2many(
        comodel_name="account.move", compute="_compute_invoice_ids", compute_sudo=True
    )
    invoice_count = fields.Integer(compute="_compute_invoice_ids", compute_sudo=True)
    invoice_status = fields.Selection(
        selection=[
            ("no", "Nothing to invoice"),
            ("to invoice", "To invoice"),
            ("invoiced", "Invoiced"),
            ("paid", "Paid"),
        ],
        compute="_compute_invoice_status",
        compute_sudo=True,
        groups=PRICE_GROUPS,
    )

    @api.depends("sale_order_ids.invoice_ids")
    def _compute_invoice_ids(self):
        for order in self:
            order.invoice_ids = order.sale_order_ids.invoice_ids
            order.invoice_count = len(order.invoice_ids)

    @api.depends(
        "line_ids",
        "state",
        "sale_order_ids.invoice_status",
        "sale_order_ids.invoice_ids.payment_state",
        "sale_order_ids.invoice_ids.state",
    )
    def _compute_invoice_status(self):
        for order in self:
            posted = order.invoice_ids.filtered(lambda move: move.state == "posted")
            if order._has_unbilled_lines():
                order.invoice_status = "to invoice"
            elif not posted:
                order.invoice_status = "no"
            elif set(posted.mapped("payment_state")) <= {
                "paid",
                "in_payment",
                "reversed",
            }:
                order.invoice_status = "paid"
            else:
                order.invoice_status = "invoiced"

    def _has_unbilled_lines(self):
        """Whether a line with a price is on no posted invoice.

        :return: bool
        """
        self.ensure_one()
        if self.state in ("history", "cancelled"):
            return False
        # sudo: the quotation may be a colleague's, prices are not shown to technicians.
        for line in self.sudo().line_ids:
            money = line.sale_line_ids
            if not money and line.price_subtotal:
                return True
            if any(
                sale_line.price_subtotal
                and sale_line.qty_invoiced_posted < sale_line.product_uom_qty
                for sale_line in money
            ):
                return True
        return False

    # === BUILDER === #

    def _sync_existing_sale_order(self):
        """Bring changes of the work to the quotation, where there is one."""
        # sudo: whether there is a quotation does not depend on who asks.
        self.filtered(lambda order: order.sudo().sale_order_ids)._sync_sale_order()

    def _sync_sale_order(self):
        """Make the sale orders say what the lines say.

        One way, and only lines which carry the id of a service line: rewards, down
        payments and what people add by hand stay. A confirmed order may grow; what is
        invoiced stays as it is.
        """
        self.check_access("write")
        for order in self:
            # sudo: the order may be a colleague's; the right to the work is checked.
            order = order.sudo().with_company(order.company_id)
            if not order.line_ids:
                continue
            sale = order._get_open_sale_order()
            if not sale:
                sale = sale.create(order._prepare_sale_order_vals())
            if sale.state in ("draft", "sent"):
                sale.write(order._prepare_sale_order_update())
            for line in order.line_ids:
                order._sync_sale_line(sale, line)

    def _get_open_sale_order(self):
        return self.sale_order_ids.filtered(lambda sale: sale.state != "cancel")[:1]

    def _sync_sale_line(self, sale, line):
        """Create or update the sale line of a service line.

        :raise UserError: less than what is invoiced already
        """
        vals = self._prepare_sale_line_vals(line)
        money = line.sale_line_ids.filtered(
            lambda sale_line: sale_line.order_id == sale
        )
        if not money:
            sale.order_line.create({**vals, "order_id": sale.id})
            return
        changed = {
            name: value
            for name, value in vals.items()
            if money._fields[name].convert_to_write(money[name], money) != value
        }
        if not changed:
            return
        if money.qty_invoiced and vals["product_uom_qty"] < money.qty_invoiced:
            raise UserError(
                self.env._(
                    "%(line)s is invoiced already. Make a credit note to take it back.",
                    line=line.name,
                )
            )
        if money.qty_invoiced:
            # Only more of the same; the price of what is invoiced stays.
            changed = {
                name: value
                for name, value in changed.items()
                if name == "product_uom_qty"
            }
        money.write(changed)

    def _prepare_sale_order_vals(self):
        """Values of the sale order of the customer.

        :return: dict for ``sale.order.create``
        """
        return {
            **self._prepare_sale_order_update(),
            "company_id": self.company_id.id,
            "dealer_service_order_id": self.id,
            "origin": self.name,
        }

    def _prepare_sale_order_update(self):
        return {
            "partner_id": self.partner_id.id,
            "user_id": self.advisor_id.id,
            "dealer_vehicle_id": self.vehicle_id.id,
        }

    def _prepare_sale_line_vals(self, line):
        """Values of the sale line of a service line.

        :param line: dealer.service.line
        :return: dict for ``sale.order.line`` create and write
        """
        return {
            "dealer_service_line_id": line.id,
            "product_id": line.product_id.id,
            "name": line.name,
            "product_uom_qty": line.quantity,
            "price_unit": line.price_unit,
            "sequence": line.sequence,
        }

    # === INVOICE === #

    def action_create_quotation(self):
        """Make or refresh the quotation and open it.

        :return: window action
        """
        self.ensure_one()
        self._check_open()
        self._check_lines()
        self._take_turn()
        self._sync_sale_order()
        return self.action_view_sale_orders()

    def action_create_invoice(self):
        """Confirm the sale order, invoice what is not invoiced yet and post it.

        Pressed twice, or by two people at once, it makes one invoice.

        :return: window action which opens the invoices for people of accounting, who
            alone may read payments; True for others
        :raise UserError: there is nothing to invoice
        """
        self.ensure_one()
        self.check_access("write")
        self._check_open()
        self._check_lines()
        self._take_turn()
        self._sync_sale_order()
        # sudo: an advisor has no rights in accounting and may bill a colleague's
        # order; the right to the service order is checked above.
        sale = self.sudo().with_company(self.company_id)._get_open_sale_order()
        if sale.state in ("draft", "sent"):
            sale.action_confirm()
        self._set_delivered(sale)
        if sale.invoice_status == "to invoice":
            sale._create_invoices(final=True).action_post()
        self.invalidate_recordset(["invoice_ids", "invoice_count"])
        if not self.invoice_ids:
            raise UserError(
                self.env._("%(order)s has nothing to invoice.", order=self.name)
            )
        if self.env.user.has_group("account.group_account_invoice"):
            return self.action_view_invoices()
        return True

    def _take_turn(self):
        """Let only one at a time bill an order.

        The row is really changed: a parallel transaction, which has an older view of
        the order, fails to serialise, is run again by Odoo and sees the invoice.
        """
        self.flush_recordset()
        self.env.execute_query(
            SQL(
                "UPDATE dealer_service_order SET write_date = now() AT TIME ZONE 'UTC'"
                " WHERE id = %s RETURNING id",
                self.id,
            )
        )
        self.invalidate_recordset(["write_date"])

    def _set_delivered(self, sale):
        """Labour and parts of a finished order are delivered: both policies bill."""
        for line in sale.order_line.filtered("dealer_service_line_id"):
            if line.qty_delivered_method == "manual":
                line.qty_delivered = line.product_uom_qty

    def _check_lines(self):
        if not self.line_ids:
            raise UserError(
                self.env._(
                    "%(order)s has no lines. Enter labour and parts first.",
                    order=self.name,
                )
            )
        if nameless := self.line_ids.filtered(lambda line: not line.product_id):
            raise UserError(
                self.env._(
                    "Choose the product of: %(lines)s.",
                    lines=", ".join(nameless.mapped("name")),
                )
            )

    def action_view_sale_orders(self):
        """Open the quotations of the order.

        :return: window action
        """
        return self.sale_order_ids._get_records_action(name=self.env._("Quotations"))

    def action_view_invoices(self):
        """Open the invoices of the order.

        :return: window action
        """
        return self.invoice_ids._get_records_action(name=self.env._("Invoices"))
