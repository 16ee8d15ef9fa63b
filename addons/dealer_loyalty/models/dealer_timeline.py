from odoo import api, fields, models

from odoo.addons.dealer_crm.tools import timeline


class DealerTimeline(models.Model):
    _inherit = "dealer.timeline"

    kind = fields.Selection(
        selection_add=[
            ("points", "Points Received"),
            ("points_out", "Points Spent"),
            ("tier", "Tier"),
        ]
    )

    @api.model
    def _get_parts(self):
        entry = {
            "model": "dealer.loyalty.entry",
            "partner": "card_id.partner_id",
            "date": "date",
            "title": ("points", "description"),
            "user": "",
            "document": "card_id",
        }
        return [
            *super()._get_parts(),
            timeline.Part(40, "points", domain=[("points", ">", 0)], **entry),
            timeline.Part(41, "points_out", domain=[("points", "<", 0)], **entry),
            timeline.Part(
                42,
                "tier",
                model="dealer.loyalty.tier.change",
                partner="card_id.partner_id",
                date="date",
                title=("new_tier_id.name",),
                user="",
                company="card_id.company_id",
                document="card_id",
            ),
        ]
