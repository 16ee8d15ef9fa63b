"""Answers at a trade fair, and a cold list of people who visited one."""

import base64
import csv
import io

from odoo import models

from ..tools import people
from .dealer_demo_leads import SILENT

# Beyond the numbers of all other people.
FAIR, COLD = 91_000_000, 92_000_000
ANSWERS, ROWS = 7, 14
WHEN = (1, 2, 2, 3, 4)
WISHES = ("Geely Monjaro", "Haval Jolion", "LADA Vesta", "Chery Tiggo 7 Pro", "")
OWN = ("Kia Rio 2016", "Renault Duster 2015", "", "")
COMMENTS = ("Evenings only, please", "Is there a hybrid?", "", "")


class DealerDemo(models.AbstractModel):
    _inherit = "dealer.demo"

    def _get_stages(self):
        return [
            *super()._get_stages(),
            ("fair", "answers of a trade fair, cold list", self._make_fair),
        ]

    def _make_fair(self, house):
        rng = house.random("fair")
        self._answer_questionnaire(rng)
        self._import_cold_list(rng)

    def _answer_questionnaire(self, rng):
        """People at the stand fill in the questionnaire; one says nobody who it is."""
        survey = self.env.ref("dealer_crm_survey.survey_fair")
        public = self.env.ref("base.public_user")
        for number in range(ANSWERS):
            visitor = people.person(rng, "moscow", FAIR + number)
            said = {
                "name": visitor.name,
                "phone": visitor.phone,
                "email": visitor.email,
                "car": rng.choice(WISHES),
                "trade_in": rng.choice(OWN),
                "comment": rng.choice(COMMENTS),
            }
            if number == ANSWERS - 1:
                said.update(name="", phone="", email="")
            choice = self.env.ref(
                f"dealer_crm_survey.survey_fair_when_answer_{rng.choice(WHEN)}"
            )
            answer = survey._create_answer(user=public)
            for code, text in {**said, "when": str(choice.id)}.items():
                question = self.env.ref(f"dealer_crm_survey.survey_fair_{code}")
                answer._save_lines(question, text)
            answer._mark_done()
        messages = self.env["dealer.inbox"].search([("format", "=", "survey")])
        messages.with_context(**SILENT)._process()

    def _import_cold_list(self, rng):
        """A list of visitors of last year's exhibition; some are known already."""
        stream = io.StringIO()
        writer = csv.writer(stream)
        writer.writerow(["ФИО", "Телефон", "Эл. почта", "Комментарий"])
        for number in range(ROWS):
            visitor = people.person(rng, "moscow", COLD + number)
            note = "Visited our stand last year"
            writer.writerow([visitor.name, visitor.phone, visitor.email, note])
        known = self._get_records("res.partner", "customer").filtered("phone")[:3]
        for customer in known:
            writer.writerow([customer.name, customer.phone, customer.email or "", ""])
        data = stream.getvalue().encode()
        job = self.env["dealer.import"].create(
            {
                "kind": "cold",
                "source": "Exhibition",
                "file": base64.b64encode(data),
                "file_name": "exhibition.csv",
                "company_id": self.env.ref("base.main_company").id,
            }
        )
        job.action_start()
        rows = job._get_stored("data")
        while job.state == "running":
            job._import_slice(rows)
