"""How the points of a club are kept in the books of a showroom."""

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Command

ACCOUNTS = (
    "liability_account_id",
    "deferred_account_id",
    "released_account_id",
    "breakage_account_id",
)
BOOKING_MODES = ("contract", "provision")
# What a posted closing was made with.
FIXED = ("program_id", "company_id", "mode", "liability_account_id")


class DealerLoyaltyAccounting(models.Model):
    _name = "dealer.loyalty.accounting"
    _description = "Accounting of Points"
    _order = "company_id, program_id"
    _check_company_auto = True

    program_id = fields.Many2one(
        comodel_name="loyalty.program",
        string="Club",
        required=True,
        domain=[("dealer_club", "=", True)],
        ondelete="restrict",
    )
    company_id = fields.Many2one(
        comodel_name="res.company",
        string="Showroom",
        required=True,
        default=lambda self: self.env.company,
        ondelete="restrict",
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    mode = fields.Selection(
        selection=[
            ("off", "Off"),
            ("contract", "Contract liability (IFRS 15)"),
            ("discount", "Discount on use"),
            ("provision", "Provision"),
        ],
        string="Treatment",
        required=True,
        default="off",
        help="Contract liability: a part of the price of each sale is deferred until "
        "its points are used or expire.\n"
        "Discount on use: the discount reduces the revenue of the day on which points "
        "are spent; nothing else is booked.\n"
        "Provision: the expected cost of all open points.",
    )
    journal_id = fields.Many2one(
        comodel_name="account.journal",
        domain=[("type", "=", "general")],
        check_company=True,
        ondelete="restrict",
    )
    liability_account_id = fields.Many2one(
        comodel_name="account.account",
        check_company=True,
        ondelete="restrict",
        help="Used for the points of this club only: its balance is compared with the "
        "points ledger.",
    )
    deferred_account_id = fields.Many2one(
        comodel_name="account.account",
        string="Deferred Revenue Account",
        check_company=True,
        ondelete="restrict",
        help="Reduces revenue when points are given. Provision: the expense.",
    )
    released_account_id = fields.Many2one(
        comodel_name="account.account",
        string="Redeemed Points Account",
        check_company=True,
        ondelete="restrict",
        help="Revenue when points are used. Provision: reduces the expense.",
    )
    breakage_account_id = fields.Many2one(
        comodel_name="account.account",
        check_company=True,
        ondelete="restrict",
        help="Points which expire or are not expected to be used, and changed "
        "estimates.",
    )
    estimate_ids = fields.One2many(
        comodel_name="dealer.loyalty.estimate",
        inverse_name="accounting_id",
        string="Estimates",
    )
    closing_ids = fields.One2many(
        comodel_name="dealer.loyalty.closing",
        inverse_name="accounting_id",
        string="Closings",
    )

    _program_company_uniq = models.UniqueIndex(
        "(program_id, company_id)",
        "The points of this club are set up already for the showroom.",
    )
    _liability_uniq = models.UniqueIndex(
        "(company_id, liability_account_id) WHERE liability_account_id IS NOT NULL",
        "This account has the points of another club.",
    )

    @api.depends("program_id", "company_id")
    def _compute_display_name(self):
        for accounting in self:
            accounting.display_name = (
                f"{accounting.program_id.name}, {accounting.company_id.name}"
            )

    @api.constrains("mode", "journal_id", *ACCOUNTS)
    def _check_complete(self):
        for accounting in self.filtered(lambda row: row.mode in BOOKING_MODES):
            if not all(accounting[name] for name in ("journal_id", *ACCOUNTS)):
                raise ValidationError(
                    self.env._(
                        "This treatment needs a journal and four accounts. The button "
                        "Set Up Points of the list makes them."
                    )
                )

    @api.constrains("program_id")
    def _check_club(self):
        if not all(self.mapped("program_id.dealer_club")):
            raise ValidationError(self.env._("Choose a customer club."))

    def write(self, vals):
        """Refuse other figures for what was posted already.

        :raise UserError: treatment or liability account of a posted closing
        """
        self.check_access("write")
        changed = [name for name in FIXED if name in vals]
        if changed and self.closing_ids:
            for accounting in self.filtered("closing_ids"):
                if any(
                    accounting._fields[name].convert_to_write(
                        accounting[name], accounting
                    )
                    != vals[name]
                    for name in changed
                ):
                    raise UserError(
                        self.env._(
                            "Months were closed with this treatment and account: they "
                            "cannot be changed any more."
                        )
                    )
        return super().write(vals)

    def _get_estimate(self, day):
        """The estimate which is in force on a day.

        :return: dealer.loyalty.estimate
        :raise UserError: there is none
        """
        self.ensure_one()
        valid = self.estimate_ids.filtered(lambda row: row.date_from <= day)
        if not valid:
            raise UserError(
                self.env._(
                    "%(name)s: enter the value of a point and the part which is "
                    "expected to be used, valid on %(day)s.",
                    name=self.display_name,
                    day=fields.Date.to_string(day),
                )
            )
        return valid.sorted(lambda row: (row.date_from, row.id))[-1]

    def _check_lock(self, day):
        """Refuse a day on which the books of the showroom are closed.

        :raise UserError: the day is locked
        """
        self.ensure_one()
        locks = self.company_id._get_violated_lock_dates(day, False, self.journal_id)
        if locks:
            raise UserError(
                self.env._(
                    "The month is locked: %(locks)s. Close the next open month; it "
                    "takes what came later.",
                    locks=self.env["res.company"]._format_lock_dates(locks),
                )
            )

    @api.model
    def _make_account(self, company, program, field, code, kind):
        """Make an account for the points of a club, named in all languages.

        :param str field: of this model which the account is for
        :param str code: first code which is tried
        :param str kind: type of account
        :return: account.account
        """
        accounts = self.env["account.account"].with_company(company)
        account = accounts.create(
            {
                "name": self._get_account_name(field, program),
                "code": accounts._search_new_account_code(code),
                "account_type": kind,
                "company_ids": [Command.set(company.root_id.ids)],
            }
        )
        self._name_in_languages(
            account, lambda model: model._get_account_name(field, program)
        )
        return account

    @api.model
    def _get_account_name(self, field, program):
        """Name of an account in the language of the environment.

        :param str field: of this model which the account is for
        """
        labels = {
            "liability_account_id": self.env._("Points liability"),
            "deferred_account_id": self.env._("Points given"),
            "released_account_id": self.env._("Points redeemed"),
            "breakage_account_id": self.env._("Points expired"),
        }
        label = labels.get(field) or self._fields[field]._description_string(self.env)
        return f"{label}: {program.with_env(self.env).name}"

    @api.model
    def _name_in_languages(self, record, get_name):
        """Name an account or a journal in every language of the database: colleagues
        read the same books in their own.

        :param get_name: function of records of this model, in the language
        """
        for lang, _label in self.env["res.lang"].get_installed():
            model = self.with_context(lang=lang)
            record.with_context(lang=lang).name = get_name(model)

    @api.model
    def _get_journal(self, company):
        """The journal of points of a showroom, made if missing.

        :return: account.journal
        """
        journals = self.env["account.journal"]
        domain = [
            ("company_id", "=", company.id),
            ("type", "=", "general"),
            ("code", "=", "PTS"),
        ]
        journal = journals.search(domain, limit=1)
        if not journal:
            journal = journals.create(
                {
                    "name": self.env._("Club points"),
                    "code": "PTS",
                    "type": "general",
                    "company_id": company.id,
                }
            )
            self._name_in_languages(journal, lambda model: model.env._("Club points"))
        return journal

    def _get_last_posted(self):
        """The last posted closing, empty before the first one."""
        return self.closing_ids.filtered(lambda row: row.state == "posted").sorted(
            lambda row: (row.date, row.revision)
        )[-1:]

    def action_open_closings(self):
        """Closings of this club and showroom."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "dealer_loyalty.dealer_loyalty_closing_action"
        )
        return action | {"domain": [("accounting_id", "=", self.id)]}


class DealerLoyaltyEstimate(models.Model):
    """What a point is worth; a new estimate is a new row."""

    _name = "dealer.loyalty.estimate"
    _description = "Estimate of Points"
    _order = "date_from desc, id desc"
    _rec_name = "date_from"

    accounting_id = fields.Many2one(
        comodel_name="dealer.loyalty.accounting",
        required=True,
        index=True,
        ondelete="restrict",
    )
    company_id = fields.Many2one(related="accounting_id.company_id", store=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    date_from = fields.Date(
        string="Valid from", required=True, default=fields.Date.context_today
    )
    point_value = fields.Monetary(
        string="Value of a Point",
        required=True,
        help="What the customer gets for a point. Provision: what it costs.",
    )
    redemption_share = fields.Float(
        string="Expected to be Used (%)", required=True, default=100, aggregator=None
    )
    reason = fields.Char(
        required=True, help="On which figures the estimate is based, for the auditor."
    )
    approved_by_id = fields.Many2one(
        comodel_name="res.users",
        string="Approved by",
        readonly=True,
        required=True,
        default=lambda self: self.env.user,
        ondelete="restrict",
    )

    _range = models.Constraint(
        "CHECK(point_value > 0 AND redemption_share > 0 AND redemption_share <= 100)",
        "A point is worth something, and between 0 and 100 % of them are used.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        """Who enters an estimate approves it; earlier ones and months stay."""
        for vals in vals_list:
            vals["approved_by_id"] = self.env.uid
        estimates = super().create(vals_list)
        for estimate in estimates:
            estimate._check_order()
        return estimates

    def _check_order(self):
        others = self.accounting_id.estimate_ids - self
        first = max(others.mapped("date_from"), default=self.date_from)
        last = self.accounting_id._get_last_posted()
        if self.date_from < first or (last and self.date_from <= last.date):
            raise ValidationError(
                self.env._(
                    "An estimate is valid from a day after the last one and after the "
                    "last closed month. The difference for older points is booked with "
                    "the next closing."
                )
            )

    def write(self, vals):  # pylint: disable=method-required-super
        """Refused: a new estimate is a new row.

        :raise UserError: always
        """
        raise UserError(
            self.env._("Estimates are not changed: add a new one with its reason.")
        )

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(
            self.env._("Estimates are not deleted: add a new one with its reason.")
        )
