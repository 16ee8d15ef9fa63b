"""Leads as they are given to salespeople."""

from collections import defaultdict
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError

from ..tools import assignment, worktime
from .crm_lead_response import AHEAD
from .crm_team_assignment import read_domain

# A lead goes to so many people before the manager decides.
MAX_ROUNDS = 3
# More new leads at a time are an import: the job takes them.
AT_ONCE = 20


class CrmLead(models.Model):
    _inherit = "crm.lead"

    dealer_reassign_at = fields.Datetime(
        string="Goes to Somebody Else at", readonly=True, copy=False
    )
    dealer_assignment_ids = fields.One2many(
        comodel_name="dealer.assignment.log",
        inverse_name="lead_id",
        string="Distribution",
        readonly=True,
    )
    dealer_assignment_count = fields.Integer(
        string="Decisions", compute="_compute_dealer_assignment_count"
    )

    _dealer_reassign_idx = models.Index(
        "(team_id, dealer_reassign_at) WHERE dealer_reassign_at IS NOT NULL"
    )

    @api.depends("dealer_assignment_ids")
    def _compute_dealer_assignment_count(self):
        groups = self.env["dealer.assignment.log"]._read_group(
            [("lead_id", "in", self.ids)], ["lead_id"], ["__count"]
        )
        counts = {lead.id: count for lead, count in groups}
        for lead in self:
            lead.dealer_assignment_count = counts.get(lead.id, 0)

    # === CRUD === #

    @api.model_create_multi
    def create(self, vals_list):
        leads = super().create(vals_list)
        shared = leads.filtered("team_id.dealer_distribution")
        shared.filtered("user_id")._dealer_log_given("new")
        shared.filtered(lambda lead: not lead.user_id)._dealer_assign_at_once()
        return leads

    def write(self, vals):
        if "user_id" not in vals or self.env.context.get("dealer_assigning"):
            return super().write(vals)
        before = {lead: lead.user_id for lead in self}
        result = super().write(vals)
        given = self.filtered(
            lambda lead: (
                lead.team_id.dealer_distribution and lead.user_id != before[lead]
            )
        )
        # sudo: chosen by a person, so it stays there whoever that person is.
        given.sudo().write({"dealer_reassign_at": False})
        given._dealer_log_given("by_hand", before)
        return result

    def _dealer_log_given(self, occasion, before=None):
        """Keep that leads were given to somebody without the rules."""
        self.env["dealer.assignment.log"]._add(
            [
                {
                    "lead": lead,
                    "occasion": occasion,
                    "reason": lead._get_dealer_given_reason(),
                    "user": lead.user_id,
                    "previous": (before or {}).get(lead),
                }
                for lead in self
            ]
        )

    def _get_dealer_given_reason(self):
        # sudo: whoever creates a lead may not read its source.
        source = self.sudo().dealer_intake_source_id
        own = source.user_id and source.user_id == self.user_id
        return "source" if own else "by_hand"

    # === DISTRIBUTION === #

    def _dealer_assign_at_once(self):
        """Distribute new leads; what cannot be done now is left to the job."""
        # A preview which is taken back must tell nobody of a new lead.
        if len(self) > AT_ONCE or self.env.context.get("dealer_assign_later"):
            return self._dealer_leave_to_job()
        for team, leads in self.grouped("team_id").items():
            # sudo: the rules of a team are not the sender's business.
            if not team.sudo()._dealer_try_distribute(leads.sudo(), "new"):
                leads._dealer_leave_to_job()
        return None

    def _dealer_leave_to_job(self):
        if self:
            # sudo: jobs are the system's.
            self.env.ref("dealer_crm.ir_cron_distribute").sudo()._trigger()

    def action_dealer_distribute(self):
        """Distribute leads again: the manager's button.

        Leads whose salesperson follows them up on time stay where they are.

        :return: True
        :raise AccessError: for everybody but managers
        """
        if not self.env.user.has_group("dealer_crm.group_dealer_manager"):
            raise AccessError(self.env._("Ask a manager to distribute leads again."))
        self.check_access("write")
        leads = self.filtered(
            lambda lead: lead.team_id and lead.won_status == "pending"
        )
        for team, own in leads.grouped("team_id").items():
            # sudo: a manager may not be allowed to see all members of a team.
            team.sudo()._dealer_distribute(own.sudo(), "again")
        return True

    def action_dealer_view_assignments(self):
        """Open what was decided about the lead.

        :return: window action
        """
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "dealer_crm.dealer_assignment_log_action"
        )
        action["domain"] = [("lead_id", "=", self.id)]
        action["context"] = {}
        return action

    def _prepare_dealer_asked(self, members, had):
        """The lead as the rules see it.

        :param members: crm.team.member
        :param set had: ids of users who do not get it again
        :return: tools.assignment.Lead
        """
        self.ensure_one()
        manager = self.partner_id.user_id
        return assignment.Lead(
            showroom=self.company_id.id or 0,
            brand=self.dealer_wish_brand_id.id or 0,
            language=self.lang_id.code or self.partner_id.lang or "",
            source=self.dealer_intake_source_id.id or 0,
            forbidden=frozenset(
                member.id
                for member in members
                if not self._may_dealer_work(member.user_id)
            ),
            had=frozenset(member.id for member in members if member.user_id.id in had),
            unmatched=frozenset(
                member.id
                for member in members
                if not self.filtered_domain(read_domain(member.assignment_domain))
            ),
            preferred=frozenset(
                member.id
                for member in members
                if (wanted := read_domain(member.assignment_domain_preferred))
                and self.filtered_domain(wanted)
            ),
            manager=members.filtered(lambda member: member.user_id == manager)[:1].id
            or 0
            if manager
            else 0,
        )

    def _may_dealer_work(self, user):
        """Whether somebody works in the showroom of the lead, with leads at all."""
        return bool(
            not user.share
            and user.has_group("sales_team.group_sale_salesman")
            and (not self.company_id or self.company_id in user.company_ids)
        )

    def _is_dealer_readable_by(self, user):
        """Whether the rules let somebody read the lead and its customer."""
        self.ensure_one()
        companies = (self.company_id & user.company_ids) or user.company_ids
        lead = self.with_user(user).with_context(allowed_company_ids=companies.ids)
        # sudo: which customer it is; whether he may be read is asked as the person.
        customer = lead.sudo().partner_id.with_user(user)
        return lead.has_access("read") and (not customer or customer.has_access("read"))

    def _dealer_tell_assigned(self, user):
        """A note on the screen of whoever got the lead."""
        words = self.with_context(lang=user.lang or self.env.lang).env
        user._bus_send(
            "simple_notification",
            {
                "type": "info",
                "title": words._("New lead for you"),
                "message": self.name,
                "sticky": True,
            },
        )

    # === CLAIM AND RE-ASSIGNMENT === #

    def _get_dealer_reassign_at(self):
        """When the lead goes to somebody else unless the customer is answered.

        :return: datetime, or False for never
        """
        self.ensure_one()
        minutes = self.team_id.dealer_reassign_minutes
        if not minutes or self.dealer_first_response_at:
            return False
        now = fields.Datetime.now()
        shifts = self._get_dealer_calendar()._dealer_get_shifts(now, now + AHEAD)
        return worktime.after(shifts, now, minutes) or False

    def _is_dealer_claimed(self):
        """Whether the salesperson keeps the lead: the follow-up is on time.

        So many days from the assignment, as long as the customer was contacted and
        the next task is not overdue.
        """
        self.ensure_one()
        if not self.user_id or not self.date_open:
            return False
        end = self.date_open + timedelta(days=self.team_id.dealer_claim_days)
        tried = self.dealer_first_response_at or self.dealer_first_touch_at
        overdue = self.activity_date_deadline and (
            self.activity_date_deadline < fields.Date.context_today(self)
        )
        planned = self.dealer_first_response_at or self.activity_date_deadline
        return bool(fields.Datetime.now() < end and tried and planned and not overdue)

    def _dealer_without_claims(self, occasion):
        """Leave out leads which stay where they are, and say so in the log.

        :param str occasion: see ``crm.team._dealer_distribute``
        :return: crm.lead to be distributed, with their salespeople in the context
        """
        if occasion == "new":
            return self
        rounds = self._count_dealer_rounds() if occasion == "late" else {}
        stay = []
        for lead in self:
            if lead._is_dealer_claimed():
                end = lead.date_open + timedelta(days=lead.team_id.dealer_claim_days)
                stay.append((lead, "kept", end if occasion == "late" else None))
            elif rounds.get(lead, 0) >= MAX_ROUNDS:
                stay.append((lead, "limit", False))
        self.env["dealer.assignment.log"]._add(
            [
                {
                    "lead": lead,
                    "occasion": occasion,
                    "reason": reason,
                    "user": lead.user_id,
                }
                for lead, reason, _until in stay
            ]
        )
        for lead, _reason, until in stay:
            if until is not None:
                # sudo: set by the rules alone.
                lead.sudo().dealer_reassign_at = until
        leads = self - self.browse(lead.id for lead, _reason, _until in stay)
        return leads.with_context(
            dealer_previous={lead.id: lead.user_id.id for lead in leads}
        )

    def _count_dealer_rounds(self):
        """How often leads were given to somebody else because of a late answer."""
        groups = self.env["dealer.assignment.log"]._read_group(
            [
                ("lead_id", "in", self.ids),
                ("occasion", "=", "late"),
                ("user_id", "!=", False),
                ("reason", "not in", ("kept", "limit")),
            ],
            ["lead_id"],
            ["__count"],
        )
        return {lead: count for lead, count in groups}  # noqa: C416

    def _get_dealer_had(self, occasion):
        """Who does not get a lead again.

        :return: dict lead -> set of ids of users
        """
        had = defaultdict(set)
        if occasion == "new":
            return had
        for lead in self:
            had[lead].add(lead.user_id.id)
        if occasion == "late":
            groups = self.env["dealer.assignment.log"]._read_group(
                [("lead_id", "in", self.ids), ("user_id", "!=", False)],
                ["lead_id", "user_id"],
            )
            for lead, user in groups:
                had[lead].add(user.id)
        return had

    # === MERGE === #

    def _merge_dependences(self, opportunities):
        """What was decided about the leads which go stays readable."""
        result = super()._merge_dependences(opportunities)
        # sudo: nobody may change a decision by hand.
        rows = self.env["dealer.assignment.log"].sudo()
        rows.search([("lead_id", "in", opportunities.ids)]).write({"lead_id": self.id})
        return result
