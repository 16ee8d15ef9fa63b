from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tools import SQL

from ..tools import card_number

# Value of the context key below: a Python object, which no client can send.
SKIP_POINTS = object()
TOKEN_KEY = "dealer_loyalty_token"

# Written by the ledger's writer only.
LEDGER_FIELDS = {"dealer_balance", "dealer_held", "dealer_debt", "dealer_seq"}
# What a card is. People change it by merging contacts.
IDENTITY_FIELDS = {"program_id", "partner_id", "code"}


class LoyaltyCard(models.Model):
    _inherit = "loyalty.card"

    dealer_club = fields.Boolean(
        related="program_id.dealer_club",
        string="Club Card",
        store=True,
        precompute=True,
    )
    dealer_number = fields.Char(
        string="Card Number",
        compute="_compute_dealer_number",
        search="_search_dealer_number",
    )
    dealer_balance = fields.Integer(
        string="Balance", required=True, default=0, readonly=True, copy=False
    )
    dealer_held = fields.Integer(
        string="Reserved",
        required=True,
        default=0,
        readonly=True,
        copy=False,
        help="Points which confirmed orders will take when they are invoiced.",
    )
    dealer_available = fields.Integer(
        string="Available", compute="_compute_dealer_available"
    )
    dealer_debt = fields.Integer(
        string="Owed",
        required=True,
        default=0,
        readonly=True,
        copy=False,
        help="Points which had to be taken back but were spent already. "
        "The next points pay them.",
    )
    dealer_seq = fields.Integer(
        string="Number of Entries",
        required=True,
        default=0,
        readonly=True,
        copy=False,
        aggregator=None,
    )
    dealer_entry_ids = fields.One2many(
        comodel_name="dealer.loyalty.entry",
        inverse_name="card_id",
        string="Points Entries",
        readonly=True,
    )
    dealer_hidden_count = fields.Integer(
        string="Entries of Other Showrooms", compute="_compute_dealer_hidden_count"
    )
    dealer_hold_ids = fields.One2many(
        comodel_name="dealer.loyalty.hold",
        inverse_name="card_id",
        string="Reserved Points",
        readonly=True,
    )
    dealer_merged_into_id = fields.Many2one(
        comodel_name="loyalty.card",
        string="Replaced by",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
        help="Card which has the points since two contacts were merged. "
        "This number still finds its holder.",
    )

    _dealer_one_active = models.UniqueIndex(
        "(program_id, partner_id) WHERE dealer_club AND active",
        "This person has a card of the club already.",
    )
    _dealer_balance_positive = models.Constraint(
        "CHECK(dealer_balance >= 0)", "The balance of a card cannot become negative."
    )
    _dealer_held_covered = models.Constraint(
        "CHECK(dealer_held >= 0 AND dealer_held <= dealer_balance)",
        "More points are reserved than the card has.",
    )
    _dealer_debt_positive = models.Constraint(
        "CHECK(dealer_debt >= 0)", "Owed points cannot be below zero."
    )
    _dealer_points_cache = models.Constraint(
        "CHECK(dealer_club IS NOT TRUE"
        " OR coalesce(points, 0) = dealer_balance - dealer_held)",
        "Points of a club card are changed by the ledger only.",
    )

    @api.depends("dealer_club")
    def _compute_display_name(self):
        res = super()._compute_display_name()
        for card in self.filtered("dealer_club"):
            card.display_name = f"{card.program_id.name}: {card.dealer_number}"
        return res

    @api.depends("code")
    def _compute_dealer_number(self):
        for card in self:
            card.dealer_number = card_number.pretty(card.code)

    def _search_dealer_number(self, operator, value):
        if operator in ("ilike", "like", "=ilike", "=like") and isinstance(value, str):
            return [("code", operator, value.replace(" ", ""))]
        if operator == "in":
            codes = [card_number.parse(item or "") or item for item in value]
            return [("code", "in", codes)]
        return NotImplemented

    @api.depends_context("uid", "allowed_company_ids")
    @api.depends("dealer_seq")
    def _compute_dealer_hidden_count(self):
        entries = self.env["dealer.loyalty.entry"]
        seen = {}
        if entries.has_access("read"):
            groups = entries._read_group(
                [("card_id", "in", self.ids)], ["card_id"], ["__count"]
            )
            seen = {card.id: count for card, count in groups}
        for card in self:
            card.dealer_hidden_count = card.dealer_seq - seen.get(card._origin.id, 0)

    @api.depends("dealer_balance", "dealer_held")
    def _compute_dealer_available(self):
        for card in self:
            card.dealer_available = card.dealer_balance - card.dealer_held

    @api.constrains("partner_id", "dealer_club")
    def _check_dealer_partner(self):
        # Not a CHECK: stock's merge deletes the rows of a table with a constraint on
        # the partner's column when they get into each other's way.
        if any(card.dealer_club and not card.partner_id for card in self):
            raise ValidationError(
                self.env._("A club card belongs to a person: choose the contact.")
            )

    @api.model_create_multi
    def create(self, vals_list):
        """Create cards; those of a club with a number, points through the ledger.

        :raise AccessError: a user gives points to a new club card
        """
        program_ids = self._get_program_ids(vals_list)
        programs = self.env["loyalty.program"].browse(filter(None, program_ids))
        # sudo: only to tell the kind of the programme.
        club_ids = set(programs.sudo().exists().filtered("dealer_club").ids)
        granted = []
        prepared = []
        for vals, program_id in zip(vals_list, program_ids, strict=True):
            points = 0
            if program_id in club_ids:
                vals = dict(vals)
                points = vals.pop("points", 0)
                self._check_dealer_vals(vals, points)
                vals["code"] = vals.get("code") or card_number.draw()
            prepared.append(vals)
            granted.append(points)
        cards = super().create(prepared)
        for card, points in zip(cards, granted, strict=True):
            if points:
                card._adjust_by_system(points)
        return cards

    def _get_program_ids(self, vals_list):
        """Programme of each card to be created, with stock's default."""
        default = False
        if any("program_id" not in vals for vals in vals_list):
            default = self.default_get(["program_id"]).get("program_id")
        return [vals.get("program_id", default) for vals in vals_list]

    def write(self, vals):
        """Write cards; points of club cards only change through the ledger.

        :raise AccessError: a user writes points of a club card, or whose card it is
        """
        guarded = vals.keys() & (LEDGER_FIELDS | IDENTITY_FIELDS | {"points"})
        club = self.filtered("dealer_club") if guarded else self.browse()
        if not club:
            return super().write(vals)
        if others := self - club:
            super(LoyaltyCard, others).write(vals)
        vals = club._book_points(dict(vals))
        return super(LoyaltyCard, club).write(vals) if vals else True

    def _book_points(self, vals):
        """Book points which are written to club cards.

        :param dict vals: as written; changed
        :return: dict, what remains to be written
        """
        has_points = "points" in vals
        points = vals.pop("points", None)
        if self.env.context.get(TOKEN_KEY) is SKIP_POINTS:
            has_points = False
        self._check_dealer_vals(vals, has_points)
        if not self.env.su and vals.keys() & IDENTITY_FIELDS:
            raise AccessError(
                self.env._(
                    "Number, holder and programme of a club card cannot be changed. "
                    "If one person has two contacts, merge the contacts: the cards "
                    "are joined."
                )
            )
        if has_points:
            for card in self:
                card._adjust_by_system((points or 0) - card.points)
        return vals

    def _check_dealer_vals(self, vals, points):
        if any(vals.get(name) for name in LEDGER_FIELDS) or (
            points and not self.env.su
        ):
            raise AccessError(
                self.env._(
                    "Points of a club card cannot be written. A club manager adjusts "
                    "them on the card, by a number of points and with a reason."
                )
            )

    def _adjust_by_system(self, delta):
        """Safety net: points which stock or an import writes become one entry.

        :param delta: change of the available points
        """
        self.ensure_one()
        if delta % 1:
            raise ValidationError(
                self.env._(
                    "A club card knows whole points only, not %(points)s.",
                    points=delta,
                )
            )
        if delta:
            self.env["dealer.loyalty.ledger"]._post(
                self,
                "adjust",
                int(delta),
                f"system:{self.id}:{self.dealer_seq + 1}",
                on_short="debt",
                description=self.env.context.get("dealer_loyalty_origin") or "system",
            )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_entries(self):
        # sudo: whoever deletes a card may not read its reserved points.
        if any(card.dealer_seq or card.dealer_hold_ids for card in self.sudo()):
            raise UserError(
                self.env._(
                    "A card with points entries cannot be deleted. Archive it instead."
                )
            )

    def action_loyalty_update_balance(self):
        """Open the adjustment: stock's window asks for a new balance, which would
        undo what happens in the meantime.

        :return: window action
        """
        if not self.dealer_club:
            return super().action_loyalty_update_balance()
        return self.action_dealer_adjust()

    def action_dealer_adjust(self):
        """Open the adjustment of points.

        :return: window action
        """
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "dealer_loyalty.dealer_loyalty_adjust_action"
        )
        action["context"] = {"default_card_id": self.id}
        return action

    def _get_dealer_current(self):
        """The card which has the points today: the last one of a chain of merges.

        :return: loyalty.card
        """
        self.ensure_one()
        card = self
        while card.dealer_merged_into_id:
            card = card.dealer_merged_into_id
        return card

    @api.model
    def _insert_dealer_card(self, program, partner):
        """Make a club card unless there is one; parallel calls make one.

        A parallel transaction which has made the card raises a serialisation failure
        here; run again (Odoo does) it finds the card.

        :param program: loyalty.program
        :param partner: res.partner
        :return: the new card, empty when there was one or the number was taken
        """
        self.flush_model()
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO loyalty_card
                    (program_id, company_id, partner_id, code, points, active,
                     dealer_club, dealer_balance, dealer_held, dealer_debt,
                     dealer_seq, create_uid, write_uid, create_date, write_date)
                VALUES (%(program)s, %(company)s, %(partner)s, %(code)s, 0, TRUE,
                     TRUE, 0, 0, 0, 0, %(uid)s, %(uid)s, %(now)s, %(now)s)
                ON CONFLICT DO NOTHING
                RETURNING id
                """,
                program=program.id,
                company=program.company_id.id or None,
                partner=partner.id,
                code=card_number.draw(),
                uid=self.env.uid,
                now=self.env.cr.now(),
            ),
            log_exceptions=False,
        )
        card = self.browse(row[0] for row in self.env.cr.fetchall())
        if card:
            card._send_creation_communication()
        return card
