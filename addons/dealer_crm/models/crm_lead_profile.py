from odoo import fields, models


class CrmLead(models.Model):
    _inherit = "crm.lead"

    # The person's: they stay when this lead is lost.
    dealer_interest_ids = fields.Many2many(
        related="partner_id.dealer_interest_ids", readonly=False
    )
    dealer_motive_ids = fields.Many2many(
        related="partner_id.dealer_motive_ids", readonly=False
    )
