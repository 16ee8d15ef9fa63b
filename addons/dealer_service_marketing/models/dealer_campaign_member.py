"""Who brought a car to the workshop was there."""

from odoo import api, models

# The customer has not come (yet).
ABSENT = ("appointment", "no_show", "cancelled")


class DealerCampaignMember(models.Model):
    _inherit = "dealer.campaign.member"

    @api.model
    def _get_fact_sources(self):
        came = [("state", "not in", ABSENT)]
        return [
            *super()._get_fact_sources(),
            ("visited", "dealer.service.order", "date", came),
        ]
