"""Answers follow "own customers only"."""

from odoo import models


class SurveyUserInput(models.Model):
    _name = "survey.user_input"
    _inherit = ["survey.user_input", "dealer.own.customers"]


class SurveyUserInputLine(models.Model):
    _name = "survey.user_input.line"
    _inherit = ["survey.user_input.line", "dealer.own.customers"]
    _dealer_customer_paths = ("user_input_id.partner_id",)
