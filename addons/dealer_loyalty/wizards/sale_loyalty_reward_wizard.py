from odoo import api, fields, models


class SaleLoyaltyRewardWizard(models.TransientModel):
    _inherit = "sale.loyalty.reward.wizard"

    dealer_most_points = fields.Integer(
        string="Most Points", compute="_compute_dealer_most_points"
    )
    dealer_points = fields.Integer(
        string="Points to Use",
        compute="_compute_dealer_points",
        store=True,
        readonly=False,
        help="Less than possible: the customer keeps the rest.",
    )

    @api.depends("order_id", "selected_reward_id")
    def _compute_dealer_most_points(self):
        for wizard in self:
            card = wizard._get_dealer_card()
            wizard.dealer_most_points = card and (
                wizard.order_id._get_dealer_most_points(wizard.selected_reward_id, card)
            )

    @api.depends("dealer_most_points")
    def _compute_dealer_points(self):
        for wizard in self:
            wizard.dealer_points = wizard.dealer_most_points

    def _get_dealer_card(self):
        """The card which pays for the chosen reward, if the customer chooses how many
        points.

        :return: loyalty.card, may be empty
        """
        self.ensure_one()
        reward = self.selected_reward_id
        if not reward._is_dealer_per_point():
            return self.env["loyalty.card"]
        claimable = self.order_id._get_claimable_rewards()
        cards = [card for card, rewards in claimable.items() if reward in rewards]
        return self.env["loyalty.card"].union(*cards)[:1]

    def action_apply(self):
        """Claim the reward, with the points which the customer wants to use.

        :raise UserError: more points than can be used, or none
        """
        self.ensure_one()
        if card := self._get_dealer_card():
            self.order_id._set_dealer_points(
                self.selected_reward_id, card, self.dealer_points
            )
        return super().action_apply()
