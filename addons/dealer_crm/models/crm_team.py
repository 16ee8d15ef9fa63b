from odoo import fields, models


class CrmTeam(models.Model):
    _inherit = "crm.team"

    dealer_own_stages = fields.Boolean(
        string="Own Stages Only",
        help="The pipeline of this team shows only the stages assigned to it, not "
        "those shared by all teams.",
    )
