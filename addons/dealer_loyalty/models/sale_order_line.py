from odoo import api, models
from odoo.exceptions import AccessError

from .loyalty_card import SKIP_POINTS, TOKEN_KEY

# Set while stock computes reward lines: Python objects, which no client can send.
COMPUTING = object()
COMPUTING_KEY = "dealer_loyalty_computing"
REWARD_FIELDS = {"points_cost", "coupon_id", "reward_id"}


class SaleOrderLine(models.Model):
    _inherit = "sale.order.line"

    @api.model_create_multi
    def create(self, vals_list):
        """Create lines; a reward of a club on a confirmed order reserves points."""
        if not any(vals.get("coupon_id") for vals in vals_list):
            return super().create(vals_list)
        lines = super(SaleOrderLine, self._skip_points()).create(vals_list)
        lines = lines.with_env(self.env)
        club = lines._get_confirmed_club_lines()
        club._check_dealer_computing()
        club.order_id._sync_dealer_holds()
        return lines

    def write(self, vals):
        """Write lines; a changed reward of a club changes the reserved points."""
        if not vals.keys() & REWARD_FIELDS:
            return super().write(vals)
        club = self._get_confirmed_club_lines()
        club._check_dealer_computing()
        res = super(SaleOrderLine, self._skip_points()).write(vals)
        club |= self._get_confirmed_club_lines()
        club._check_dealer_computing()
        club.order_id._sync_dealer_holds()
        return res

    def unlink(self):
        """Delete lines; a deleted reward of a club releases its points."""
        orders = self._get_confirmed_club_lines().order_id
        res = super(SaleOrderLine, self._skip_points()).unlink()
        orders._sync_dealer_holds()
        return res

    def _skip_points(self):
        """Stock writes points of the card for each line; ours are reserved at the end
        of the operation, for the order as a whole."""
        return self.with_context(**{TOKEN_KEY: SKIP_POINTS})

    def _get_confirmed_club_lines(self):
        return self.filtered(
            lambda line: line.state == "sale" and line.coupon_id.dealer_club
        )

    def _check_dealer_computing(self):
        """What a reward costs is computed; nobody writes it on a confirmed order."""
        computing = self.env.context.get(COMPUTING_KEY) is COMPUTING
        if self and not computing and not self.env.su:
            raise AccessError(
                self.env._(
                    "The points of a club reward are computed. Take the reward off the "
                    "order and add it again."
                )
            )

    def _reset_loyalty(self, complete=False):
        lines = self.with_context(**{COMPUTING_KEY: COMPUTING})
        return super(SaleOrderLine, lines)._reset_loyalty(complete).with_env(self.env)

    def _prepare_invoice_line(self, **optional_values):
        values = super()._prepare_invoice_line(**optional_values)
        if self.coupon_id.dealer_club and self.points_cost > 0:
            # sudo: club cards are closed for salespeople.
            card = self.coupon_id.sudo()._get_dealer_current()
            domain = [("sale_line_id", "=", self.id), ("card_id", "=", card.id)]
            # sudo: only the id is passed on. Also one which a credit note released:
            # the new invoice takes the points again.
            hold = self.env["dealer.loyalty.hold"].sudo().search(domain, limit=1)
            values.setdefault("dealer_hold_id", hold.id)
        return values
