from datetime import timedelta
from unittest.mock import patch

from freezegun import freeze_time

from odoo import fields
from odoo.exceptions import ValidationError
from odoo.tests import BaseCase, new_test_user, tagged
from odoo.tools import mute_logger

from odoo.addons.dealer_crm.tests.common import DealerCommon

from ..tools import scores


@tagged("post_install", "-at_install")
class TestScores(BaseCase):
    def test_nps(self):
        marks = [0, 6, 7, 8, 9, 10]
        self.assertEqual(
            [scores.nps_group(mark) for mark in marks],
            ["detractor"] * 2 + ["passive"] * 2 + ["promoter"] * 2,
        )
        # The average over any group is the score: 3 of 6 minus 1 of 6.
        marks = [10, 9, 9, 7, 8, 2]
        points = [scores.nps_points(mark) for mark in marks]
        self.assertAlmostEqual(sum(points) / 6, 100 * (3 - 1) / 6)

    def test_csi_has_each_mark_on_its_scale(self):
        self.assertEqual(scores.csi([(5.0, 1, 5), (2.0, 2, 10)]), 50)
        self.assertEqual(scores.csi([(3.0, 1, 5)]), 50)
        self.assertIsNone(scores.csi([]))


@tagged("post_install", "-at_install")
class TestFeedback(DealerCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.survey = cls.env.ref("dealer_crm_survey.survey_visit")
        cls.survey.write({"dealer_days": 2, "dealer_is_on": True})
        cls.env["survey.survey"].search(
            [("dealer_is_on", "=", True), ("id", "!=", cls.survey.id)]
        ).dealer_is_on = False
        cls.seller = new_test_user(
            cls.env, login="feedback_seller", groups="dealer_crm.group_dealer_user"
        )
        cls.boss = new_test_user(
            cls.env, login="feedback_boss", groups="dealer_crm.group_dealer_manager"
        )
        cls.visitor, cls.second = cls.env["res.partner"].create(
            [
                {"name": "Vera Visitor", "email": "vera@visitor.test"},
                {"name": "Sven Second", "email": "sven@visitor.test"},
            ]
        )
        cls.refused = cls.env["res.partner"]
        people = type(cls.visitor)

        def may_contact(partners, purpose, channel):
            assert (purpose, channel) == ("survey", "email")
            return partners - cls.refused

        # The rules of consent have tests of their own.
        cls.startClassPatcher(patch.object(people, "_may_contact", may_contact))

    def visit(self, partner, days=2, **values):
        return self.env["dealer.visit"].create(
            {
                "partner_id": partner.id,
                "user_id": self.seller.id,
                "arrived_at": fields.Datetime.now() - timedelta(days=days),
                "result": "looked",
                **values,
            }
        )

    def ask(self):
        """Run the job without its commits.

        :return: survey.user_input of the two visitors
        """
        progress = {"_commit_progress": lambda *_args, **_options: float("inf")}
        with patch.multiple(type(self.env["ir.cron"]), **progress):
            self.env["survey.survey"]._cron_ask()
        return self.env["survey.user_input"].search(
            [("partner_id", "in", (self.visitor | self.second).ids)]
        )

    def mark(self, answer, nps, *others, comment=""):
        survey = answer.survey_id
        scales = survey.question_ids.filtered("dealer_mark")
        for question, mark in zip(scales, (nps, *others), strict=False):
            answer._save_lines(question, str(mark))
        answer._save_lines(survey.question_ids[-1:], comment)
        answer._mark_done()

    def test_each_visit_is_asked_about_once(self):
        visit = self.visit(self.visitor)
        answer = self.ask()
        self.assertEqual(
            (answer.dealer_model, answer.dealer_res_id), ("dealer.visit", visit.id)
        )
        self.assertEqual(answer.dealer_user_id, self.seller)
        self.assertEqual(answer.dealer_company_id, visit.company_id)
        mail = self.env["mail.mail"].search(
            [("recipient_ids", "in", self.visitor.ids)], limit=1
        )
        self.assertIn(answer.access_token, mail.body_html)
        self.assertEqual(self.ask(), answer)

    def test_who_is_not_asked(self):
        self.visit(self.visitor, days=1)
        self.visit(self.visitor, days=30)
        self.visit(self.second, result="bought")
        self.assertFalse(self.ask())
        self.visit(self.visitor)
        self.addCleanup(setattr, type(self), "refused", self.refused)
        type(self).refused = self.visitor
        self.assertFalse(self.ask())

    def test_whoever_bought_since_is_not_asked(self):
        self.visit(self.visitor)
        car = self.env["dealer.vehicle"].create({"vin": "WBA8E9G50GNT43220"})
        car._set_owner(self.visitor)
        self.assertFalse(self.ask())

    def test_left_alone_for_a_while(self):
        self.visit(self.visitor)
        answer = self.ask()
        self.visit(self.visitor, days=3)
        self.assertEqual(self.ask(), answer)
        self.survey.dealer_rest_days = 0
        self.assertEqual(len(self.ask()), 2)

    def test_one_bad_letter_does_not_stop_the_others(self):
        self.visit(self.visitor)
        self.visit(self.second)
        answers = type(self.env["survey.user_input"])
        create = answers.create

        def fail_for_one(model, vals_list):
            if any(vals.get("partner_id") == self.visitor.id for vals in vals_list):
                raise ValueError("broken")
            return create(model, vals_list)

        name = "odoo.addons.dealer_crm_survey.models.survey_survey_feedback"
        with patch.object(answers, "create", fail_for_one), mute_logger(name):
            found = self.ask()
        self.assertEqual(found.partner_id, self.second)

    def test_marks_and_a_task_after_a_bad_one(self):
        self.survey.dealer_manager_id = self.boss
        self.visit(self.visitor)
        self.visit(self.second)
        answers = self.ask()
        bad = answers.filtered(lambda row: row.partner_id == self.visitor)
        self.mark(bad, 6, 1, 3, comment="Nobody came")
        self.mark(answers - bad, 9, 5, 5)
        self.assertEqual(
            (bad.dealer_nps_group, bad.dealer_nps, bad.dealer_csi),
            ("detractor", -100, 25),
        )
        task = self.visitor.activity_ids
        self.assertEqual(task.user_id, self.boss)
        tomorrow = fields.Date.context_today(task) + timedelta(days=1)
        self.assertEqual(task.date_deadline, tomorrow)
        self.assertIn("6", task.summary)
        self.assertIn("Nobody came", task.note)
        self.assertFalse(self.second.activity_ids)
        bad._mark_done()
        self.assertEqual(len(self.visitor.activity_ids), 1)
        groups = self.env["survey.user_input"]._read_group(
            [("id", "in", answers.ids)], ["dealer_user_id"], ["dealer_nps:avg"]
        )
        self.assertEqual(groups, [(self.seller, 0)])

    def test_zero_is_a_mark_and_no_answer_is_none(self):
        self.visit(self.visitor)
        answer = self.ask()
        self.mark(answer, 0)
        self.assertEqual(
            (answer.dealer_nps_group, answer.dealer_nps_mark), ("detractor", 0)
        )
        rows = self.env["survey.user_input"]._read_group(
            [("id", "=", answer.id)], [], ["dealer_csi:avg"]
        )
        self.assertIsNone(rows[0][0] or None)
        self.env.cr.execute(
            "SELECT dealer_csi FROM survey_user_input WHERE id = %s", [answer.id]
        )
        self.assertIsNone(self.env.cr.fetchone()[0])

    def test_a_task_has_somebody_who_does_it(self):
        self.visit(self.visitor)
        answer = self.ask()
        answer.dealer_model = False
        self.seller.sale_team_id.user_id = False
        self.assertEqual(answer._get_dealer_caller(), self.seller)
        answer.dealer_model = "dealer.visit"
        team = self.env["crm.team"].create({"name": "Sellers", "user_id": self.boss.id})
        lead = self.env["crm.lead"].create({"name": "x", "team_id": team.id})
        self.env["dealer.visit"].browse(answer.dealer_res_id).lead_id = lead
        self.assertEqual(answer._get_dealer_caller(), self.boss)

    def test_nobody_looks_after_the_customer(self):
        """A manager of the showroom calls: no bad mark is left without a task."""
        self.visit(self.visitor)
        answer = self.ask()
        answer.write({"dealer_model": False, "dealer_user_id": False})
        self.boss.group_ids = False
        others = answer._get_dealer_managers()
        others.group_ids -= self.env.ref("dealer_crm.group_dealer_manager")
        self.assertFalse(answer._get_dealer_caller())
        self.boss.group_ids = self.env.ref("dealer_crm.group_dealer_manager")
        self.mark(answer, 3)
        self.assertEqual(self.visitor.activity_ids.user_id, self.boss)

    def test_each_is_asked_in_their_language(self):
        self.env["res.lang"]._activate_lang("ru_RU")
        self.visitor.lang = "ru_RU"
        self.visit(self.visitor)
        answer = self.ask()
        self.assertEqual(answer.lang_id.code, "ru_RU")
        self.survey.lang_ids = self.env["res.lang"]._lang_get("en_US")
        self.assertFalse(self.survey._get_dealer_lang(self.visitor))

    def test_after_a_delivery(self):
        survey = self.env.ref("dealer_crm_survey.survey_delivery")
        self.survey.dealer_is_on = False
        survey.write({"dealer_days": 2, "dealer_is_on": True})
        lead = self.env["crm.lead"].create(
            {
                "name": "Car",
                "type": "opportunity",
                "partner_id": self.visitor.id,
                "user_id": self.seller.id,
                "team_id": self.team.id,
            }
        )
        with freeze_time(fields.Datetime.now() - timedelta(days=2)):
            lead.action_set_won()
        answer = self.ask()
        self.assertEqual(
            (answer.survey_id, answer.dealer_model, answer.dealer_res_id),
            (survey, "crm.lead", lead.id),
        )
        self.mark(answer, 2, comment="No mats")
        self.assertIn("No mats", self.visitor.activity_ids.note)

    def test_questions_fit_what_they_ask_for(self):
        question = self.survey.question_ids.filtered(lambda q: q.dealer_mark == "nps")
        with self.assertRaises(ValidationError):
            question.scale_max = 5
        with self.assertRaises(ValidationError):
            question.dealer_profile_field = "birthdate"
        with self.assertRaises(ValidationError):
            self.survey.dealer_event = False

    def test_invitations_by_hand_have_their_purpose(self):
        asked = []

        def prepare(_partners, purpose):
            asked.append(purpose)
            return {}

        colleague = self.seller.partner_id
        with patch.object(type(self.visitor), "_prepare_contact_vals", prepare):
            for people in (self.visitor, colleague):
                self.env["survey.invite"].create(
                    {
                        "survey_id": self.survey.id,
                        "partner_ids": people.ids,
                        "template_id": self.env.ref(
                            "survey.mail_template_user_input_invite"
                        ).id,
                    }
                ).action_invite()
        self.assertEqual(asked, ["survey"])
