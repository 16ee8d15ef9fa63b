"""Points are spent at the desk: on an order of the customer, or for a gift."""

from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools import format_amount, format_date

MAX_ORDERS = 10


class DealerLoyaltyDesk(models.AbstractModel):
    _inherit = "dealer.loyalty.desk"

    @api.model
    def dealer_desk_rewards(self, partner_id):
        """What the person can have for points now, and on which order.

        :param int partner_id: id of res.partner
        :return: list of dicts ``order_id`` (False: a new quotation), ``name``,
            ``date``, ``amount``, ``state``, ``rewards`` (list of dicts ``id``,
            ``text``, ``points`` and ``most``: the customer says how many points
            up to this number, 0: the reward has its price)
        :raise AccessError: the user may not see the person, or is not of the desk
        :raise UserError: the person has no card or may not spend from it
        """
        partner = self._get_person(partner_id)
        card = self._get_spendable_card(partner)
        choices = []
        for order in self._get_open_orders(partner):
            rewards = order._get_claimable_rewards(forced_coupons=card).get(card)
            if rewards and order._may_dealer_spend(card):
                choices.append(self._prepare_choice(order, rewards, card))
        choices = [choice for choice in choices if choice["rewards"]]
        gifts = self._get_rewards(card).filtered(
            lambda reward: reward.reward_type == "product" and reward.reward_product_id
        )
        if gifts:
            choices.append(self._prepare_choice(None, gifts, card))
        return choices

    @api.model
    def dealer_desk_redeem(self, partner_id, reward_id, order_id=False, points=None):
        """Claim a reward as stock does, on an open order or on a new one.

        A confirmed order reserves the points at once, a quotation when it is
        confirmed. A new order is confirmed: the customer takes the gift along.

        :param int partner_id: id of res.partner
        :param int reward_id: id of loyalty.reward
        :param int order_id: id of sale.order; False makes a new one
        :param int points: how many the customer wants to use, for a discount for each
            point; None: as many as possible
        :return: dict ``person`` (see ``_prepare_person``) and ``message``
        :raise AccessError: the user may not see the person, or is not of the desk
        :raise UserError: the reward cannot be had there
        """
        partner = self._get_person(partner_id)
        card = self._get_spendable_card(partner)
        order = self._get_order(partner, order_id)
        order._update_programs_and_rewards()
        claimable = order._get_claimable_rewards(forced_coupons=card)
        reward = claimable.get(card, self.env["loyalty.reward"]).filtered(
            lambda reward: reward.id == reward_id
        )
        if not reward:
            raise UserError(
                self.env._(
                    "This reward cannot be had on %(order)s any more. Look again.",
                    order=order.name,
                )
            )
        if reward._is_dealer_per_point() and points is not None:
            order._set_dealer_points(reward, card, points)
        result = order._apply_program_reward(
            reward, card, product=reward.reward_product_id
        )
        if result.get("error"):
            raise UserError(result["error"])
        order._update_programs_and_rewards()
        if not order_id:
            order.action_confirm()
        order.message_post(
            body=self.env._(
                "Reward claimed at the card desk: %(reward)s", reward=reward.description
            )
        )
        card.invalidate_recordset()
        return {
            "person": self._prepare_person(partner),
            "message": self._get_redeemed_message(order),
        }

    @api.model
    def _get_redeemed_message(self, order):
        if order.state == "sale":
            return self.env._("Points are reserved on %(order)s", order=order.name)
        return self.env._(
            "The reward is on the quotation %(order)s. Its points are reserved when "
            "the quotation is confirmed.",
            order=order.name,
        )

    @api.model
    def _get_spendable_card(self, partner):
        """The card of a person, for spending; in sudo.

        :raise UserError: there is none, or the person only earns for it
        """
        # sudo: the desk reads the card of whom it may see, and who shares it.
        card = partner.dealer_card_id.sudo()
        if not card:
            raise UserError(
                self.env._("%(name)s has no club card.", name=partner.display_name)
            )
        own = card.dealer_member_ids.filtered(lambda row: row.partner_id == partner)
        if own and own.role != "redeem":
            raise UserError(
                self.env._(
                    "%(name)s only earns for this card. The holder says who may "
                    "redeem.",
                    name=partner.display_name,
                )
            )
        return card

    @api.model
    def _get_open_orders(self, partner):
        """Orders on which the person can still use points; addons may narrow it.

        :return: sale.order in sudo, the latest first
        """
        # sudo: the cashier has no rights on orders; the person may be seen, and only
        # orders of the showrooms switched on are looked at.
        return (
            self.env["sale.order"]
            .sudo()
            .search(
                [
                    ("partner_id", "=", partner.id),
                    ("company_id", "in", self.env.companies.ids),
                    ("locked", "=", False),
                    "|",
                    ("state", "in", ("draft", "sent")),
                    "&",
                    ("state", "=", "sale"),
                    ("invoice_status", "!=", "invoiced"),
                ],
                order="id desc",
                limit=MAX_ORDERS,
            )
        )

    @api.model
    def _get_order(self, partner, order_id):
        """The open order which was chosen, or a new one.

        :raise UserError: the order is not open any more
        """
        if not order_id:
            # sudo: see _get_open_orders
            orders = self.env["sale.order"].sudo()
            return orders.create(
                {"partner_id": partner.id, "company_id": self.env.company.id}
            )
        order = self._get_open_orders(partner).filtered(lambda o: o.id == order_id)
        if not order:
            raise UserError(
                self.env._("This order is not open any more. Choose another one.")
            )
        return order.with_company(order.company_id)

    @api.model
    def _prepare_choice(self, order, rewards, card):
        """An order on which points can be spent, or what is taken along.

        :param order: sale.order, may be empty
        :param rewards: loyalty.reward
        :param card: loyalty.card
        :return: dict
        """
        return {
            "order_id": order.id if order else False,
            "name": order.name if order else self.env._("To take along"),
            "date": format_date(self.env, order.date_order) if order else "",
            "amount": format_amount(self.env, order.amount_total, order.currency_id)
            if order
            else "",
            "state": self._get_order_state(order) if order else "",
            "rewards": self._prepare_rewards(order, rewards, card),
        }

    @api.model
    def _prepare_rewards(self, order, rewards, card):
        """Rewards of a choice, without discounts of which the order takes nothing."""
        rows = []
        for reward in rewards:
            most = 0
            if order and reward._is_dealer_per_point():
                most = order._get_dealer_most_points(reward, card)
                if not most:
                    continue
            rows.append(
                {
                    "id": reward.id,
                    "text": reward.description,
                    "points": self._get_cost_text(reward, card),
                    "most": most,
                }
            )
        return rows

    @api.model
    def _get_order_state(self, order):
        labels = dict(order._fields["state"]._description_selection(self.env))
        return labels.get(order.state, "")

    # === OFFERS === #

    @api.model
    def _get_offers(self, partner, card):
        """What to offer: rewards for which the points suffice; addons add theirs.

        :param partner: res.partner
        :param card: loyalty.card in sudo, may be empty
        :return: list of dicts ``key`` (unique), ``icon``, ``text``, ``points`` (text,
            empty: it is not for points)
        """
        return [
            {
                "key": f"reward-{reward.id}",
                "icon": "fa-gift",
                "text": reward.description,
                "points": self._get_cost_text(reward, card),
            }
            for reward in self._get_rewards(card)
        ]

    @api.model
    def _get_rewards(self, card):
        """Rewards for which the points suffice.

        :param card: loyalty.card in sudo, may be empty
        :return: loyalty.reward
        """
        return card.program_id.reward_ids.filtered(
            lambda reward: reward.required_points <= card.dealer_available
        )

    @api.model
    def _get_cost_text(self, reward, card):
        """What a reward costs, in points.

        :return: str
        """
        if reward.reward_type == "discount" and reward.discount_mode == "per_point":
            return self.env._("up to %(points)s", points=card.dealer_available)
        return str(round(reward.required_points))
