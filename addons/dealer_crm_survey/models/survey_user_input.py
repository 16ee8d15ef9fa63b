"""A finished questionnaire is handed in like the message of a portal."""

import json

from odoo import models
from odoo.tools import format_date, format_datetime

from ..tools import answers

SOURCE = "survey"


class SurveyUserInput(models.Model):
    _inherit = "survey.user_input"

    def _create_leads_from_generative_answers(self):
        # sudo: whoever ends a live session need not see the intake.
        linked = self.filtered(
            lambda answer: answer.survey_id.sudo().dealer_intake_source_id
        )
        linked.filtered(lambda answer: not answer.test_entry)._dealer_hand_in()
        # Stock's way would make a second lead, of a second contact.
        return super(
            SurveyUserInput, self - linked
        )._create_leads_from_generative_answers()

    def _dealer_hand_in(self):
        """Keep the answers in the intake, each once; the job makes the leads.

        :return: dealer.inbox
        """
        intake = self.env.ref("dealer_crm.user_intake")
        rows = self.env["dealer.inbox"].with_user(intake)
        if not self:
            return rows
        # sudo: participants have no rights.
        for answer in self.sudo():
            source = answer.survey_id.dealer_intake_source_id.with_user(intake)
            document = answer._prepare_dealer_lead()
            row, is_new = rows.with_company(source.company_id)._store(
                source,
                json.dumps(document, ensure_ascii=False).encode(),
                "application/json",
                format="survey",
            )
            if is_new:
                # sudo: nobody may change a message by hand.
                row.sudo().survey_input_id = answer
            rows |= row
        # sudo: jobs are the system's.
        self.env.ref("dealer_crm.ir_cron_process_pending").sudo()._trigger()
        return rows

    def _prepare_dealer_lead(self):
        """The answers as a lead in JSON.

        :return: dict, schema in ``dealer_crm/tools/json_lead.py``
        """
        self.ensure_one()
        survey = self.survey_id
        partner = self._get_dealer_participant()
        colleague = self.partner_id.filtered("active") - partner
        given = [
            answers.Answer(
                question.dealer_lead_field or "",
                question.title,
                self._get_dealer_text(lines, colleague),
            )
            for question, lines in self.user_input_line_ids.grouped(
                "question_id"
            ).items()
        ]
        known = {
            "name": partner.name or ("" if colleague else self.nickname),
            "phone": partner.phone,
            "email": partner.email or ("" if colleague else self.email),
        }
        document = answers.document(f"answer-{self.id}", SOURCE, given, known)
        return {**document, "provider": survey.title}

    def _get_dealer_participant(self):
        """Who answers, when that is known: a colleague asks for the visitor.

        :return: res.partner or an empty recordset
        """
        return self.partner_id.filtered(
            lambda partner: partner.active and all(partner.user_ids.mapped("share"))
        )

    def _get_dealer_text(self, lines, colleague):
        """What was answered to one question; '' when it was skipped.

        :param lines: survey.user_input.line of the question
        :param colleague: res.partner who asks for a visitor, or empty
        :return: str
        """
        texts = []
        for line in lines.filtered(lambda line: not line.skipped):
            text = self._get_dealer_value(line)
            if text and text == colleague.email:
                # Stock fills in who is logged in.
                continue
            if line.matrix_row_id:
                text = f"{line.matrix_row_id.value}: {text}"
            texts.append(text)
        return ", ".join(filter(None, texts))

    def _get_dealer_value(self, line):
        if line.answer_type == "date":
            return format_date(self.env, line.value_date)
        if line.answer_type == "datetime":
            return format_datetime(self.env, line.value_datetime)
        if line.answer_type == "numerical_box":
            return f"{line.value_numerical_box:g}"
        return str(line._get_answer_value() or "")
