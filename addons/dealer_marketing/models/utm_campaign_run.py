"""The scheduled action which takes people in and does the steps that are due."""

import logging
from datetime import UTC

import psycopg2

from odoo import api, fields, models
from odoo.fields import Domain

_logger = logging.getLogger(__name__)

ENROL_SLICE = 2000
SLICE = 100
# Hours after the showroom's hour of sending in which something is sent.
HOURS = 8


class UtmCampaign(models.Model):
    _inherit = "utm.campaign"

    @api.model
    def _cron_run(self):
        """Take in who is in the groups, do what is due, end what is over; in slices.

        A run which was stopped goes on where it was: members and contacts are in the
        database once, by unique indexes.
        """
        cron = self.env["ir.cron"]
        for campaign in self._get_dealer_due():
            for work in (campaign._enrol_slice, campaign._run_slice):
                while count := work():
                    if not cron._commit_progress(count):
                        return
            campaign._finish_dealer()
            cron._commit_progress(1)

    @api.model
    def _get_dealer_due(self):
        """Running campaigns whose showroom sends now, those of the group first.

        :return: utm.campaign
        """
        running = self.search(
            [
                ("dealer_is_campaign", "=", True),
                ("dealer_state", "=", "running"),
                ("dealer_start_on", "<=", fields.Date.context_today(self)),
            ],
            order="id",
        )
        running = running.sorted(lambda campaign: bool(campaign.dealer_company_id))
        return running.filtered(lambda campaign: campaign._is_dealer_hour())

    def _is_dealer_hour(self):
        """Whether letters may be sent now, in the daytime of the showroom."""
        self.ensure_one()
        company = self.dealer_company_id or self.env.company
        now = fields.Datetime.now().replace(tzinfo=UTC)
        local = now.astimezone(company._get_dealer_timezone())
        begin = company.dealer_greeting_hour
        return begin <= local.hour + local.minute / 60 <= begin + HOURS

    # === MEMBERS === #

    def _get_dealer_audience(self):
        """Who takes part: in the group, with an address and an agreement for a step.

        Who has not agreed is on neither side of the comparison.

        :return: Domain on res.partner
        """
        self.ensure_one()
        domain = self.dealer_filter_id._get_dealer_domain()
        domain &= Domain("dealer_erased_at", "=", False)
        channels = {step._get_channel() for step in self.dealer_step_ids}
        return domain & Domain.OR(
            self._get_dealer_reachable(channel) for channel in sorted(channels)
        )

    def _get_dealer_address(self, channel):
        """Who has an address of a channel.

        :param str channel: email, sms, phone or post
        :return: Domain on res.partner
        """
        if channel == "email":
            return Domain("email_normalized", "!=", False)
        if channel == "post":
            return Domain("street", "!=", False) & Domain("city", "!=", False)
        return Domain("phone_sanitized", "!=", False)

    def _get_dealer_reachable(self, channel):
        """Who may be contacted by a channel today, as far as consent goes.

        :param str channel: email, sms, phone or post
        :return: Domain on res.partner
        """
        domain = self._get_dealer_address(channel)
        if self.dealer_purpose_id.basis != "consent":
            return domain
        # sudo: the gate asks for everybody, whoever may see the record of consent.
        states = self.env["dealer.consent.state"].sudo()
        agreed = states._search(
            [
                ("purpose_id", "=", self.dealer_purpose_id.id),
                ("channel", "=", channel),
                ("state", "=", "granted"),
                ("vehicle_id", "=", False),
            ]
        ).subselect("partner_id")
        return domain & Domain("id", "in", agreed)

    def _enrol_slice(self):
        """Take the next people in.

        :return: number of people, 0 when all are members
        """
        self.ensure_one()
        campaign = self._lock_dealer_running()
        if not campaign or (campaign.dealer_enrolled_at and not self.dealer_is_open):
            return 0
        members = self.env["dealer.campaign.member"]
        known = members._search([("campaign_id", "=", self.id)])
        domain = self._get_dealer_audience()
        domain &= Domain("id", "not in", known.subselect("partner_id"))
        people = self._with_dealer_company().env["res.partner"]
        people = people.search(domain, limit=ENROL_SLICE, order="id")
        if not people:
            if not self.dealer_enrolled_at:
                self.dealer_enrolled_at = fields.Datetime.now()
            return 0
        members._enrol(self, people)
        return len(people)

    def _with_dealer_company(self):
        """The campaign as its showroom sees it; of the group: as all of them do."""
        if self.dealer_company_id:
            return self.with_company(self.dealer_company_id)
        # sudo: a campaign of the group is of all showrooms.
        companies = self.env["res.company"].sudo()
        companies = companies.search([("active", "=", True)], order="id")
        return self.with_context(allowed_company_ids=(self.env.company | companies).ids)

    def _lock_dealer_running(self):
        """Keep people from pausing the campaign during a slice; they wait for its end.

        :return: the campaign, or nothing when it does not run any more
        """
        self._lock_dealer()
        return self.filtered(lambda campaign: campaign.dealer_state == "running")

    # === STEPS === #

    def _run_slice(self):
        """Do the next step of some members.

        :return: number of members, 0 when nothing is due
        """
        self.ensure_one()
        today = fields.Date.context_today(self)
        if not self._lock_dealer_running() or self._is_dealer_over():
            return 0
        members = self.env["dealer.campaign.member"].search(
            [
                ("campaign_id", "=", self.id),
                ("state", "=", "active"),
                ("due_on", "<=", today),
            ],
            limit=SLICE,
            order="due_on, id",
        )
        done = 0
        for step, group in members.grouped("step_id").items():
            affordable = self._get_dealer_affordable(step)
            if affordable <= 0:
                self._pause_dealer_spent(step)
                return done
            group = group[:affordable]
            step._try_treat(group)
            done += len(group)
        return done

    def _is_dealer_over(self):
        today = fields.Date.context_today(self)
        return bool(self.dealer_end_on) and self.dealer_end_on < today

    def _get_dealer_affordable(self, step):
        """For how many people a step can be paid.

        :param step: dealer.campaign.step
        :return: number, at most a slice
        """
        if not self.dealer_budget or not step.unit_cost:
            return SLICE
        self.invalidate_recordset(["dealer_spent"])
        left = self.dealer_budget - self.dealer_spent
        # A cent of rounding must not hold back the last one.
        return min(SLICE, int(left / step.unit_cost + 1e-6))

    def _pause_dealer_spent(self, step):
        self.write(
            {
                "dealer_state": "paused",
                "dealer_pause_reason": self.env._(
                    'The budget is used up: the step "%(step)s" waits. Raise it and '
                    "go on.",
                    step=step.name,
                ),
            }
        )

    def _finish_dealer(self):
        """End a campaign which is over, or in which nobody is under way any more."""
        campaign = self._lock_dealer_running()
        if not campaign:
            return
        active = self.env["dealer.campaign.member"].search_count(
            [("campaign_id", "=", self.id), ("state", "=", "active")], limit=1
        )
        over = self._is_dealer_over()
        if over or (self.dealer_enrolled_at and not self.dealer_is_open and not active):
            self.dealer_state = "done"
            if over:
                self._end_dealer()


class DealerCampaignStep(models.Model):
    _inherit = "dealer.campaign.step"

    def _try_treat(self, members):
        """Do the step for a slice of members; when that fails, one by one.

        One bad address or name never stops the others: it is noted.

        :param members: dealer.campaign.member whose next step this is
        """
        self.ensure_one()
        try:
            with self.env.cr.savepoint():
                self._treat(members)
        except psycopg2.OperationalError:
            raise
        except Exception as error:
            if len(members) > 1:
                for member in members:
                    self._try_treat(member)
                return
            _logger.warning("step %s of %s", self.id, members.id, exc_info=True)
            partner = members.partner_id
            self.env["dealer.campaign.contact"]._book(
                self, partner, "failed", {partner.id: str(error)[:500]}
            )
            members._go_on(self)
