"""Campaigns of a person who wants to know, or to be forgotten."""

from odoo import api, models

from odoo.addons.dealer_crm.tools.privacy import Policy


class DealerPrivacy(models.AbstractModel):
    _inherit = "dealer.privacy"

    @api.model
    def _get_policies(self):
        return {
            **super()._get_policies(),
            "dealer.campaign.step": Policy(
                "none", links=(), kept=("name", "text"), show=()
            ),
            "dealer.campaign.member": Policy(
                "none",
                links=("partner_id",),
                note=self.env._(
                    "The figures of a campaign stay as they were; the row names "
                    "nobody any more."
                ),
                show=("joined_at", "campaign_id", "state", "reached"),
            ),
            "dealer.campaign.contact": Policy(
                "erase",
                links=("partner_id",),
                erase={"reason": None},
                show=("date", "campaign_id", "step_id", "state", "reason"),
            ),
        }
