"""Reminders of a person who wants to know, or to be forgotten."""

from odoo import api, models

from odoo.addons.dealer_crm.tools.privacy import Policy


class DealerPrivacy(models.AbstractModel):
    _inherit = "dealer.privacy"

    @api.model
    def _get_policies(self):
        return {
            **super()._get_policies(),
            "dealer.service.reminder": Policy(
                "delete",
                show=("date", "rule_id", "vehicle_id", "due_date", "answer"),
            ),
        }
