from odoo import fields, models


class SurveySurvey(models.Model):
    _inherit = "survey.survey"

    dealer_event = fields.Selection(
        selection_add=[("service", "Service")], ondelete={"service": "set null"}
    )
