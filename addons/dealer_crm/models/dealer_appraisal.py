"""A customer's car looked at, valued, offered for and bought."""

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ..tools import appraisal
from .dealer_appraisal_settings import MARGIN, STEP

GRADES = [
    ("like_new", "Like new"),
    ("good", "Good"),
    ("worn", "Worn"),
    ("poor", "Poor"),
]
# States in which the price of the car is settled.
SETTLED = ("agreed", "bought")


class DealerAppraisal(models.Model):
    _name = "dealer.appraisal"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _description = "Trade-in Appraisal"
    _order = "date desc, id desc"
    _check_company_auto = True

    name = fields.Char(string="Number", readonly=True, copy=False, index=True)
    lead_id = fields.Many2one(
        comodel_name="crm.lead",
        check_company=True,
        index="btree_not_null",
        ondelete="restrict",
        tracking=True,
    )
    partner_id = fields.Many2one(
        comodel_name="res.partner",
        string="Customer",
        required=True,
        index=True,
        ondelete="restrict",
        compute="_compute_partner_id",
        store=True,
        readonly=False,
        precompute=True,
        tracking=True,
    )
    vehicle_id = fields.Many2one(
        comodel_name="dealer.vehicle",
        string="Car",
        required=True,
        index=True,
        ondelete="restrict",
        tracking=True,
    )
    image_128 = fields.Image(related="vehicle_id.image_128", string="Logo")
    user_id = fields.Many2one(
        comodel_name="res.users",
        string="Appraiser",
        required=True,
        index=True,
        default=lambda self: self.env.user,
        domain="[('share', '=', False), ('company_ids', 'in', company_id)]",
        tracking=True,
    )
    company_id = fields.Many2one(
        comodel_name="res.company",
        string="Showroom",
        required=True,
        index=True,
        default=lambda self: self.env.company,
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    date = fields.Date(required=True, default=fields.Date.context_today, copy=False)
    state = fields.Selection(
        selection=[
            ("draft", "Appraisal"),
            ("offered", "Offered"),
            ("agreed", "Agreed"),
            ("bought", "Bought"),
            ("refused", "Refused"),
            ("expired", "No Longer Valid"),
        ],
        required=True,
        readonly=True,
        default="draft",
        copy=False,
        index=True,
        tracking=True,
    )

    # === CONDITION === #

    odometer = fields.Integer(string="Odometer (km)", aggregator=None, copy=False)
    body = fields.Selection(selection=GRADES)
    interior = fields.Selection(selection=GRADES)
    mechanics = fields.Selection(selection=GRADES)
    tyres = fields.Selection(selection=GRADES)
    accident = fields.Selection(
        selection=[
            ("none", "None"),
            ("light", "Paint and small parts"),
            ("heavy", "Frame or airbags"),
            ("unknown", "Not known"),
        ],
        string="Accidents",
    )
    documents = fields.Selection(
        selection=[
            ("original", "Original"),
            ("duplicate", "Duplicate"),
            ("pledged", "Pledged or leased"),
            ("missing", "Missing"),
        ],
        string="Papers",
    )
    owner_count = fields.Integer(string="Owners in the Papers", aggregator=None)
    key_count = fields.Integer(string="Keys", default=2, aggregator=None)
    has_service_book = fields.Boolean(string="Full Service History")
    note = fields.Text(string="Findings", help="What a buyer would find, in words.")
    photo_ids = fields.One2many(
        comodel_name="dealer.appraisal.photo",
        inverse_name="appraisal_id",
        string="Photos",
        copy=True,
    )
    photo_count = fields.Integer(
        string="Number of Photos", compute="_compute_photo_count"
    )

    # === VALUATION === #

    market_value = fields.Monetary(
        tracking=True, help="What the car, made ready for sale, is sold for."
    )
    repair_cost = fields.Monetary(
        tracking=True, help="What it costs to make the car ready for sale."
    )
    margin_percent = fields.Float(
        string="Wanted Margin (%)",
        digits=(5, 2),
        default=lambda self: self._get_setting(MARGIN),
        aggregator="avg",
        tracking=True,
    )
    margin = fields.Monetary(compute="_compute_valuation", store=True)
    valuation = fields.Monetary(
        compute="_compute_valuation",
        store=True,
        help="Market value less repair and margin, rounded down: the most a "
        "salesperson can offer.",
    )
    wanted_price = fields.Monetary(
        string="Customer Wants", help="What the customer expects for the car."
    )
    offer = fields.Monetary(
        compute="_compute_offer",
        store=True,
        readonly=False,
        copy=False,
        tracking=True,
        help="What we pay. More than the valuation is for managers to offer.",
    )
    valid_until = fields.Date(copy=False, tracking=True)
    agreed_price = fields.Monetary(copy=False, tracking=True)
    refusal = fields.Selection(
        selection=[
            ("price", "Wants more"),
            ("private", "Sells it privately"),
            ("keeps", "Keeps the car"),
            ("competitor", "Sold it to another dealer"),
            ("other", "Another reason"),
        ],
        string="Reason of the Refusal",
        copy=False,
        tracking=True,
    )
    refusal_note = fields.Char(copy=False)
    decided_on = fields.Date(readonly=True, copy=False)
    bought_on = fields.Date(readonly=True, copy=False)

    _amounts = models.Constraint(
        "CHECK(market_value >= 0 AND repair_cost >= 0 AND offer >= 0"
        " AND wanted_price >= 0 AND agreed_price >= 0)",
        "Amounts of an appraisal cannot be negative.",
    )
    _margin = models.Constraint(
        "CHECK(margin_percent BETWEEN 0 AND 100)",
        "The wanted margin is 0 to 100 percent of the market value.",
    )
    _counts = models.Constraint(
        "CHECK(odometer BETWEEN 0 AND 3000000 AND owner_count BETWEEN 0 AND 99"
        " AND key_count BETWEEN 0 AND 99)",
        "Check odometer, owners and keys: one of the numbers is not possible.",
    )
    _settled = models.Constraint(
        "CHECK(state NOT IN ('agreed', 'bought') OR agreed_price > 0)",
        "A car is bought for an agreed price: enter it.",
    )
    _expiry_idx = models.Index("(valid_until) WHERE state = 'offered'")

    # === COMPUTE METHODS === #

    @api.depends("lead_id")
    def _compute_partner_id(self):
        for record in self:
            record.partner_id = record.lead_id.partner_id or record.partner_id

    @api.depends("photo_ids")
    def _compute_photo_count(self):
        for record in self:
            record.photo_count = len(record.photo_ids)

    @api.depends("market_value", "repair_cost", "margin_percent", "company_id")
    def _compute_valuation(self):
        step = self._get_setting(STEP)
        for record in self:
            currency = record.currency_id or self.env.company.currency_id
            # What the database refuses is not valued.
            result = appraisal.value(
                max(0, record.market_value),
                max(0, record.repair_cost),
                min(100, max(0, record.margin_percent)),
                step,
            )
            record.margin = currency.round(result.margin)
            record.valuation = currency.round(result.price)

    @api.depends("valuation")
    def _compute_offer(self):
        for record in self:
            if record.state in (False, "draft"):
                record.offer = record.valuation

    @api.depends("name", "vehicle_id")
    def _compute_display_name(self):
        for record in self:
            parts = [record.name, record.vehicle_id.display_name]
            record.display_name = ", ".join(filter(None, parts))

    @api.onchange("lead_id")
    def _onchange_lead_id(self):
        if self.lead_id.dealer_trade_in_vehicle_id and not self.vehicle_id:
            self.vehicle_id = self.lead_id.dealer_trade_in_vehicle_id

    @api.model
    def _get_setting(self, setting):
        """A number of the settings.

        :param setting: tuple (name of the parameter, default)
        :return: int
        """
        # sudo: parameters are closed for everybody but the administrator.
        text = self.env["ir.config_parameter"].sudo().get_param(setting[0])
        return int(text) if text and text.isdecimal() else setting[1]

    # === CRUD === #

    @api.model_create_multi
    def create(self, vals_list):
        # sudo: numbers are drawn by those who may not set sequences up.
        sequence = self.env["ir.sequence"].sudo()
        for vals in vals_list:
            if not self.env.su and vals.get("state", "draft") != "draft":
                self._refuse_by_hand()
            vals["name"] = sequence.next_by_code("dealer.appraisal")
        records = super().create(vals_list)
        for record in records.filtered("lead_id"):
            if not record.lead_id.dealer_trade_in_vehicle_id:
                record.lead_id.dealer_trade_in_vehicle_id = record.vehicle_id
        return records

    def write(self, vals):
        if not self.env.su:
            self._check_write(vals.keys())
        return super().write(vals)

    def _check_write(self, names):
        """People change what is not offered yet, the rest goes by the steps.

        :param names: fields about to be written
        :raise AccessError: a state is written by hand
        :raise UserError: the offer is made
        """
        if names & {"state", "decided_on", "bought_on"}:
            self._refuse_by_hand()
        fixed = names & self._get_offered_fields()
        if fixed and any(record.state != "draft" for record in self):
            raise UserError(
                self.env._(
                    "The offer is made. Press Appraise Again to make another one."
                )
            )
        if "agreed_price" in names and any(r.state in SETTLED for r in self):
            raise UserError(self.env._("The price of this car is agreed already."))

    def _refuse_by_hand(self):
        raise AccessError(self.env._("An appraisal is moved on by its buttons."))

    @api.model
    def _get_offered_fields(self):
        """Fields on which an offer rests: fixed as soon as it is made.

        :return: set of names
        """
        return {
            *("vehicle_id", "partner_id", "company_id", "offer", "valid_until"),
            *("market_value", "repair_cost", "margin_percent"),
        }

    def _move(self, **values):
        """Write a step: its state and what follows from it."""
        # sudo: the user's right was asked before; by hand it is nobody's to write.
        self.sudo().write(values)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_offered(self):
        if any(record.state != "draft" for record in self):
            raise UserError(
                self.env._("What was offered to a customer is kept. Refuse it instead.")
            )
