from odoo import api, models

from ..tools.privacy import Policy


class DealerPrivacy(models.AbstractModel):
    _inherit = "dealer.privacy"

    @api.model
    def _get_policies(self):
        return {
            **super()._get_policies(),
            # Texts of managers, and links to colleagues only.
            "dealer.follow.up.rule": Policy(
                "none",
                kept=("name", "domain", "purpose", "problem", "replay_graph"),
                show=(),
            ),
            "dealer.follow.up.run": Policy(
                "delete",
                kept=("res_model",),
                show=("planned_on", "rule_id", "occurrence", "state", "stop_reason"),
            ),
        }
