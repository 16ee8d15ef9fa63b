from odoo import api, fields, models
from odoo.exceptions import UserError

# Technicians work by the lines but need not see what they cost.
PRICE_GROUPS = (
    "dealer_service.group_service_advisor,dealer_crm.group_dealer_user,"
    "account.group_account_invoice,account.group_account_readonly"
)

# Declined work is followed long after its order was finished. No money depends on it.
AFTER_CLOSE = {"is_not_wanted", "declined_line_id"}


class DealerServiceLine(models.Model):
    _name = "dealer.service.line"
    _description = "Service Order Line"
    _order = "order_id, sequence, id"

    order_id = fields.Many2one(
        comodel_name="dealer.service.order",
        required=True,
        ondelete="cascade",
        index=True,
    )
    company_id = fields.Many2one(related="order_id.company_id", store=True, index=True)
    currency_id = fields.Many2one(related="order_id.currency_id")
    sequence = fields.Integer(default=10)
    kind = fields.Selection(
        selection=[
            ("labour", "Labour"),
            ("part", "Part"),
            ("sublet", "Sublet"),
            ("fee", "Fee"),
        ],
        required=True,
        default="labour",
    )
    pay_type_id = fields.Many2one(
        comodel_name="dealer.pay.type",
        default=lambda self: self.env["dealer.pay.type"]._get_default(),
        ondelete="restrict",
        index="btree_not_null",
        help="Who pays for it.",
    )
    operation_id = fields.Many2one(
        comodel_name="dealer.service.operation",
        ondelete="restrict",
        index="btree_not_null",
        help="From the catalogue of work; brings its norm hours.",
    )
    product_id = fields.Many2one(
        comodel_name="product.product",
        compute="_compute_product_id",
        store=True,
        readonly=False,
        precompute=True,
        domain="[('sale_ok', '=', True), ('company_id', 'in', (False, company_id))]",
        ondelete="restrict",
    )
    name = fields.Char(
        string="Description",
        compute="_compute_name",
        store=True,
        readonly=False,
        precompute=True,
        required=True,
    )
    concern = fields.Text(help="What the customer complains of.")
    cause = fields.Text(help="What was found.")
    correction = fields.Text(help="What was done about it.")
    quantity = fields.Float(
        digits="Product Unit",
        compute="_compute_quantity",
        store=True,
        readonly=False,
        precompute=True,
        required=True,
        help="Labour: norm hours.",
    )
    price_unit = fields.Float(
        string="Unit Price",
        digits="Product Price",
        compute="_compute_price_unit",
        store=True,
        readonly=False,
        groups=PRICE_GROUPS,
        aggregator=None,
    )
    sale_line_ids = fields.One2many(
        comodel_name="sale.order.line", inverse_name="dealer_service_line_id"
    )
    price_subtotal = fields.Monetary(
        string="Amount",
        compute="_compute_price_subtotal",
        groups=PRICE_GROUPS,
        help="Before tax, as in the quotation once there is one.",
    )

    _quantity = models.Constraint(
        "CHECK(quantity > 0)", "The quantity of a service line must be above zero."
    )
    _price_unit = models.Constraint(
        "CHECK(price_unit >= 0)", "The price of a service line cannot be negative."
    )

    # === COMPUTE METHODS === #

    @api.depends("kind", "operation_id")
    def _compute_product_id(self):
        products = {
            kind: self.env.ref(f"dealer_service.product_{kind}", False)
            for kind in ("labour", "sublet", "fee")
        }
        own = self.env["product.product"].concat(*filter(None, products.values()))
        for line in self:
            if line.kind == "labour" and line.operation_id.product_id:
                line.product_id = line.operation_id.product_id
            elif not line.product_id or line.product_id in own:
                line.product_id = products.get(line.kind, False)

    @api.depends("product_id", "operation_id")
    def _compute_name(self):
        for line in self:
            before = line._origin
            known = (before.product_id.display_name, before.operation_id.name)
            if line.operation_id and line.operation_id != before.operation_id:
                line.name = line.operation_id.name
            elif not line.name or line.name in known:
                line.name = line.operation_id.name or line.product_id.display_name

    @api.depends("operation_id")
    def _compute_quantity(self):
        for line in self:
            if line.operation_id and line.operation_id != line._origin.operation_id:
                line.quantity = line.operation_id.hours
            else:
                line.quantity = line.quantity or 1.0

    @api.depends("product_id", "order_id.partner_id", "pay_type_id")
    def _compute_price_unit(self):
        wanted = self.filtered(lambda line: not line._keeps_price())
        prices = wanted._get_prices()
        for line in self:
            line.price_unit = prices.get(line, line.price_unit)

    def _get_prices(self):
        """What the lines cost: by the rate of a norm hour, else by the price list.

        :return: dict line -> price of a unit in the currency of the showroom
        """
        rates = self.env["dealer.service.rate"]._find(
            {line._get_rate_key() for line in self if line.kind == "labour"}
        )
        prices = {}
        for line in self:
            rate = rates.get(line._get_rate_key()) if line.kind == "labour" else None
            prices[line] = line._get_list_price() if rate is None else rate
        return prices

    @api.depends("quantity", "price_unit", "sale_line_ids.price_subtotal", "decision")
    def _compute_price_subtotal(self):
        for line in self:
            # sudo: the quotation may be a colleague's.
            money = line.sudo().sale_line_ids.filtered(
                lambda sale_line: sale_line.state != "cancel"
            )
            if money:
                line.price_subtotal = sum(money.mapped("price_subtotal"))
            else:
                line.price_subtotal = line.quantity * line.price_unit

    def _keeps_price(self):
        """Whether a price which is there stays: entered by hand, nothing changed.

        :return: bool
        """
        before = self._origin
        same = before.product_id == self.product_id and (
            before.pay_type_id == self.pay_type_id or not before
        )
        return bool(same and self.price_unit)

    def _get_rate_key(self):
        """What the rate of a norm hour depends on.

        :return: tuple (res.company, dealer.pay.type, fleet.vehicle.model.brand)
        """
        return (
            self.order_id.company_id._origin,
            self.pay_type_id._origin,
            self.order_id.vehicle_id.brand_id._origin,
        )

    def _get_list_price(self):
        """The price by the price list of the payer, else that of the product.

        :return: float, of one unit in the currency of the showroom
        """
        self.ensure_one()
        pay_type = self.pay_type_id or self.pay_type_id._get_default()
        pricelist = pay_type._get_pricelist(self.order_id)
        if pricelist and self.product_id:
            return pricelist._get_product_price(self.product_id, self.quantity or 1.0)
        return self.product_id.lst_price

    # === CRUD === #

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        lines.order_id._check_open()
        lines._reset_shares()
        lines.order_id._sync_existing_sale_order()
        return lines

    def write(self, vals):
        if set(vals) <= AFTER_CLOSE:
            return super().write(vals)
        self.order_id._check_open()
        changed = self.browse()
        if "pay_type_id" in vals:
            changed = self.filtered(
                lambda line: line.pay_type_id.id != vals["pay_type_id"]
            )
            changed._check_payer_change()
        result = super().write(self._stamp_decision(vals))
        if changed:
            changed._reset_shares()
            if "price_unit" not in vals:
                for line, price in changed._get_prices().items():
                    line.price_unit = price
        self.order_id._sync_existing_sale_order()
        return result

    def _check_payer_change(self):
        """Another payer only for what is neither invoiced nor handed out.

        :raise UserError: credit note or return first
        """
        for line in self:
            # sudo: the quotation may be a colleague's.
            money = line.sudo().sale_line_ids
            if any(sale_line.qty_invoiced for sale_line in money):
                raise UserError(
                    self.env._(
                        "%(line)s is invoiced to %(payer)s. Make a credit note first, "
                        "then choose who pays instead.",
                        line=line.name,
                        payer=line.pay_type_id.name,
                    )
                )
            if line._is_handed_out():
                raise UserError(
                    self.env._(
                        "%(line)s has left the stock already. Return it in the "
                        "delivery first, then choose who pays instead.",
                        line=line.name,
                    )
                )

    def _is_handed_out(self):
        """Whether parts of the line have left the stock.

        :return: bool
        """
        # sudo: advisors need no rights in the warehouse to know it.
        line = self.sudo()
        return any(
            sale_line.qty_delivered_method == "stock_move" and sale_line.qty_delivered
            for sale_line in line.sale_line_ids
        ) or any(move.state == "done" for move in line.consumption_move_ids)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_invoiced(self):
        self.order_id._check_open()
        # sudo: the quotation may be a colleague's.
        money = self.sudo().sale_line_ids
        if any(line.qty_invoiced for line in money):
            raise UserError(
                self.env._(
                    "What is invoiced stays on the service order. Make a credit note."
                )
            )
        for line in self:
            if line._is_handed_out():
                raise UserError(
                    self.env._(
                        "%(line)s has left the stock already. Return it in the "
                        "delivery first.",
                        line=line.name,
                    )
                )
        money.filtered(lambda line: line.state in ("draft", "sent")).unlink()
        money.exists().product_uom_qty = 0
