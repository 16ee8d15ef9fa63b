"""Reminders of a person who wants to know, or to be forgotten."""

from dataclasses import replace

from odoo import api, models

from odoo.addons.dealer_crm.tools.privacy import Policy

# Configuration, without anything about a person.
SETTINGS = (
    "dealer.maintenance.line",
    "dealer.maintenance.part",
    "dealer.maintenance.plan",
    "dealer.maintenance.profile",
    "dealer.recall",
    "dealer.recall.pattern",
    "dealer.service.reminder.rule",
    "dealer.service.skill",
)


class DealerPrivacy(models.AbstractModel):
    _inherit = "dealer.privacy"

    @api.model
    def _get_policies(self):
        policies = super()._get_policies()
        vehicle = policies["dealer.vehicle"]
        return {
            **policies,
            **dict.fromkeys(SETTINGS, Policy("keep", links=(), show=())),
            "dealer.vehicle": replace(
                vehicle, kept=(*vehicle.kept, "maintenance_clocks")
            ),
            "dealer.service.reminder": Policy(
                "delete",
                show=("date", "rule_id", "vehicle_id", "due_date", "answer"),
            ),
        }
