"""What all rows of a campaign about a person have."""

from odoo import api, fields, models
from odoo.exceptions import AccessError


class DealerCampaignPerson(models.AbstractModel):
    _name = "dealer.campaign.person"
    _description = "Row of a Campaign about a Person"
    # Without the customer: who sees numbers only reads the name of the row as well.
    _rec_name = "campaign_id"

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
        # Marketing works with groups and numbers: names are for who may export data.
        groups="base.group_allow_export",
    )
    company_id = fields.Many2one(
        comodel_name="res.company",
        string="Showroom",
        readonly=True,
        ondelete="cascade",
        help="Empty: a campaign of the whole group.",
    )

    @api.model
    def _check_names_access(self):
        """Names of a whole group are for who may take data along.

        :raise AccessError: without the right to export
        """
        if not self.env.user.has_group("base.group_allow_export"):
            raise AccessError(
                self.env._("Lists of customers are for those who may export data.")
            )
