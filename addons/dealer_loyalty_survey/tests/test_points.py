from odoo.tests import tagged

from odoo.addons.dealer_loyalty.tests.common import ClubCommon


@tagged("post_install", "-at_install")
class TestPoints(ClubCommon):
    def test_points_once_for_a_questionnaire_and_each_time_asked(self):
        self.env["dealer.loyalty.bonus.rule"].create(
            {
                "name": "Thanks",
                "program_id": self.club.id,
                "event": "survey",
                "points": 50,
                "limit_count": 0,
            }
        )
        member, other = self.env["res.partner"].create(
            [{"name": "Mia Member"}, {"name": "Nobody's Member"}]
        )
        card = self.env["loyalty.card"].create(
            {"program_id": self.club.id, "partner_id": member.id}
        )
        survey = self.env.ref("dealer_crm_survey.survey_delivery")

        def answer(partner, **values):
            found = survey._create_answer(partner=partner, check_attempts=False)
            found.write(values)
            found._mark_done()

        answer(member)
        self.assertEqual(card.points, 0)
        survey.dealer_has_points = True
        answer(member)
        answer(member)
        answer(other)
        card.invalidate_recordset()
        self.assertEqual(card.points, 50)
        answer(member, dealer_model="crm.lead", dealer_res_id=987654)
        card.invalidate_recordset()
        self.assertEqual(card.points, 100)
        entry = self.Entry.search([("card_id", "=", card.id)], limit=1)
        self.assertEqual((entry.kind, entry.description), ("earn", "Thanks"))
