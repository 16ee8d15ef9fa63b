from odoo import fields, models


class DealerLoyaltyEntry(models.Model):
    _inherit = "dealer.loyalty.entry"

    lot_move_ids = fields.One2many(
        comodel_name="dealer.loyalty.lot.move",
        inverse_name="entry_id",
        string="Movements of Lots",
        readonly=True,
    )
