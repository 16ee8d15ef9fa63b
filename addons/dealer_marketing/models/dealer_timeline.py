from odoo import api, fields, models

from odoo.addons.dealer_crm.tools import timeline


class DealerTimeline(models.Model):
    _inherit = "dealer.timeline"

    kind = fields.Selection(selection_add=[("campaign", "Campaign")])

    @api.model
    def _get_parts(self):
        return [
            *super()._get_parts(),
            timeline.Part(
                50,
                "campaign",
                "dealer.campaign.contact",
                domain=[("state", "=", "sent")],
                date="date",
                title=("campaign_id.title", "step_id.name"),
                user="",
            ),
        ]
