from odoo import fields, models


class SurveySurvey(models.Model):
    _inherit = "survey.survey"

    dealer_has_points = fields.Boolean(
        string="Points of the Club",
        help="Members who answer get the points of the bonus rules “Questionnaire "
        "answered”: once for each questionnaire, or for each time they are asked.",
    )
