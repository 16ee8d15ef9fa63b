"""How a club gives points: its rules, when they count, when they expire."""

from decimal import Decimal

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..tools import earning as rules
from .dealer_loyalty_bonus_rule import INVOICE_EVENTS


class LoyaltyProgram(models.Model):
    _name = "loyalty.program"
    # Alarms of the nightly check are tasks on the club.
    _inherit = ["loyalty.program", "mail.thread", "mail.activity.mixin"]

    dealer_earn_rule_ids = fields.One2many(
        comodel_name="dealer.loyalty.earn.rule",
        inverse_name="program_id",
        string="Earning Rules",
    )
    dealer_bonus_rule_ids = fields.One2many(
        comodel_name="dealer.loyalty.bonus.rule",
        inverse_name="program_id",
        string="Bonus Rules",
    )
    dealer_earn_rounding = fields.Selection(
        selection=[
            (rules.DOWN, "Down"),
            (rules.NEAREST, "To the nearest"),
            (rules.UP, "Up"),
        ],
        string="Round Points",
        required=True,
        default=rules.DOWN,
        help="The sum of all rules for an invoice is rounded to whole points.",
    )
    dealer_earned_on = fields.Selection(
        selection=[
            (rules.POSTED, "When the invoice is posted"),
            (rules.PAID, "When the invoice is paid in full"),
        ],
        string="Points Are Given",
        required=True,
        default=rules.POSTED,
        tracking=True,
        help="Paid in full: taken back when the payment bounces or is unmatched.",
    )
    dealer_wait_days = fields.Integer(
        string="Return Period",
        tracking=True,
        help="Days after the invoice until its points are given. They are shown as "
        "waiting until then.",
    )
    dealer_expiry_months = fields.Integer(
        string="Points Expire After",
        tracking=True,
        help="Months after they were given. 0: they never expire. A change is for "
        "points given from now on.",
    )
    dealer_hold_days = fields.Integer(
        string="Reserve For",
        tracking=True,
        help="Days after which points reserved by an order that is not invoiced are "
        "free again. 0: as long as the order stands.",
    )
    dealer_return_days = fields.Integer(
        string="Returned Points Live",
        default=30,
        tracking=True,
        help="Points which were spent and come back because the sale was cancelled "
        "can be spent for so many days at least, also when they would have expired "
        "meanwhile. 0: they keep their last day.",
    )
    dealer_adjust_limit = fields.Integer(
        string="Second Approval Above",
        tracking=True,
        help="More points wait for another club manager: in one adjustment, or "
        "together with what the same person has added to the same card (or taken from "
        "it) in the last 30 days. 0: none waits.",
    )

    _dealer_days_positive = models.Constraint(
        "CHECK(dealer_wait_days >= 0 AND dealer_expiry_months >= 0"
        " AND dealer_hold_days >= 0 AND dealer_adjust_limit >= 0"
        " AND dealer_return_days >= 0)",
        "Days, months and limits of a club cannot be below zero.",
    )

    @api.constrains("dealer_expiry_months", "dealer_wait_days")
    def _check_dealer_expiry(self):
        for program in self.filtered("dealer_expiry_months"):
            if program.dealer_wait_days >= program.dealer_expiry_months * 28:
                raise ValidationError(
                    self.env._(
                        "Points of %(club)s would expire before they may be spent: "
                        "make the return period shorter or let points live longer.",
                        club=program.display_name,
                    )
                )

    def _get_dealer_rules(self, company):
        """Rules of the club in their order, the rate of the programme last.

        :param company: res.company of the invoice
        :return: list of tools.earning.Rule
        """
        self.ensure_one()
        rate = rules.Rule(
            points=self.dealer_earn_points,
            amount=Decimal(str(self.dealer_earn_amount)),
            earned_on=self.dealer_earned_on,
            wait_days=self.dealer_wait_days,
        )
        own = self.dealer_earn_rule_ids.filtered(
            lambda rule: rule.company_id in (company.browse(), company)
        )
        return [rule._prepare_rule() for rule in own] + [rate]

    @api.model
    def _has_dealer_paid_rules(self):
        """Whether a payment can change points at all."""
        domain = [
            ("dealer_club", "=", True),
            "|",
            "|",
            ("dealer_earned_on", "=", rules.PAID),
            ("dealer_earn_rule_ids.earned_on", "=", rules.PAID),
            ("dealer_bonus_rule_ids.event", "in", INVOICE_EVENTS),
        ]
        return bool(self.with_context(active_test=False).search_count(domain, limit=1))
