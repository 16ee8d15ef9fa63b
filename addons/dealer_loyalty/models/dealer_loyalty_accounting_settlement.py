"""What showrooms of a group-wide club pay each other for points."""

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

# Field -> first code which is tried in a chart of six digits, kind of account.
ACCOUNTS = {
    "settlement_account_id": ("406000", "income"),
    "due_to_account_id": ("257000", "liability_current"),
    "due_from_account_id": ("128000", "asset_current"),
}


class DealerLoyaltyAccounting(models.Model):
    _inherit = "dealer.loyalty.accounting"

    settlement_value = fields.Monetary(
        string="Settlement of a Point",
        help="What this showroom pays another one for each of its points spent there.",
    )
    settlement_account_id = fields.Many2one(
        comodel_name="account.account",
        string="Points Settled between Showrooms",
        check_company=True,
        ondelete="restrict",
        help="Debit: points of this showroom spent elsewhere. Credit: points of others "
        "spent here. The sum of all showrooms is zero.",
    )
    due_to_account_id = fields.Many2one(
        comodel_name="account.account",
        string="Due to Showrooms",
        check_company=True,
        ondelete="restrict",
        help="What this showroom owes others; each of them is the partner of a line.",
    )
    due_from_account_id = fields.Many2one(
        comodel_name="account.account",
        string="Due from Showrooms",
        check_company=True,
        ondelete="restrict",
        help="What others owe this showroom.",
    )
    settles = fields.Boolean(
        string="Settles with Other Showrooms", compute="_compute_settles"
    )

    _settlement_value_positive = models.Constraint(
        "CHECK(settlement_value >= 0)", "A showroom pays for points, not less than 0."
    )

    @api.depends("journal_id", "settlement_value", *ACCOUNTS)
    def _compute_settles(self):
        for accounting in self:
            accounting.settles = bool(
                accounting.settlement_value
                and accounting.journal_id
                and all(accounting[name] for name in ACCOUNTS)
            )

    @api.constrains("settlement_value", "journal_id", *ACCOUNTS)
    def _check_settlement(self):
        for accounting in self:
            some = any(accounting[name] for name in ("settlement_value", *ACCOUNTS))
            if some and not accounting.settles:
                raise ValidationError(
                    self.env._(
                        "Settling with other showrooms needs a value, a journal and "
                        "three accounts. The button Set Up Settlement makes them."
                    )
                )

    def write(self, vals):
        """Refuse another club or showroom for what was settled already.

        :raise UserError: there are settlements
        """
        if vals.keys() & {"program_id", "company_id"} and self._get_settlements():
            raise UserError(
                self.env._(
                    "Points were settled with this setting: club and showroom stay."
                )
            )
        return super().write(vals)

    def _get_settlements(self):
        # sudo: also those with showrooms which the accountant does not see.
        return (
            self.env["dealer.loyalty.settlement"]
            .sudo()
            .search(
                ["|", ("accounting_id", "in", self.ids), ("taker_id", "in", self.ids)]
            )
        )

    def action_set_up_settlement(self):
        """Make what is missing for settling with other showrooms."""
        self.check_access("write")
        for accounting in self:
            value = (
                accounting.settlement_value
                or accounting.estimate_ids.sorted("date_from")[-1:].point_value
                or accounting.program_id._get_dealer_point_value()
            )
            accounting._set_up_settlement(value)

    def _set_up_settlement(self, value):
        """Make accounts and journal which are missing.

        :param float value: of a point, in the currency of the showroom
        :raise UserError: it is not above zero
        """
        self.ensure_one()
        if value <= 0:
            raise UserError(
                self.env._("Enter what a showroom pays for a point spent elsewhere.")
            )
        made = {
            name: self._make_account(
                self.company_id,
                self.program_id,
                name,
                *ACCOUNTS[name],
            )
            for name in ACCOUNTS
            if not self[name]
        }
        for name in made.keys() - {"settlement_account_id"}:
            made[name].reconcile = True
        self.write(
            {
                **{name: account.id for name, account in made.items()},
                "settlement_value": value,
                "journal_id": (
                    self.journal_id or self._get_journal(self.company_id)
                ).id,
            }
        )
