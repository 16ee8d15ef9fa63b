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
        gained = self.points > 0
        texts = {
            "earn": self.env._("Points for your purchase"),
            "redeem": self.env._("You paid with points"),
            "expire": self.env._("Points have expired"),
            "adjust": self.env._("Correction by the club"),
            "reverse": self.env._("Points given back")
            if gained
            else self.env._("Points taken back for a return"),
            "transfer": self.env._("Points came from another card")
            if gained
            else self.env._("Points went to another card"),
            "debt": self.env._("Points lent by the club")
            if gained
            else self.env._("Points lent were paid back"),
        }
        text = texts.get(self.kind) or self.env._("Change of points")
        return f"{text} ({document})" if document else text
