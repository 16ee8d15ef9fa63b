from odoo import api, models
from odoo.exceptions import ValidationError


class LoyaltyReward(models.Model):
    _inherit = "loyalty.reward"

    @api.constrains("required_points", "program_id")
    def _check_dealer_required_points(self):
        for reward in self:
            if reward.program_id.dealer_club and reward.required_points % 1:
                raise ValidationError(
                    self.env._(
                        "The reward %(reward)s needs %(points)s points. A club knows "
                        "whole points only: enter a whole number.",
                        reward=reward.description,
                        points=reward.required_points,
                    )
                )

    def _is_dealer_per_point(self):
        """Whether each point takes an amount off: the customer chooses how many."""
        return (
            self.program_id.dealer_club
            and self.reward_type == "discount"
            and self.discount_mode == "per_point"
        )

    def _create_missing_discount_line_products(self):
        return super(
            LoyaltyReward, self._with_dealer_products()
        )._create_missing_discount_line_products()

    def write(self, vals):
        """Write rewards; their products are named and archived with them."""
        if vals.keys() & {"description", "active"}:
            self.check_access("write")
            return super(LoyaltyReward, self._with_dealer_products()).write(vals)
        return super().write(vals)

    def _with_dealer_products(self):
        """The rewards with the right to their products.

        :return: the records, in sudo for club managers
        """
        if self.env.user.has_group("dealer_loyalty.group_loyalty_manager"):
            # sudo: the product which stands for the discount on orders belongs to the
            # reward; a club manager has no other business with products.
            return self.sudo()
        return self
