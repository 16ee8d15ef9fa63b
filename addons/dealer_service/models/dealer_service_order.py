from odoo import api, fields, models
from odoo.exceptions import UserError

from ..tools import states
from .dealer_service_line import PRICE_GROUPS

# Passed in the context by _update_state only: no request can send a Python object.
STATE_GATE = object()
OPEN_STATES = states.OPEN


class DealerServiceOrder(models.Model):
    _name = "dealer.service.order"
    _inherit = ["portal.mixin", "rating.mixin", "mail.thread", "mail.activity.mixin"]
    _description = "Service Order"
    _order = "date desc, id desc"
    _check_company_auto = True
    _rec_names_search = ["name"]

    name = fields.Char(
        string="Number",
        required=True,
        readonly=True,
        copy=False,
        default=lambda self: self.env._("New"),
        index="trigram",
    )
    company_id = fields.Many2one(
        comodel_name="res.company",
        string="Showroom",
        required=True,
        default=lambda self: self.env.company,
        index=True,
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    state = fields.Selection(
        selection=[
            ("history", "History"),
            ("appointment", "Appointment"),
            ("check_in", "Check-in"),
            ("inspection", "Inspection"),
            ("estimate", "Estimate"),
            ("approved", "Approved"),
            ("in_work", "In work"),
            ("quality", "Quality Check"),
            ("ready", "Ready"),
            ("delivered", "Delivered"),
            ("no_show", "No-show"),
            ("cancelled", "Cancelled"),
        ],
        required=True,
        default="check_in",
        copy=False,
        tracking=True,
        group_expand="_group_expand_states",
        index=True,
        help="History: carried over from another system.",
    )
    vehicle_id = fields.Many2one(
        comodel_name="dealer.vehicle", required=True, ondelete="restrict", tracking=True
    )
    brand_id = fields.Many2one(related="vehicle_id.brand_id")
    license_plate = fields.Char(related="vehicle_id.license_plate")
    image_128 = fields.Image(related="vehicle_id.image_128")
    partner_id = fields.Many2one(
        comodel_name="res.partner",
        string="Customer",
        compute="_compute_partner_id",
        store=True,
        readonly=False,
        precompute=True,
        ondelete="restrict",
        index=True,
        tracking=True,
        help="Who brings the car and pays; the owner by default.",
    )
    date = fields.Datetime(required=True, default=fields.Datetime.now, copy=False)
    odometer = fields.Integer(
        string="Odometer (km)", copy=False, aggregator="max", tracking=True
    )
    odometer_id = fields.Many2one(
        comodel_name="dealer.vehicle.odometer", readonly=True, copy=False
    )
    advisor_id = fields.Many2one(
        comodel_name="res.users",
        string="Service Advisor",
        default=lambda self: self.env.user,
        domain="[('share', '=', False), ('company_ids', 'in', company_id)]",
        index="btree_not_null",
        tracking=True,
    )
    technician_id = fields.Many2one(
        comodel_name="res.users",
        domain="[('share', '=', False), ('company_ids', 'in', company_id)]",
        index="btree_not_null",
        tracking=True,
    )
    concern = fields.Text(help="What the customer wants, in the customer's words.")
    line_ids = fields.One2many(
        comodel_name="dealer.service.line", inverse_name="order_id", string="Lines"
    )
    history_amount = fields.Monetary(
        string="Amount in the Other System", groups=PRICE_GROUPS, copy=False
    )
    history_source = fields.Char(string="Other System", copy=False)
    amount_total = fields.Monetary(
        string="Total",
        compute="_compute_amount_total",
        store=True,
        groups=PRICE_GROUPS,
    )

    _odometer = models.Constraint(
        "CHECK(odometer >= 0 AND odometer <= 3000000)",
        "An odometer reading lies between 0 and 3 000 000 km: check the number.",
    )
    _partner = models.Constraint(
        "CHECK(partner_id IS NOT NULL OR state = 'history')",
        "Choose the customer of the service order: who brings the car and pays.",
    )
    _vehicle_date_idx = models.Index("(vehicle_id, date DESC, id DESC)")
    _open_idx = models.Index(
        "(company_id, date) WHERE state IN ('appointment', 'check_in', 'inspection', "
        "'estimate', 'approved', 'in_work', 'quality', 'ready')"
    )

    # Who has it opens the customer's page, where the prices are.
    access_token = fields.Char(groups=PRICE_GROUPS)

    # === COMPUTE METHODS === #

    @api.depends("vehicle_id")
    def _compute_partner_id(self):
        for order in self:
            owner = order.vehicle_id.owner_id
            # Who was erased does not come any more: somebody has to be chosen.
            before = order.state in states.BEFORE_WORK
            if before and owner and not owner.dealer_erased_at:
                order.partner_id = owner

    @api.depends(
        "line_ids.quantity",
        "line_ids.price_unit",
        "line_ids.decision",
        "sale_order_ids.amount_total",
        "sale_order_ids.state",
        "history_amount",
    )
    def _compute_amount_total(self):
        for order in self:
            sales = order.sale_order_ids.filtered(lambda sale: sale.state != "cancel")
            if order.state == "history":
                order.amount_total = order.history_amount
            elif sales:
                order.amount_total = sum(sales.mapped("amount_total"))
            else:
                offered = order.line_ids._filter_offered()
                order.amount_total = sum(offered.mapped("price_subtotal"))

    @api.depends("name", "vehicle_id")
    def _compute_display_name(self):
        for order in self:
            order.display_name = f"{order.name} {order.license_plate or ''}".strip()

    @api.model
    def _shows_prices(self):
        """Whether the user may know what work and parts cost.

        :return: bool
        """
        return self._has_field_access(self._fields["amount_total"], "read")

    @api.model
    def _group_expand_states(self, found, domain):
        # Columns of work at hand are there even when empty; the past is not.
        return [*states.OPEN, *(state for state in found if state not in states.OPEN)]

    # === CRUD === #

    @api.model_create_multi
    def create(self, vals_list):
        vals_list = [dict(vals) for vals in vals_list]
        for vals in vals_list:
            state = vals.get("state", "check_in")
            if state not in states.FIRST:
                raise UserError(
                    self.env._(
                        "A new service order begins with appointment or check-in; "
                        "%(state)s is not possible. Use its buttons to go on.",
                        state=state,
                    )
                )
            if not vals.get("name") or vals["name"] == self.env._("New"):
                company = vals.get("company_id") or self.env.company.id
                vals["name"] = (
                    self.env["ir.sequence"]
                    .with_company(company)
                    .next_by_code("dealer.service.order")
                )
        orders = super().create(vals_list)
        orders._record_odometer()
        return orders

    def write(self, vals):
        gate = self.env.context.get("dealer_state_gate") is STATE_GATE
        if "state" in vals and not gate:
            self._refuse_state(vals["state"])
        if "vehicle_id" in vals:
            self._check_vehicle_change(vals["vehicle_id"])
        if "partner_id" in vals:
            self._check_partner_change(vals["partner_id"])
        result = super().write(vals)
        if "odometer" in vals:
            self._record_odometer()
        if {"partner_id", "payer_id", "advisor_id", "vehicle_id"} & set(vals):
            self._sync_existing_sale_order()
        return result

    def _check_vehicle_change(self, vehicle_id):
        """Refuse another vehicle once the work has begun.

        :raise UserError: quotation and history would name another car than the work
        """
        for order in self.filtered(
            lambda order: order.state not in (*states.BEFORE_WORK, "history")
        ):
            if order.vehicle_id.id != vehicle_id:
                raise UserError(
                    self.env._(
                        "The work of %(order)s has begun. Cancel it and make a new "
                        "service order for the other vehicle.",
                        order=order.name,
                    )
                )

    def _check_partner_change(self, partner_id):
        """Refuse another customer where one has approved and was promised a price.

        :raise UserError: the order was signed by or confirmed for the former one
        """
        for order in self.filtered(lambda order: order.partner_id.id != partner_id):
            # sudo: the quotation may be a colleague's.
            sales = order.sudo().sale_order_ids
            if order.state != "history" and any(sale.state == "sale" for sale in sales):
                raise UserError(
                    self.env._(
                        "%(customer)s has approved %(order)s: the customer cannot be "
                        "changed any more. Cancel the order and make a new one.",
                        customer=order.partner_id.display_name,
                        order=order.name,
                    )
                )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_begun(self):
        # sudo: the quotation may be a colleague's.
        sales = self.sudo().sale_order_ids
        free = (*states.BEFORE_WORK, "cancelled")
        if any(order.state not in free for order in self) or any(
            sale.state == "sale" for sale in sales
        ):
            raise UserError(
                self.env._(
                    "A service order that has begun is part of the vehicle's history. "
                    "Cancel it instead of deleting it."
                )
            )
        sales.filtered(lambda sale: sale.state == "draft").unlink()

    def _check_open(self):
        """Refuse changes of what is finished.

        :raise UserError: an order is delivered or cancelled
        """
        closed = self.filtered(lambda order: order.state in states.CLOSED)
        if closed:
            raise UserError(
                self.env._(
                    "%(orders)s cannot be changed any more. Make a new service order.",
                    orders=", ".join(closed.mapped("name")),
                )
            )

    # === ODOMETER === #

    def _record_odometer(self):
        """Keep the reading of the check-in on the vehicle, once for each order."""
        missing = self.filtered(lambda order: order.odometer and not order.odometer_id)
        # sudo: technicians may enter a reading here but edit none on the vehicle.
        readings = (
            self.env["dealer.vehicle.odometer"]
            .sudo()
            .create([order._prepare_odometer_vals() for order in missing])
        )
        for order, reading in zip(missing, readings, strict=True):
            # sudo: as above
            order.sudo().odometer_id = reading
        for order in (self - missing).filtered("odometer_id"):
            if order.odometer_id.value != order.odometer:
                # sudo: as above
                order.sudo().odometer_id.value = order.odometer

    def _prepare_odometer_vals(self):
        """The reading which the order brings.

        :return: dict for ``dealer.vehicle.odometer.create``
        """
        return {
            "vehicle_id": self.vehicle_id.id,
            "date": fields.Date.context_today(self, self.date),
            "value": self.odometer,
            "source": "import" if self.state == "history" else "service",
            "note": self.name,
        }
