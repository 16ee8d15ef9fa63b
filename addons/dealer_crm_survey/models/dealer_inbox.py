from odoo import api, fields, models

from odoo.addons.dealer_crm.tools import json_lead

from ..tools import answers


class DealerInbox(models.Model):
    _inherit = "dealer.inbox"

    format = fields.Selection(
        selection_add=[("survey", "Questionnaire")], ondelete={"survey": "cascade"}
    )
    survey_input_id = fields.Many2one(
        comodel_name="survey.user_input",
        string="Answers",
        readonly=True,
        ondelete="set null",
        index="btree_not_null",
        groups="survey.group_survey_user",
    )

    @api.model
    def _get_readers(self):
        return {**super()._get_readers(), "survey": json_lead.parse}

    @api.model
    def _get_unattended_formats(self):
        return [*super()._get_unattended_formats(), "survey"]

    def _prepare_lead_vals(self, item, partner):
        vals = super()._prepare_lead_vals(item, partner)
        # sudo: the intake does not see the answers of a questionnaire.
        answer = self.sudo().survey_input_id
        if answer:
            asked = answer.user_input_line_ids.filtered(lambda line: not line.skipped)
            meanings = asked.question_id.mapped("dealer_lead_field")
            vals["origin_survey_id"] = answer.survey_id.id
            vals["dealer_test_drive_wanted"] = answers.TEST_DRIVE in meanings
        return vals

    def _take(self):
        result = super()._take()
        # sudo: the intake does not see the answers of a questionnaire.
        answer = self.sudo().survey_input_id
        if answer and (lead := self.sudo().lead_ids[:1]):
            answer.lead_id = lead
            if not answer._get_dealer_participant():
                # Whose answers these are: for the export and the erasing of data.
                answer.partner_id = lead.partner_id
                answer._dealer_take_over(lead.partner_id, is_certain=False)
        return result
