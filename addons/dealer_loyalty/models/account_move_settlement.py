"""Entries of settlements between showrooms stay as they were posted."""

from odoo import models
from odoo.exceptions import UserError


class AccountMove(models.Model):
    _inherit = "account.move"

    def _get_dealer_settlements(self):
        # sudo: whoever resets entries does not need rights on the club.
        return (
            self.env["dealer.loyalty.settlement"]
            .sudo()
            .search(
                [
                    "|",
                    ("giver_move_id", "in", self.ids),
                    ("taker_move_id", "in", self.ids),
                ]
            )
        )

    def _refuse_dealer_closings(self):
        entries = self.filtered(lambda move: move.move_type == "entry")
        if entries and entries._get_dealer_settlements():
            raise UserError(
                self.env._(
                    "This entry is one side of a settlement of points. Settle the "
                    "month again: it books the difference in both showrooms."
                )
            )
        return super()._refuse_dealer_closings()
