from odoo import fields, models


class CrmTeam(models.Model):
    _inherit = "crm.team"

    dealer_calendar_id = fields.Many2one(
        comodel_name="resource.calendar",
        string="Working Hours",
        check_company=True,
        help="In these hours the minutes until an answer are counted. Empty: in those "
        "of the showroom.",
    )
