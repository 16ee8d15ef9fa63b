"""Points and movements of each quarter in a closing."""

from odoo import fields, models


class DealerLoyaltyClosingLine(models.Model):
    _name = "dealer.loyalty.closing.line"
    _description = "Points of a Quarter in a Closing"
    _order = "vintage, id"

    closing_id = fields.Many2one(
        comodel_name="dealer.loyalty.closing",
        string="Closing of Points",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    company_id = fields.Many2one(related="closing_id.company_id", store=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    vintage = fields.Char(
        string="Quarter",
        required=True,
        readonly=True,
        help="When the points were given.",
    )
    points_issued = fields.Integer(string="Points Given", readonly=True)
    points_reversed = fields.Integer(readonly=True)
    points_redeemed = fields.Integer(readonly=True)
    points_expired = fields.Integer(readonly=True)
    points_open = fields.Integer(string="Open Points", readonly=True)
    opening = fields.Monetary(readonly=True)
    deferred = fields.Monetary(readonly=True)
    redeemed = fields.Monetary(readonly=True)
    breakage = fields.Monetary(string="Expired, Breakage", readonly=True)
    reversed = fields.Monetary(readonly=True)
    closing = fields.Monetary(readonly=True)

    _vintage_uniq = models.UniqueIndex(
        "(closing_id, vintage)", "Each quarter is in a closing once."
    )
