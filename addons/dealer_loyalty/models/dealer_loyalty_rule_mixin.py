"""What rules by which a club gives points have in common."""

from odoo import api, fields, models
from odoo.exceptions import ValidationError


class DealerLoyaltyRuleMixin(models.AbstractModel):
    _name = "dealer.loyalty.rule.mixin"
    _description = "Rule of a Club"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    active = fields.Boolean(default=True)
    sequence = fields.Integer(default=10)
    program_id = fields.Many2one(
        comodel_name="loyalty.program",
        string="Club",
        required=True,
        ondelete="cascade",
        index=True,
        domain=[("dealer_club", "=", True)],
        default=lambda self: self.env["loyalty.program"].search(
            [("dealer_club", "=", True)], limit=1
        ),
    )
    company_id = fields.Many2one(
        comodel_name="res.company",
        string="Showroom",
        help="Only for what happens in this showroom. Empty: in all where the club "
        "counts.",
    )
    date_from = fields.Date(string="From")
    date_to = fields.Date(string="To")
    expiry_months = fields.Integer(
        string="Expire After (Months)",
        aggregator=None,
        help="0: as the points of the club.",
    )

    @api.constrains("date_from", "date_to")
    def _check_dates(self):
        for rule in self:
            if rule.date_from and rule.date_to and rule.date_from > rule.date_to:
                raise ValidationError(
                    self.env._("%(rule)s ends before it begins.", rule=rule.name)
                )

    @api.constrains("program_id")
    def _check_program(self):
        if any(not rule.program_id.dealer_club for rule in self):
            raise ValidationError(
                self.env._("These rules are for customer clubs only.")
            )
