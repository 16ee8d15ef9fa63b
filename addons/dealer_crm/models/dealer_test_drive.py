from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_datetime

from .dealer_test_drive_settings import BUFFER, MINUTES


class DealerTestDrive(models.Model):
    _name = "dealer.test.drive"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _description = "Test Drive"
    _order = "start desc, id desc"
    _check_company_auto = True

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
    phone = fields.Char(related="partner_id.phone")
    user_id = fields.Many2one(
        comodel_name="res.users",
        string="Salesperson",
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
    vehicle_id = fields.Many2one(
        comodel_name="dealer.vehicle",
        string="Car",
        required=True,
        index=True,
        ondelete="restrict",
        domain="[('state', 'in', ('demo', 'stock')),"
        " ('company_id', 'in', (company_id, False))]",
        tracking=True,
    )
    model_id = fields.Many2one(
        related="vehicle_id.model_id", store=True, string="Model", index=True
    )
    start = fields.Datetime(required=True, index=True, tracking=True)
    stop = fields.Datetime(
        required=True,
        compute="_compute_stop",
        store=True,
        readonly=False,
        precompute=True,
    )
    busy_until = fields.Datetime(
        required=True,
        compute="_compute_busy_until",
        store=True,
        precompute=True,
        help="End with the time to clean and park the car.",
    )
    state = fields.Selection(
        selection=[
            ("planned", "Planned"),
            ("driving", "On the Road"),
            ("done", "Held"),
            ("no_show", "No-show"),
            ("cancelled", "Cancelled"),
        ],
        required=True,
        readonly=True,
        default="planned",
        copy=False,
        index=True,
        tracking=True,
    )
    route = fields.Char(help="Where it goes, as agreed with the customer.")
    licence_number = fields.Char(string="Driving Licence", copy=False)
    licence_category = fields.Char(
        string="Categories", copy=False, help="As on the licence, e.g. A B."
    )
    licence_valid_until = fields.Date(string="Valid until", copy=False)
    signature = fields.Image(copy=False, max_width=1024, max_height=1024)
    odometer_out = fields.Integer(
        string="Odometer out (km)", copy=False, aggregator=None
    )
    odometer_in = fields.Integer(string="Odometer in (km)", copy=False, aggregator=None)
    outcome = fields.Selection(
        selection=[
            ("offer", "Wants an offer"),
            ("thinking", "Thinks it over"),
            ("other", "Wants another car"),
            ("refused", "Does not want it"),
        ],
        copy=False,
        tracking=True,
    )
    liking = fields.Selection(
        selection=[
            ("0", "Not asked"),
            ("1", "Not at all"),
            ("2", "Little"),
            ("3", "So-so"),
            ("4", "Much"),
            ("5", "Very much"),
        ],
        string="Liked the Car",
        default="0",
        copy=False,
        help="What the customer says, in one to five stars.",
    )
    feedback = fields.Text(copy=False, help="In the customer's words.")
    held_count = fields.Integer(
        string="Held", compute="_compute_counts", store=True, readonly=True
    )
    won_count = fields.Integer(
        string="Bought", compute="_compute_counts", store=True, readonly=True
    )

    _times = models.Constraint(
        "CHECK(stop > start)", "A test drive ends after it begins: correct the times."
    )
    _odometer = models.Constraint(
        "CHECK(odometer_out >= 0 AND odometer_in >= 0)",
        "An odometer reading cannot be negative.",
    )
    _one_at_a_time = models.Constraint(
        "EXCLUDE USING gist (vehicle_id WITH =, tsrange(start, busy_until) WITH &&)"
        " WHERE (state::text = ANY (ARRAY['planned'::text, 'driving'::text]))",
        "The car is booked at this time. Choose another time or another car.",
    )

    # === COMPUTE METHODS === #

    @api.depends("lead_id")
    def _compute_partner_id(self):
        for drive in self:
            drive.partner_id = drive.lead_id.partner_id or drive.partner_id

    @api.depends("start")
    def _compute_stop(self):
        minutes = self._get_setting(MINUTES)
        for drive in self:
            if drive.start and (not drive.stop or drive.stop <= drive.start):
                drive.stop = drive.start + timedelta(minutes=minutes)

    @api.depends("stop")
    def _compute_busy_until(self):
        minutes = self._get_setting(BUFFER)
        for drive in self:
            drive.busy_until = drive.stop and drive.stop + timedelta(minutes=minutes)

    @api.depends("state", "lead_id.stage_id.is_won")
    def _compute_counts(self):
        for drive in self:
            held = drive.state == "done"
            drive.held_count = int(held)
            # sudo: the lead may have been handed over to somebody else since.
            drive.won_count = int(held and drive.lead_id.sudo().stage_id.is_won)

    @api.depends("vehicle_id", "partner_id", "start")
    @api.depends_context("tz")
    def _compute_display_name(self):
        for drive in self:
            when = drive.start and format_datetime(
                self.env, drive.start, dt_format="short"
            )
            parts = [drive.vehicle_id.display_name, drive.partner_id.name, when]
            drive.display_name = ", ".join(filter(None, parts))

    @api.onchange("partner_id")
    def _onchange_partner_id(self):
        before = self._get_last_licence()
        for name in ("licence_number", "licence_category", "licence_valid_until"):
            self[name] = self[name] or before[name]

    def _get_last_licence(self):
        """The drive at which the customer showed his licence last."""
        if not self.partner_id:
            return self.browse()
        domain = [
            ("partner_id", "=", self.partner_id._origin.id),
            ("licence_number", "!=", False),
        ]
        return self.search(domain, order="start desc", limit=1)

    @api.model
    def _get_setting(self, setting):
        """A number of minutes.

        :param setting: tuple (name of the parameter, default)
        :return: int
        """
        # sudo: parameters are closed for everybody but the administrator.
        text = self.env["ir.config_parameter"].sudo().get_param(setting[0])
        return int(text) if text and text.isdecimal() else setting[1]

    # === CRUD === #

    @api.model_create_multi
    def create(self, vals_list):
        drives = super().create(vals_list)
        drives.lead_id.filtered("dealer_test_drive_wanted").write(
            {"dealer_test_drive_wanted": False}
        )
        return drives

    @api.ondelete(at_uninstall=False)
    def _unlink_except_held(self):
        if any(drive.state in ("driving", "done") for drive in self):
            raise UserError(self.env._("A test drive that took place is kept."))

    # === STEPS === #

    def action_start(self):
        """The customer takes the wheel.

        :return: True
        :raise UserError: licence, signature or car are not in order
        """
        for drive in self._ensure_state("planned"):
            drive._check_licence()
            if not drive.signature:
                raise UserError(
                    self.env._(
                        "The customer has not signed the agreement. Press Sign and "
                        "hand over the screen."
                    )
                )
            drive.write(
                {
                    "state": "driving",
                    "odometer_out": drive.odometer_out or drive.vehicle_id.odometer,
                }
            )
        return True

    def action_done(self):
        """The car is back; the salesperson gets the next step.

        :return: True
        :raise UserError: the outcome or the reading is missing
        """
        for drive in self._ensure_state("driving"):
            if not drive.outcome:
                raise UserError(
                    self.env._("Choose the outcome: what did the customer say?")
                )
            drive._take_odometer()
            drive.state = "done"
            drive._plan_follow_up()
        return True

    def action_no_show(self):
        """The customer did not come; the car is free again.

        :return: True
        """
        self._ensure_state("planned")._free("no_show")
        return True

    def action_cancel(self):
        """The drive does not take place; the car is free again.

        :return: True
        """
        self._ensure_state("planned")._free("cancelled")
        return True

    def action_plan_again(self):
        """Plan a drive again which was cancelled or missed.

        :return: True
        """
        self._ensure_state("no_show", "cancelled").write({"state": "planned"})
        return True

    def action_view_lead(self):
        """Open the lead.

        :return: window action
        """
        return self.lead_id._get_records_action()

    def _free(self, state):
        self.write({"state": state})
        # The database must know before the same transaction books the car again.
        self.flush_recordset(["state"])

    def _ensure_state(self, *states):
        self.check_access("write")
        if any(drive.state not in states for drive in self):
            raise UserError(
                self.env._(
                    "The test drive has moved on in the meantime. Reload the page."
                )
            )
        return self

    def _check_licence(self):
        """Whoever drives shows a licence for cars which is valid on the day.

        :raise UserError: it is missing, without category B, or has run out
        """
        if not self.licence_number or not self.licence_valid_until:
            raise UserError(
                self.env._(
                    "Enter number and validity of the customer's driving licence."
                )
            )
        day = fields.Datetime.context_timestamp(self, self.start).date()
        if self.licence_valid_until < day:
            raise UserError(
                self.env._(
                    "The driving licence ran out on %(date)s. The customer may not "
                    "drive.",
                    date=self.licence_valid_until,
                )
            )
        categories = (self.licence_category or "").upper().replace("В", "B")
        if "B" not in categories:
            raise UserError(
                self.env._(
                    "The licence does not say category B. The customer may not drive."
                )
            )

    def _take_odometer(self):
        """Both readings must make sense; the later one goes to the car."""
        if self.odometer_in < self.odometer_out:
            raise UserError(
                self.env._(
                    "The odometer shows less than at the start (%(before)s km). "
                    "Correct the reading.",
                    before=self.odometer_out,
                )
            )
        # sudo: readings of a car in stock are entered by more than its salespeople.
        self.env["dealer.vehicle.odometer"].sudo().create(
            {
                "vehicle_id": self.vehicle_id.id,
                "value": self.odometer_in,
                "source": "test_drive",
                "date": fields.Date.context_today(self),
            }
        )

    def _plan_follow_up(self):
        """A call on the next day, on the lead when there is one."""
        record = self.lead_id or self
        record.activity_schedule(
            "mail.mail_activity_data_call",
            date_deadline=fields.Date.context_today(self) + timedelta(days=1),
            summary=self.env._(
                "After the test drive: %s", self.vehicle_id.display_name
            ),
            user_id=self.user_id.id,
        )
