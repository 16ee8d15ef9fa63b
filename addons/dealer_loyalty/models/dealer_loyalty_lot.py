"""Lots of points: where they come from, when they expire, what is left of them."""

from odoo import api, fields, models
from odoo.tools import SQL

from odoo.addons.dealer_crm import append_only


class DealerLoyaltyLot(models.Model):
    _name = "dealer.loyalty.lot"
    _description = "Lot of Points"
    _order = "expires_on, issued_on, id"

    card_id = fields.Many2one(
        comodel_name="loyalty.card", required=True, readonly=True, ondelete="restrict"
    )
    company_id = fields.Many2one(
        comodel_name="res.company",
        string="Issued by",
        required=True,
        readonly=True,
        ondelete="restrict",
        help="The showroom which has given the points and owes them.",
    )
    entry_id = fields.Many2one(
        comodel_name="dealer.loyalty.entry",
        string="Given by",
        required=True,
        readonly=True,
        ondelete="restrict",
        index=True,
    )
    origin_model = fields.Char(string="Kind of Origin", readonly=True)
    origin_id = fields.Many2oneReference(model_field="origin_model", readonly=True)
    description = fields.Char(readonly=True)
    issued_on = fields.Date(required=True, readonly=True)
    expires_on = fields.Date(
        readonly=True, help="Last day on which the points can be spent. Empty: never."
    )
    points = fields.Integer(string="Issued", required=True, readonly=True)
    remaining = fields.Integer(
        required=True,
        readonly=True,
        help="What is left. The sum of all lots is the balance of the card.",
    )
    move_ids = fields.One2many(
        comodel_name="dealer.loyalty.lot.move", inverse_name="lot_id", readonly=True
    )

    _remaining_range = models.Constraint(
        "CHECK(remaining >= 0 AND points > 0)",
        "A lot cannot have less than no points.",
    )
    _open_idx = models.Index("(card_id, expires_on) WHERE remaining > 0")
    _expiry_idx = models.Index("(expires_on) WHERE remaining > 0")
    _card_idx = models.Index("(card_id)")

    @api.depends("remaining", "expires_on")
    def _compute_display_name(self):
        for lot in self:
            lot.display_name = f"{lot.remaining} / {lot.points}"

    @api.model
    def _open_missing(self, cards=None):
        """Make the lots of cards which have a balance but none.

        For entries which were written when there were no lots, or in bulk by SQL. What
        was spent is taken from the oldest points.

        :param cards: loyalty.card, default all
        :return: number of lots
        """
        for name in ("loyalty.card", "dealer.loyalty.entry", "dealer.loyalty.lot"):
            self.env[name].flush_model()
        rows = self.env.execute_query(
            SQL(
                """
                WITH gain AS (
                    SELECT entry.*, card.dealer_balance AS balance,
                           program.dealer_expiry_months AS months,
                           sum(entry.points) OVER (PARTITION BY card.id
                                                   ORDER BY entry.seq DESC) AS upto
                      FROM loyalty_card card
                      JOIN loyalty_program program ON program.id = card.program_id
                      JOIN dealer_loyalty_entry entry ON entry.card_id = card.id
                     WHERE card.dealer_club AND card.dealer_balance > 0
                       AND entry.points > 0
                       AND %(cards)s
                       AND NOT EXISTS (SELECT FROM dealer_loyalty_lot lot
                                        WHERE lot.card_id = card.id)
                ), rest AS (
                    SELECT *, least(points, balance - (upto - points)) AS part
                      FROM gain WHERE balance > upto - points
                ), numbered AS (
                    SELECT *, nextval('dealer_loyalty_lot_id_seq') AS lot_id FROM rest
                ), lot AS (
                    INSERT INTO dealer_loyalty_lot
                        (id, card_id, entry_id, company_id, origin_model, origin_id,
                         description, issued_on, expires_on, points, remaining,
                         create_uid, write_uid, create_date, write_date)
                    SELECT lot_id, card_id, id, company_id, origin_model, origin_id,
                           description, date,
                           CASE WHEN months > 0
                                THEN (date + make_interval(months => months))::date END,
                           points, part, create_uid, create_uid, create_date,
                           create_date
                      FROM numbered
                )
                INSERT INTO dealer_loyalty_lot_move
                    (lot_id, entry_id, points,
                     create_uid, write_uid, create_date, write_date)
                SELECT lot_id, id, part, create_uid, create_uid, create_date,
                       create_date
                  FROM numbered
             RETURNING id
                """,
                cards=SQL("card.id = ANY(%s)", cards.ids) if cards else SQL("TRUE"),
            )
        )
        self.invalidate_model()
        return len(rows)


class DealerLoyaltyLotMove(models.Model):
    _name = "dealer.loyalty.lot.move"
    _description = "Movement of a Lot"
    _order = "id desc"

    lot_id = fields.Many2one(
        comodel_name="dealer.loyalty.lot",
        required=True,
        readonly=True,
        ondelete="restrict",
        index=True,
    )
    entry_id = fields.Many2one(
        comodel_name="dealer.loyalty.entry",
        required=True,
        readonly=True,
        ondelete="restrict",
        index=True,
    )
    card_id = fields.Many2one(related="lot_id.card_id")
    company_id = fields.Many2one(related="lot_id.company_id")
    points = fields.Integer(required=True, readonly=True)

    _entry_lot_uniq = models.Constraint(
        "UNIQUE(lot_id, entry_id)", "These points have left the lot already."
    )
    _points_set = models.Constraint("CHECK(points <> 0)", "Nothing moves.")

    def init(self):
        """Create the triggers which make the table append-only, and the lots of cards
        which are older than lots."""
        append_only.protect(
            self.env.cr,
            self._table,
            ["lot_id", "entry_id", "points"],
            "Movements of lots cannot be changed or deleted.",
        )
        # When the columns of all models are there.
        self.pool.post_init(self.env["dealer.loyalty.lot"]._open_missing)
