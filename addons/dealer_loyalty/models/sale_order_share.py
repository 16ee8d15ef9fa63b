"""Orders of people who share a card."""

from odoo import models


class SaleOrder(models.Model):
    _inherit = "sale.order"

    def _update_programs_and_rewards(self):
        # Stock only loads the customer's own cards.
        self._load_dealer_cards()
        return super()._update_programs_and_rewards()

    def _load_dealer_cards(self):
        """Put the card which the customer shares, or the company's, on the order."""
        self.ensure_one()
        if not self.partner_id or not self._allow_nominative_programs():
            return
        clubs = self.env["loyalty.program"]._get_dealer_clubs(self.company_id)
        cards = self.env["loyalty.card"].union(
            *(self.partner_id._dealer_get_card(club) for club in clubs)
        )
        # Back from sudo: the card of a colleague's customer stays hidden.
        usable = cards.filtered(
            lambda card: card.points > 0 and self._may_dealer_spend(card)
        ).with_env(self.env)
        missing = usable._filtered_access("read") - self.applied_coupon_ids
        if missing:
            self.applied_coupon_ids += missing

    def _may_dealer_spend(self, card):
        """Whether the customer of the order may spend from a card.

        :param card: loyalty.card of a club
        :return: bool
        """
        self.ensure_one()
        people = self.partner_id | self.partner_id.commercial_partner_id
        # sudo: who confirms orders may not read who shares a card.
        card = card.sudo()
        if card.partner_id in people:
            return True
        sharers = card.dealer_member_ids.filtered(lambda row: row.role == "redeem")
        return bool(sharers.partner_id & people)

    def _check_dealer_holder(self, card):
        """Points are spent by the holder and by those who may redeem, too."""
        if self._may_dealer_spend(card):
            return None
        return super()._check_dealer_holder(card)
