from odoo import fields, models


class SurveySurvey(models.Model):
    _inherit = "survey.survey"

    dealer_intake_source_id = fields.Many2one(
        comodel_name="dealer.intake.source",
        string="Intake Source",
        domain="[('channel', 'in', ('event', 'survey'))]",
        ondelete="restrict",
        index="btree_not_null",
        groups="dealer_crm.group_dealer_manager",
        help="Each finished answer goes to the intake and becomes a lead of this "
        "source. Say for each question what it asks for.",
    )
