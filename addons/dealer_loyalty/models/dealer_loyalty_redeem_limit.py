"""How much of what may be paid with points."""

from odoo import api, fields, models
from odoo.exceptions import ValidationError


class DealerLoyaltyRedeemLimit(models.Model):
    _name = "dealer.loyalty.redeem.limit"
    _description = "Limit of Payment with Points"
    _order = "sequence, id"
    _rec_name = "share"

    program_id = fields.Many2one(
        comodel_name="loyalty.program",
        string="Club",
        required=True,
        ondelete="cascade",
        index=True,
    )
    sequence = fields.Integer(default=10)
    category_ids = fields.Many2many(
        comodel_name="product.category",
        string="Product Categories",
        required=True,
        help="With the categories below them.",
    )
    share = fields.Integer(
        string="At Most (%)",
        required=True,
        default=0,
        aggregator=None,
        help="Part of the price which may be paid with points. 0: nothing.",
    )

    _share_range = models.Constraint(
        "CHECK(share >= 0 AND share <= 100)", "The part is between 0 and 100 per cent."
    )

    @api.constrains("category_ids")
    def _check_categories(self):
        if any(not limit.category_ids for limit in self):
            raise ValidationError(
                self.env._("Choose the product categories for which the limit is.")
            )


class LoyaltyProgram(models.Model):
    _inherit = "loyalty.program"

    dealer_redeem_limit_ids = fields.One2many(
        comodel_name="dealer.loyalty.redeem.limit",
        inverse_name="program_id",
        string="Limits by Category",
    )
    dealer_redeem_share = fields.Integer(
        string="Payable with Points (%)",
        default=100,
        tracking=True,
        help="Part of everything else which may be paid with points.",
    )
    dealer_day_points = fields.Integer(
        string="Most Points a Day",
        tracking=True,
        help="What one card may spend in a day. 0: no limit.",
    )
    dealer_identify = fields.Boolean(
        string="Identify the Holder",
        tracking=True,
        help="Points are spent only when the holder was identified for the order: by "
        "PIN, by a code sent to the phone, or by a document which an employee saw.",
    )

    _dealer_redeem_range = models.Constraint(
        "CHECK(dealer_redeem_share >= 0 AND dealer_redeem_share <= 100"
        " AND dealer_day_points >= 0)",
        "The part payable with points is between 0 and 100 per cent.",
    )

    def _get_dealer_redeem_share(self, product):
        """Per cent of a product's price which may be paid with points.

        :param product: product.product
        :return: int, 0 to 100
        """
        self.ensure_one()
        path = product.categ_id.parent_path or ""
        ids = {int(part) for part in path.split("/") if part}
        for limit in self.dealer_redeem_limit_ids:
            if ids & set(limit.category_ids.ids):
                return limit.share
        return self.dealer_redeem_share
