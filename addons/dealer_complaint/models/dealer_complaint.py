"""A shortcoming which a customer reports: what, where it went wrong, who answers."""

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ..tools import rules

# Passed in the context by _move only: no request can send a Python object.
STATE_GATE = object()
# What was said to the customer does not change afterwards.
LOCKED = ("answer", "rejection_reason", "partner_id", "order_id", "company_id")


class DealerComplaint(models.Model):
    _name = "dealer.complaint"
    _inherit = [
        "portal.mixin",
        "mail.thread",
        "mail.activity.mixin",
        "dealer.own.customers",
    ]
    _description = "Complaint"
    _order = "date desc, id desc"
    _check_company_auto = True

    _dealer_customer_paths = ("partner_id", "vehicle_id.owner_id")

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
    state = fields.Selection(
        selection=[
            ("new", "New"),
            ("examining", "Being Examined"),
            ("accepted", "Accepted"),
            ("done", "Remedied"),
            ("rejected", "Rejected"),
            ("withdrawn", "Withdrawn"),
        ],
        required=True,
        readonly=True,
        default="new",
        copy=False,
        index=True,
        tracking=True,
        group_expand="_group_expand_states",
    )
    date = fields.Datetime(
        string="Received", required=True, default=fields.Datetime.now, copy=False
    )
    source = fields.Selection(
        selection=[
            ("portal", "Customer portal"),
            ("document", "Code on a document"),
            ("desk", "At the desk"),
            ("phone", "By phone"),
            ("message", "Letter or e-mail"),
        ],
        required=True,
        default="desk",
    )
    partner_id = fields.Many2one(
        comodel_name="res.partner",
        string="Customer",
        required=True,
        compute="_compute_partner_id",
        store=True,
        readonly=False,
        precompute=True,
        ondelete="restrict",
        index=True,
        tracking=True,
    )
    reporter = fields.Char(
        string="Reported by",
        help="If not the customer: name and phone of who has complained.",
    )
    vehicle_id = fields.Many2one(
        comodel_name="dealer.vehicle",
        compute="_compute_vehicle_id",
        store=True,
        readonly=False,
        precompute=True,
        ondelete="restrict",
        index="btree_not_null",
    )
    order_id = fields.Many2one(
        comodel_name="dealer.service.order",
        string="Service Order",
        check_company=True,
        ondelete="restrict",
        index="btree_not_null",
    )
    sale_order_id = fields.Many2one(
        comodel_name="sale.order",
        string="Sales Order",
        check_company=True,
        ondelete="set null",
        index="btree_not_null",
    )
    lead_id = fields.Many2one(
        comodel_name="crm.lead",
        string="Opportunity",
        check_company=True,
        ondelete="set null",
        index="btree_not_null",
    )
    step = fields.Selection(
        selection=[
            ("appointment", "Appointment and phone"),
            ("reception", "Reception"),
            ("workshop", "Work in the workshop"),
            ("parts", "Parts"),
            ("price", "Price and invoice"),
            ("handover", "Handing over the car"),
            ("sales", "Sale of a car"),
            ("club", "Customer club"),
            ("other", "Something else"),
        ],
        required=True,
        default="workshop",
        tracking=True,
        help="In which step it went wrong.",
    )
    severity = fields.Selection(
        selection=[
            ("minor", "Minor"),
            ("serious", "Serious"),
            ("safety", "Safety"),
        ],
        required=True,
        default="minor",
        tracking=True,
        help="The time for the answer depends on it.",
    )
    description = fields.Text(
        string="What Happened", required=True, help="In the customer's own words."
    )
    user_id = fields.Many2one(
        comodel_name="res.users",
        string="Responsible",
        domain="[('share', '=', False), ('company_ids', 'in', company_id)]",
        index="btree_not_null",
        tracking=True,
    )
    cause_id = fields.Many2one(
        comodel_name="dealer.complaint.cause",
        string="Root Cause",
        ondelete="restrict",
        index="btree_not_null",
        tracking=True,
    )
    measure = fields.Text(help="What we change so that it does not happen again.")
    answer = fields.Text(
        string="Answer to the Customer",
        copy=False,
        help="Goes to the customer by e-mail as it stands here, and into the portal.",
    )
    rejection_reason = fields.Char(
        copy=False, tracking=True, help="For us; the customer reads the answer."
    )
    answered_at = fields.Datetime(string="Answered", readonly=True, copy=False)
    decided_by_id = fields.Many2one(
        comodel_name="res.users", string="Decided by", readonly=True, copy=False
    )
    photo_count = fields.Integer(compute="_compute_photo_count")

    _open_idx = models.Index("(company_id, date) WHERE state IN ('new', 'examining')")

    # === COMPUTE METHODS === #

    @api.depends("order_id", "sale_order_id", "lead_id")
    def _compute_partner_id(self):
        for complaint in self:
            document = (
                complaint.order_id or complaint.sale_order_id or complaint.lead_id
            )
            complaint.partner_id = document.partner_id or complaint.partner_id

    @api.depends("order_id")
    def _compute_vehicle_id(self):
        for complaint in self:
            complaint.vehicle_id = complaint.order_id.vehicle_id or complaint.vehicle_id

    def _compute_photo_count(self):
        # sudo: only their number.
        groups = (
            self.env["ir.attachment"]
            .sudo()
            ._read_group(
                [("res_model", "=", self._name), ("res_id", "in", self.ids)],
                ["res_id"],
                ["__count"],
            )
        )
        counts = dict(groups)
        for complaint in self:
            complaint.photo_count = counts.get(complaint.id, 0)

    def _compute_access_url(self):
        result = super()._compute_access_url()
        for complaint in self:
            complaint.access_url = f"/my/complaints/{complaint.id}"
        return result

    @api.model
    def _group_expand_states(self, found, domain):
        # Columns of work at hand are there even when empty.
        order = list(dict(self._fields["state"].selection))
        return sorted({*rules.OPEN, "accepted", *found}, key=order.index)

    # === CONSTRAINTS === #

    @api.constrains("order_id", "vehicle_id")
    def _check_vehicle(self):
        for complaint in self.filtered("order_id"):
            if complaint.vehicle_id != complaint.order_id.vehicle_id:
                raise UserError(
                    self.env._(
                        "Service order %(order)s is of another car. Choose an order of "
                        "this car, or leave it empty.",
                        order=complaint.order_id.name,
                    )
                )

    # === CRUD === #

    @api.model_create_multi
    def create(self, vals_list):
        vals_list = [dict(vals) for vals in vals_list]
        sequences = self.env["ir.sequence"]
        for vals in vals_list:
            if vals.get("state", "new") != "new":
                raise UserError(self.env._("A new complaint begins in the state New."))
            company = vals.get("company_id") or self.env.company.id
            vals["name"] = sequences.with_company(company).next_by_code(self._name)
        complaints = super().create(vals_list)
        given = complaints.filtered("user_id")
        (complaints - given)._assign()
        complaints._group_repeats()
        given._plan_answer()
        complaints._send_receipts()
        return complaints

    def write(self, vals):
        gate = self.env.context.get("dealer_complaint_gate") is STATE_GATE
        if "state" in vals and not gate:
            raise UserError(
                self.env._("The state of a complaint changes by its buttons.")
            )
        if not gate and set(LOCKED) & set(vals):
            self._check_unanswered()
        result = super().write(vals)
        if "repeat_of_id" not in vals and set(self._get_repeat_fields()) & set(vals):
            self._group_repeats()
            self._get_contradicting()._group_anew()
        if {"user_id", "severity", "date"} & set(vals):
            self._plan_answer()
        return result

    def _check_unanswered(self):
        """Refuse other facts than those on which the answer rests.

        :raise UserError: a complaint is answered
        """
        if answered := self.filtered(lambda one: one.state in rules.ANSWERED):
            raise UserError(
                self.env._(
                    "%(complaints)s is answered: what the customer was told stays as "
                    "it is. A rejected complaint can be examined again.",
                    complaints=", ".join(answered.mapped("name")),
                )
            )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_answered(self):
        self._check_unanswered()

    # === OTHERS === #

    def _get_document(self):
        """What the complaint is about.

        :return: dealer.service.order, sale.order, crm.lead, or empty
        """
        self.ensure_one()
        return self.order_id or self.sale_order_id or self.lead_id

    @api.model
    def _get_open_domain(self):
        """Complaints which wait for an answer.

        :return: Domain
        """
        return Domain("state", "in", rules.OPEN)
