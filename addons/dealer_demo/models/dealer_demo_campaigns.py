"""Campaigns: one that runs, one that ended with a success, one planned for spring."""

from datetime import datetime, time, timedelta

from odoo import models
from odoo.fields import Command, Datetime

from ..tools.campaign_terms import TERMS
from .dealer_demo_leads import SILENT

# Days since the members of the running campaign joined, and of the finished one.
SINCE, LONG_AGO = 18, 110
HELD_OUT = 30
# Days the finished one lasted, which its result counts, too.
LASTED = 30
# Shares of those who got the letter, and of both sides who came by themselves.
DELIVERED, OPENED, CLICKED, ANSWERED = 0.96, 0.45, 0.15, 0.05
CAME, CAME_ANYWAY = 0.42, 0.04
# The finished one: what it did is far beyond chance.
CAME_THEN = 0.34


class DealerDemo(models.AbstractModel):
    _inherit = "dealer.demo"

    def _get_stages(self):
        return [
            *super()._get_stages(),
            ("campaigns", "campaigns with results", self._make_campaigns),
        ]

    def _make_campaigns(self, house):
        marketing = self._get_user("marketing")
        tyres = self._prepare_campaign_steps(
            "mail_template_tyres",
            "Winter tyres are waiting for you: ask for a date.",
            "Letter about tyres",
        )
        campaigns = self.env["utm.campaign"].create(
            [
                self._prepare_campaign(
                    marketing,
                    "Winter tyres and winter check",
                    house.today - timedelta(days=SINCE),
                    tyres,
                    dealer_end_on=house.today + timedelta(days=20),
                    dealer_budget=150000,
                    dealer_holdout=HELD_OUT,
                    dealer_goal="visited",
                ),
                self._prepare_campaign(
                    marketing,
                    "Spring check",
                    house.today + timedelta(days=75),
                    tyres,
                    dealer_end_on=house.today + timedelta(days=95),
                ),
                self._prepare_campaign(
                    marketing,
                    "Trade-in days",
                    house.today - timedelta(days=LONG_AGO),
                    self._prepare_campaign_steps(
                        "mail_template_trade_in",
                        "Trade-in days: we value your car while you wait.",
                        "Invitation to the trade-in days",
                    ),
                    dealer_end_on=house.today - timedelta(days=LONG_AGO - LASTED),
                    dealer_budget=80000,
                    dealer_holdout=HELD_OUT,
                    dealer_result_days=LASTED,
                ),
            ]
        )
        self._remember("campaign", campaigns)
        running, _planned, finished = campaigns
        self._run_campaign(house, running, SINCE, SINCE, (CAME, CAME_ANYWAY))
        self._run_campaign(house, finished, LONG_AGO, LASTED, (CAME_THEN, CAME_ANYWAY))
        finished.action_dealer_stop()
        steps = campaigns.dealer_step_ids
        for lang in TERMS:
            self._translate_campaigns(campaigns.dealer_filter_id, lang)
            self._translate_campaigns(campaigns, lang, "title")
            self._translate_campaigns(steps, lang)
            self._translate_campaigns(steps.filtered("text"), lang, "text")

    def _translate_campaigns(self, records, lang, field="name"):
        terms = [TERMS[lang][text] for text in records.mapped(field)]
        self._translate(records, lang, terms, field)

    def _prepare_campaign_steps(self, template, text, first):
        """Values of a letter, a reminder and a call.

        :param str template: end of the xml id of the letter
        :param str text: what the SMS and the caller say
        :param str first: name of the first step
        :return: list of dicts of dealer.campaign.step
        """
        letter = self.env.ref(f"dealer_marketing.{template}").id
        steps = (
            (first, "mail", 0, "always", 2),
            ("Reminder by SMS", "sms", 21, "not_visited", 5),
            ("Call who was interested", "call", 5, "clicked", 60),
        )
        return [
            {
                "sequence": number,
                "name": name,
                "kind": kind,
                "wait_days": days,
                "condition": condition,
                "unit_cost": cost,
                "template_id": kind == "mail" and letter,
                "text": kind != "mail" and text,
            }
            for number, (name, kind, days, condition, cost) in enumerate(steps)
        ]

    def _prepare_campaign(self, user, title, start, steps, **values):
        return {
            "title": title,
            "user_id": user.id,
            "dealer_is_campaign": True,
            "dealer_filter_id": self._make_campaign_group().id,
            "dealer_purpose_id": self.env.ref("dealer_marketing.purpose_offers").id,
            "dealer_start_on": start,
            "dealer_step_ids": [Command.create(step) for step in steps],
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

    def _run_campaign(self, house, campaign, since, days, shares):
        """What a campaign did: no letter waits in the queue.

        :param campaign: utm.campaign
        :param int since: days since its members joined
        :param int days: for so many days people came
        :param shares: tuple, share of those who got the letter and came, and of those
            held out
        """
        rng = house.random(f"campaign_{campaign.title}")
        joined = datetime.combine(house.today - timedelta(days=since), time(8, 5))
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
        self._make_campaign_visits(rng, members, joined.date(), days, shares)
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

    def _make_campaign_visits(self, rng, members, first, days, shares):
        """More of those who got the letter come in than of those held out."""
        companies = list(self._get_companies().values())
        came, came_anyway = shares
        is_service = members.campaign_id.dealer_goal == "visited"
        rows = []
        for member in members:
            if rng.random() < (came_anyway if member.is_held_out else came):
                day = first + timedelta(days=rng.randint(2, days - 1))
                hour = time(rng.randint(8, 14), rng.randint(0, 59))
                rows.append(
                    {
                        "partner_id": member.partner_id.id,
                        "user_id": member.partner_id.user_id.id or self.env.uid,
                        "company_id": rng.choice(companies).id,
                        "arrived_at": Datetime.to_string(datetime.combine(day, hour)),
                        "purpose": "service" if is_service else "other",
                        "result": "done",
                        "note": "Asked for winter tyres"
                        if is_service
                        else "Came to the trade-in days",
                    }
                )
        self.env["dealer.visit"].with_context(**SILENT).create(rows)
