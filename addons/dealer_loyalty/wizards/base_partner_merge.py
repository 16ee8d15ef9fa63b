from odoo import models

from ..models.sale_order import DEFER_KEY
from ..models.sale_order_line import COMPUTING


class BasePartnerMergeAutomaticWizard(models.TransientModel):
    _inherit = "base.partner.merge.automatic.wizard"

    def _update_foreign_keys(self, src_partners, dst_partner):
        # Before the foreign keys: one person has one active card of a club, and stock
        # would add the points up by writing them.
        targets = self._merge_dealer_cards(src_partners, dst_partner)
        res = super()._update_foreign_keys(src_partners, dst_partner)
        # Afterwards: now the invoices are the destination's.
        self.env["dealer.loyalty.tier.engine"]._update_cards(targets)
        return res

    def _merge_dealer_cards(self, src_partners, dst_partner):
        """Join the club cards of merged people: points move by transfer entries.

        The destination's card stays; without one the oldest card stays. The numbers of
        the others still find their holder.

        :param src_partners: res.partner
        :param dst_partner: res.partner
        :return: loyalty.card in sudo, the cards which stay
        """
        # sudo: people who merge contacts may not write club cards.
        groups = (
            self.env["loyalty.card"]
            .sudo()
            ._read_group(
                [
                    ("partner_id", "in", (src_partners | dst_partner).ids),
                    ("dealer_club", "=", True),
                ],
                ["program_id"],
                ["id:recordset"],
            )
        )
        targets = self.env["loyalty.card"].sudo()  # sudo: see above
        for _program, cards in groups:
            ranked = cards.sorted(
                lambda card: (card.partner_id != dst_partner, card.id)
            )
            target = ranked[:1]
            targets |= target
            for source in ranked[1:]:
                # sudo: see above
                self.env["dealer.loyalty.ledger"].sudo()._transfer(source, target)
                self.env["dealer.loyalty.tier.engine"]._take_over(source, target)
                self._replace_dealer_card(source, target)
        return targets

    def _replace_dealer_card(self, source, target):
        """Point rewards on orders to the card which has the points now."""
        # sudo: orders of other salespeople, see above.
        lines = self.env["sale.order.line"].sudo()
        lines = lines.search([("coupon_id", "=", source.id)])
        # The reserved points have moved already; the orders still name the old holder.
        lines.with_context(**{DEFER_KEY: COMPUTING}).write({"coupon_id": target.id})
        orders = self.env["sale.order"].sudo()
        for order in orders.search([("applied_coupon_ids", "in", source.ids)]):
            order.applied_coupon_ids = order.applied_coupon_ids - source | target
