"""The honest clock: how long a customer waits for a person.

Two figures are kept. The usual one ends with the first thing we send or dial. The
honest one ends only when both sides had their say: an answered call, the customer's
reply to a message which a person wrote, a visit.
"""

from collections import defaultdict
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError

from ..tools import worktime

# Nobody waits for these people: we write to them, not they to us.
UNASKED_CHANNELS = ("import", "cold")
# Working hours are looked at this far ahead for a deadline.
AHEAD = timedelta(days=30)
CLOCK_FIELDS = {
    "dealer_alarm_at",
    "dealer_escalate_at",
    "dealer_escalated_at",
    "dealer_first_response_at",
    "dealer_first_touch_at",
    "dealer_response_due_at",
    "dealer_response_kind",
    "dealer_response_minutes",
    "dealer_told_at",
    "dealer_touch_minutes",
}


class CrmLead(models.Model):
    _inherit = "crm.lead"

    dealer_first_response_at = fields.Datetime(
        string="Answered",
        readonly=True,
        copy=False,
        help="When customer and salesperson first had contact both ways: an answered "
        "call, a reply to our message, a visit. Automatic mails do not count.",
    )
    dealer_response_minutes = fields.Integer(
        string="Minutes to the Answer",
        readonly=True,
        copy=False,
        aggregator="avg",
        help="Working minutes of the showroom until the first contact both ways.",
    )
    dealer_response_kind = fields.Selection(
        selection=[("call", "Call"), ("reply", "Reply"), ("visit", "Visit")],
        string="Answered by",
        readonly=True,
        copy=False,
    )
    dealer_first_touch_at = fields.Datetime(
        string="First Try",
        readonly=True,
        copy=False,
        help="When a person first wrote to the customer or dialled the number.",
    )
    dealer_touch_minutes = fields.Integer(
        string="Minutes to the First Try", readonly=True, copy=False, aggregator="avg"
    )
    dealer_response_due_at = fields.Datetime(
        string="Answer Due", readonly=True, copy=False
    )
    dealer_escalate_at = fields.Datetime(
        string="Manager Told at", readonly=True, copy=False
    )
    dealer_told_at = fields.Datetime(
        string="Salesperson Told", readonly=True, copy=False
    )
    dealer_escalated_at = fields.Datetime(
        string="Manager Told", readonly=True, copy=False
    )
    dealer_waiting_minutes = fields.Integer(
        string="Waiting (min)", compute="_compute_dealer_waiting", aggregator=None
    )
    dealer_clock = fields.Selection(
        selection=[
            ("waiting", "Waiting"),
            ("late", "Late"),
            ("escalated", "Very Late"),
            ("answered", "Answered"),
        ],
        string="Answer",
        compute="_compute_dealer_waiting",
    )

    _dealer_due_idx = models.Index(
        "(dealer_response_due_at) WHERE dealer_first_response_at IS NULL "
        "AND dealer_response_due_at IS NOT NULL AND active"
    )

    @api.depends(
        "dealer_first_response_at",
        "dealer_response_due_at",
        "dealer_escalate_at",
        "won_status",
    )
    def _compute_dealer_waiting(self):
        now = fields.Datetime.now()
        waiting = self.filtered(lambda lead: lead._is_dealer_waiting())
        minutes = waiting._get_dealer_minutes(dict.fromkeys(waiting, now))
        for lead in self:
            lead.dealer_waiting_minutes = minutes.get(lead, 0)
            lead.dealer_clock = lead._get_dealer_clock(now)

    def _is_dealer_waiting(self):
        """Whether the customer still waits for an answer."""
        self.ensure_one()
        return bool(
            self.dealer_response_due_at
            and not self.dealer_first_response_at
            and self.won_status == "pending"
        )

    def _get_dealer_clock(self, now):
        if self.dealer_first_response_at:
            return "answered"
        if not self._is_dealer_waiting():
            return False
        if self.dealer_escalate_at and self.dealer_escalate_at <= now:
            return "escalated"
        return "late" if self.dealer_response_due_at <= now else "waiting"

    # === CRUD === #

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._check_dealer_clock(vals)
        leads = super().create(vals_list)
        leads._dealer_start_clock()
        visitors = leads._get_dealer_advised_visitors()
        visitors._dealer_note_response(
            {lead: lead.create_date for lead in visitors}, "visit"
        )
        return leads

    def write(self, vals):
        self._check_dealer_clock(vals)
        result = super().write(vals)
        if {"dealer_channel", "dealer_intake_source_id", "team_id"} & set(vals):
            self.filtered(
                lambda lead: lead.won_status == "pending"
            )._dealer_start_clock()
        return result

    def _get_dealer_advised_visitors(self):
        """New leads of people who stand in front of the salesperson.

        :return: crm.lead
        """
        return self.filtered(lambda lead: lead.dealer_channel == "walk_in")

    def _check_dealer_clock(self, vals):
        """The clock is set by what happened, never by hand.

        :raise AccessError: somebody tries to
        """
        if not self.env.su and any(vals.get(name) for name in CLOCK_FIELDS & set(vals)):
            raise AccessError(
                self.env._(
                    "The time of the answer follows from calls, replies and visits. "
                    "Log the call or the visit instead."
                )
            )

    # === STARTING === #

    def _dealer_start_clock(self):
        """Say until when the leads have to be answered.

        Asked again when the channel or the team changes; leads of which somebody has
        been told keep their time.
        """
        running = self.filtered(
            lambda lead: (
                lead.dealer_channel
                and lead.dealer_channel not in UNASKED_CHANNELS
                and not lead.dealer_first_response_at
                and not lead.dealer_told_at
            )
        )
        norms = self.env["dealer.intake.source"]._get_response_norms(
            running.dealer_intake_source_id
        )
        for calendar, leads in running._group_by_dealer_calendar():
            start = min(leads.mapped("create_date"))
            stop = max(leads.mapped("create_date")) + AHEAD
            shifts = calendar._dealer_get_shifts(start, stop)
            for lead in leads:
                own, manager = norms[lead.dealer_intake_source_id]
                since = lead.create_date
                # sudo: the clock is closed for people.
                lead.sudo().write(
                    {
                        "dealer_response_due_at": _deadline(shifts, since, own),
                        "dealer_escalate_at": _deadline(shifts, since, manager),
                    }
                )

    def _get_dealer_calendar(self):
        """In whose working hours the minutes of a lead are counted.

        :return: resource.calendar, of the team before that of the showroom
        """
        # sudo: opening hours are no secret, whoever asks.
        lead = self.sudo()
        company = lead.company_id or lead.team_id.company_id or self.env.company
        return lead.team_id.dealer_calendar_id or company.resource_calendar_id

    def _group_by_dealer_calendar(self):
        groups = defaultdict(self.browse)
        for lead in self:
            groups[lead._get_dealer_calendar()] |= lead
        return groups.items()

    def _get_dealer_minutes(self, moments):
        """Working minutes from the creation of leads to a moment.

        :param dict moments: lead -> datetime
        :return: dict lead -> int
        """
        minutes = {}
        for calendar, leads in self._group_by_dealer_calendar():
            start = min(leads.mapped("create_date"))
            stop = max(moments[lead] for lead in leads)
            shifts = calendar._dealer_get_shifts(start, stop) if stop > start else ()
            for lead in leads:
                minutes[lead] = worktime.minutes_between(
                    shifts, lead.create_date, moments[lead]
                )
        return minutes

    # === STOPPING === #

    def _dealer_note_touch(self, moments):
        """A person has tried to reach the customers.

        :param dict moments: lead -> datetime, UTC; an earlier one wins
        """
        earlier = self._get_dealer_earlier(moments, "dealer_first_touch_at")
        minutes = earlier._get_dealer_minutes(moments)
        for lead in earlier:
            # sudo: the clock is closed for people.
            lead.sudo().write(
                {
                    "dealer_first_touch_at": moments[lead],
                    "dealer_touch_minutes": minutes[lead],
                }
            )

    def _dealer_note_response(self, moments, kind):
        """Customer and salesperson have had contact both ways.

        :param dict moments: lead -> datetime, UTC; an earlier one wins, and one
            before the lead was made counts as the moment when it was made
        :param str kind: ``call``, ``reply`` or ``visit``
        """
        moments = {
            lead: max(moments[lead], lead.create_date) for lead in self if lead.id
        }
        self._dealer_note_touch(moments)
        earlier = self._get_dealer_earlier(moments, "dealer_first_response_at")
        minutes = earlier._get_dealer_minutes(moments)
        for lead in earlier:
            # sudo: the clock is closed for people.
            lead.sudo().write(
                {
                    "dealer_first_response_at": moments[lead],
                    "dealer_response_minutes": minutes[lead],
                    "dealer_response_kind": kind,
                }
            )
        earlier._dealer_close_alarms()

    def _dealer_visit_happened(self, at=None):
        """The customers have been in the showroom.

        :param at: datetime, UTC; now when left out
        """
        at = at or fields.Datetime.now()
        self._dealer_note_response(dict.fromkeys(self, at), "visit")

    def _get_dealer_earlier(self, moments, name):
        """The leads for which a moment is earlier than the one which is known."""
        return self.filtered(lambda lead: not lead[name] or moments[lead] < lead[name])

    # === MERGE === #

    def _merge_dependences(self, opportunities):
        """The answer to a lead which goes is an answer to the one that stays."""
        result = super()._merge_dependences(opportunities)
        tried = opportunities.filtered("dealer_first_touch_at")
        if tried:
            first = min(tried.mapped("dealer_first_touch_at"))
            self._dealer_note_touch({self: max(first, self.create_date)})
        answered = opportunities.filtered("dealer_first_response_at")
        if answered:
            first = answered.sorted("dealer_first_response_at")[0]
            self._dealer_note_response(
                {self: first.dealer_first_response_at}, first.dealer_response_kind
            )
        return result


def _deadline(shifts, since, minutes):
    """When a customer has waited so many minutes; False when nobody has to be told."""
    return worktime.after(shifts, since, minutes) or False if minutes else False
