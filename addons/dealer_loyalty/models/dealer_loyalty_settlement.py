"""Points of one showroom which were spent at another one, paid between the two."""

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL, date_utils

from .dealer_loyalty_closing import ACCOUNTANTS

HOLD = "dealer.loyalty.hold"
# Spent at a showroom, less what was given back there, of points of another one.
# Branches of one company are one legal entity and owe each other nothing.
SPENT = """
    SELECT giver.id, taker.id, -sum(move.points)::int8
      FROM dealer_loyalty_entry entry
      JOIN dealer_loyalty_lot_move move ON move.entry_id = entry.id
      JOIN dealer_loyalty_lot lot ON lot.id = move.lot_id
      JOIN loyalty_card card ON card.id = lot.card_id
      JOIN res_company giver ON giver.id = lot.company_id
      JOIN res_company taker ON taker.id = entry.company_id
     WHERE card.program_id = %(program)s
       AND (entry.kind = 'redeem' OR entry.origin_model = %(hold)s)
       AND split_part(giver.parent_path, '/', 1)
           <> split_part(taker.parent_path, '/', 1)
       AND entry.date <= %(day)s AND entry.id <= %(last)s
  GROUP BY 1, 2
"""


class DealerLoyaltySettlement(models.Model):
    _name = "dealer.loyalty.settlement"
    _inherit = ["mail.thread"]
    _description = "Settlement of Points"
    _order = "date desc, revision desc, id desc"

    accounting_id = fields.Many2one(
        comodel_name="dealer.loyalty.accounting",
        string="Points of",
        required=True,
        readonly=True,
        ondelete="restrict",
    )
    taker_id = fields.Many2one(
        comodel_name="dealer.loyalty.accounting",
        string="Spent with",
        required=True,
        readonly=True,
        ondelete="restrict",
        index=True,
    )
    program_id = fields.Many2one(
        related="accounting_id.program_id", string="Club", store=True
    )
    company_id = fields.Many2one(
        related="accounting_id.company_id",
        string="Points Given by",
        store=True,
        precompute=True,
        required=True,
    )
    taker_company_id = fields.Many2one(
        related="taker_id.company_id",
        string="Points Spent at",
        store=True,
        precompute=True,
        required=True,
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    date = fields.Date(string="Last Day", required=True, readonly=True)
    revision = fields.Integer(required=True, readonly=True, aggregator=None)
    state = fields.Selection(
        selection=[("draft", "Draft"), ("posted", "Posted")],
        required=True,
        readonly=True,
        default="draft",
        tracking=True,
    )
    previous_id = fields.Many2one(
        comodel_name="dealer.loyalty.settlement",
        string="Follows",
        readonly=True,
        ondelete="restrict",
        index="btree_not_null",
    )
    last_entry_id = fields.Integer(
        string="Last Points Entry", required=True, readonly=True, aggregator=None
    )
    points = fields.Integer(
        required=True,
        readonly=True,
        help="Spent since the last settlement, less what was given back.",
    )
    point_value = fields.Monetary(
        string="Settlement of a Point", required=True, readonly=True, aggregator=None
    )
    amount = fields.Monetary(
        required=True, readonly=True, help="In the currency of who gave the points."
    )
    giver_move_id = fields.Many2one(
        comodel_name="account.move",
        string="Entry of the Giver",
        readonly=True,
        copy=False,
        ondelete="restrict",
        index="btree_not_null",
    )
    taker_move_id = fields.Many2one(
        comodel_name="account.move",
        string="Entry of the Other Showroom",
        readonly=True,
        copy=False,
        ondelete="restrict",
        index="btree_not_null",
    )

    _revision_uniq = models.UniqueIndex(
        "(accounting_id, taker_id, date, revision)", "This month was settled already."
    )
    _open_uniq = models.UniqueIndex(
        "(accounting_id, taker_id) WHERE state = 'draft'",
        "A draft of these two showrooms is open already.",
    )

    @api.depends("accounting_id", "taker_id", "date", "revision")
    def _compute_display_name(self):
        for row in self:
            month = row.date and row.date.strftime("%Y-%m")
            # sudo: the name of the other showroom.
            pair = row.sudo()
            name = f"{pair.company_id.name} → {pair.taker_company_id.name} {month}"
            row.display_name = f"{name} ({row.revision + 1})" if row.revision else name

    # === CALCULATION === #

    @api.model
    def _prepare_month(self, program, day):
        """Make the drafts of a month: one for each two showrooms with a difference.

        Pairs with a showroom which the user may not enter are left to somebody who may.

        :param program: loyalty.program
        :param date day: any day of the month
        :return: dealer.loyalty.settlement drafts
        :raise UserError: month not over or settled, a showroom has no accounts for it,
            or nothing is to be settled
        """
        last_day = date_utils.end_of(day, "month")
        settings = self._lock_settings(program)
        # sudo: what was settled, with whatever showroom.
        posted = self.sudo().search(
            [("program_id", "=", program.id), ("state", "=", "posted")]
        )
        self._check_month(last_day, posted)
        # sudo: settlements are written by this model's methods only.
        self.sudo().search(
            [("program_id", "=", program.id), ("state", "=", "draft")]
        ).filtered(lambda row: row._is_allowed(self.env.user)).unlink()
        last_entry_id, spent = self._read_spent(program, last_day)
        rows, hidden = [], []
        for pair, points in self._get_differences(posted, spent).items():
            # sudo: the name of the other showroom.
            companies = self.env["res.company"].sudo().browse(pair)
            if companies <= self.env.user.company_ids:
                rows.append((self._get_settings(settings, companies), points))
            else:
                hidden.append(" → ".join(companies.mapped("name")))
        if not rows:
            raise UserError(self._get_nothing_message(hidden))
        # sudo: nobody writes settlements by hand.
        drafts = self.sudo().create(
            [
                self._prepare_vals(pair, points, last_day, last_entry_id, posted)
                for pair, points in rows
            ]
        )
        return drafts.with_env(self.env)

    def _lock_settings(self, program):
        """Lock the settings of a club: one person at a time settles it.

        :return: dealer.loyalty.accounting of all showrooms
        """
        self.env.execute_query(
            SQL(
                "SELECT id FROM dealer_loyalty_accounting WHERE program_id = %s"
                " ORDER BY id FOR UPDATE",
                program.id,
            )
        )
        # sudo: those of all showrooms; rights on the two are checked for each pair.
        settings = self.env["dealer.loyalty.accounting"].sudo()
        return settings.search([("program_id", "=", program.id)])

    def _check_month(self, last_day, posted):
        if last_day >= fields.Date.context_today(self):
            raise UserError(self.env._("The month is not over yet."))
        last = max(posted.mapped("date"), default=last_day)
        if last_day < last:
            raise UserError(
                self.env._(
                    "%(day)s was settled already: what came later for older months is "
                    "in the next settlement.",
                    day=fields.Date.to_string(last),
                )
            )

    def _read_spent(self, program, last_day):
        """Points of each showroom spent at each other one, since the beginning.

        :return: tuple (id of the last entry, dict (giver id, taker id) -> points)
        """
        self.env.flush_all()
        [(last,)] = self.env.execute_query(
            SQL("SELECT coalesce(max(id), 0) FROM dealer_loyalty_entry")
        )
        rows = self.env.execute_query(
            SQL(SPENT, program=program.id, day=last_day, last=last, hold=HOLD)
        )
        return last, {(giver, taker): points for giver, taker, points in rows}

    def _get_differences(self, posted, spent):
        """What is not settled yet.

        :return: dict (giver id, taker id) -> points, not 0
        """
        rest = dict(spent)
        for row in posted:
            pair = (row.company_id.id, row.taker_company_id.id)
            rest[pair] = rest.get(pair, 0) - row.points
        return {pair: points for pair, points in sorted(rest.items()) if points}

    def _get_settings(self, settings, companies):
        """Settings of the two showrooms.

        :raise UserError: one cannot settle yet
        """
        giver, taker = (
            settings.filtered(lambda row, own=company: row.company_id == own)
            for company in companies
        )
        missing = [
            company.name
            for company, setting in zip(companies, (giver, taker), strict=True)
            if not setting.settles
        ]
        if missing:
            raise UserError(
                self.env._(
                    "Not set up for settling with other showrooms: %(names)s. Use Set "
                    "Up Settlement under Accounting of Points.",
                    names=", ".join(missing),
                )
            )
        return giver | taker

    def _get_nothing_message(self, hidden):
        if hidden:
            return self.env._(
                "Only showrooms which you may not enter have something to settle: "
                "%(pairs)s.",
                pairs=", ".join(hidden),
            )
        return self.env._("Nothing to settle: every point spent elsewhere is paid.")

    def _prepare_vals(self, pair, points, last_day, last_entry_id, posted):
        """Values of a draft.

        :param pair: dealer.loyalty.accounting, giver and taker
        :param int points: since the last settlement
        :param posted: dealer.loyalty.settlement of the club, posted
        """
        giver, taker = pair
        previous = posted.filtered(
            lambda row: row.accounting_id == giver and row.taker_id == taker
        ).sorted(lambda row: (row.date, row.revision))[-1:]
        value = giver.settlement_value
        return {
            "accounting_id": giver.id,
            "taker_id": taker.id,
            "date": last_day,
            "revision": previous.revision + 1 if previous.date == last_day else 0,
            "previous_id": previous.id,
            "last_entry_id": last_entry_id,
            "points": points,
            "point_value": value,
            "amount": giver.currency_id.round(points * value),
        }

    def _is_allowed(self, user):
        return (self.company_id | self.taker_company_id) <= user.company_ids

    # === ACTIONS === #

    def _check_accountant(self):
        self.check_access("read")
        if not self.env.su and not self.env.user.has_groups(ACCOUNTANTS):
            raise AccessError(self.env._("This is for accountants."))
        for row in self:
            if not self.env.su and not row._is_allowed(self.env.user):
                raise AccessError(
                    self.env._("This is for accountants of both showrooms.")
                )

    def action_post(self):
        """Post an entry in each of the two showrooms, both or none.

        :raise UserError: posted already, or a month is locked
        """
        self._check_accountant()
        for row in self:
            if row.state != "draft":
                raise UserError(self.env._("It is posted already."))
            row._post_entries()

    def action_discard(self):
        """Delete drafts.

        :return: action which shows the settlements
        """
        self._check_accountant()
        # sudo: settlements have no write access for anybody.
        self.sudo().unlink()
        return self.env["ir.actions.act_window"]._for_xml_id(
            "dealer_loyalty.dealer_loyalty_settlement_action"
        )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_posted(self):
        if any(row.state == "posted" for row in self):
            raise UserError(self.env._("What is posted stays."))

    def action_open_entries(self):
        """Points entries behind the points; each leads to its invoice."""
        self.ensure_one()
        self.check_access("read")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Points Entries"),
            "res_model": "dealer.loyalty.entry",
            "view_mode": "list,kanban,form,pivot",
            "domain": self._get_entry_domain(),
            "context": {"create": False},
        }

    def _get_entry_domain(self):
        domain = [
            ("card_id.program_id", "=", self.program_id.id),
            ("company_id", "=", self.taker_company_id.id),
            ("lot_move_ids.lot_id.company_id", "=", self.company_id.id),
            ("date", "<=", fields.Date.to_string(self.date)),
            ("id", "<=", self.last_entry_id),
            "|",
            ("kind", "=", "redeem"),
            ("origin_model", "=", HOLD),
        ]
        if previous := self.previous_id:
            domain += [
                "|",
                ("date", ">", fields.Date.to_string(previous.date)),
                ("id", ">", previous.last_entry_id),
            ]
        return domain

    def action_open_moves(self):
        """The entries in the two showrooms."""
        self.ensure_one()
        moves = self.giver_move_id | self.taker_move_id
        if not moves:
            raise UserError(self.env._("It is not posted yet."))
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "account.action_move_journal_line"
        )
        return {
            **action,
            "domain": [("id", "in", moves.ids)],
            "context": {"create": False},
        }
