from odoo.exceptions import AccessError
from odoo.tests import HttpCase, new_test_user, tagged

from .common import SurveyCommon


@tagged("post_install", "-at_install")
class TestSurvey(SurveyCommon):
    def test_an_answer_becomes_a_lead(self):
        choice = self.env.ref("dealer_crm_survey.survey_fair_when_answer_2")
        answer = self.answer(
            name="Майя Ершова",
            phone="8 900 555-32-01",
            email="maya@example.com",
            car="LADA Vesta",
            trade_in="Kia Rio 2016",
            when=str(choice.id),
            comment="<b>Red</b> one",
        )
        row = self.env["dealer.inbox"].search([("survey_input_id", "=", answer.id)])
        self.assertEqual((row.state, row.format), ("pending", "survey"))
        self.process()
        self.assertEqual(row.state, "done", row.error)
        lead = row.lead_ids
        self.assertEqual(lead.partner_id.name, "Майя Ершова")
        self.assertEqual(lead.dealer_channel, "event")
        self.assertEqual(lead.dealer_wish_model_id, self.model_vesta)
        self.assertEqual(lead.dealer_trade_in_text, "Kia Rio 2016")
        self.assertIn(choice.value, lead.description)
        self.assertIn("Red one", lead.description)
        self.assertEqual(lead.dealer_touch_ids.intake_source_id, self.fair)
        self.assertEqual(answer.lead_id, lead)
        self.assertEqual(answer.partner_id, lead.partner_id)
        self.assertEqual(self.survey.lead_ids, lead)

    def test_exactly_once(self):
        answer = self.answer(name="Once", phone="8 900 555-32-02")
        answer._mark_done()
        self.process()
        answer._create_leads_from_generative_answers()
        self.process()
        rows = self.env["dealer.inbox"].search([("survey_input_id", "=", answer.id)])
        self.assertEqual(len(rows), 1)
        self.assertEqual(len(rows.lead_ids), 1)

    def test_known_participant_and_a_portal_are_one_lead(self):
        row = self.take(self.adf("S-1", name="Анна Лещинская", phone="+79001234567"))
        answer = self.answer(partner=self.anna, car="Geely Monjaro")
        self.process()
        self.assertEqual(answer.lead_id, row.lead_ids)
        self.assertEqual(len(row.lead_ids.dealer_touch_ids), 2)

    def test_a_colleague_asks_for_the_visitor(self):
        self.manager.partner_id.write({"email": "boss@example.com"})
        answer = self.answer(user=self.manager, name="Visitor", phone="8 900 555-32-09")
        self.process()
        row = self.env["dealer.inbox"].search([("survey_input_id", "=", answer.id)])
        self.assertEqual(row.state, "done", row.error)
        customer = answer.lead_id.partner_id
        self.assertEqual((customer.name, customer.email), ("Visitor", False))
        self.assertEqual(answer.partner_id, customer)

    def test_without_contact_data_it_waits_in_quarantine(self):
        answer = self.answer(car="LADA Vesta")
        self.process()
        row = self.env["dealer.inbox"].search([("survey_input_id", "=", answer.id)])
        self.assertEqual(row.state, "quarantine")
        self.assertFalse(answer.lead_id)
        row.repaired_payload = row.payload_text.replace(
            '"phone": null', '"phone": "8 900 555-32-03"'
        )
        row.action_process()
        self.assertEqual(row.state, "done")
        self.assertTrue(answer.lead_id)

    def test_wish_for_a_test_drive(self):
        drive = self.env.ref("dealer_crm_survey.survey_test_drive")
        answer = self.answer(
            drive,
            name="Driver",
            phone="8 900 555-32-04",
            car="LADA Vesta",
            time="2026-03-05 10:00:00",
            licence="12",
        )
        self.process()
        self.assertTrue(answer.lead_id.dealer_test_drive_wanted)
        self.assertIn("12", answer.lead_id.description)

    def test_no_lead_of_a_trial_or_of_another_survey(self):
        before = self.env["dealer.inbox"].search_count([])
        self.answer(user=self.manager, test=True, name="Trial", phone="8 900 555-32-05")
        self.survey.dealer_intake_source_id = False
        self.answer(name="Unlinked", phone="8 900 555-32-06")
        self.assertEqual(self.env["dealer.inbox"].search_count([]), before)

    def test_stock_makes_no_second_lead(self):
        choice = self.env.ref("dealer_crm_survey.survey_fair_when_answer_1")
        choice.generate_lead = True
        self.answer(name="Two ways", phone="8 900 555-32-07", when=str(choice.id))
        self.process()
        leads = self.env["crm.lead"].search([("origin_survey_id", "=", self.survey.id)])
        self.assertEqual(len(leads), 1)

    def test_answers_of_another_showroom_are_hidden(self):
        other = self.env["res.company"].create({"name": "Other showroom"})
        answer = self.answer(name="Hidden", phone="8 900 555-32-08")
        mine = answer.with_user(self.manager)
        self.assertEqual(mine.survey_id, self.survey)
        boss = new_test_user(
            self.env,
            "survey-other-boss",
            "dealer_crm.group_dealer_manager",
            company_id=other.id,
        )
        for records in (answer, answer.user_input_line_ids[:1]):
            with self.assertRaises(AccessError):
                records.with_user(boss).read(["display_name"])


@tagged("post_install", "-at_install")
class TestSurveyPage(HttpCase):
    def test_participant_needs_no_rights(self):
        survey = self.env.ref("dealer_crm_survey.survey_fair")
        page = self.url_open(f"/survey/start/{survey.access_token}")
        self.assertEqual(page.status_code, 200)
        answer = survey.user_input_ids.sorted("id")[-1:]
        answers = {}
        for code, text in (("name", "Page"), ("phone", "8 900 555-33-01")):
            question = self.env.ref(f"dealer_crm_survey.survey_fair_{code}")
            answers[str(question.id)] = text
        result = self.make_jsonrpc_request(
            f"/survey/submit/{survey.access_token}/{answer.access_token}", answers
        )
        self.assertNotIn("error", result[1] or {})
        self.assertEqual(answer.state, "done")
        row = self.env["dealer.inbox"].search([("survey_input_id", "=", answer.id)])
        row._process()
        self.assertEqual(row.lead_ids.partner_id.name, "Page")

    def test_page_in_the_language_of_the_customer(self):
        self.env["res.lang"]._activate_lang("ru_RU")
        survey = self.env.ref("dealer_crm_survey.survey_delivery")
        survey.with_context(lang="ru_RU").title = "Как прошла покупка?"
        customer = self.env["res.partner"].create({"name": "Page", "lang": "ru_RU"})
        answer = survey._create_answer(
            partner=customer, lang_id=survey._get_dealer_lang(customer)
        )
        page = self.url_open(answer.get_start_url())
        self.assertIn("Как прошла покупка?", page.text)
