"""The technician's clock: who worked when on what."""

from odoo import api, fields, models
from odoo.exceptions import UserError


class DealerServiceClock(models.Model):
    _name = "dealer.service.clock"
    _description = "Working Time on a Service Order"
    _order = "start desc, id desc"
    _rec_name = "line_id"

    line_id = fields.Many2one(
        comodel_name="dealer.service.line",
        string="Job",
        required=True,
        readonly=True,
        ondelete="restrict",
        index=True,
    )
    order_id = fields.Many2one(related="line_id.order_id", store=True, index=True)
    company_id = fields.Many2one(related="line_id.company_id", store=True, index=True)
    user_id = fields.Many2one(
        comodel_name="res.users",
        string="Technician",
        required=True,
        readonly=True,
        default=lambda self: self.env.user,
        index=True,
    )
    start = fields.Datetime(required=True, default=fields.Datetime.now)
    stop = fields.Datetime()
    hours = fields.Float(compute="_compute_hours", store=True)

    _one_open = models.UniqueIndex(
        "(user_id) WHERE stop IS NULL",
        "Your clock is running on another job: stop that one first.",
    )
    _period = models.Constraint(
        "CHECK(stop IS NULL OR stop >= start)", "The clock stops after it starts."
    )

    @api.depends("start", "stop")
    def _compute_hours(self):
        for clock in self:
            period = clock.stop - clock.start if clock.start and clock.stop else None
            clock.hours = period.total_seconds() / 3600 if period else 0

    @api.model
    def _get_running(self, user):
        """Clocks of a person which are running.

        :param user: res.users
        :return: dealer.service.clock
        """
        return self.search([("user_id", "=", user.id), ("stop", "=", False)])

    def _stop(self):
        # sudo: technicians stop clocks but do not edit times.
        stopped = self.sudo()
        stopped.stop = fields.Datetime.now()
        # The next one may start only when the index knows that this one stands.
        stopped.flush_recordset(["stop"])


class DealerServiceLine(models.Model):
    _inherit = "dealer.service.line"

    technician_ids = fields.Many2many(
        comodel_name="res.users",
        relation="dealer_service_line_technician_rel",
        column1="line_id",
        column2="user_id",
        string="Technicians",
        domain="[('share', '=', False), ('company_ids', 'in', company_id)]",
    )
    clock_ids = fields.One2many(
        comodel_name="dealer.service.clock", inverse_name="line_id"
    )
    hours_worked = fields.Float(compute="_compute_hours_worked", store=True)
    is_running = fields.Boolean(
        compute="_compute_is_running", help="Your clock runs on this job."
    )
    done_date = fields.Datetime(string="Done on", readonly=True, copy=False)
    photo_ids = fields.Many2many(
        comodel_name="ir.attachment",
        relation="dealer_service_line_photo_rel",
        column1="line_id",
        column2="attachment_id",
        string="Photos",
        bypass_search_access=True,
    )
    order_state = fields.Selection(related="order_id.state", string="Order State")
    # Without the plate, which is in the name of the order, too.
    order_name = fields.Char(related="order_id.name", string="Order Number")
    vehicle_id = fields.Many2one(related="order_id.vehicle_id")
    vehicle_model_id = fields.Many2one(related="vehicle_id.model_id")
    license_plate = fields.Char(related="order_id.license_plate")
    order_concern = fields.Text(related="order_id.concern", string="Customer Says")
    promised_date = fields.Datetime(related="order_id.promised_date")

    @api.depends("clock_ids.hours")
    def _compute_hours_worked(self):
        for line in self:
            line.hours_worked = sum(line.clock_ids.mapped("hours"))

    @api.depends("clock_ids.stop")
    @api.depends_context("uid")
    def _compute_is_running(self):
        running = self.env["dealer.service.clock"]._get_running(self.env.user)
        for line in self:
            line.is_running = line in running.line_id

    # === BUTTONS OF THE TECHNICIAN === #

    def _check_technician(self):
        """Jobs that are one's own or nobody's, which may be worked on now.

        :raise UserError: another one's job, not approved, or the order is elsewhere
        """
        self.check_access("read")
        for line in self:
            people = line.technician_ids or line.order_id.technician_id
            if people and self.env.user not in people:
                raise UserError(
                    self.env._(
                        "%(job)s is the job of %(technicians)s.",
                        job=line.name,
                        technicians=", ".join(people.mapped("name")),
                    )
                )
            if line.kind != "labour" or line.decision != "approved":
                raise UserError(
                    self.env._(
                        "%(job)s is not approved: do not work on it yet.",
                        job=line.name,
                    )
                )

    def action_clock_start(self):
        """Start my clock on a job; a running one on another job stops.

        The order goes to work with the first job.

        :return: True
        """
        self.ensure_one()
        self._check_technician()
        self.order_id.action_start()
        running = self.env["dealer.service.clock"]._get_running(self.env.user)
        if running.line_id == self:
            return True
        running._stop()
        # sudo: times are entered by the clock; nobody writes another time here.
        self.env["dealer.service.clock"].sudo().create(
            {"line_id": self.id, "user_id": self.env.user.id}
        )
        return True

    def action_clock_stop(self):
        """Stop my clock on a job.

        :return: True
        """
        running = self.env["dealer.service.clock"]._get_running(self.env.user)
        running.filtered(lambda clock: clock.line_id in self)._stop()
        return True

    def action_done(self):
        """The job is done; my clock on it stops.

        :return: True
        """
        self._check_technician()
        self.action_clock_stop()
        for line in self.filtered(lambda line: not line.done_date):
            line.order_id._check_open()
            # sudo: technicians do not write lines, but say when a job is done.
            line.sudo().done_date = fields.Datetime.now()
        return True

    def action_report_finding(self):
        """Open the dialogue for something found on the car.

        :return: window action
        """
        self.ensure_one()
        return self.order_id.action_report_finding()

    def action_checklist(self):
        """Open the checklist of the order.

        :return: window action
        """
        self.ensure_one()
        return self.order_id.action_checklist()


class DealerServiceOrder(models.Model):
    _inherit = "dealer.service.order"

    hours_worked = fields.Float(compute="_compute_hours_worked")

    @api.depends("line_ids.hours_worked")
    def _compute_hours_worked(self):
        for order in self:
            order.hours_worked = sum(order.line_ids.mapped("hours_worked"))

    def _stop_clocks(self):
        """Nobody works on a car that is ready or goes home."""
        clocks = self.env["dealer.service.clock"].sudo()
        # sudo: clocks of all who work on the car.
        clocks.search([("order_id", "in", self.ids), ("stop", "=", False)])._stop()

    def action_report_finding(self):
        """Open the dialogue for something found on the car.

        :return: window action
        """
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Report a Finding"),
            "res_model": "dealer.service.finding",
            "view_mode": "form",
            "views": [(False, "form")],
            "target": "new",
            "context": {"default_order_id": self.id},
        }
