"""Complaints of a person who wants to know, or to be forgotten."""

from odoo import api, models

from odoo.addons.dealer_crm.tools.privacy import Policy

from ..tools import rules

# What people write about what happened; it may name anybody.
TEXTS = ("description", "reporter", "answer", "measure", "rejection_reason")


class DealerPrivacy(models.AbstractModel):
    _inherit = "dealer.privacy"

    @api.model
    def _get_policies(self):
        return {
            **super()._get_policies(),
            "dealer.complaint": Policy(
                "erase",
                has="all",
                links=("partner_id",),
                erase={
                    "description": "#{id}",
                    "reporter": None,
                    "answer": None,
                    "rejection_reason": None,
                    "sender_key": None,
                },
                mentions=TEXTS,
                kept=("name", "access_token", "form_key"),
                note=self.env._("Step, cause and measure stay: they are counted."),
                show=("name", "date", "vehicle_id", "description", "state", "answer"),
            ),
            "dealer.complaint.cause": Policy("none", links=(), kept=("name",), show=()),
        }

    @api.model
    def _get_erasure_obstacles(self, people):
        obstacles = super()._get_erasure_obstacles(people)
        complaints = self._all("dealer.complaint").search(
            [("partner_id", "in", people.ids), ("state", "in", rules.OPEN)]
        )
        if complaints:
            text = self.env._("Answer the open complaints first.")
            obstacles.append(self._prepare_obstacle(text, complaints))
        return obstacles
