"""Numbers of cards which were lost: blocked, and known."""

from odoo import fields, models

REASONS = [
    ("lost", "Lost"),
    ("stolen", "Stolen"),
    ("damaged", "Damaged"),
    ("other", "Another reason"),
]


class DealerLoyaltyNumber(models.Model):
    _name = "dealer.loyalty.number"
    _inherit = ["dealer.own.customers"]
    _description = "Former Number of a Card"
    _order = "id desc"
    _rec_name = "code"

    _dealer_customer_paths = ("card_id.partner_id",)

    card_id = fields.Many2one(
        comodel_name="loyalty.card",
        string="Club Card",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    code = fields.Char(string="Former Number", required=True, readonly=True)
    reason = fields.Selection(
        selection=REASONS, required=True, readonly=True, default="lost"
    )
    create_date = fields.Datetime(string="Replaced On", readonly=True)
    create_uid = fields.Many2one(
        comodel_name="res.users", string="Replaced By", readonly=True
    )

    _code_uniq = models.UniqueIndex("(code)", "This number was replaced already.")
