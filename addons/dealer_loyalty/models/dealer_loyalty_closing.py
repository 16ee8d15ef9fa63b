"""Monthly closing of points: what the ledger says, less what is booked."""

from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tools import SQL, date_utils

from ..tools import liability as rules
from .dealer_loyalty_accounting import BOOKING_MODES

# Movement -> account of the other side.
MOVEMENTS = {
    "deferred": "deferred_account_id",
    "redeemed": "released_account_id",
    "breakage": "breakage_account_id",
    "reversed": "deferred_account_id",
}
ACCOUNTANTS = "account.group_account_user,account.group_account_manager"
REVIEWERS = f"{ACCOUNTANTS},dealer_loyalty.group_loyalty_manager"


class DealerLoyaltyClosing(models.Model):
    _name = "dealer.loyalty.closing"
    _inherit = ["mail.thread"]
    _description = "Closing of Points"
    _order = "date desc, revision desc, id desc"

    accounting_id = fields.Many2one(
        comodel_name="dealer.loyalty.accounting",
        string="Points of",
        required=True,
        readonly=True,
        ondelete="restrict",
    )
    company_id = fields.Many2one(
        related="accounting_id.company_id",
        string="Showroom",
        store=True,
        precompute=True,
        required=True,
    )
    program_id = fields.Many2one(
        related="accounting_id.program_id", string="Club", store=True
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    date = fields.Date(string="Last Day", required=True, readonly=True)
    revision = fields.Integer(required=True, readonly=True, aggregator=None)
    state = fields.Selection(
        selection=[
            ("draft", "Draft"),
            ("reviewed", "Reviewed"),
            ("posted", "Posted"),
        ],
        required=True,
        readonly=True,
        default="draft",
        tracking=True,
    )
    previous_id = fields.Many2one(
        comodel_name="dealer.loyalty.closing",
        string="Follows",
        readonly=True,
        ondelete="restrict",
        index="btree_not_null",
    )
    last_entry_id = fields.Integer(
        string="Last Points Entry",
        required=True,
        readonly=True,
        aggregator=None,
        help="Entries with a higher number came later: they are in a later closing.",
    )
    late_count = fields.Integer(
        string="Late Entries",
        readonly=True,
        help="Entries with a day which was closed before they were booked.",
    )
    reviewed_by_id = fields.Many2one(
        comodel_name="res.users", readonly=True, ondelete="restrict"
    )
    move_id = fields.Many2one(
        comodel_name="account.move",
        string="Journal Entry",
        readonly=True,
        copy=False,
        ondelete="restrict",
        index="btree_not_null",
    )
    line_ids = fields.One2many(
        comodel_name="dealer.loyalty.closing.line",
        inverse_name="closing_id",
        readonly=True,
    )
    opening = fields.Monetary(compute="_compute_totals", store=True)
    deferred = fields.Monetary(compute="_compute_totals", store=True)
    redeemed = fields.Monetary(compute="_compute_totals", store=True)
    breakage = fields.Monetary(
        string="Expired, Breakage", compute="_compute_totals", store=True
    )
    reversed = fields.Monetary(compute="_compute_totals", store=True)
    closing = fields.Monetary(compute="_compute_totals", store=True)

    _revision_uniq = models.UniqueIndex(
        "(accounting_id, date, revision)", "This month was closed already."
    )
    _open_uniq = models.UniqueIndex(
        "(accounting_id) WHERE state <> 'posted'", "Another month is still open."
    )

    @api.depends("line_ids")
    def _compute_totals(self):
        for closing in self:
            for name in ("opening", *MOVEMENTS, "closing"):
                closing[name] = sum(closing.line_ids.mapped(name))

    @api.depends("accounting_id", "date", "revision")
    def _compute_display_name(self):
        for closing in self:
            month = closing.date and closing.date.strftime("%Y-%m")
            name = f"{closing.program_id.name} {month}"
            closing.display_name = (
                f"{name} ({closing.revision + 1})" if closing.revision else name
            )

    # === CALCULATION === #

    @api.model
    def _prepare_month(self, accounting, day):
        """Make the draft of a month, or make it again.

        :param accounting: dealer.loyalty.accounting
        :param date day: any day of the month
        :return: dealer.loyalty.closing with its draft entry
        :raise UserError: mode books nothing, month is locked or closed or another one
            is open, or the books have what the ledger says
        """
        accounting.ensure_one()
        last_day = date_utils.end_of(day, "month")
        # One at a time for each club: a parallel one waits, then fails and is repeated.
        self.env.execute_query(
            SQL(
                "SELECT id FROM dealer_loyalty_accounting WHERE id = %s FOR UPDATE",
                accounting.id,
            )
        )
        previous = accounting._get_last_posted()
        self._check_month(accounting, last_day, previous)
        pending = accounting.closing_ids.filtered(lambda row: row.state != "posted")
        if pending and pending.date != last_day:
            raise UserError(
                self.env._("Post or discard %s first.", pending.display_name)
            )
        pending._discard()
        # sudo: closings are written by this method only.
        closing = self.sudo().create(
            self._prepare_closing_vals(accounting, last_day, previous)
        )
        if previous.date == last_day and not closing._has_movement():
            raise UserError(
                self.env._("Nothing to post: the books have what the ledger says.")
            )
        closing.late_count = closing._count_late() if previous else 0
        if closing._has_movement():
            # Not sudo: the entry is made with the rights of the accountant.
            move = self.env["account.move"].with_company(accounting.company_id)
            closing.move_id = move.create(closing._prepare_move_vals())
        return closing.with_env(self.env)

    def _check_month(self, accounting, last_day, previous):
        if accounting.mode not in BOOKING_MODES:
            raise UserError(
                self.env._(
                    "The treatment of %s books nothing.", accounting.display_name
                )
            )
        if last_day >= fields.Date.context_today(self):
            raise UserError(self.env._("The month is not over yet."))
        if previous and last_day < previous.date:
            raise UserError(
                self.env._(
                    "%(day)s was closed already: what came later for older months is "
                    "booked with the next closing.",
                    day=fields.Date.to_string(previous.date),
                )
            )
        accounting._check_lock(last_day)

    def _prepare_closing_vals(self, accounting, last_day, previous):
        """Values of a closing and its lines.

        :param date last_day: of the month
        :param previous: dealer.loyalty.closing posted last, or empty
        """
        (last_entry_id,) = self.env.execute_query(
            SQL("SELECT coalesce(max(id), 0) FROM dealer_loyalty_entry")
        )[0]
        # sudo: an accountant of one showroom counts its points wherever they are.
        vintages = accounting.sudo()._read_ledger(last_day, last_entry_id)
        targets = accounting._measure(vintages, last_day)
        booked = self._get_booked(accounting)
        return {
            "accounting_id": accounting.id,
            "date": last_day,
            "revision": previous.revision + 1 if previous.date == last_day else 0,
            "previous_id": previous.id,
            "last_entry_id": last_entry_id,
            "line_ids": [
                Command.create(
                    self._prepare_line_vals(
                        name,
                        vintages.get(name, rules.Vintage()),
                        targets.get(name, rules.Movements()),
                        booked.get(name, {}),
                    )
                )
                for name in sorted({*vintages, *booked})
            ],
        }

    def _get_booked(self, accounting):
        """Movements of posted closings.

        :return: dict vintage -> dict movement -> amount
        """
        groups = self.env["dealer.loyalty.closing.line"]._read_group(
            [
                ("closing_id.accounting_id", "=", accounting.id),
                ("closing_id.state", "=", "posted"),
            ],
            ["vintage"],
            [f"{name}:sum" for name in MOVEMENTS],
        )
        return {
            vintage: dict(zip(MOVEMENTS, amounts, strict=True))
            for vintage, *amounts in groups
        }

    def _prepare_line_vals(self, name, vintage, target, booked):
        """Values of a line: points up to the day, movements since the last closing.

        :param vintage: tools.liability.Vintage
        :param target: tools.liability.Movements since the beginning
        :param dict booked: the same as posted
        """
        movements = {
            movement: float(getattr(target, movement)) - booked.get(movement, 0)
            for movement in MOVEMENTS
        }
        return {
            "vintage": name,
            "points_issued": vintage.issued,
            "points_reversed": vintage.reversed,
            "points_redeemed": vintage.redeemed,
            "points_expired": vintage.expired,
            "points_open": vintage.open,
            "opening": sum(booked.values()),
            **movements,
            "closing": float(target.closing),
        }

    def _has_movement(self):
        return any(
            not self.currency_id.is_zero(line[name])
            for line in self.line_ids
            for name in MOVEMENTS
        )

    # === ACTIONS === #

    def _check_groups(self, groups):
        self.check_access("read")
        if not self.env.su and not self.env.user.has_groups(groups):
            raise AccessError(
                self.env._("This is for accountants.")
                if groups == ACCOUNTANTS
                else self.env._("This is for accountants and club managers.")
            )

    def action_prepare(self):
        """Make the draft again, with what the ledger says now.

        :return: action which shows it
        """
        self.ensure_one()
        self._check_groups(ACCOUNTANTS)
        if self.state == "posted":
            raise UserError(
                self.env._("It is posted: use Prepare Month for a new revision.")
            )
        closing = self._prepare_month(self.accounting_id, self.date)
        return closing._get_records_action()

    def action_review(self):
        """The figures were looked at and are right."""
        self._check_groups(REVIEWERS)
        if any(closing.state != "draft" for closing in self):
            raise UserError(self.env._("Only a draft is reviewed."))
        # sudo: closings have no write access for anybody.
        self.sudo().write({"state": "reviewed", "reviewed_by_id": self.env.uid})

    def action_post(self):
        """Post the entry; from now on only the difference is booked.

        :raise UserError: not reviewed, month locked, entry changed
        """
        self._check_groups(ACCOUNTANTS)
        for closing in self:
            if closing.state != "reviewed":
                raise UserError(self.env._("Only a reviewed closing is posted."))
            closing.accounting_id._check_lock(closing.date)
            if closing.move_id:
                closing.move_id.action_post()
            else:
                closing._set_posted()

    def _set_posted(self):
        # sudo: closings have no write access for anybody.
        self.sudo().write({"state": "posted"})

    def action_discard(self):
        """Delete a draft and its entry.

        :return: action which shows the closings
        """
        self._check_groups(ACCOUNTANTS)
        if any(closing.state == "posted" for closing in self):
            raise UserError(self.env._("What is posted stays."))
        self._discard()
        return self.env["ir.actions.act_window"]._for_xml_id(
            "dealer_loyalty.dealer_loyalty_closing_action"
        )

    def _discard(self):
        moves = self.move_id
        # sudo: closings have no write access for anybody.
        self.sudo().unlink()
        moves.unlink()

    @api.ondelete(at_uninstall=False)
    def _unlink_except_posted(self):
        if any(closing.state == "posted" for closing in self):
            raise UserError(self.env._("What is posted stays."))

    # === DRILL-DOWN === #

    def _get_scope_domain(self):
        """Entries which a closing could see, of points which its showroom issued."""
        self.ensure_one()
        return [
            ("card_id.program_id", "=", self.program_id.id),
            ("lot_move_ids.lot_id.company_id", "=", self.company_id.id),
            ("date", "<=", fields.Date.to_string(self.date)),
            ("id", "<=", self.last_entry_id),
        ]

    def _get_late_domain(self):
        previous = self.previous_id
        return [
            *self._get_scope_domain(),
            ("date", "<=", fields.Date.to_string(previous.date)),
            ("id", ">", previous.last_entry_id),
        ]

    def _count_late(self):
        # sudo: a number; the accountant does not see cards of every showroom.
        return (
            self.env["dealer.loyalty.entry"]
            .sudo()
            .search_count(self._get_late_domain())
        )

    def _get_entry_domain(self):
        """Entries behind the movements of this closing."""
        if not self.previous_id:
            return self._get_scope_domain()
        return [
            *self._get_scope_domain(),
            "|",
            ("date", ">", fields.Date.to_string(self.previous_id.date)),
            ("id", ">", self.previous_id.last_entry_id),
        ]

    def action_open_entries(self):
        """Points entries of this closing; each leads to its invoice."""
        return self._open_entries(self._get_entry_domain())

    def action_open_late(self):
        """Entries with a day which was closed before they were booked."""
        if not self.previous_id:
            raise UserError(self.env._("There is no closing before this one."))
        return self._open_entries(self._get_late_domain())

    def _open_entries(self, domain):
        self.check_access("read")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Points Entries"),
            "res_model": "dealer.loyalty.entry",
            "view_mode": "list,kanban,form,pivot",
            "domain": domain,
            "context": {"create": False},
        }

    def action_open_move(self):
        """The journal entry."""
        self.ensure_one()
        if not self.move_id:
            raise UserError(self.env._("Nothing moved in this month."))
        return self.move_id._get_records_action()

    @api.model
    def _default_day(self):
        """Last day of the month before this one."""
        today = fields.Date.context_today(self)
        return today.replace(day=1) - relativedelta(days=1)
