from odoo import api, fields, models
from odoo.exceptions import UserError

# Technicians work by the lines but need not see what they cost.
PRICE_GROUPS = (
    "dealer_service.group_service_advisor,dealer_crm.group_dealer_user,"
    "account.group_account_invoice,account.group_account_readonly"
)


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
    quantity = fields.Float(
        digits="Product Unit",
        default=1.0,
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

    @api.depends("kind")
    def _compute_product_id(self):
        products = {
            kind: self.env.ref(f"dealer_service.product_{kind}", False)
            for kind in ("labour", "sublet", "fee")
        }
        own = self.env["product.product"].concat(*filter(None, products.values()))
        for line in self:
            if not line.product_id or line.product_id in own:
                line.product_id = products.get(line.kind, False)

    @api.depends("product_id")
    def _compute_name(self):
        for line in self:
            if not line.name or line.name == line._origin.product_id.display_name:
                line.name = line.product_id.display_name

    @api.depends("product_id", "order_id.partner_id")
    def _compute_price_unit(self):
        for line in self:
            # A price entered by hand stays.
            if line._origin.product_id == line.product_id and line.price_unit:
                continue
            pricelist = line.order_id.partner_id.property_product_pricelist
            if pricelist and line.product_id:
                line.price_unit = pricelist._get_product_price(
                    line.product_id, line.quantity or 1.0
                )
            else:
                line.price_unit = line.product_id.lst_price

    @api.depends("quantity", "price_unit", "sale_line_ids.price_subtotal")
    def _compute_price_subtotal(self):
        for line in self:
            # sudo: the quotation may be a colleague's.
            money = line.sudo().sale_line_ids
            if money:
                line.price_subtotal = sum(money.mapped("price_subtotal"))
            else:
                line.price_subtotal = line.quantity * line.price_unit

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        lines.order_id._check_open()
        lines.order_id._sync_existing_sale_order()
        return lines

    def write(self, vals):
        self.order_id._check_open()
        result = super().write(vals)
        self.order_id._sync_existing_sale_order()
        return result

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
        money.filtered(lambda line: line.state in ("draft", "sent")).unlink()
        money.exists().product_uom_qty = 0
