"""A promised time in the workshop: bay, hours, technician, loan car."""

from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import SQL, format_datetime

# An entry which took a while to type is not in the past yet.
GRACE = timedelta(minutes=15)
RANGES = {
    "bay": ("bay_id", "stop"),
    "technician": ("technician_id", "stop"),
    "loan": ("loan_id", "busy_until"),
}
EXCLUDE = (
    "EXCLUDE USING gist (%s WITH =, tsrange(start, %s) WITH &&) WHERE"
    " (state::text = ANY (ARRAY['booked'::text, 'arrived'::text]))"
)


class DealerServiceAppointment(models.Model):
    _name = "dealer.service.appointment"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _description = "Service Appointment"
    _order = "start desc, id desc"
    _check_company_auto = True

    company_id = fields.Many2one(
        comodel_name="res.company",
        string="Showroom",
        required=True,
        index=True,
        default=lambda self: self.env.company,
    )
    vehicle_id = fields.Many2one(
        comodel_name="dealer.vehicle",
        required=True,
        index=True,
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
    phone = fields.Char(related="partner_id.phone")
    reason = fields.Text(help="What the customer wants, in the customer's words.")
    skill_id = fields.Many2one(
        comodel_name="dealer.service.skill",
        string="Kind of Work",
        ondelete="restrict",
        index="btree_not_null",
    )
    hours = fields.Float(
        compute="_compute_hours",
        store=True,
        readonly=False,
        precompute=True,
        required=True,
    )
    start = fields.Datetime(index=True, tracking=True)
    stop = fields.Datetime(
        string="End",
        compute="_compute_stop",
        store=True,
        readonly=False,
        precompute=True,
    )
    busy_until = fields.Datetime(
        string="Loan Car until",
        compute="_compute_busy_until",
        store=True,
        readonly=False,
        precompute=True,
        help="When the loan car is back.",
    )
    bay_id = fields.Many2one(
        comodel_name="dealer.service.resource",
        domain="[('kind', '=', 'bay')]",
        check_company=True,
        ondelete="restrict",
        index="btree_not_null",
        tracking=True,
    )
    technician_id = fields.Many2one(
        comodel_name="dealer.service.resource",
        domain="[('kind', '=', 'technician')]",
        check_company=True,
        ondelete="restrict",
        index="btree_not_null",
        tracking=True,
    )
    loan_wanted = fields.Boolean(string="Loan Car Wanted")
    loan_id = fields.Many2one(
        comodel_name="dealer.service.resource",
        string="Loan Car",
        domain="[('kind', '=', 'loan')]",
        check_company=True,
        ondelete="restrict",
        index="btree_not_null",
        tracking=True,
    )
    advisor_id = fields.Many2one(
        comodel_name="res.users",
        string="Service Advisor",
        default=lambda self: self.env.user if not self.env.user.share else False,
        domain="[('share', '=', False), ('company_ids', 'in', company_id)]",
        index="btree_not_null",
    )
    state = fields.Selection(
        selection=[
            ("waiting", "Waiting List"),
            ("booked", "Booked"),
            ("arrived", "Arrived"),
            ("no_show", "No-show"),
            ("cancelled", "Cancelled"),
        ],
        required=True,
        readonly=True,
        default="booked",
        copy=False,
        index=True,
        tracking=True,
    )
    source = fields.Selection(
        selection=[
            ("desk", "Desk or phone"),
            ("online", "Customer online"),
            ("reminder", "Answer to a reminder"),
        ],
        required=True,
        readonly=True,
        default="desk",
    )
    order_id = fields.Many2one(
        comodel_name="dealer.service.order",
        string="Service Order",
        readonly=True,
        copy=False,
        check_company=True,
        index="btree_not_null",
    )
    warning = fields.Char(compute="_compute_warning")
    due_work = fields.Char(
        string="Due Anyway",
        compute="_compute_due_work",
        help="What the maintenance plan says for the next weeks: offer it.",
    )
    is_over = fields.Boolean(
        compute="_compute_counts",
        store=True,
        readonly=True,
        help="Nobody is waited for any more; in lists these come last.",
    )
    expected_count = fields.Integer(
        string="Expected", compute="_compute_counts", store=True, readonly=True
    )
    shown_count = fields.Integer(
        string="Came", compute="_compute_counts", store=True, readonly=True
    )
    show_rate = fields.Float(
        string="Show Rate (%)",
        compute="_compute_counts",
        store=True,
        readonly=True,
        aggregator="ratio",
        digits=(5, 1),
        help="Of those who were expected, how many came.",
    )
    reminded_at = fields.Datetime(readonly=True, copy=False)

    _times = models.Constraint(
        "CHECK(stop > start AND busy_until >= stop)",
        "An appointment ends after it begins, and the loan car comes back after that.",
    )
    _hours_above_zero = models.Constraint(
        "CHECK(hours > 0 AND hours <= 24)",
        "An appointment takes more than 0 and at most 24 hours.",
    )
    _complete = models.Constraint(
        "CHECK(state NOT IN ('booked', 'arrived')"
        " OR (start IS NOT NULL AND bay_id IS NOT NULL))",
        "An appointment needs a time and a bay. Press Find a Time, or put it on the "
        "waiting list.",
    )
    _bay_free = models.Constraint(
        EXCLUDE % RANGES["bay"],
        "The bay is taken at this time. Choose another time or press Find a Time.",
    )
    _technician_free = models.Constraint(
        EXCLUDE % RANGES["technician"],
        "The technician is taken at this time. Choose another one or another time.",
    )
    _loan_free = models.Constraint(
        EXCLUDE % RANGES["loan"],
        "The loan car is taken at this time. Choose another car or another time.",
    )

    # === COMPUTE METHODS === #

    @api.depends("vehicle_id")
    def _compute_partner_id(self):
        for appointment in self:
            owner = appointment.vehicle_id.owner_id
            if owner and not owner.dealer_erased_at:
                appointment.partner_id = owner

    @api.depends("skill_id", "start", "stop")
    def _compute_hours(self):
        for appointment in self:
            start, stop = appointment.start, appointment.stop
            if start and stop and stop > start:
                appointment.hours = (stop - start).total_seconds() / 3600
            elif not appointment.hours or appointment.skill_id:
                appointment.hours = appointment.skill_id.hours or 1.0

    @api.depends("start")
    def _compute_stop(self):
        for appointment in self:
            start, stop = appointment.start, appointment.stop
            if not start:
                appointment.stop = False
            elif not stop or stop <= start:
                hours = appointment.hours or appointment.skill_id.hours or 1.0
                appointment.stop = start + timedelta(hours=hours)

    @api.depends("stop")
    def _compute_busy_until(self):
        for appointment in self:
            until = appointment.busy_until
            if not appointment.stop:
                appointment.busy_until = False
            elif not until or until < appointment.stop or not appointment.loan_id:
                appointment.busy_until = appointment.stop

    @api.depends("bay_id", "technician_id", "loan_id", "start", "stop", "skill_id")
    def _compute_warning(self):
        for appointment in self:
            appointment.warning = appointment._get_warning()

    def _get_warning(self):
        """What is unusual about the appointment: overtime is allowed, but seen.

        :return: text or False
        """
        if not (self.start and self.stop):
            return False
        for resource in self.bay_id + self.technician_id:
            if (
                self.skill_id
                and resource.skill_ids
                and (self.skill_id not in resource.skill_ids)
            ):
                return self.env._(
                    "%(name)s is not for %(skill)s.",
                    name=resource.name,
                    skill=self.skill_id.name,
                )
            working = resource._get_working(
                self.start - timedelta(days=1), self.stop + timedelta(days=1)
            )
            if not any(
                begin <= self.start and self.stop <= end
                for begin, end in working[resource.id]
            ):
                return self.env._(
                    "%(name)s does not work at this time.", name=resource.name
                )
        return False

    @api.depends("vehicle_id")
    def _compute_due_work(self):
        last = fields.Date.context_today(self) + timedelta(days=30)
        due = self.env["dealer.maintenance.due"].search(
            [
                ("vehicle_id", "in", self.vehicle_id.ids),
                ("due_date", "<=", last),
            ]
        )
        by_vehicle = due.grouped("vehicle_id")
        for appointment in self:
            found = by_vehicle.get(appointment.vehicle_id._origin, due.browse())
            appointment.due_work = ", ".join(found.line_id.mapped("name"))

    @api.depends("state")
    def _compute_counts(self):
        for appointment in self:
            appointment.is_over = appointment.state not in ("booked", "waiting")
            appointment.shown_count = int(appointment.state == "arrived")
            appointment.expected_count = int(
                appointment.state in ("arrived", "no_show")
            )
            appointment.show_rate = 100 * appointment.shown_count

    def _read_group_select(self, aggregate_spec, query):
        if aggregate_spec != "show_rate:ratio":
            return super()._read_group_select(aggregate_spec, query)
        return SQL(
            "100.0 * SUM(%s) / NULLIF(SUM(%s), 0)",
            self._field_to_sql(self._table, "shown_count", query),
            self._field_to_sql(self._table, "expected_count", query),
        )

    @api.depends("vehicle_id", "start", "state")
    @api.depends_context("tz", "dealer_name_without_time")
    def _compute_display_name(self):
        # The calendar shows the time already.
        timed = not self.env.context.get("dealer_name_without_time")
        for appointment in self:
            when = (
                timed
                and appointment.start
                and format_datetime(self.env, appointment.start, dt_format="short")
            )
            appointment.display_name = ", ".join(
                filter(None, [appointment.vehicle_id.display_name, when])
            )

    # === CONSTRAINTS === #

    @api.constrains("start", "state")
    def _check_not_past(self):
        """A time which is over cannot be promised any more."""
        earliest = fields.Datetime.now() - GRACE
        for appointment in self.filtered(lambda one: one.state == "booked"):
            if appointment.start and appointment.start < earliest:
                raise ValidationError(
                    self.env._(
                        "%(time)s is over. Choose a time in the future; for a car that "
                        "is here already, make a service order.",
                        time=format_datetime(
                            self.env, appointment.start, dt_format="short"
                        ),
                    )
                )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_arrived(self):
        if any(appointment.order_id for appointment in self):
            raise UserError(
                self.env._("An appointment with a service order is kept: cancel it.")
            )
