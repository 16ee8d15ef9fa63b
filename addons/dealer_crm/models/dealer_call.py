from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ..tools import keys

# What the telephone system reported: people add results and notes, not facts.
FACTS = {
    "direction",
    "duration",
    "external_id",
    "intake_source_id",
    "phone",
    "recording_id",
    "started_at",
}
DAY_SECONDS = 86_400


class DealerCall(models.Model):
    _name = "dealer.call"
    _description = "Call"
    _order = "started_at DESC, id DESC"
    _rec_name = "phone"

    partner_id = fields.Many2one(
        comodel_name="res.partner",
        string="Customer",
        ondelete="set null",
        index="btree_not_null",
    )
    lead_id = fields.Many2one(
        comodel_name="crm.lead",
        domain="[('partner_id', 'in', (partner_id, False))]",
        ondelete="set null",
        index="btree_not_null",
    )
    user_id = fields.Many2one(
        comodel_name="res.users",
        string="Employee",
        default=lambda self: self.env.user,
        domain=[("share", "=", False)],
        ondelete="restrict",
        index=True,
    )
    company_id = fields.Many2one(
        comodel_name="res.company",
        string="Showroom",
        required=True,
        default=lambda self: self.env.company,
        index=True,
    )
    direction = fields.Selection(
        selection=[("out", "Outgoing"), ("in", "Incoming")],
        required=True,
        default="out",
    )
    started_at = fields.Datetime(
        string="Time", required=True, default=fields.Datetime.now, index=True
    )
    duration = fields.Integer(
        string="Seconds Talked", help="Seconds of talk, without the ringing."
    )
    result = fields.Selection(
        selection=[
            ("reached", "Reached"),
            ("booked", "Appointment Made"),
            ("call_back", "Call Back"),
            ("refused", "Refused"),
            ("no_answer", "No Answer"),
            ("wrong_number", "Wrong Number"),
        ],
    )
    is_answered = fields.Boolean(
        string="Answered",
        compute="_compute_is_answered",
        store=True,
        help="Two people talked: what counts as an answer to the customer.",
    )
    call_back_at = fields.Datetime()
    phone = fields.Char(
        string="Number",
        compute="_compute_phone",
        store=True,
        readonly=False,
    )
    phone_key = fields.Char(
        compute="_compute_phone_key", store=True, index="btree_not_null"
    )
    note = fields.Text()
    external_id = fields.Char(
        string="Number of the Call",
        readonly=True,
        copy=False,
        help="Number of the call at the telephone system, or of the entry made "
        "while there was no connection: the same call is never taken twice.",
    )
    intake_source_id = fields.Many2one(
        comodel_name="dealer.intake.source",
        string="Telephone System",
        readonly=True,
        ondelete="restrict",
        index="btree_not_null",
    )
    recording_id = fields.Many2one(
        comodel_name="ir.attachment",
        readonly=True,
        copy=False,
        ondelete="set null",
        index="btree_not_null",
    )

    _unique_external_id = models.UniqueIndex(
        "(COALESCE(intake_source_id, 0), external_id) WHERE external_id IS NOT NULL",
        "This call is in the list already.",
    )
    _check_duration = models.Constraint(
        f"CHECK (duration >= 0 AND duration <= {DAY_SECONDS})",
        "The seconds of a call are between 0 and 86 400.",
    )

    @api.depends("result", "duration")
    def _compute_is_answered(self):
        talked = set(self._get_answered_results())
        for call in self:
            call.is_answered = call.result in talked or (
                not call.result and call.duration > 0
            )

    @api.depends("partner_id")
    def _compute_phone(self):
        for call in self:
            call.phone = call.phone or call.partner_id.phone

    @api.depends("phone", "company_id")
    def _compute_phone_key(self):
        for call in self:
            country = call.company_id.country_id.code
            call.phone_key = keys.phone_key(call.phone or "", country) or False

    @api.depends("partner_id", "phone")
    def _compute_display_name(self):
        for call in self:
            call.display_name = (
                call.partner_id.display_name or call.phone or self.env._("Unknown")
            )

    @api.constrains("result", "call_back_at")
    def _check_call_back_at(self):
        for call in self:
            if call.result == "call_back" and not call.call_back_at:
                raise ValidationError(
                    self.env._("When shall we call back? Fill in “Call Back At”.")
                )

    @api.model
    def _get_answered_results(self):
        """Results which say that two people talked.

        :return: tuple of values of ``result``
        """
        return ("reached", "booked", "call_back", "refused")

    @api.onchange("lead_id")
    def _onchange_lead_id(self):
        if self.lead_id.partner_id and not self.partner_id:
            self.partner_id = self.lead_id.partner_id

    def write(self, vals):
        changed = FACTS.intersection(vals)
        # Superuser: the telephone system itself, a merge and an erasure.
        if changed and not self.env.su and any(self.mapped("intake_source_id")):
            raise UserError(
                self.env._(
                    "The telephone system wrote down time, length and number of this "
                    "call. You may change the customer, the result and the note."
                )
            )
        return super().write(vals)
