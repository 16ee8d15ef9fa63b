"""The tier of a club card: written by ``dealer.loyalty.tier.engine`` only."""

from odoo import api, fields, models
from odoo.exceptions import AccessError

from ..tools import tiers as rules

TIER_FIELDS = {
    "dealer_tier_id",
    "dealer_tier_since",
    "dealer_tier_until",
    "dealer_tier_value",
    "dealer_tier_noticed",
}


class LoyaltyCard(models.Model):
    _inherit = "loyalty.card"

    dealer_tier_id = fields.Many2one(
        comodel_name="dealer.loyalty.tier",
        string="Tier",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
    )
    dealer_tier_since = fields.Date(string="Tier Since", readonly=True, copy=False)
    dealer_tier_until = fields.Date(
        string="Tier Until",
        readonly=True,
        copy=False,
        help="Last day of the period. Afterwards and after the days of grace the card "
        "keeps the tier if it was earned again, otherwise it falls to the one which "
        "was.",
    )
    dealer_tier_value = fields.Integer(
        string="Counts for Tier",
        readonly=True,
        copy=False,
        default=0,
        help="Points or net amount of the window, as of the last calculation.",
    )
    dealer_tier_noticed = fields.Date(
        string="Told of End of Tier",
        readonly=True,
        copy=False,
        help="End of the period of which the holder was told.",
    )
    dealer_keep_missing = fields.Integer(
        string="Missing to Keep Tier",
        compute="_compute_dealer_keep_missing",
        help="Of what has to be earned to the end of the period and the days of grace.",
    )
    dealer_tier_color = fields.Integer(related="dealer_tier_id.color")
    dealer_tier_icon = fields.Selection(related="dealer_tier_id.icon")
    dealer_next_tier_id = fields.Many2one(
        comodel_name="dealer.loyalty.tier",
        string="Next Tier",
        compute="_compute_dealer_next_tier",
    )
    dealer_next_missing = fields.Integer(
        string="Missing for Next Tier", compute="_compute_dealer_next_tier"
    )
    dealer_next_progress = fields.Integer(
        string="Way to Next Tier", compute="_compute_dealer_next_tier"
    )
    dealer_tier_change_ids = fields.One2many(
        comodel_name="dealer.loyalty.tier.change",
        inverse_name="card_id",
        string="Tier History",
        readonly=True,
    )

    @api.depends("dealer_tier_id", "dealer_tier_value", "program_id.dealer_tier_ids")
    def _compute_dealer_next_tier(self):
        for card in self:
            held = card.dealer_tier_id.threshold if card.dealer_tier_id else -1
            higher = card.program_id.dealer_tier_ids.filtered(
                lambda tier, held=held: tier.threshold > held
            ).sorted("threshold")
            following = higher[:1]
            value = card.dealer_tier_value
            goal = following.threshold
            card.dealer_next_tier_id = following
            card.dealer_next_missing = max(goal - value, 0) if following else 0
            card.dealer_next_progress = (
                rules.progress(value, max(held, 0), goal) if following else 100
            )

    @api.depends("dealer_tier_id", "dealer_tier_until", "dealer_balance")
    def _compute_dealer_keep_missing(self):
        # sudo: invoices of the holder count, whoever looks at the card.
        cards = self.sudo()
        values = self.env["dealer.loyalty.tier.engine"]._get_kept_values(cards)
        for card in cards:
            missing = card.dealer_tier_id.threshold - values.get(card.id, 0)
            card.dealer_keep_missing = max(missing, 0) if card.dealer_tier_until else 0

    def _get_dealer_multiplier(self):
        """Points factor with which an invoice of today counts for the card.

        :return: str, a decimal number
        """
        self.ensure_one()
        return str(round(self.dealer_tier_id.multiplier, 2) or 1.0)

    def write(self, vals):
        """Write cards, but never tiers.

        :raise AccessError: somebody writes the tier of a card
        """
        self._check_dealer_tier_vals(vals)
        return super().write(vals)

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._check_dealer_tier_vals(vals)
        return super().create(vals_list)

    def _check_dealer_tier_vals(self, vals):
        if vals.keys() & TIER_FIELDS:
            raise AccessError(
                self.env._(
                    "The tier of a card follows from what its holder buys and cannot "
                    "be written. Change the thresholds of the club instead."
                )
            )
