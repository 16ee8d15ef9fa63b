from odoo import api, fields, models
from odoo.exceptions import ValidationError

# A change of these makes the tiers of all members be calculated again.
RANKING_FIELDS = {"program_id", "threshold", "active"}


class DealerLoyaltyTier(models.Model):
    _name = "dealer.loyalty.tier"
    _description = "Club Tier"
    _order = "program_id, threshold, id"

    name = fields.Char(required=True, translate=True)
    active = fields.Boolean(default=True)
    program_id = fields.Many2one(
        comodel_name="loyalty.program",
        string="Club",
        required=True,
        index=True,
        ondelete="cascade",
        domain=[("dealer_club", "=", True)],
        default=lambda self: self._default_program_id(),
    )
    company_id = fields.Many2one(
        related="program_id.company_id", store=True, string="Showroom"
    )
    threshold = fields.Integer(
        string="From",
        required=True,
        default=0,
        aggregator=None,
        help="Points or net amount of the window which it takes. 0: every member.",
    )
    multiplier = fields.Float(
        string="Points Factor",
        required=True,
        default=1,
        digits=(6, 2),
        aggregator=None,
        help="1.5: an invoice gives half as many points again.",
    )
    pricelist_id = fields.Many2one(
        comodel_name="product.pricelist",
        string="Price List",
        ondelete="restrict",
        help="Prices of members who have no price list of their own.",
    )
    benefits = fields.Text(
        translate=True, help="What members read about the tier, in a few lines."
    )
    color = fields.Integer(aggregator=None)
    icon = fields.Selection(
        selection=[
            ("fa-star-o", "Star, empty"),
            ("fa-star", "Star"),
            ("fa-certificate", "Seal"),
            ("fa-trophy", "Cup"),
            ("fa-diamond", "Diamond"),
            ("fa-car", "Car"),
        ],
        required=True,
        default="fa-star",
    )
    card_ids = fields.One2many(
        comodel_name="loyalty.card",
        inverse_name="dealer_tier_id",
        string="Cards",
        readonly=True,
    )
    member_count = fields.Integer(string="Members", compute="_compute_member_count")

    _threshold_uniq = models.UniqueIndex(
        "(program_id, threshold) WHERE active",
        "Two tiers of a club begin at the same value.",
    )
    _threshold_positive = models.Constraint(
        "CHECK(threshold >= 0)", "A tier begins at 0 or more."
    )
    _multiplier_positive = models.Constraint(
        "CHECK(multiplier > 0)", "The points factor of a tier has to be above 0."
    )

    @api.model
    def _default_program_id(self):
        return self.env["loyalty.program"].search(
            [("dealer_club", "=", True)], limit=2
        )[:1]

    def _compute_member_count(self):
        groups = self.env["loyalty.card"]._read_group(
            [("dealer_tier_id", "in", self.ids)], ["dealer_tier_id"], ["__count"]
        )
        counts = {tier.id: count for tier, count in groups}
        for tier in self:
            tier.member_count = counts.get(tier.id, 0)

    @api.constrains("program_id")
    def _check_program(self):
        for tier in self:
            if not tier.program_id.dealer_club:
                raise ValidationError(
                    self.env._(
                        "Tiers belong to a customer club; %(program)s is none.",
                        program=tier.program_id.name,
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        tiers = super().create(vals_list)
        tiers.program_id._restart_dealer_tiers()
        return tiers

    def write(self, vals):
        res = super().write(vals)
        if vals.keys() & RANKING_FIELDS:
            self.program_id._restart_dealer_tiers()
        return res

    def action_open_members(self):
        """Open the cards of the tier.

        :return: window action
        """
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "dealer_loyalty.loyalty_card_action_club"
        )
        action["domain"] = [("dealer_tier_id", "=", self.id)]
        action["display_name"] = self.name
        action["context"] = {"create": False}
        return action
