from datetime import timedelta
from unittest.mock import patch

from odoo import fields
from odoo.exceptions import AccessError
from odoo.tests import TransactionCase, new_test_user, tagged


@tagged("post_install", "-at_install")
class TestFeedback(TransactionCase):
    def _ask(self):
        """Run the job without its commits."""
        progress = {"_commit_progress": lambda *_args, **_options: float("inf")}
        with patch.multiple(type(self.env["ir.cron"]), **progress):
            self.env["survey.survey"]._cron_ask()

    def test_after_a_service_the_service_manager_calls(self):
        survey = self.env.ref("dealer_service_survey.survey_service")
        self.env["survey.survey"].search([("dealer_is_on", "=", True)]).write(
            {"dealer_is_on": False}
        )
        survey.write({"dealer_days": 2, "dealer_is_on": True})
        company = self.env["res.company"].create({"name": "Workshop of the Test"})
        manager = new_test_user(
            self.env,
            login="feedback_service",
            groups="dealer_service.group_service_manager",
            company_id=company.id,
        )
        customer = self.env["res.partner"].create(
            {"name": "Sara Served", "email": "sara@served.test"}
        )
        purpose = self.env["res.partner"]._prepare_contact_vals("survey")
        if purpose_id := purpose.get("dealer_purpose_id"):
            self.env["dealer.consent"]._record(
                customer,
                [
                    (
                        self.env["dealer.consent.purpose"].browse(purpose_id),
                        "email",
                        "granted",
                    )
                ],
                "desk",
            )
        car = self.env["dealer.vehicle"].create({"vin": "WBA8E9G50GNT43219"})
        delivered = fields.Datetime.now() - timedelta(days=2)
        order = self.env["dealer.service.order"].create(
            {
                "vehicle_id": car.id,
                "partner_id": customer.id,
                "company_id": company.id,
                "state": "history",
                "date": delivered,
            }
        )
        self._ask()
        answer = self.env["survey.user_input"].search(
            [("partner_id", "=", customer.id)]
        )
        self.assertEqual(answer.dealer_res_id, order.id)
        self.assertEqual(answer.dealer_company_id, company)
        self._ask()
        self.assertEqual(
            self.env["survey.user_input"].search([("partner_id", "=", customer.id)]),
            answer,
        )
        question = self.env.ref("dealer_service_survey.survey_service_nps")
        answer._save_lines(question, "3")
        answer._mark_done()
        task = customer.activity_ids
        self.assertEqual(task.user_id, manager)
        self.assertEqual(
            task.date_deadline, fields.Date.context_today(task) + timedelta(days=1)
        )

    def test_service_managers_read_the_marks_of_the_workshop(self):
        manager = new_test_user(
            self.env,
            login="feedback_reader",
            groups="dealer_service.group_service_manager",
        )
        advisor = new_test_user(
            self.env,
            login="feedback_advisor",
            groups="dealer_service.group_service_advisor",
        )
        other = self.env["res.company"].create({"name": "Other Workshop"})
        answers = self.env["survey.user_input"].create(
            [
                {
                    "survey_id": self.env.ref(survey).id,
                    "partner_id": self.env.user.partner_id.id,
                    "dealer_model": "dealer.service.order",
                    "dealer_res_id": number,
                    "dealer_event": event,
                    "dealer_company_id": company.id,
                }
                for number, (survey, event, company) in enumerate(
                    (
                        (
                            "dealer_service_survey.survey_service",
                            "service",
                            self.env.company,
                        ),
                        ("dealer_service_survey.survey_service", "service", other),
                        ("dealer_crm_survey.survey_visit", "visit", self.env.company),
                    ),
                    1,
                )
            ]
        )
        seen = answers.with_user(manager)._filtered_access("read")
        self.assertEqual(seen, answers[0])
        self.assertTrue(seen.survey_id.title)
        with self.assertRaises(AccessError):
            seen.write({"dealer_nps": 100})
        with self.assertRaises(AccessError):
            answers[0].with_user(advisor).read(["dealer_nps"])
