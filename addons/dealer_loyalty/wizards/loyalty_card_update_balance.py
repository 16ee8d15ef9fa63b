from odoo import models
from odoo.exceptions import UserError


class LoyaltyCardUpdateBalance(models.TransientModel):
    _inherit = "loyalty.card.update.balance"

    def action_update_card_point(self):
        """Set a new balance; refused for club cards.

        :raise UserError: the card belongs to a club
        """
        # sudo: only to tell the kind of the card.
        if self.card_id.sudo().dealer_club:
            raise UserError(
                self.env._(
                    "The balance of a club card cannot be set. A club manager adjusts "
                    "it on the card, by a number of points and with a reason."
                )
            )
        return super().action_update_card_point()
