"""Who of a target group would fall out of a campaign today, and why."""

from odoo import api, fields, models

SAMPLE = 20
# People who are asked one by one; the counts of larger groups come from a part of it.
ASKED = 20000


class DealerCampaignPreview(models.TransientModel):
    _name = "dealer.campaign.preview"
    _description = "Preview of a Campaign"

    campaign_id = fields.Many2one(
        comodel_name="utm.campaign", required=True, readonly=True, ondelete="cascade"
    )
    summary = fields.Html(compute="_compute_summary", sanitize=False)

    @api.depends("campaign_id")
    def _compute_summary(self):
        for wizard in self:
            campaign = wizard.campaign_id._with_dealer_company()
            wizard.summary = self.env["ir.qweb"]._render(
                "dealer_marketing.campaign_preview", wizard._prepare_summary(campaign)
            )

    def _prepare_summary(self, campaign):
        """What the preview shows.

        :param campaign: utm.campaign
        :return: dict of values of the template
        """
        people = campaign.env["res.partner"]
        group = campaign.dealer_filter_id.with_env(campaign.env)._get_dealer_domain()
        total = people.search_count(group)
        steps, out = [], {}
        for step in campaign.dealer_step_ids:
            row, found = self._judge(campaign, step, group)
            steps.append({"name": step.name, **row})
            for partner_id, why in found.items():
                out.setdefault(partner_id, (step, why))
        audience = people.search(group & campaign._get_dealer_audience(), limit=ASKED)
        held = sum(map(campaign._is_dealer_held_out, audience.ids))
        return {
            "sentence": self.env._(
                "%(total)s people are in the target group, %(part)s of them have "
                "agreed and take part: %(contacted)s are contacted, %(held)s are held "
                "out for the comparison.",
                total=total,
                part=f"{len(audience)}{'+' if len(audience) == ASKED else ''}",
                contacted=len(audience) - held,
                held=held,
            ),
            "steps": steps,
            "people": [
                (people.browse(id_).display_name, step.name, step._describe(why))
                for id_, (step, why) in list(out.items())[:SAMPLE]
            ],
        }

    def _judge(self, campaign, step, group):
        """Who of the group could not be contacted in a step today.

        :param campaign: utm.campaign
        :param step: dealer.campaign.step
        :param group: Domain on res.partner
        :return: tuple (dict of counts, dict partner id -> why as of ``_gate``)
        """
        people = campaign.env["res.partner"]
        channel = step._get_channel()
        address = campaign._get_dealer_address(channel)
        reachable = campaign._get_dealer_reachable(channel)
        agreed = people.search(group & reachable, limit=ASKED, order="id")
        claims = campaign.env["dealer.contact.claim"]
        taken = claims._preview(
            agreed,
            campaign.dealer_purpose_id,
            channel,
            step._get_origin(),
            company=campaign.dealer_company_id,
        )
        without = people.search(group & ~address, limit=SAMPLE, order="id")
        silent = people.search(group & address & ~reachable, limit=SAMPLE, order="id")
        reasons = [refusal.reason for refusal in taken.values()]
        counts = {
            "address": people.search_count(group & ~address),
            "consent": people.search_count(group & address & ~reachable),
            "claimed": reasons.count("claimed"),
            "capped": reasons.count("capped"),
            "free": len(agreed) - len(taken),
        }
        states = campaign.dealer_purpose_id._get_reasons(silent, channel)
        return counts, taken | dict.fromkeys(without.ids, "address") | states
