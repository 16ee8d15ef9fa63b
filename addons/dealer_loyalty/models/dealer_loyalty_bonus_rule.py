"""Events for which the club gives points apart from invoices."""

from odoo import api, fields, models
from odoo.exceptions import ValidationError

# Known from an invoice which is paid.
INVOICE_EVENTS = ("first_purchase", "first_service", "referrer", "referred")


class DealerLoyaltyBonusRule(models.Model):
    _name = "dealer.loyalty.bonus.rule"
    _description = "Bonus Rule"
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
        help="Only what happens in this showroom. Empty: in all.",
    )
    event = fields.Selection(
        selection=[
            ("welcome", "New member"),
            ("birthday", "Birthday"),
            ("anniversary", "Anniversary of the card"),
            ("first_purchase", "First paid invoice"),
            ("first_service", "First paid service invoice"),
            ("referrer", "Referral: who has recommended"),
            ("referred", "Referral: who was recommended"),
            ("survey", "Questionnaire answered"),
            ("complaint", "Complaint accepted"),
        ],
        required=True,
    )
    points = fields.Integer(
        required=True,
        default=100,
        aggregator=None,
        help="For a complaint: unless the complaint itself says how many.",
    )
    expiry_months = fields.Integer(
        string="Expire After (Months)",
        aggregator=None,
        help="0: as the points of the club.",
    )
    date_from = fields.Date(string="From")
    date_to = fields.Date(string="To")
    limit_count = fields.Integer(
        string="At Most",
        default=1,
        aggregator=None,
        help="So many times for one card in the period. 0: no limit.",
    )
    limit_days = fields.Integer(
        string="In Days",
        aggregator=None,
        help="0: in the whole life of the card.",
    )
    bonus_ids = fields.One2many(
        comodel_name="dealer.loyalty.bonus", inverse_name="rule_id", readonly=True
    )

    _numbers = models.Constraint(
        "CHECK(points > 0 AND expiry_months >= 0 AND limit_count >= 0"
        " AND limit_days >= 0)",
        "A bonus gives at least one point; limits cannot be below zero.",
    )

    @api.onchange("event")
    def _onchange_event(self):
        if self.event in ("birthday", "anniversary"):
            self.limit_count, self.limit_days = 1, 300

    @api.constrains("date_from", "date_to", "program_id")
    def _check_rule(self):
        for rule in self:
            if rule.date_from and rule.date_to and rule.date_from > rule.date_to:
                raise ValidationError(
                    self.env._(
                        "The bonus %(rule)s ends before it begins.", rule=rule.name
                    )
                )
            if not rule.program_id.dealer_club:
                raise ValidationError(
                    self.env._("Bonuses are for customer clubs only.")
                )

    @api.model
    def _get_rules(self, event, company, day):
        """Rules for an event of a showroom on a day.

        :return: dealer.loyalty.bonus.rule in sudo
        """
        clubs = self.env["loyalty.program"]._get_dealer_clubs(company, day)
        # sudo: whoever causes the event does not read the rules of the club.
        return self.sudo().search(
            [
                ("event", "=", event),
                ("program_id", "in", clubs.ids),
                ("company_id", "in", [False, company.id]),
                "|",
                ("date_from", "=", False),
                ("date_from", "<=", day),
                "|",
                ("date_to", "=", False),
                ("date_to", ">=", day),
            ]
        )
