from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.dealer_crm import append_only

# What the trigger protects.
LEDGER_COLUMNS = (
    "card_id",
    "seq",
    "kind",
    "points",
    "balance_after",
    "idempotency_key",
    "company_id",
    "date",
    "origin_model",
    "origin_id",
    "description",
    "rule_id",
)


class DealerLoyaltyEntry(models.Model):
    _name = "dealer.loyalty.entry"
    _description = "Points Entry"
    _order = "id desc"
    _rec_name = "description"

    card_id = fields.Many2one(
        comodel_name="loyalty.card",
        required=True,
        readonly=True,
        ondelete="restrict",
    )
    # Not stored: a merge of contacts rewrites foreign keys, entries cannot be changed.
    partner_id = fields.Many2one(related="card_id.partner_id", string="Holder")
    dealer_number = fields.Char(related="card_id.dealer_number")
    seq = fields.Integer(string="No.", required=True, readonly=True, aggregator=None)
    kind = fields.Selection(
        selection=[
            ("earn", "Earned"),
            ("redeem", "Redeemed"),
            ("expire", "Expired"),
            ("reverse", "Reversed"),
            ("adjust", "Adjusted"),
            ("transfer", "Transferred"),
            ("debt", "Owed"),
        ],
        required=True,
        readonly=True,
        help="Owed: points which had to be taken back but were spent already are lent "
        "to the card (plus) and paid with the next points (minus).",
    )
    points = fields.Integer(required=True, readonly=True)
    balance_after = fields.Integer(
        string="Balance", required=True, readonly=True, aggregator=None
    )
    idempotency_key = fields.Char(required=True, readonly=True)
    company_id = fields.Many2one(
        comodel_name="res.company",
        string="Showroom",
        required=True,
        readonly=True,
        ondelete="restrict",
    )
    date = fields.Date(required=True, readonly=True)
    origin_model = fields.Char(string="Kind of Origin", readonly=True)
    origin_id = fields.Many2oneReference(
        model_field="origin_model",
        readonly=True,
        help="The record whose points these are: all entries of one origin add up to "
        "what it is worth today.",
    )
    description = fields.Char(
        readonly=True, help="Number of the document, or the reason of an adjustment."
    )
    move_id = fields.Many2one(
        comodel_name="account.move",
        string="Invoice",
        readonly=True,
        ondelete="set null",
        index="btree_not_null",
        help="The invoice or credit note which caused the entry.",
    )
    sale_order_id = fields.Many2one(
        comodel_name="sale.order",
        readonly=True,
        ondelete="set null",
        index="btree_not_null",
    )

    rule_id = fields.Many2one(
        comodel_name="dealer.loyalty.earn.rule",
        string="Earning Rule",
        readonly=True,
        ondelete="restrict",
        index="btree_not_null",
        help="Empty: the rate of the programme.",
    )

    _card_seq_uniq = models.Constraint(
        "UNIQUE(card_id, seq)", "Two points entries have the same number."
    )
    _key_uniq = models.Constraint(
        "UNIQUE(idempotency_key)", "These points have been booked already."
    )
    _seq_positive = models.Constraint(
        "CHECK(seq > 0)", "Points entries are numbered from 1."
    )
    _balance_positive = models.Constraint(
        "CHECK(balance_after >= 0)", "The balance of a card cannot become negative."
    )
    _points_sign = models.Constraint(
        "CHECK(CASE WHEN kind = 'earn' THEN points > 0"
        " WHEN kind IN ('redeem', 'expire') THEN points < 0"
        " ELSE points <> 0 END)",
        "Earned points are above zero, redeemed and expired ones below.",
    )
    _origin_idx = models.Index("(origin_model, origin_id)")
    _company_date_idx = models.Index("(company_id, date)")

    def init(self):
        """Create the triggers which make the table append-only.

        Runs at every installation and update.
        """
        append_only.protect(
            self.env.cr,
            self._table,
            LEDGER_COLUMNS,
            "Points entries cannot be changed or deleted. Correct them with a new "
            "entry.",
            blottable=["description"],
        )

    @api.depends("kind", "points", "description")
    def _compute_display_name(self):
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        for entry in self:
            parts = [kinds.get(entry.kind), f"{entry.points:+d}", entry.description]
            entry.display_name = " ".join(filter(None, parts))

    @api.model_create_multi
    def create(self, vals_list):  # pylint: disable=method-required-super
        """Refused for everybody: only the writer makes entries.

        :raise UserError: always
        """
        raise UserError(
            self.env._(
                "Points entries cannot be entered by hand. Use the adjustment on the "
                "card, which asks for a reason."
            )
        )

    def action_open_document(self):
        """Open the invoice or the order which caused the entry.

        :return: window action
        :raise UserError: the entry has no document, or it was deleted
        """
        self.ensure_one()
        document = self.move_id or self.sale_order_id
        if not document:
            raise UserError(self.env._("This entry belongs to no document."))
        return document._get_records_action()
