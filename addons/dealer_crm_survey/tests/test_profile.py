from datetime import date

from odoo.fields import Command
from odoo.tests import tagged

from .common import SurveyCommon


@tagged("post_install", "-at_install")
class TestProfile(SurveyCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.interest = cls.env["dealer.interest"].create({"name": "Sailing"})
        cls.about, cls.born, cls.children, cls.job, cls.hobby = cls.env[
            "survey.question"
        ].create(
            [
                {
                    "survey_id": cls.survey.id,
                    "title": title,
                    "question_type": kind,
                    **values,
                }
                for title, kind, values in (
                    ("City", "char_box", {"dealer_profile_field": "city"}),
                    ("Born", "date", {"dealer_profile_field": "birthdate"}),
                    ("Children", "numerical_box", {"dealer_profile_field": "children"}),
                    ("Job", "char_box", {"dealer_profile_field": "function"}),
                    (
                        "Hobby",
                        "simple_choice",
                        {
                            "suggested_answer_ids": [
                                Command.create(
                                    {
                                        "value": "At sea",
                                        "dealer_interest_id": cls.interest.id,
                                    }
                                )
                            ]
                        },
                    ),
                )
            ]
        )

    def fill(self, partner, **said):
        answer = self.survey.sudo()._create_answer(
            user=self.env.ref("base.public_user"), partner=partner
        )
        for question, text in (
            (self.about, "  Gent\n"),
            (self.born, said.get("born", "1980-05-06")),
            (self.children, said.get("children", "2")),
            (self.job, "Baker"),
            (self.hobby, str(self.hobby.suggested_answer_ids.id)),
        ):
            answer._save_lines(question, text)
        for code, text in said.items():
            if code in ("name", "phone"):
                question = self.env.ref(f"dealer_crm_survey.survey_fair_{code}")
                answer._save_lines(question, text)
        answer._mark_done()
        return answer

    def test_who_was_invited_fills_the_own_profile(self):
        self.anna.write({"city": "Brugge", "function": False})
        self.fill(self.anna)
        self.assertEqual(self.anna.city, "Gent")
        self.assertEqual(self.anna.dealer_birthdate, date(1980, 5, 6))
        self.assertEqual(self.anna.dealer_children, 2)
        self.assertEqual(self.anna.function, "Baker")
        self.assertIn(self.interest, self.anna.dealer_interest_ids)
        self.assertIn(self.survey.title, self.anna.message_ids[:1].body)

    def test_a_name_entered_by_a_stranger_fills_only_what_is_empty(self):
        self.anna.write({"city": "Brugge", "function": False})
        self.fill(self.env["res.partner"], name=self.anna.name, phone=self.anna.phone)
        self.process()
        self.assertEqual(self.anna.city, "Brugge")
        self.assertEqual(self.anna.function, "Baker")
        self.assertIn(self.interest, self.anna.dealer_interest_ids)

    def test_what_cannot_be_true_is_left_out(self):
        self.fill(self.anna, born="2999-01-01", children="400")
        self.assertFalse(self.anna.dealer_birthdate)
        self.assertFalse(self.anna.dealer_children)
