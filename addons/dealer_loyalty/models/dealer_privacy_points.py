"""Lots, bonuses, adjustments and identifications of a person's cards."""

from odoo import api, models

from odoo.addons.dealer_crm.append_only import BLOT
from odoo.addons.dealer_crm.tools.privacy import Policy

HOLDER = ("card_id.partner_id",)


class DealerPrivacy(models.AbstractModel):
    _inherit = "dealer.privacy"

    @api.model
    def _get_policies(self):
        ledger = self.env._("The ledger is never changed; it names nobody.")
        return {
            **super()._get_policies(),
            "dealer.loyalty.lot": Policy(
                "keep",
                links=HOLDER,
                note=ledger,
                show=("issued_on", "expires_on", "points", "remaining"),
            ),
            "dealer.loyalty.lot.move": Policy(
                "keep",
                links=("lot_id.card_id.partner_id",),
                note=ledger,
                show=("create_date", "points"),
            ),
            "dealer.loyalty.waiting": Policy(
                "none", links=HOLDER, show=("move_id", "points", "due")
            ),
            "dealer.loyalty.bonus": Policy(
                "none",
                links=HOLDER,
                kept=("key",),
                show=("date", "rule_id", "points", "state", "reason"),
            ),
            "dealer.loyalty.adjustment": Policy(
                "erase",
                links=HOLDER,
                has="all",
                erase={"reason": BLOT},
                show=("create_date", "points", "reason", "state"),
            ),
            "dealer.loyalty.identification": Policy(
                "none", links=HOLDER, show=("create_date", "method", "success")
            ),
            **self._get_policies_of_club_rules(),
        }

    def _get_policies_of_club_rules(self):
        return {
            "dealer.loyalty.earn.rule": Policy(
                "none", links=(), kept=("name",), show=()
            ),
            "dealer.loyalty.bonus.rule": Policy(
                "none", links=(), kept=("name",), show=()
            ),
            "dealer.loyalty.redeem.limit": Policy("none", links=(), show=()),
        }

    def _before_erase(self, people, found):
        res = super()._before_erase(people, found)
        cards = self._get_dealer_club_cards(people)
        # sudo: nobody else writes the secrets of a card.
        cards.sudo().write(
            {
                "dealer_pin_hash": False,
                "dealer_code_hash": False,
                "dealer_code_until": False,
            }
        )
        return res
