"""What the card desk keeps about people."""

from odoo import api, models

from odoo.addons.dealer_crm.tools.privacy import Policy


class DealerPrivacy(models.AbstractModel):
    _inherit = "dealer.privacy"

    @api.model
    def _get_policies(self):
        return {
            **super()._get_policies(),
            "dealer.loyalty.member": Policy(
                "delete", show=("card_id", "role", "create_date", "ended_on")
            ),
            "dealer.loyalty.number": Policy(
                "delete",
                links=("card_id.partner_id",),
                show=("code", "reason", "create_date"),
            ),
            "dealer.loyalty.gift": Policy("delete", show=("year", "gift", "date")),
            "dealer.loyalty.referral": Policy(
                "delete",
                links=("partner_id", "card_id.partner_id"),
                show=("create_date", "lead_id"),
            ),
            "dealer.loyalty.lookup": Policy("none", links=(), show=()),
        }
