"""What members did: read from the documents where it stands, kept for the figures."""

from datetime import timedelta

from odoo import api, fields, models

from ..tools import campaigns

SLICE = 500


class DealerCampaignMember(models.Model):
    _inherit = "dealer.campaign.member"

    delivered_at = fields.Datetime(string="Delivered", readonly=True)
    opened_at = fields.Datetime(string="Opened", readonly=True)
    clicked_at = fields.Datetime(string="Clicked", readonly=True)
    answered_at = fields.Datetime(
        string="Answered",
        readonly=True,
        help="Replied to a letter, or became a lead of the campaign.",
    )
    visited_at = fields.Datetime(string="Visited", readonly=True)
    test_drive_at = fields.Datetime(string="Test-Driven", readonly=True)
    bought_at = fields.Datetime(string="Bought", readonly=True)
    reached = fields.Selection(
        selection=[
            ("none", "Nothing yet"),
            ("delivered", "Delivered"),
            ("opened", "Opened"),
            ("clicked", "Clicked"),
            ("answered", "Answered"),
            ("visited", "Visited"),
            ("test_drive", "Test-driven"),
            ("bought", "Bought"),
        ],
        string="Came As Far As",
        readonly=True,
        default="none",
    )
    facts_on = fields.Date(string="Looked Up On", readonly=True)

    @api.model
    def _cron_facts(self):
        """Look up what members did, once a day as long as it counts, in slices."""
        today = fields.Date.context_today(self)
        cron = self.env["ir.cron"]
        for campaign in self.env["utm.campaign"].search(
            [("dealer_is_campaign", "=", True), ("dealer_state", "!=", "draft")]
        ):
            since = fields.Datetime.now() - timedelta(days=campaign.dealer_result_days)
            domain = [
                ("campaign_id", "=", campaign.id),
                # A day more, for what was done in the last hours.
                ("joined_at", ">=", since - timedelta(days=1)),
                "|",
                ("facts_on", "=", False),
                ("facts_on", "<", today),
            ]
            while members := self.search(domain, limit=SLICE, order="id"):
                members._update_facts()
                if not cron._commit_progress(len(members)):
                    return

    def _update_facts(self):
        """Look up what members of one campaign did; a constant number of queries.

        Only what happened since they joined and within the days of the result counts,
        for both sides alike.
        """
        if not self:
            return
        today = fields.Date.context_today(self)
        facts = self._get_facts()
        for member in self:
            found = facts.get(member.partner_id.id, {})
            done = {name for name in campaigns.WAY if found.get(name)}
            values = {f"{name}_at": found.get(name, False) for name in campaigns.WAY}
            values |= {"reached": campaigns.furthest(done), "facts_on": today}
            values |= member._prepare_facts(found)
            changed = {
                name: value for name, value in values.items() if member[name] != value
            }
            if changed:
                member.write(changed)

    def _prepare_facts(self, found):
        """Further values of a member; addons add theirs.

        :param dict found: of the person, as of ``_get_facts``
        :return: dict of values of dealer.campaign.member
        """
        return {}

    def _get_facts(self):
        """What the members did; addons add theirs.

        :return: dict partner id -> dict: part of ``tools.campaigns.WAY`` -> first time
        """
        facts = {partner_id: {} for partner_id in self.partner_id.ids}
        for partner_id, name, when in self._find_message_facts():
            facts[partner_id][name] = when
        for name, model, path, domain in self._get_fact_sources():
            for partner_id, when in self._find_first(model, path, domain).items():
                known = facts[partner_id].get(name)
                facts[partner_id][name] = min(known, when) if known else when
        return facts

    @api.model
    def _get_fact_sources(self):
        """Documents which show that somebody did something; addons add theirs.

        :return: list of tuples (part of ``tools.campaigns.WAY``, model with a
            partner_id, field with the time, domain)
        """
        campaign = self.campaign_id[:1]
        return [
            (
                "answered",
                "crm.lead",
                "create_date",
                [("campaign_id", "=", campaign.id)],
            ),
            ("visited", "dealer.visit", "arrived_at", []),
            ("test_drive", "dealer.test.drive", "start", [("state", "=", "done")]),
            ("bought", "crm.lead", "date_closed", [("won_status", "=", "won")]),
        ]

    def _get_windows(self):
        """When what members do counts.

        :return: dict partner id -> tuple (first time, last time)
        """
        days = timedelta(days=self.campaign_id.dealer_result_days)
        return {
            member.partner_id.id: (member.joined_at, member.joined_at + days)
            for member in self
        }

    def _find_first(self, model, path, domain):
        """The first document of each member within their time.

        :param str model: with a field partner_id
        :param str path: field with the time, a date or a time
        :param list domain: which documents count
        :return: dict partner id -> time
        """
        windows = self._get_windows()
        is_day = self.env[model]._fields[path].type == "date"
        if is_day:
            windows = {
                partner_id: (start.date(), end.date())
                for partner_id, (start, end) in windows.items()
            }
        records = (
            self.env[model]
            .with_context(active_test=False)
            .search_fetch(
                [
                    ("partner_id", "in", list(windows)),
                    (path, ">=", min(start for start, _end in windows.values())),
                    *domain,
                ],
                ["partner_id", path],
                order=f"{path}, id",
            )
        )
        found = {}
        for record in records:
            start, end = windows[record.partner_id.id]
            if start <= record[path] <= end:
                when = fields.Datetime.to_datetime(record[path])
                found.setdefault(record.partner_id.id, when)
        return found

    def _find_message_facts(self):
        """What became of the letters and SMS of the campaign.

        :return: list of tuples (partner id, part of ``tools.campaigns.WAY``, time)
        """
        mailings = self.campaign_id.dealer_step_ids.mailing_id
        if not mailings:
            return []
        # sudo: marks of stock's mailings; whoever may see the member sees them.
        groups = (
            self.env["mailing.trace"]
            .sudo()
            ._read_group(
                [
                    ("mass_mailing_id", "in", mailings.ids),
                    ("model", "=", "res.partner"),
                    ("res_id", "in", self.partner_id.ids),
                    ("trace_status", "in", ("sent", "open", "reply")),
                ],
                ["res_id"],
                [
                    "sent_datetime:min",
                    "open_datetime:min",
                    "links_click_datetime:min",
                    "reply_datetime:min",
                ],
            )
        )
        names = ("delivered", "opened", "clicked", "answered")
        return [
            (partner_id, name, when)
            for partner_id, *times in groups
            for name, when in zip(names, times, strict=True)
            if when
        ]
