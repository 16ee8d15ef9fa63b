from odoo import api, fields, models

from odoo.addons.dealer_crm.tools import timeline


class DealerTimeline(models.Model):
    _inherit = "dealer.timeline"

    kind = fields.Selection(selection_add=[("service", "Service")])

    @api.model
    def _get_parts(self):
        return [
            *super()._get_parts(),
            timeline.Part(
                30,
                "service",
                "dealer.service.order",
                domain=[("state", "!=", "cancelled")],
                date="date",
                title=("name", "vehicle_id.license_plate", "concern"),
                user="advisor_id",
            ),
        ]

    @api.model
    def _get_message_parts(self):
        return [
            *super()._get_message_parts(),
            timeline.Part(31, "mail", "dealer.service.order"),
        ]
