"""From the work to the money: the one-way builder of the sale orders, one per payer."""

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ..tools import shares
from .dealer_service_line import PRICE_GROUPS

DRAFT = ("draft", "sent")


class DealerServiceOrder(models.Model):
    _inherit = "dealer.service.order"

    payer_id = fields.Many2one(
        comodel_name="res.partner",
        string="Insurer or Other Payer",
        index="btree_not_null",
        tracking=True,
        help="Gets the invoice of the pay types whose payer is entered on the order.",
    )
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
        "line_ids.decision",
        "line_ids.pay_type_id",
        "state",
        "sale_order_ids.invoice_status",
        "sale_order_ids.dealer_claim_ids.state",
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
        """Whether approved work is neither invoiced, claimed nor charged internally.

        :return: bool
        """
        self.ensure_one()
        if self.state in ("history", "cancelled", "no_show"):
            return False
        # sudo: the quotation may be a colleague's, prices are not shown to technicians.
        return any(
            not line._is_billed()
            for line in self.sudo().line_ids
            if line.decision in ("pending", "approved")
        )

    # === BUILDER === #

    def _sync_existing_sale_order(self):
        """Bring changes of the work to the quotations, where there are any."""
        # sudo: whether there is a quotation does not depend on who asks.
        self.filtered(lambda order: order.sudo().sale_order_ids)._sync_sale_order()

    def _sync_sale_order(self):
        """Make the sale orders say what the lines say, one order for each payer.

        One way, and only lines which carry the id of a service line: rewards, down
        payments and what people add by hand stay. A confirmed order may grow; what is
        invoiced or delivered stays as it is.
        """
        self.check_access("write")
        for order in self:
            # sudo: the order may be a colleague's; the right to the work is checked.
            order = order.sudo().with_company(order.company_id)
            wanted = order._get_wanted_lines()
            sales = order._get_open_sale_orders()
            for pay_type in wanted:
                if pay_type not in sales:
                    vals = order._prepare_sale_order_vals(pay_type)
                    sales[pay_type] = order.sale_order_ids.create(vals)
            for pay_type, sale in sales.items():
                order._sync_payer(sale, pay_type, wanted.get(pay_type, {}))

    def _get_wanted_lines(self):
        """What each payer is to pay.

        :return: dict pay type -> dict of service line -> (price of a unit, whether it
            is a share which moves no goods)
        :raise UserError: shares do not make 100 %
        """
        digits = self.env["decimal.precision"].precision_get("Product Price")
        wanted = {}
        for line in self.line_ids._filter_offered():
            if line._is_internal():
                continue
            payers = line._get_payers()
            percents = [percent for _pay_type, percent in payers]
            if not shares.is_whole(percents):
                raise UserError(
                    self.env._(
                        "The shares of %(line)s must be above zero and make 100 %%.",
                        line=line.name,
                    )
                )
            prices = shares.split(line.price_unit, percents, digits)
            for place, (pay_type, _percent) in enumerate(payers):
                # Nobody outside pays this part: it is left to the showroom.
                if pay_type.payer_mode != "none":
                    wanted.setdefault(pay_type, {})[line] = (prices[place], place > 0)
        return wanted

    def _get_open_sale_orders(self):
        """The sale orders of the order which count, by pay type.

        :return: dict dealer.pay.type -> sale.order
        """
        default = self.env["dealer.pay.type"]._get_default()
        return {
            sale.dealer_pay_type_id or default: sale
            for sale in self.sale_order_ids
            if sale.state != "cancel"
        }

    def _sync_payer(self, sale, pay_type, wanted):
        """Bring the order of one payer into line.

        :param dict wanted: service line -> (price, is share); see _get_wanted_lines
        """
        is_draft = sale.state in DRAFT
        if is_draft:
            sale.write(self._prepare_sale_order_update(pay_type))
        else:
            # What is confirmed was approved.
            wanted = {
                line: part
                for line, part in wanted.items()
                if line.decision == "approved"
            }
        own = sale.order_line.filtered("dealer_service_line_id")
        self._drop_sale_lines(
            own.filtered(lambda money: money.dealer_service_line_id not in wanted)
        )
        missing = [
            vals
            for line, (price, is_share) in wanted.items()
            if (vals := self._sync_sale_line(sale, line, price, is_share))
        ]
        # All at once: one line after the other computes the whole order each time.
        sale.order_line.create([{**vals, "order_id": sale.id} for vals in missing])

    def _drop_sale_lines(self, money):
        """Take back what nobody wants any more or another one pays.

        :raise UserError: it is invoiced or has left the stock
        """
        money.filtered(lambda line: line.state in DRAFT).unlink()
        for line in money.exists().filtered("product_uom_qty"):
            if line.qty_invoiced:
                raise UserError(
                    self.env._(
                        "%(line)s is invoiced already. Make a credit note to take it "
                        "back.",
                        line=line.name,
                    )
                )
            if line.qty_delivered and line.qty_delivered_method == "stock_move":
                raise UserError(
                    self.env._(
                        "%(line)s has left the stock already. Return it in the "
                        "delivery first.",
                        line=line.name,
                    )
                )
            line.write({"qty_delivered": 0, "product_uom_qty": 0})

    def _sync_sale_line(self, sale, line, price, is_share):
        """Update the sale line of a service line.

        :param float price: of a unit for this payer
        :param bool is_share: another payer's order moves the goods
        :return: dict, values of the line where it is missing; None where it is there
        :raise UserError: less than what is invoiced already
        """
        vals = self._prepare_sale_line_vals(line, price, is_share)
        money = line.sale_line_ids.filtered(
            lambda sale_line: sale_line.order_id == sale
        )
        if not money:
            return vals
        changed = {
            name: value
            for name, value in vals.items()
            if money._fields[name].convert_to_write(money[name], money) != value
        }
        if not changed:
            return None
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
        return None

    def _prepare_sale_order_vals(self, pay_type):
        """Values of the sale order of a payer.

        :param pay_type: dealer.pay.type
        :return: dict for ``sale.order.create``
        :raise UserError: nobody is entered who pays
        """
        return {
            **self._prepare_sale_order_update(pay_type),
            "company_id": self.company_id.id,
            "dealer_service_order_id": self.id,
            "dealer_pay_type_id": pay_type.id,
            "origin": self.name,
        }

    def _prepare_sale_order_update(self, pay_type):
        """What a quotation takes over from the order as long as it is a draft.

        :param pay_type: dealer.pay.type
        :return: dict for ``sale.order`` create and write
        :raise UserError: nobody is entered who pays
        """
        own = pay_type.with_company(self.company_id)
        payer = own._get_payer(self)
        if not payer:
            raise UserError(
                self.env._(
                    "Nobody is entered who pays for %(pay_type)s. Enter the payer at "
                    "the pay type or on the order %(order)s.",
                    pay_type=pay_type.name,
                    order=self.name,
                )
            )
        vals = {
            "partner_id": payer.id,
            "user_id": self.advisor_id.id,
            "dealer_vehicle_id": self.vehicle_id.id,
            "pricelist_id": own._get_pricelist(self).id,
        }
        if own.fiscal_position_id:
            vals["fiscal_position_id"] = own.fiscal_position_id.id
        if own.journal_id:
            vals["journal_id"] = own.journal_id.id
        return vals

    def _prepare_sale_line_vals(self, line, price, is_share):
        """Values of the sale line of a service line.

        :param line: dealer.service.line
        :param float price: of a unit for this payer
        :param bool is_share: another payer's order moves the goods
        :return: dict for ``sale.order.line`` create and write
        """
        vals = {
            "dealer_service_line_id": line.id,
            "dealer_is_share": is_share,
            "product_id": line.product_id.id,
            "name": line.name,
            "product_uom_qty": line.quantity,
            "price_unit": price,
            "sequence": line.sequence,
        }
        distribution = line._get_department_distribution()
        return {**vals, "analytic_distribution": distribution} if distribution else vals

    def action_create_quotation(self):
        """Make or refresh the quotations and open them.

        :return: window action
        """
        self.ensure_one()
        self._check_open()
        self._check_lines()
        self._take_turn()
        self._sync_sale_order()
        return self.action_view_sale_orders()

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
