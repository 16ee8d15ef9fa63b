"""Rules by which invoices give points."""

from decimal import Decimal

from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..tools import earning as rules


class DealerLoyaltyEarnRule(models.Model):
    _name = "dealer.loyalty.earn.rule"
    _inherit = ["dealer.loyalty.rule.mixin"]
    _description = "Earning Rule"

    currency_id = fields.Many2one(related="program_id.currency_id")
    mode = fields.Selection(
        selection=[
            ("base", "Instead of the rules below"),
            ("extra", "In addition to other rules"),
        ],
        string="Counts",
        required=True,
        default="base",
        help="Of the rules which count alone the first which fits a line gives its "
        "points; without one it is the rate of the club.",
    )
    points = fields.Integer(required=True, default=1, aggregator=None)
    amount = fields.Monetary(string="For Each", required=True, default=100)
    category_ids = fields.Many2many(
        comodel_name="product.category",
        string="Product Categories",
        help="With the categories below them. Empty: everything.",
    )
    brand_ids = fields.Many2many(
        comodel_name="fleet.vehicle.model.brand",
        string="Makes",
        help="Make of the vehicle on the invoice. Empty: all.",
    )
    minimum = fields.Monetary(
        string="Minimum Amount", help="Net amount of the fitting lines of an invoice."
    )
    cap = fields.Integer(
        string="Most Points",
        aggregator=None,
        help="For one invoice, the factor of the tier included. 0: no limit.",
    )
    earned_on = fields.Selection(
        selection=[(rules.POSTED, "Posted"), (rules.PAID, "Paid in full")],
        string="Given When",
        help="Empty: as the club.",
    )
    wait_days = fields.Integer(
        string="Return Period (Days)",
        compute="_compute_wait_days",
        store=True,
        readonly=False,
        aggregator=None,
    )

    _amounts = models.Constraint(
        "CHECK(points >= 0 AND amount > 0 AND minimum >= 0 AND cap >= 0"
        " AND wait_days >= 0 AND expiry_months >= 0)",
        "Points, minimum, limit and days cannot be below zero; the amount for which "
        "points are given is above zero.",
    )

    @api.depends("program_id")
    def _compute_wait_days(self):
        for rule in self:
            rule.wait_days = rule.program_id.dealer_wait_days

    @api.constrains("mode", "points")
    def _check_extra(self):
        if any(rule.mode == "extra" and not rule.points for rule in self):
            raise ValidationError(
                self.env._("A rule in addition to others has to give points.")
            )

    def _prepare_rule(self):
        """The rule without database, to be kept with invoices.

        :return: tools.earning.Rule
        """
        self.ensure_one()
        return rules.Rule(
            id=self.id,
            points=self.points,
            amount=Decimal(str(self.amount)),
            extra=self.mode == "extra",
            categories=tuple(self.category_ids.ids),
            brands=tuple(self.brand_ids.ids),
            pay_types=self._get_pay_types(),
            date_from=self.date_from.isoformat() if self.date_from else "",
            date_to=self.date_to.isoformat() if self.date_to else "",
            minimum=Decimal(str(self.minimum)),
            cap=self.cap,
            earned_on=self.earned_on or self.program_id.dealer_earned_on,
            wait_days=self.wait_days,
        )

    def _get_expiry(self, day):
        """Last day of points which the rule gives on a day; None: as the club's."""
        if not self.expiry_months:
            return None
        return day + relativedelta(months=self.expiry_months)

    def _get_pay_types(self):
        """Who has to pay for a line (``account.move.line._get_dealer_pay_type``).

        Override together with it; service does.

        :return: tuple of str, empty: whoever pays
        """
        return ()
