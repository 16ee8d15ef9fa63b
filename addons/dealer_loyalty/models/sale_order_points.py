"""How many points the customer wants to spend on an order."""

from odoo import fields, models
from odoo.exceptions import UserError

# Most points of a reward while its lines are computed; False: as many as possible. It
# only ever makes a reward smaller, so it does not matter who sends it.
LIMIT_KEY = "dealer_loyalty_points_limit"


class SaleOrder(models.Model):
    _inherit = "sale.order"

    dealer_redeem_points = fields.Integer(
        string="Points to Use",
        copy=False,
        help="What the customer wants to pay with points; 0: as many as possible.",
    )

    _dealer_redeem_points_positive = models.Constraint(
        "CHECK(dealer_redeem_points >= 0)", "Points to use cannot be below zero."
    )

    def action_open_reward_wizard(self):
        """Claim a reward; where the customer chooses the number of points, ask.

        :return: window action, or as stock
        """
        self.ensure_one()
        self._update_programs_and_rewards()
        claimable = self._get_claimable_rewards()
        rewards = self.env["loyalty.reward"].union(*claimable.values())
        if len(rewards) == 1 and rewards._is_dealer_per_point():
            action = self.env["ir.actions.act_window"]._for_xml_id(
                "sale_loyalty.sale_loyalty_reward_wizard_action"
            )
            action["context"] = {
                "default_order_id": self.id,
                "default_selected_reward_id": rewards.id,
            }
            return action
        return super().action_open_reward_wizard()

    def _set_dealer_points(self, reward, card, points):
        """Note how many points the customer wants to use for a reward.

        :param reward: loyalty.reward, a discount for each point
        :param card: loyalty.card of a club
        :param points: whole number; all that are possible follow later changes of the
            order, fewer stay as they are
        :raise UserError: not a number of points which can be used on the order
        """
        self.ensure_one()
        most = self._get_dealer_most_points(reward, card)
        if not isinstance(points, int) or not 0 < points <= most:
            raise UserError(
                self.env._(
                    "Enter how many points to use, from 1 to %(most)s.", most=most
                )
            )
        self.dealer_redeem_points = points if points < most else 0

    def _get_dealer_most_points(self, reward, card):
        """Points which a reward can take on the order as it is now.

        :param reward: loyalty.reward, a discount for each point
        :param card: loyalty.card of a club
        :return: int, 0: nothing may be paid with points
        """
        self.ensure_one()
        order = self.with_context(**{LIMIT_KEY: False})
        try:
            lines = order._get_reward_line_values(reward, card)
        except UserError:
            # Stock's word for "there is nothing to discount".
            return 0
        return int(sum(vals.get("points_cost") or 0 for vals in lines))

    # === STOCK'S COMPUTATION === #

    def _get_reward_values_discount(self, reward, coupon, **kwargs):
        """A discount for each point takes no more than the customer wants."""
        order = self
        if coupon.dealer_club and reward._is_dealer_per_point():
            wanted = self.env.context.get(LIMIT_KEY, self.dealer_redeem_points)
            order = self.with_context(**{LIMIT_KEY: wanted})
        return super(SaleOrder, order)._get_reward_values_discount(
            reward, coupon, **kwargs
        )

    def _get_real_points_for_coupon(self, coupon, post_confirm=False):
        points = super()._get_real_points_for_coupon(coupon, post_confirm)
        wanted = self.env.context.get(LIMIT_KEY)
        if coupon.dealer_club and isinstance(wanted, int) and wanted > 0:
            return min(points, wanted)
        return points
