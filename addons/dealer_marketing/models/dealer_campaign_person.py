"""What all rows of a campaign about a person have."""

from odoo import fields, models


class DealerCampaignPerson(models.AbstractModel):
    _name = "dealer.campaign.person"
    _description = "Row of a Campaign about a Person"
    _rec_name = "partner_id"

    campaign_id = fields.Many2one(
        comodel_name="utm.campaign",
        required=True,
        readonly=True,
        ondelete="cascade",
    )
    partner_id = fields.Many2one(
        comodel_name="res.partner",
        string="Customer",
        required=True,
        readonly=True,
        ondelete="cascade",
        index=True,
    )
    company_id = fields.Many2one(
        comodel_name="res.company",
        string="Showroom",
        readonly=True,
        ondelete="cascade",
        help="Empty: a campaign of the whole group.",
    )
