"""Accounts and journal for points of a club, in one step."""

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command

from ..models.dealer_loyalty_accounting import BOOKING_MODES

# Field -> first code which is tried in a chart of six digits, kind of account by mode.
ACCOUNTS = {
    "liability_account_id": ("256000", "liability_current", "liability_current"),
    "deferred_account_id": ("409000", "income", "expense"),
    "released_account_id": ("408000", "income", "expense"),
    "breakage_account_id": ("407000", "income", "expense"),
}
EXPENSE_CODE = "629000"


class DealerLoyaltyAccountingSetup(models.TransientModel):
    _name = "dealer.loyalty.accounting.setup"
    _description = "Set Up Points in the Books"

    program_id = fields.Many2one(
        comodel_name="loyalty.program",
        string="Club",
        required=True,
        domain=[("dealer_club", "=", True)],
        default=lambda self: self.env["loyalty.program"].search(
            [("dealer_club", "=", True)], limit=1
        ),
        ondelete="cascade",
    )
    company_id = fields.Many2one(
        comodel_name="res.company",
        string="Showroom",
        required=True,
        default=lambda self: self.env.company,
        ondelete="cascade",
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    mode = fields.Selection(
        selection=lambda self: (
            self.env["dealer.loyalty.accounting"]
            ._fields["mode"]
            ._description_selection(self.env)
        ),
        string="Treatment",
        required=True,
        default="contract",
    )
    date_from = fields.Date(
        string="Valid from",
        required=True,
        default=lambda self: fields.Date.context_today(self).replace(month=1, day=1),
        help="First day of the estimate. Older points are valued by it, too.",
    )
    point_value = fields.Monetary(
        string="Value of a Point",
        compute="_compute_point_value",
        store=True,
        precompute=True,
        readonly=False,
    )
    redemption_share = fields.Float(
        string="Expected to be Used (%)", required=True, default=100
    )
    reason = fields.Char(
        help="On which figures the estimate is based, for the auditor."
    )

    settle = fields.Boolean(
        string="Settle with Other Showrooms",
        compute="_compute_settle",
        store=True,
        precompute=True,
        readonly=False,
        help="The showroom which gave the points pays the one where they are spent.",
    )
    settlement_value = fields.Monetary(
        string="Settlement of a Point",
        compute="_compute_settlement_value",
        store=True,
        precompute=True,
        readonly=False,
        help="What this showroom pays another one for each of its points spent there.",
    )

    has_vouchers = fields.Boolean(compute="_compute_has_vouchers")
    set_up_vouchers = fields.Boolean(
        string="Gift Cards Are a Liability",
        default=True,
        help="Gift cards and eWallets are paid in advance: their sale becomes a "
        "liability in full until they are used, instead of revenue.",
    )

    @api.depends("company_id")
    def _compute_has_vouchers(self):
        settings = self.env["dealer.loyalty.accounting"]
        for setup in self:
            setup.has_vouchers = bool(settings._get_voucher_products(setup.company_id))

    @api.depends("program_id")
    def _compute_settle(self):
        several = len(self.env.user.company_ids.root_id) > 1
        for setup in self:
            setup.settle = several and not setup.program_id.company_id

    @api.depends("point_value")
    def _compute_settlement_value(self):
        for setup in self:
            setup.settlement_value = setup.point_value

    @api.depends("program_id")
    def _compute_point_value(self):
        for setup in self:
            setup.point_value = (
                setup.program_id and setup.program_id._get_dealer_point_value()
            )

    def action_set_up(self):
        """Make the accounts, the journal, the setting and its first estimate.

        :return: action which shows the setting
        :raise UserError: no chart of accounts, or no value or reason
        """
        self.ensure_one()
        values = {
            "program_id": self.program_id.id,
            "company_id": self.company_id.id,
            "mode": self.mode,
        }
        vouchers = self.has_vouchers and self.set_up_vouchers
        if self.mode in BOOKING_MODES or self.settle or vouchers:
            self._check_chart()
        if self.mode in BOOKING_MODES:
            self._check_input()
            values |= self._prepare_booking_vals()
        setting = self.env["dealer.loyalty.accounting"].create(values)
        if self.settle:
            setting._set_up_settlement(self.settlement_value)
        if vouchers:
            setting._set_up_vouchers(self.company_id)
        return setting._get_records_action()

    def _check_chart(self):
        if not self.company_id.chart_template:
            raise UserError(
                self.env._(
                    "%s has no chart of accounts yet: install one in the settings of "
                    "Invoicing.",
                    self.company_id.name,
                )
            )

    def _check_input(self):
        if self.point_value <= 0 or not self.reason:
            raise UserError(
                self.env._("Enter what a point is worth, and how you know.")
            )

    def _prepare_booking_vals(self):
        """Accounts, made where they are missing, and the journal.

        :return: dict for ``dealer.loyalty.accounting.create``
        """
        return {
            **{name: self._create_account(name) for name in ACCOUNTS},
            "journal_id": self.env["dealer.loyalty.accounting"]
            ._get_journal(self.company_id)
            .id,
            "estimate_ids": [
                Command.create(
                    {
                        "date_from": self.date_from,
                        "point_value": self.point_value,
                        "redemption_share": self.redemption_share,
                        "reason": self.reason,
                    }
                )
            ],
        }

    def _create_account(self, name):
        code, contract, provision = ACCOUNTS[name]
        kind = provision if self.mode == "provision" else contract
        account = self.env["dealer.loyalty.accounting"]._make_account(
            self.company_id,
            self.program_id,
            name,
            EXPENSE_CODE if kind == "expense" else code,
            kind,
        )
        return account.id
