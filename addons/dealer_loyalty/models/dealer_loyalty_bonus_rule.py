"""Events for which the club gives points apart from invoices."""

from odoo import api, fields, models

# Known from an invoice which is paid.
INVOICE_EVENTS = ("first_purchase", "first_service", "referrer", "referred")


class DealerLoyaltyBonusRule(models.Model):
    _name = "dealer.loyalty.bonus.rule"
    _inherit = ["dealer.loyalty.rule.mixin"]
    _description = "Bonus Rule"

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
