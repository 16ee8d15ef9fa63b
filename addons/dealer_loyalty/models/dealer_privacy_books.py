"""Points in the books name nobody: sums of all cards."""

from odoo import api, models

from odoo.addons.dealer_crm.tools.privacy import Policy


class DealerPrivacy(models.AbstractModel):
    _inherit = "dealer.privacy"

    @api.model
    def _get_policies(self):
        return {
            **super()._get_policies(),
            "dealer.loyalty.accounting": Policy("none", links=(), show=()),
            "dealer.loyalty.estimate": Policy(
                "none", links=(), kept=("reason",), show=()
            ),
            "dealer.loyalty.closing": Policy("none", links=(), show=()),
            "dealer.loyalty.closing.line": Policy(
                "none", links=(), kept=("vintage",), show=()
            ),
            "dealer.loyalty.settlement": Policy("none", links=(), show=()),
        }
