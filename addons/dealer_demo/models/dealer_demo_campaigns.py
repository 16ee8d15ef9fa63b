"""Campaigns: one that runs and has its first results, one planned for spring."""

from datetime import datetime, time, timedelta

from odoo import models
from odoo.fields import Command, Datetime

from .dealer_demo_leads import SILENT

# Days since the members of the running campaign joined.
SINCE = 18
HELD_OUT = 30
# Shares of those who got the letter, and of both sides who came by themselves.
DELIVERED, OPENED, CLICKED, ANSWERED = 0.96, 0.45, 0.15, 0.05
CAME, CAME_ANYWAY = 0.42, 0.04


class DealerDemo(models.AbstractModel):
    _inherit = "dealer.demo"

    def _get_stages(self):
        return [
            *super()._get_stages(),
            ("campaigns", "campaigns with results", self._make_campaigns),
        ]

    def _make_campaigns(self, house):
        marketing = self._get_user("marketing")
        campaigns = self.env["utm.campaign"].create(
            [
                self._prepare_campaign(
                    marketing,
                    "Winter tyres and winter check",
                    house.today - timedelta(days=SINCE),
                    dealer_end_on=house.today + timedelta(days=20),
                    dealer_budget=150000,
                    dealer_holdout=HELD_OUT,
                    dealer_goal="visited",
                ),
                self._prepare_campaign(
                    marketing,
                    "Spring check",
                    house.today + timedelta(days=75),
                    dealer_end_on=house.today + timedelta(days=95),
                ),
            ]
        )
        self._remember("campaign", campaigns)
        self._run_campaign(house, campaigns[0])

    def _prepare_campaign(self, user, title, start, **values):
        offers = self.env.ref("dealer_marketing.purpose_offers")
        steps = (
            ("Letter about tyres", "mail", 0, "always", 2),
            ("Reminder by SMS", "sms", 21, "not_visited", 5),
            ("Call who was interested", "call", 5, "clicked", 60),
        )
        return {
            "title": title,
            "user_id": user.id,
            "dealer_is_campaign": True,
            "dealer_filter_id": self._make_campaign_group().id,
            "dealer_purpose_id": offers.id,
            "dealer_start_on": start,
            "dealer_step_ids": [
                Command.create(
                    {
                        "sequence": number,
                        "name": name,
                        "kind": kind,
                        "wait_days": days,
                        "condition": condition,
                        "unit_cost": cost,
                        "template_id": kind == "mail"
                        and self.env.ref("dealer_marketing.mail_template_tyres").id,
                        "text": kind != "mail"
                        and "Winter tyres are waiting for you: ask for a date.",
                    }
                )
                for number, (name, kind, days, condition, cost) in enumerate(steps)
            ],
            **values,
        }

    def _make_campaign_group(self):
        groups = self.env["mailing.filter"].with_context(dealer_target_group=True)
        name = "Private customers"
        return groups.search([("name", "=", name)], limit=1) or groups.create(
            {
                "name": name,
                "mailing_domain": "[('is_company', '=', False),"
                " ('dealer_vehicle_ids', '!=', False)]",
                "dealer_purpose_id": self.env.ref("dealer_marketing.purpose_offers").id,
            }
        )

    def _run_campaign(self, house, campaign):
        """What a campaign did in the last weeks: no letter waits in the queue."""
        rng = house.random("campaigns")
        joined = datetime.combine(
            house.today - timedelta(days=SINCE), time(8, 5), tzinfo=None
        )
        campaign.dealer_step_ids.with_context(**SILENT)._prepare_mailings()
        people = self.env["res.partner"].search(
            campaign._get_dealer_audience(), order="id"
        )
        members = self.env["dealer.campaign.member"]
        members._enrol(campaign, people)
        members = members.search([("campaign_id", "=", campaign.id)], order="id")
        members.joined_at = joined
        campaign.write({"dealer_state": "running", "dealer_enrolled_at": joined})
        treated = members.filtered(lambda member: not member.is_held_out)
        contacts = self.env["dealer.campaign.contact"]._book(
            campaign.dealer_step_ids[0], treated.partner_id, "sent"
        )
        contacts.date = joined
        self._mark_letters(rng, campaign, treated, joined)
        self._make_campaign_visits(rng, house, members)
        treated._go_on(campaign.dealer_step_ids[0])
        treated.due_on = joined.date() + timedelta(
            days=campaign.dealer_step_ids[1].wait_days
        )
        members._update_facts()
        reached = treated.filtered("visited_at")
        reached._leave("goal")

    def _mark_letters(self, rng, campaign, treated, joined):
        """Who got, opened and clicked the letter, as stock's mailing counts it."""
        mailing = campaign.dealer_step_ids.mailing_id[:1]
        rows = []
        for member in treated:
            chance = rng.random()
            when = joined + timedelta(hours=rng.randint(1, 60))
            row = {
                "mass_mailing_id": mailing.id,
                "model": "res.partner",
                "res_id": member.partner_id.id,
                "email": member.partner_id.email_normalized,
                "trace_status": "sent",
                "sent_datetime": joined,
            }
            if chance > DELIVERED:
                row |= {"trace_status": "bounce", "failure_type": "mail_bounce"}
            elif chance < OPENED:
                row |= {"trace_status": "open", "open_datetime": when}
            if chance < CLICKED:
                row["links_click_datetime"] = when
            if chance < ANSWERED:
                row |= {"trace_status": "reply", "reply_datetime": when}
            rows.append(row)
        self.env["mailing.trace"].create(rows)

    def _make_campaign_visits(self, rng, house, members):
        """More of those who got the letter come in than of those held out."""
        companies = list(self._get_companies().values())
        rows = []
        for member in members:
            chance = CAME_ANYWAY if member.is_held_out else CAME
            if rng.random() < chance:
                day = house.today - timedelta(days=rng.randint(1, SINCE - 2))
                hour = time(rng.randint(8, 14), rng.randint(0, 59))
                rows.append(
                    {
                        "partner_id": member.partner_id.id,
                        "user_id": member.partner_id.user_id.id or self.env.uid,
                        "company_id": rng.choice(companies).id,
                        "arrived_at": Datetime.to_string(datetime.combine(day, hour)),
                        "purpose": "service",
                        "result": "done",
                        "note": "Asked for winter tyres",
                    }
                )
        self.env["dealer.visit"].with_context(**SILENT).create(rows)
