"""Where answers go besides the lead: into the profile, and into the marks."""

from odoo import api, fields, models
from odoo.exceptions import ValidationError

# Which kind of question gives the value of a field.
KINDS = {
    "birthdate": ("date",),
    "children": ("numerical_box", "scale"),
    **dict.fromkeys(
        ("street", "city", "zip", "function", "children_years"), ("char_box",)
    ),
}


class SurveyQuestion(models.Model):
    _inherit = "survey.question"

    dealer_profile_field = fields.Selection(
        selection=[
            ("birthdate", "Date of birth"),
            ("street", "Street"),
            ("city", "City"),
            ("zip", "Postcode"),
            ("function", "Job"),
            ("children", "Number of children"),
            ("children_years", "Years of birth of the children"),
        ],
        string="In the Profile",
        help="Which field of the customer the answer fills. Interests and motives are "
        "chosen for each answer of a choice.",
    )
    dealer_mark = fields.Selection(
        selection=[("nps", "Would recommend (NPS)"), ("csi", "Satisfaction (CSI)")],
        string="Counts As",
        help="NPS: a scale from 0 to 10. CSI: any scale; several questions give their "
        "average.",
    )

    @api.constrains("dealer_profile_field", "dealer_mark", "question_type")
    def _check_dealer_kind(self):
        for question in self:
            kinds = KINDS.get(question.dealer_profile_field)
            if kinds and question.question_type not in kinds:
                raise ValidationError(
                    self.env._(
                        "“%(question)s” cannot fill this field of the profile: ask by "
                        "a date for the date of birth, a number for the children, one "
                        "line of text for the rest.",
                        question=question.title,
                    )
                )
            if question.dealer_mark and question.question_type != "scale":
                raise ValidationError(
                    self.env._(
                        "Marks are given by a scale: “%(question)s”.",
                        question=question.title,
                    )
                )

    @api.constrains("dealer_mark", "scale_min", "scale_max")
    def _check_dealer_scale(self):
        for question in self.filtered(lambda row: row.dealer_mark == "nps"):
            if (question.scale_min, question.scale_max) != (0, 10):
                raise ValidationError(
                    self.env._("The scale of the NPS goes from 0 to 10.")
                )


class SurveyQuestionAnswer(models.Model):
    _inherit = "survey.question.answer"

    dealer_interest_id = fields.Many2one(
        comodel_name="dealer.interest", string="Interest", ondelete="set null"
    )
    dealer_motive_id = fields.Many2one(
        comodel_name="dealer.motive", string="Motive", ondelete="set null"
    )
