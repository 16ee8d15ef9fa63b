from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import Form, TransactionCase, new_test_user, tagged


@tagged("post_install", "-at_install")
class TestSatisfaction(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.marketer = new_test_user(
            cls.env,
            login="satisfied_marketer",
            groups="dealer_marketing.group_marketing_user",
        )
        cls.colleague = new_test_user(
            cls.env,
            login="satisfied_colleague",
            groups="dealer_crm.group_dealer_user",
        )
        cls.survey = cls.env.ref("dealer_crm_survey.survey_visit")
        cls.fair = cls.env.ref("dealer_crm_survey.survey_fair")
        cls.other = cls.env["res.company"].create({"name": "Other Showroom"})
        cls.customer, cls.free = cls.env["res.partner"].create(
            [
                {"name": "Clara Colleague", "user_id": cls.colleague.id},
                {"name": "Fritz Free"},
            ]
        )
        cls.mine, cls.nobodys, cls.others, cls.at_fair = cls.env[
            "survey.user_input"
        ].create(
            [
                cls._prepare(cls.customer, cls.env.company, 1),
                cls._prepare(cls.free, cls.env.company, 2),
                cls._prepare(cls.free, cls.other, 3),
                {"survey_id": cls.fair.id, "partner_id": cls.free.id},
            ]
        )

    @classmethod
    def _prepare(cls, partner, company, number):
        return {
            "survey_id": cls.survey.id,
            "partner_id": partner.id,
            "state": "done",
            "dealer_model": "dealer.visit",
            "dealer_res_id": number,
            "dealer_event": "visit",
            "dealer_company_id": company.id,
            "dealer_is_scored": True,
            "dealer_nps": 100 if number == 1 else -100,
            "user_input_line_ids": [
                Command.create(
                    {
                        "question_id": cls.survey.question_ids[:1].id,
                        "answer_type": "char_box",
                        "value_char_box": "Thanks",
                    }
                )
            ],
        }

    def _found(self, model="survey.user_input"):
        all_of_us = self.mine | self.nobodys | self.others | self.at_fair
        if model == "survey.user_input.line":
            all_of_us = all_of_us.user_input_line_ids
        return all_of_us.with_user(self.marketer)._filtered_access("read")

    def test_marketing_reads_the_marks_of_its_showrooms(self):
        self.assertEqual(self._found(), self.mine | self.nobodys)
        lines = self._found("survey.user_input.line")
        self.assertEqual(lines.user_input_id, self.mine | self.nobodys)
        ours = [("id", "in", (self.mine | self.nobodys | self.others).ids)]
        marks = self.env["survey.user_input"].with_user(self.marketer)
        [(nps,)] = marks._read_group(ours, [], ["dealer_nps:avg"])
        self.assertEqual(nps, 0)
        # The form opens, with the questions behind the answers.
        form = Form(self.mine.with_user(self.marketer))
        self.assertEqual(form.survey_id, self.survey)

    def test_nothing_can_be_changed(self):
        with self.assertRaises(AccessError):
            self.mine.with_user(self.marketer).write({"dealer_nps": 100})
        with self.assertRaises(AccessError):
            self.mine.with_user(self.marketer).unlink()
        with self.assertRaises(AccessError):
            self.survey.with_user(self.marketer).write({"title": "Mine"})

    def test_own_customers_only(self):
        self.marketer.group_ids += self.env.ref("dealer_crm.group_own_customers")
        self.assertEqual(self._found(), self.nobodys)
        lines = self._found("survey.user_input.line")
        self.assertEqual(lines.user_input_id, self.nobodys)

    def test_salespeople_have_none(self):
        with self.assertRaises(AccessError):
            self.mine.with_user(self.colleague).read(["dealer_nps"])
