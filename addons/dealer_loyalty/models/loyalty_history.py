from odoo import api, models


class LoyaltyHistory(models.Model):
    _inherit = "loyalty.history"

    @api.model_create_multi
    def create(self, vals_list):
        """Write stock's history, except for club cards: theirs is the ledger.

        Stock's rows can be edited by salespeople and are deleted when an order is
        cancelled; two histories of one card would contradict each other.

        :return: the records of the other cards
        """
        ids = {vals.get("card_id") for vals in vals_list}
        cards = self.env["loyalty.card"].browse(ids - {None, False})
        # sudo: only to tell the kind of the card.
        club_ids = set(cards.sudo().filtered("dealer_club").ids)
        return super().create(
            [vals for vals in vals_list if vals.get("card_id") not in club_ids]
        )
