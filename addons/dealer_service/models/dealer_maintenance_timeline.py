"""Reminders in the time line of the customer."""

from odoo import api, models

from odoo.addons.dealer_crm.tools import timeline


class DealerTimeline(models.Model):
    _inherit = "dealer.timeline"

    @api.model
    def _get_parts(self):
        return [
            *super()._get_parts(),
            timeline.Part(
                32,
                "service",
                "dealer.service.reminder",
                date="date",
                title=("rule_id.name", "vehicle_id.license_plate"),
                user="",
                company="",
                document="vehicle_id",
            ),
        ]
