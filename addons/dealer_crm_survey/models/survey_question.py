from odoo import fields, models


class SurveyQuestion(models.Model):
    _inherit = "survey.question"

    dealer_lead_field = fields.Selection(
        selection=[
            ("name", "Name"),
            ("phone", "Phone"),
            ("email", "E-mail"),
            ("city", "City"),
            ("car", "Wanted brand and model"),
            ("make", "Wanted brand"),
            ("model", "Wanted model"),
            ("year", "Model year"),
            ("budget", "Budget"),
            ("trade_in", "The customer's own car"),
            ("timeframe", "When the customer buys"),
            ("test_drive", "Wish for a test drive"),
            ("comments", "Comment"),
        ],
        string="In the Lead",
        help="Where the answer stands in the lead. Empty: in its description, with "
        "the question.",
    )
