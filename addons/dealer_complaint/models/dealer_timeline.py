from odoo import api, fields, models

from odoo.addons.dealer_crm.tools import timeline


class DealerTimeline(models.Model):
    _inherit = "dealer.timeline"

    kind = fields.Selection(selection_add=[("complaint", "Complaint")])

    @api.model
    def _get_parts(self):
        return [
            *super()._get_parts(),
            timeline.Part(
                34,
                "complaint",
                "dealer.complaint",
                domain=[("state", "!=", "withdrawn")],
                date="date",
                title=("name", "description"),
            ),
        ]

    @api.model
    def _get_message_parts(self):
        return [
            *super()._get_message_parts(),
            timeline.Part(35, "mail", "dealer.complaint"),
        ]
