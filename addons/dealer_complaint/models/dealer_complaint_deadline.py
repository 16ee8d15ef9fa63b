"""Who answers until when, and who is told when nobody does."""

import logging
from datetime import UTC, timedelta

from odoo import api, fields, models
from odoo.fields import Domain

from odoo.addons.dealer_crm.tools import worktime

from ..tools import rules

_logger = logging.getLogger(__name__)

ACTIVITY = "dealer_complaint.mail_activity_answer"
LATE_ACTIVITY = "dealer_complaint.mail_activity_late"
# Calendar days in which even sixty working days have passed.
HORIZON = timedelta(days=180)
DEFAULT_HOURS = 8.0
BATCH = 500


class DealerComplaint(models.Model):
    _inherit = "dealer.complaint"

    deadline = fields.Datetime(
        string="Answer until",
        compute="_compute_deadline",
        store=True,
        index=True,
        help="Working hours of the showroom count. The days for each severity are in "
        "the settings.",
    )
    is_overdue = fields.Boolean(
        string="Overdue", compute="_compute_is_overdue", search="_search_is_overdue"
    )
    is_late = fields.Boolean(
        string="Answered Late", compute="_compute_is_late", store=True
    )
    escalated_at = fields.Datetime(
        string="Manager Told", readonly=True, copy=False, index="btree_not_null"
    )

    # === DEADLINE === #

    @api.depends("date", "severity", "company_id")
    def _compute_deadline(self):
        for company, complaints in self.filtered("date").grouped("company_id").items():
            dates = complaints.mapped("date")
            # sudo: opening hours and settings are no secret.
            showroom = company.sudo()
            calendar = showroom.resource_calendar_id
            last = max(dates) + HORIZON
            shifts = calendar._dealer_get_shifts(min(dates), last)
            day = 60 * (calendar.hours_per_day or DEFAULT_HOURS)
            for complaint in complaints:
                days = showroom[f"dealer_complaint_days_{complaint.severity}"]
                moment = worktime.after(shifts, complaint.date, int(days * day))
                complaint.deadline = moment or last

    @api.depends("deadline", "state")
    def _compute_is_overdue(self):
        now = fields.Datetime.now()
        for complaint in self:
            is_open = complaint.state in rules.OPEN
            complaint.is_overdue = (
                is_open and complaint.deadline and complaint.deadline < now
            )

    def _search_is_overdue(self, operator, value):
        if operator != "in":
            return NotImplemented
        late = self._get_open_domain() & Domain("deadline", "<", fields.Datetime.now())
        return late if True in value else ~late

    @api.depends("answered_at", "deadline")
    def _compute_is_late(self):
        for complaint in self:
            answered, deadline = complaint.answered_at, complaint.deadline
            complaint.is_late = answered and deadline and answered > deadline

    # === RESPONSIBLE === #

    def _assign(self):
        """Give complaints without a responsible to somebody, who gets an activity."""
        for complaint in self:
            # sudo: who enters a complaint need not have the right to change it.
            complaint.sudo().user_id = complaint._get_responsible()

    def _get_responsible(self):
        """Who answers: whoever looks after the document, else the manager.

        Override for a distribution of your own.

        :return: res.users, may be empty
        """
        self.ensure_one()
        # sudo: whose document it is does not depend on who enters the complaint.
        own = self.sudo()
        user = own.order_id.advisor_id or own.sale_order_id.user_id
        user = user or own.lead_id.user_id
        if user.active and not user.share and own.company_id in user.company_ids:
            return user
        return own.company_id._get_dealer_complaint_manager()

    def _plan_answer(self):
        """One activity for whoever answers; a former one goes."""
        # sudo: activities are planned by people who may only enter complaints.
        waiting = self.sudo().filtered(lambda one: one.state in rules.OPEN)
        waiting.activity_unlink([ACTIVITY])
        for complaint in waiting.filtered("user_id"):
            complaint.activity_schedule(
                ACTIVITY,
                complaint._get_deadline_date(),
                user_id=complaint.user_id.id,
            )

    def _get_deadline_date(self):
        """Day of the deadline at the showroom."""
        zone = self.company_id._get_dealer_timezone()
        return self.deadline.replace(tzinfo=UTC).astimezone(zone).date()

    def _close_activities(self):
        # sudo: those of the manager, too.
        self.sudo().activity_unlink([ACTIVITY, LATE_ACTIVITY])

    # === LATE === #

    @api.model
    def _cron_escalate(self):
        """Tell managers about complaints which are not answered in time, each once."""
        cron = self.env["ir.cron"]
        late = self.search(
            [
                *self._search_is_overdue("in", [True]),
                ("escalated_at", "=", False),
            ],
            # Those which nobody could be told of yet do not stand in the way of others.
            order="deadline desc, id",
            limit=BATCH,
        )
        cron._commit_progress(remaining=len(late))
        for complaint in late:
            try:
                with self.env.cr.savepoint():
                    complaint._escalate()
            except Exception:
                # One bad record does not stop the others.
                _logger.exception("Complaint %s was not escalated", complaint.id)
            if not cron._commit_progress(1):
                break

    def _escalate(self):
        """Tell the manager; a second call does nothing.

        Without a manager who answers is told once more. As long as there is nobody at
        all, the complaint stays untold: the next hour tries again.
        """
        self.ensure_one()
        self.lock_for_update()
        self.invalidate_recordset(["escalated_at", "state"])
        if self.escalated_at or self.state not in rules.OPEN:
            return
        manager = self.company_id._get_dealer_complaint_manager()
        manager = manager or self.user_id.filtered("active")
        if not manager:
            _logger.warning(
                "Complaint %s is late and showroom %s has nobody to be told",
                self.id,
                self.company_id.id,
            )
            return
        self.escalated_at = fields.Datetime.now()
        words = self.with_context(lang=manager.lang).env
        note = words._(
            "Not answered in time. Responsible: %(name)s",
            name=self.user_id.name or words._("nobody"),
        )
        self.activity_schedule(
            LATE_ACTIVITY,
            fields.Date.context_today(self),
            note=note,
            user_id=manager.id,
        )
