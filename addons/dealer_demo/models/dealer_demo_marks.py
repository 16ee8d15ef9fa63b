"""Marks of customers over half a year, a call after a bad one, letters."""

from datetime import timedelta

from odoo import fields, models
from odoo.tools import SQL

from .dealer_demo_leads import SILENT

DAYS = 180
SERVICES, PURCHASES = 70, 20
ANSWERED = 0.7
# Marks from 0 to 10 as they are given: most are pleased, some are not.
MARKS = (10, 10, 9, 10, 8, 9, 7, 10, 9, 8, 6, 9, 10, 4, 9, 8, 10, 2)
BETTER = (
    *("", "", "", "", "", ""),
    *("The car was ready an hour late", "Nobody told me the price before"),
    "Thank you, everything was explained",
)
RECENT_CALLS = 2


class DealerDemo(models.AbstractModel):
    _inherit = "dealer.demo"

    def _get_stages(self):
        return [
            *super()._get_stages(),
            ("marks", "marks of customers, letters", self._make_marks),
        ]

    def _make_marks(self, house):
        rng = house.random("marks")
        surveys = {
            "dealer.service.order": self.env.ref(
                "dealer_service_survey.survey_service"
            ),
            "crm.lead": self.env.ref("dealer_crm_survey.survey_delivery"),
        }
        for survey in surveys.values():
            survey.dealer_is_on = True
        surveys["dealer.service.order"].dealer_has_points = True
        today = fields.Date.context_today(self)
        orders = self.env["dealer.service.order"].search(
            [("state", "in", ("delivered", "history")), ("partner_id", "!=", False)],
            order="date desc, id",
            limit=SERVICES,
        )
        leads = self.env["crm.lead"].search(
            [("won_status", "=", "won"), ("partner_id", "!=", False)],
            order="date_closed desc, id",
            limit=PURCHASES,
        )
        for records in (orders, leads):
            self._answer_for_marks(rng, surveys[records._name], records, today)
        self._write_demo_letters()

    def _answer_for_marks(self, rng, survey, records, today):
        """Answers spread over the months; the last bad ones have a task."""
        event = survey.dealer_event
        names = {"crm.lead": "user_id"}
        answers = self.env["survey.user_input"].create(
            [
                {
                    "survey_id": survey.id,
                    "partner_id": record.partner_id.id,
                    "email": record.partner_id.email,
                    "nickname": record.partner_id.name,
                    "dealer_model": record._name,
                    "dealer_res_id": record.id,
                    "dealer_event": event,
                    "dealer_company_id": record.company_id.id,
                    "dealer_user_id": record[names.get(record._name, "advisor_id")].id,
                }
                for record in records
            ]
        )
        done = answers.filtered(lambda _answer: rng.random() < ANSWERED)
        self._give_marks(rng, survey, done)
        ages = sorted(rng.randint(0, DAYS) for _answer in answers)
        for answer, age in zip(answers, ages, strict=True):
            moment = fields.Datetime.to_datetime(today) - timedelta(days=age, hours=-9)
            self._date_marks(answer, moment)
        answers.invalidate_recordset()
        bad = done.filtered(lambda answer: answer.dealer_nps_group == "detractor")
        bad[:RECENT_CALLS].with_context(**SILENT)._plan_dealer_call()

    def _give_marks(self, rng, survey, answers):
        """The lines of the answers, and what they count."""
        scales = survey.question_ids.filtered("dealer_mark")
        comment = survey.question_ids[-1:]
        lines = []
        for answer in answers:
            mark, text = rng.choice(MARKS), rng.choice(BETTER)
            common = {"user_input_id": answer.id}
            for question in scales:
                value = mark
                if question.dealer_mark == "csi":
                    value = min(5, max(1, round(mark / 2) + rng.choice((-1, 0, 0, 1))))
                scale = {"answer_type": "scale", "value_scale": value}
                lines.append({**common, "question_id": question.id, **scale})
            if text:
                words = {"answer_type": "text_box", "value_text_box": text}
                lines.append({**common, "question_id": comment.id, **words})
        self.env["survey.user_input.line"].create(lines)
        for answer in answers:
            answer.write(
                {
                    "state": "done",
                    "dealer_is_scored": True,
                    **answer._prepare_dealer_marks(),
                }
            )

    def _date_marks(self, answer, moment):
        """When somebody was asked and answered: Odoo would write today."""
        answer.flush_recordset()
        self.env.cr.execute(
            SQL(
                "UPDATE survey_user_input SET create_date = %s,"
                " end_datetime = CASE WHEN state = 'done' THEN %s::timestamp END"
                " WHERE id = %s",
                moment,
                moment,
                answer.id,
            )
        )

    def _write_demo_letters(self):
        """An offer on a lead, as a salesperson has written it."""
        leads = self.env["crm.lead"].search(
            [
                ("won_status", "=", "pending"),
                ("partner_id", "!=", False),
                ("dealer_vehicle_id", "!=", False),
            ],
            order="id",
            limit=2,
        )
        for lead in leads:
            wizard = (
                self.env["dealer.letter.write"]
                .with_context(active_model="crm.lead", active_ids=lead.ids)
                .create({"file_type": "docx"})
            )
            wizard.action_write()
