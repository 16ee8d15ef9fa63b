from odoo import fields, models


class DealerLoyaltyTierChange(models.Model):
    """History of tiers; written by ``dealer.loyalty.tier.engine`` only."""

    _name = "dealer.loyalty.tier.change"
    _inherit = ["dealer.own.customers"]
    _description = "Change of a Tier"
    _order = "id desc"
    _rec_name = "card_id"

    _dealer_customer_paths = ("card_id.partner_id",)

    card_id = fields.Many2one(
        comodel_name="loyalty.card",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    # Not stored: a merge of contacts rewrites foreign keys.
    partner_id = fields.Many2one(related="card_id.partner_id", string="Holder")
    program_id = fields.Many2one(related="card_id.program_id", string="Club")
    date = fields.Date(required=True, readonly=True)
    kind = fields.Selection(
        selection=[("up", "Up"), ("down", "Down")],
        string="Direction",
        required=True,
        readonly=True,
    )
    old_tier_id = fields.Many2one(
        comodel_name="dealer.loyalty.tier",
        string="From Tier",
        readonly=True,
        ondelete="restrict",
    )
    new_tier_id = fields.Many2one(
        comodel_name="dealer.loyalty.tier",
        string="To Tier",
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
    )
    value = fields.Integer(
        readonly=True,
        aggregator=None,
        help="Points or net amount of the window on that day.",
    )

    _date_idx = models.Index("(date)")
