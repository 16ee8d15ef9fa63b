from odoo import models
from odoo.exceptions import UserError

from ..tools import points as rules
from .sale_order_line import COMPUTING, COMPUTING_KEY

DEFER_KEY = "dealer_loyalty_defer"


class SaleOrder(models.Model):
    _inherit = "sale.order"

    def action_confirm(self):
        """Confirm; rewards of the club reserve their points.

        :raise UserError: a card has not enough points
        """
        for order in self:
            order._check_dealer_points()
        res = super().action_confirm()
        self._sync_dealer_holds()
        return res

    def _action_cancel(self):
        """Cancel; reserved points are given back."""
        res = super()._action_cancel()
        self._sync_dealer_holds()
        return res

    def _update_programs_and_rewards(self):
        res = super(SaleOrder, self._computing())._update_programs_and_rewards()
        if self.state == "sale":
            self._sync_dealer_holds()
        return res

    def _apply_program_reward(self, reward, coupon, **kwargs):
        res = super(SaleOrder, self._computing())._apply_program_reward(
            reward, coupon, **kwargs
        )
        if self.state == "sale":
            self._sync_dealer_holds()
        return res

    def _computing(self):
        """Stock writes a reward line several times; reserve points once, at the end."""
        return self.with_context(**{COMPUTING_KEY: COMPUTING, DEFER_KEY: COMPUTING})

    def _sync_dealer_holds(self):
        """Reserve and release points as the orders stand now."""
        if self and self.env.context.get(DEFER_KEY) is not COMPUTING:
            self.env["dealer.loyalty.hold"]._sync_orders(self)

    def _check_dealer_points(self):
        """Stock only says that "a reward is invalid"."""
        for card in self.order_line.coupon_id.filtered("dealer_club"):
            missing = -self._get_real_points_for_coupon(card)
            if missing > 0:
                raise UserError(
                    self.env._(
                        "The card %(card)s has %(available)s points available, the "
                        "reward on %(order)s needs %(missing)s more. Take the reward "
                        "off the order and add it again.",
                        card=card.dealer_number,
                        available=card.dealer_available,
                        order=self.display_name,
                        missing=round(missing),
                    )
                )

    def _check_dealer_holder(self, card):
        """Points are spent by their holder only. Override to let others share a card.

        :param card: loyalty.card of a club
        :raise UserError: the card belongs to somebody else
        """
        self.ensure_one()
        partners = self.partner_id | self.partner_id.commercial_partner_id
        if card.partner_id not in partners:
            raise UserError(
                self.env._(
                    "The card %(card)s does not belong to %(partner)s. Take its reward "
                    "off the order %(order)s.",
                    card=card.dealer_number,
                    partner=self.partner_id.display_name,
                    order=self.display_name,
                )
            )

    # === STOCK'S COMPUTATION === #

    def _get_point_changes(self):
        # A salesperson may not write club cards; their points are reserved instead.
        changes = super()._get_point_changes()
        return {
            card: points for card, points in changes.items() if not card.dealer_club
        }

    def _get_real_points_for_coupon(self, coupon, post_confirm=False):
        """Points for this order: what it has reserved or taken itself counts, too."""
        if not coupon.dealer_club:
            return super()._get_real_points_for_coupon(coupon, post_confirm)
        own = 0
        if self.state == "sale":
            # sudo: salespeople of another showroom may not read the rows.
            holds = self.env["dealer.loyalty.hold"].sudo()
            card = coupon.sudo()._get_dealer_current()
            domain = [("order_id", "=", self.id), ("card_id", "=", card.id)]
            own = sum(hold.held + hold.redeemed for hold in holds.search(domain))
        lines = self.order_line.filtered(lambda line: line.coupon_id == coupon)
        return coupon.points + own - sum(lines.mapped("points_cost"))

    def _get_reward_line_values(self, reward, coupon, **kwargs):
        values = super()._get_reward_line_values(reward, coupon, **kwargs)
        if coupon.dealer_club:
            for vals in values:
                vals["points_cost"] = rules.whole_cost(vals.get("points_cost") or 0)
        return values

    def _update_loyalty_history(self, coupon_id, points):
        if coupon_id.dealer_club:
            return None
        return super()._update_loyalty_history(coupon_id, points)

    def _compute_loyalty_data(self):
        res = super()._compute_loyalty_data()
        # sudo: what the order takes is shown to everybody who sees the order.
        groups = (
            self.env["dealer.loyalty.hold"]
            .sudo()
            ._read_group(
                [("order_id", "in", self.ids), ("state", "!=", "void")],
                ["order_id"],
                ["total:sum", "card_id:recordset"],
            )
        )
        used = {order.id: (cost, cards[:1].point_name) for order, cost, cards in groups}
        for order in self:
            if order.id not in used:
                continue
            cost, point_name = used[order.id]
            data = dict(order.loyalty_data or {"issued": 0, "cost": 0})
            data["cost"] += cost
            data.setdefault("point_name", point_name or self.env._("Points"))
            order.loyalty_data = data
        return res
