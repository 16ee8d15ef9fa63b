"""Leads go to the members of a team by rules, at once and in turn."""

import logging
from ast import literal_eval
from contextlib import suppress
from datetime import timedelta

import psycopg2

from odoo import api, fields, models
from odoo.tools import SQL

from ..tools import assignment, worktime

_logger = logging.getLogger(__name__)

SLICE = 100


class _NotReadableError(Exception):
    """The person could not read the lead: it is given to somebody else."""


class CrmTeam(models.Model):
    _inherit = "crm.team"

    dealer_distribution = fields.Boolean(
        string="Distribute Leads",
        help="A new lead without a salesperson goes to a member of the team at once: "
        "to the customer's personal manager, else to whoever has waited longest.",
    )
    dealer_claim_days = fields.Integer(
        string="Claim (days)",
        default=3,
        help="So long a salesperson keeps a lead while the follow-up is on time: the "
        "customer was contacted and the next task is not overdue.",
    )
    dealer_reassign_minutes = fields.Integer(
        string="Give to Somebody Else After",
        help="Working minutes without an answer after which a lead goes to the next "
        "salesperson. 0: never.",
    )

    _dealer_assignment = models.Constraint(
        "CHECK(dealer_claim_days >= 0 AND dealer_reassign_minutes >= 0)",
        "Days and minutes of the distribution cannot be negative.",
    )

    # === STOCK'S ASSIGNMENT === #

    def _assign_and_convert_leads(self, force_quota=False):
        """Teams which distribute do it by their rules, whoever starts it."""
        own = self.filtered("dealer_distribution")
        result = {}
        if others := self - own:
            result = super(CrmTeam, others)._assign_and_convert_leads(force_quota)
        for team in own:
            leads = self.env["crm.lead"].search(team._get_lead_to_assign_domain())
            given = team._dealer_distribute(leads, "new")
            for member, taken in given.items():
                result[member] = {"assigned": taken, "quota": len(taken)}
        return result

    # === DISTRIBUTION === #

    @api.model
    def _cron_distribute(self):
        """Give away what waits, and what was not answered in time. In slices."""
        jobs = [
            (team, leads, occasion)
            for team in self.search([("dealer_distribution", "=", True)])
            for occasion, found in (
                ("new", team._find_dealer_waiting()),
                ("late", team._find_dealer_unanswered()),
            )
            for leads in _slices(found)
        ]
        cron = self.env["ir.cron"]
        cron._commit_progress(remaining=len(jobs))
        for team, leads, occasion in jobs:
            team._dealer_try_distribute(leads, occasion)
            if not cron._commit_progress(1):
                break

    def _find_dealer_waiting(self):
        return self.env["crm.lead"].search(
            [
                ("team_id", "=", self.id),
                ("user_id", "=", False),
                ("won_status", "=", "pending"),
            ],
            order="create_date, id",
        )

    def _find_dealer_unanswered(self):
        return self.env["crm.lead"].search(
            [
                ("team_id", "=", self.id),
                ("user_id", "!=", False),
                ("dealer_reassign_at", "<=", fields.Datetime.now()),
                ("dealer_first_response_at", "=", False),
                ("won_status", "=", "pending"),
            ],
            order="dealer_reassign_at, id",
        )

    def _dealer_try_distribute(self, leads, occasion):
        """Distribute unless somebody else is just doing so for this team.

        :return: bool, whether it was this transaction's turn
        """
        try:
            with self.env.cr.savepoint():
                self._dealer_distribute(leads.exists(), occasion)
        except psycopg2.OperationalError as error:
            _logger.info("team %s is distributed elsewhere: %s", self.id, error.pgcode)
            return False
        return True

    def _dealer_distribute(self, leads, occasion):
        """Give leads to the members of this team, each with its reason in the log.

        :param leads: crm.lead of the team
        :param str occasion: ``new``, ``late`` or ``again``
        :return: dict crm.team.member -> crm.lead
        :raise psycopg2.OperationalError: another transaction distributes leads of the
            team. Whoever catches it does so outside of a savepoint.
        """
        self.ensure_one()
        members = self._dealer_lock_members()
        leads = leads._dealer_without_claims(occasion)
        facts = self._prepare_dealer_members(members)
        had = leads._get_dealer_had(occasion)
        last = self.env["dealer.assignment.log"]._find_last(leads)
        given, rows = {}, []
        for lead in leads:
            decision = self._dealer_decide(lead, members, facts, had.get(lead, set()))
            member = members.browse(decision.member)
            if member:
                given[member] = given.get(member, leads.browse()) | lead
                member.dealer_turn = assignment.give(facts, member.id)
            elif last.get(lead.id) == (occasion, decision.reason):
                # Said already: nothing has changed since.
                continue
            rows.append(self._prepare_dealer_row(lead, occasion, decision, members))
        self.env["dealer.assignment.log"]._add(rows)
        return given

    def _dealer_decide(self, lead, members, facts, had):
        """Choose a member, and give the lead to this person.

        :param set had: ids of users from whom the lead is taken
        :return: tools.assignment.Decision
        """
        asked = lead._prepare_dealer_asked(members, had)
        while True:
            decision = assignment.choose(asked, facts)
            member = members.browse(decision.member)
            if not member or self._dealer_give(lead, member.user_id):
                return decision
            asked = assignment.without(asked, member.id)

    def _dealer_give(self, lead, user):
        """Make somebody the salesperson of a lead.

        :return: False when this person could not read it afterwards
        """
        lead = lead.with_context(
            dealer_assigning=True, mail_auto_subscribe_no_notify=True
        )
        with suppress(_NotReadableError), self.env.cr.savepoint():
            # sudo: the intake and the job may give leads to people.
            if lead.type == "lead":
                lead.sudo().convert_opportunity(lead.partner_id, user_ids=user.ids)
            else:
                lead.sudo().user_id = user
            lead.sudo().dealer_reassign_at = lead._get_dealer_reassign_at()
            if not lead._is_dealer_readable_by(user):
                raise _NotReadableError
            lead._dealer_tell_assigned(user)
            return True
        return False

    def _prepare_dealer_row(self, lead, occasion, decision, members):
        """A line of the log of distribution.

        :param str occasion: why the lead was distributed
        :param decision: tools.assignment.Decision
        :param members: crm.team.member who were asked
        :return: dict, with records
        """
        users = {member.id: member.user_id.id for member in members}
        return {
            "lead": lead,
            "occasion": occasion,
            "reason": decision.reason,
            "user": members.browse(decision.member).user_id,
            "previous": lead.env["res.users"].browse(
                lead.env.context.get("dealer_previous", {}).get(lead.id)
            ),
            "refused": [(users[member], code) for member, code in decision.refused],
        }

    # === MEMBERS === #

    def _dealer_lock_members(self):
        """The members of the team, locked: two distributions take turns.

        :return: crm.team.member
        :raise psycopg2.OperationalError: another transaction has the lock, or has had
            it since this one began
        """
        # sudo: whoever hands in a lead does not see the settings of the team.
        members = self.env["crm.team.member"].sudo()
        members.flush_model(["crm_team_id", "active", "dealer_turn"])
        self.env.cr.execute(
            SQL(
                """
                SELECT id FROM crm_team_member
                 WHERE crm_team_id = %s AND active ORDER BY id
                   FOR NO KEY UPDATE NOWAIT
                """,
                self.id,
            ),
            log_exceptions=False,
        )
        members = members.browse(row[0] for row in self.env.cr.fetchall())
        members.invalidate_recordset(["dealer_turn"])
        return members.filtered("user_id.active")

    def _prepare_dealer_members(self, members):
        """The members as the rules see them.

        :param members: crm.team.member
        :return: list of tools.assignment.Member
        """
        now = fields.Datetime.now()
        users = members.user_id
        absent = self._dealer_is_absent(users, fields.Date.to_date(now))
        off_duty = users - self._dealer_get_on_duty(users, now)
        counts = members._get_dealer_open_counts()
        return [
            assignment.Member(
                id=member.id,
                turn=member.dealer_turn,
                open_count=counts.get(member.user_id.id, 0),
                open_max=member.dealer_open_max,
                is_paused=member.assignment_optout,
                is_absent=member.user_id in absent,
                is_off_duty=member.user_id in off_duty,
                showrooms=frozenset(member.dealer_company_ids.ids),
                brands=frozenset(member.dealer_brand_ids.ids),
                languages=frozenset(member.dealer_lang_ids.mapped("code")),
                sources=frozenset(member.dealer_source_ids.ids),
            )
            for member in members
        ]

    @api.model
    def _dealer_is_absent(self, users, date):
        """Who is not there on a day.

        :param users: res.users
        :param date: date
        :return: res.users, those of ``users`` with an absence or a day off
        """
        noon = fields.Datetime.to_datetime(date) + timedelta(hours=12)
        # sudo: that somebody is away is no secret, the reason is not looked at.
        leaves = (
            self.env["resource.calendar.leaves"]
            .sudo()
            .search(
                [
                    ("resource_id.user_id", "in", users.ids),
                    ("date_from", "<=", noon),
                    ("date_to", ">=", noon),
                ]
            )
        )
        away = self.env["dealer.stand.in"]._get_absent(users, date)
        return away | (users & leaves.resource_id.user_id.with_env(users.env))

    def _dealer_get_on_duty(self, users, now):
        """Who works at this moment, by the own working hours or those of the team.

        :param users: res.users
        :param now: datetime, UTC
        :return: res.users
        """
        soon = now + timedelta(minutes=1)
        # sudo: working hours are no secret among colleagues.
        shared = self.sudo().dealer_calendar_id
        on_duty = users.browse()
        calendars = {}
        for user in users.sudo():
            calendar = (
                user.resource_calendar_id
                or shared
                or user.company_id.resource_calendar_id
            )
            if calendar not in calendars:
                shifts = calendar._dealer_get_shifts(now, soon)
                calendars[calendar] = worktime.is_working(shifts, now)
            if calendars[calendar]:
                on_duty |= user.with_env(users.env)
        return on_duty


def _slices(leads):
    return [leads[start : start + SLICE] for start in range(0, len(leads), SLICE)]


def read_domain(text):
    """A filter as stock keeps it with a team member."""
    return literal_eval(text or "[]")
