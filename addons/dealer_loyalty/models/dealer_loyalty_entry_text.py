"""Entries of the ledger in the customer's words."""

from odoo import models


class DealerLoyaltyEntry(models.Model):
    _inherit = "dealer.loyalty.entry"

    def _get_plain_text(self):
        """What happened, as the holder would say it. Reasons which staff wrote stay
        inside.

        :return: translated text
        """
        self.ensure_one()
        document = (self.move_id.name or self.sale_order_id.name or "").strip()
        text = self._get_plain_texts().get(self.kind) or self.env._("Change of points")
        return f"{text} ({document})" if document else text

    def _get_plain_texts(self):
        """Texts by kind, for an entry with these points and of this origin.

        :return: dict kind -> translated text
        """
        gained = self.points > 0
        returned = self.move_id.move_type == "out_refund"
        return {
            "earn": self._get_bonus_text() or self.env._("Points for your purchase"),
            "redeem": self.env._("You paid with points"),
            "expire": self.env._("Points have expired"),
            "adjust": self.env._("Points from the club")
            if gained
            else self.env._("Correction by the club"),
            "reverse": self.env._("Points given back")
            if gained
            else self.env._("Points taken back for a return")
            if returned
            else self.env._("Points taken back after a correction"),
            "transfer": self.env._("Points came from another card")
            if gained
            else self.env._("Points went to another card"),
            "debt": self.env._("Points lent by the club")
            if gained
            else self.env._("Points lent were paid back"),
        }

    def _get_bonus_text(self):
        """What a bonus was given for.

        :return: translated text, empty for points of another origin
        """
        if self.origin_model != "dealer.loyalty.bonus":
            return ""
        texts = {
            "welcome": self.env._("Welcome to the club"),
            "birthday": self.env._("For your birthday"),
            "anniversary": self.env._("For another year with us"),
            "first_purchase": self.env._("For your first purchase"),
            "first_service": self.env._("For your first visit to the workshop"),
            "referrer": self.env._("For recommending us to a friend"),
            "referred": self.env._("For coming on a friend's recommendation"),
            "survey": self.env._("For your answers"),
            "complaint": self.env._("For telling us what went wrong"),
        }
        # sudo: bonuses are closed for customers; only what it was for is told.
        bonus = self.env[self.origin_model].sudo().browse(self.origin_id).exists()
        return texts.get(bonus.event) or self.env._("Points from the club")
