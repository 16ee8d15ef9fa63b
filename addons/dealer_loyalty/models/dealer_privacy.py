"""Club cards of a person who wants to know, or to be forgotten."""

from odoo import api, models

from odoo.addons.dealer_crm.tools.privacy import Policy

from ..tools import card_number


class DealerPrivacy(models.AbstractModel):
    _inherit = "dealer.privacy"

    @api.model
    def _get_policies(self):
        ledger = self.env._("The ledger is never changed; it names nobody.")
        return {
            **super()._get_policies(),
            "loyalty.card": Policy(
                "none",
                has="all",
                kept=("code", "dealer_pin_hash", "dealer_code_hash"),
                note=self.env._(
                    "The card is closed; its number finds nobody any more."
                ),
                show=("program_id", "code", "points", "create_date"),
            ),
            "loyalty.history": Policy(
                "none",
                links=("card_id.partner_id",),
                mentions=("description",),
                show=("create_date", "description", "issued", "used"),
            ),
            "dealer.loyalty.entry": Policy(
                "keep",
                links=("card_id.partner_id",),
                note=ledger,
                show=("date", "kind", "points", "balance_after", "description"),
            ),
            "dealer.loyalty.hold": Policy(
                "none",
                links=("card_id.partner_id",),
                show=("create_date", "order_id", "points", "state"),
            ),
            "dealer.loyalty.tier.change": Policy(
                "keep",
                links=("card_id.partner_id",),
                note=self.env._("Which tiers the card has had; it names nobody."),
                show=("date", "kind", "old_tier_id", "new_tier_id", "value"),
            ),
            "dealer.loyalty.tier": Policy(
                "none", links=(), kept=("name", "benefits"), show=()
            ),
            "dealer.loyalty.pending": Policy(
                "none", links=(), kept=("name", "res_model", "basis", "error"), show=()
            ),
        }

    def _get_dealer_club_cards(self, people):
        return self._all("loyalty.card").search(
            [("partner_id", "in", people.ids), ("dealer_club", "=", True)]
        )

    @api.model
    def _get_erasure_obstacles(self, people):
        obstacles = super()._get_erasure_obstacles(people)
        for card in self._get_dealer_club_cards(people):
            if card.dealer_held:
                text = self.env._(
                    "Points of the card %(card)s are reserved: invoice or cancel the "
                    "order first.",
                    card=card.dealer_number,
                )
                orders = card.dealer_hold_ids.filtered("held").order_id
                obstacles.append(self._prepare_obstacle(text, orders))
            elif card.dealer_balance:
                text = self.env._(
                    "%(points)s points of the card %(card)s will be lost.",
                    points=card.dealer_balance,
                    card=card.dealer_number,
                )
                obstacles.append(self._prepare_obstacle(text, card, confirm=True))
        return obstacles

    def _before_erase(self, people, found):
        res = super()._before_erase(people, found)
        cards = self._get_dealer_club_cards(people)
        ledger = self.env["dealer.loyalty.ledger"]
        ledger._blot(cards)
        for card in cards:
            if card.dealer_balance:
                ledger._post(
                    card,
                    "expire",
                    -card.dealer_balance,
                    f"erase:{card.id}",
                    description=self.env._("Card closed"),
                )
            card.write({"active": False, "code": card_number.draw()})
        return res
