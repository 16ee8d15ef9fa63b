"""What of an order may be paid with points, and who may do it."""

from collections import defaultdict
from datetime import UTC

from odoo import SUPERUSER_ID, api, fields, models
from odoo.exceptions import RedirectWarning, UserError

# The value is a frozenset, which no client can send.
ONLY_KEY = "dealer_loyalty_only_lines"


class SaleOrder(models.Model):
    _inherit = "sale.order"

    dealer_needs_identification = fields.Boolean(
        compute="_compute_dealer_needs_identification",
        help="Points of a club which wants to know its holders, who were not "
        "identified yet.",
    )

    @api.depends("order_line.coupon_id", "order_line.points_cost")
    def _compute_dealer_needs_identification(self):
        known = self.env["dealer.loyalty.identification"]
        for order in self:
            order.dealer_needs_identification = any(
                card.program_id.dealer_identify
                and not known._is_identified(card, order)
                for card in order._get_dealer_costs()
            )

    def action_confirm(self):
        """Confirm; points of a club need their holder, and the limit of the day.

        :raise UserError: the limit of the day is reached
        :raise RedirectWarning: the holder was not identified
        """
        for order in self:
            for card, points in order._get_dealer_costs().items():
                order._check_dealer_day(card, points)
                order._check_dealer_identified(card)
        return super().action_confirm()

    def _apply_program_reward(self, reward, coupon, **kwargs):
        if coupon.dealer_club and not self._takes_dealer_points():
            return {"error": self.env._("Nothing on this order is paid with points.")}
        res = super()._apply_program_reward(reward, coupon, **kwargs)
        if self.state == "sale" and coupon.dealer_club:
            card = coupon.sudo()  # sudo: salespeople do not read all of the club
            self._check_dealer_day(card, self._get_dealer_costs().get(card, 0))
            self._check_dealer_identified(card)
        return res

    def _get_dealer_costs(self):
        """Points which the rewards on the order take, by card.

        :return: dict loyalty.card in sudo -> points
        """
        self.ensure_one()
        costs = defaultdict(int)
        # sudo: salespeople do not read all of the club.
        for line in self.sudo().order_line.filtered("coupon_id.dealer_club"):
            if line.points_cost > 0:
                costs[line.coupon_id._get_dealer_current()] += int(line.points_cost)
        return costs

    def _check_dealer_day(self, card, points):
        """Refuse more points than a card may spend in a day.

        :param card: loyalty.card in sudo
        :param points: what this order takes
        """
        limit = card.program_id.dealer_day_points
        if not limit:
            return
        since = self._get_dealer_day_start()
        # sudo: orders of other showrooms count, too.
        [(total,)] = (
            self.env["dealer.loyalty.hold"]
            .sudo()
            ._read_group(
                [
                    ("card_id", "=", card.id),
                    ("order_id", "!=", self.id),
                    ("state", "!=", "void"),
                    ("create_date", ">=", since),
                ],
                [],
                ["total:sum"],
            )
        )
        if (total or 0) + points > limit:
            raise UserError(
                self.env._(
                    "The card %(card)s may spend %(limit)s points a day; %(spent)s are "
                    "spent already. Take a smaller reward or wait until tomorrow.",
                    card=card.dealer_number,
                    limit=limit,
                    spent=total or 0,
                )
            )

    @api.model
    def _get_dealer_day_start(self):
        """Midnight of today where the user is, as the database keeps times."""
        now = fields.Datetime.context_timestamp(self, fields.Datetime.now())
        start = now.replace(hour=0, minute=0, second=0, microsecond=0)
        return start.astimezone(UTC).replace(tzinfo=None)

    def _check_dealer_identified(self, card):
        """Refuse to spend points when nobody has made sure who the holder is.

        Customers who confirm in the portal, and orders of the system, have their own
        proof. An employee is asked also where the card desk works with wider rights.

        :param card: loyalty.card in sudo
        """
        user = self.env.user
        if not card.program_id.dealer_identify or (
            user.id == SUPERUSER_ID or not user._is_internal()
        ):
            return
        if self.env["dealer.loyalty.identification"]._is_identified(card, self):
            return
        raise RedirectWarning(
            self.env._(
                "Identify the holder of the card before points are spent on %(order)s.",
                order=self.display_name,
            ),
            self.env.ref("dealer_loyalty.dealer_loyalty_identify_action").id,
            self.env._("Identify Holder"),
            # An order which the desk has just made is gone with this message.
            {} if self.env.su else {"default_order_id": self.id},
        )

    def action_dealer_identify(self):
        """Open the window in which the holder of the card is identified.

        :return: window action
        """
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "dealer_loyalty.dealer_loyalty_identify_action"
        )
        action["context"] = {"default_order_id": self.id}
        return action

    # === HOW MUCH === #

    def _takes_dealer_points(self):
        """Whether points may pay for anything on the order; an empty one may still get
        something for them."""
        self.ensure_one()
        lines = self.order_line.filtered(
            lambda line: not line.display_type and not line.is_reward_line
        )
        return not lines or any(line._is_dealer_redeemable() for line in lines)

    def _get_claimable_rewards(self, forced_coupons=None):
        claimable = super()._get_claimable_rewards(forced_coupons)
        if self._takes_dealer_points():
            return claimable
        return {
            card: rewards for card, rewards in claimable.items() if not card.dealer_club
        }

    def _get_no_effect_on_threshold_lines(self):
        lines = super()._get_no_effect_on_threshold_lines()
        only = self.env.context.get(ONLY_KEY)
        if isinstance(only, frozenset):
            lines |= self.order_line.filtered(lambda line: line.id not in only)
        return lines

    def _discountable_order(self, reward):
        """What may be paid with points: each line up to the share of its category."""
        if not reward.program_id.dealer_club:
            return super()._discountable_order(reward)
        shares = defaultdict(set)
        for line in self.order_line.filtered(lambda line: not line.display_type):
            shares[line._get_dealer_redeem_share(reward)].add(line.id)
        if shares.keys() <= {100}:
            return super()._discountable_order(reward)
        total, per_tax = 0, defaultdict(float)
        for share, ids in shares.items():
            if not share:
                continue
            order = self.with_context(**{ONLY_KEY: frozenset(ids)})
            amount, amounts = super(SaleOrder, order)._discountable_order(reward)
            total += amount * share / 100
            for taxes, part in amounts.items():
                per_tax[taxes.with_env(self.env)] += part * share / 100
        return max(total, 0), per_tax


class SaleOrderLine(models.Model):
    _inherit = "sale.order.line"

    def _get_dealer_redeem_share(self, reward):
        """Per cent of the line which may be paid with points.

        :param reward: loyalty.reward of a club
        :return: int, 0 to 100
        """
        self.ensure_one()
        if self.is_reward_line:
            return 100
        if not self._is_dealer_redeemable():
            return 0
        # sudo: salespeople do not read all of the club.
        return reward.sudo().program_id._get_dealer_redeem_share(self.product_id)

    def _is_dealer_redeemable(self):
        """Whether points may pay the line. Service says no for warranty and internal
        work, which the customer does not pay.
        """
        self.ensure_one()
        return True
