from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from odoo.addons.dealer_loyalty.tests.common import ClubCommon


@tagged("post_install", "-at_install")
class TestPoints(ClubCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.judge = cls._create_user("judge", "dealer_service.group_service_manager")
        cls.rule = cls.env["dealer.loyalty.bonus.rule"].create(
            {
                "name": "Accepted complaint",
                "program_id": cls.club.id,
                "event": "complaint",
                "points": 30,
                "limit_count": 2,
                "limit_days": 365,
            }
        )
        cls.cause = cls.env.ref("dealer_complaint.cause_points")

    def _complain(self, **values):
        return (
            self.env["dealer.complaint"]
            .with_user(self.desk)
            .create(
                {
                    "partner_id": self.partner.id,
                    "step": "club",
                    "description": "My points are missing",
                    **values,
                }
            )
        )

    def _accept(self, complaint, **values):
        own = complaint.with_user(self.judge)
        own.write({"cause_id": self.cause.id, "answer": "You are right.", **values})
        own.action_accept()
        return own

    def _notes(self, complaint):
        return " ".join(complaint.message_ids.mapped("body"))

    def _balance(self):
        self.card.invalidate_recordset()
        return self.card.dealer_balance

    def test_accepted_brings_points_once(self):
        complaint = self._accept(self._complain())
        self.assertEqual(self._balance(), 30)
        self.assertEqual(complaint.given_points, 30)
        complaint.action_accept()
        self.assertEqual(self._balance(), 30)
        self.assertIn("30 points", complaint._get_goodwill_text())

    def test_rejected_brings_none(self):
        own = self._complain().with_user(self.judge)
        own.write({"answer": "We see it differently.", "rejection_reason": "No"})
        own.action_reject()
        self.assertEqual(self._balance(), 0)
        self.assertEqual(own._get_goodwill_text(), "")

    def test_as_many_as_a_manager_says(self):
        complaint = self._accept(self._complain(), accepted_points=70)
        self.assertEqual(self._balance(), 70)
        with self.assertRaises(UserError):
            complaint.accepted_points = 700

    def test_others_do_not_say_how_many(self):
        advisor = self._create_user("adv", "dealer_service.group_service_advisor")
        complaint = self._complain()
        with self.assertRaises(AccessError):
            complaint.with_user(advisor).accepted_points = 500
        with self.assertRaises(AccessError):
            self._complain(accepted_points=500)

    def test_limits_count_and_are_noted(self):
        for _number in range(3):
            last = self._accept(self._complain())
        self.assertEqual(self._balance(), 60)
        self.assertEqual(last.given_points, 0)
        self.assertEqual(last._find_bonuses().reason, "limit")
        self.assertIn("Limit of the rule reached", self._notes(last))
        self.assertEqual(last._get_goodwill_text(), "")

    def test_without_a_card(self):
        stranger = self.env["res.partner"].create({"name": "Nobody Special"})
        complaint = self._accept(self._complain(partner_id=stranger.id))
        self.assertEqual(complaint.state, "accepted")
        self.assertIn("no club card", self._notes(complaint))

    def test_the_desk_enters_and_does_not_decide(self):
        complaint = self._complain()
        for step in (complaint.action_examine, complaint.action_withdraw):
            with self.assertRaises(AccessError):
                step()
        with self.assertRaises(AccessError):
            complaint.write({"answer": "Take it or leave it"})
        marketing = new_test_user(self.env, "club_mk", "dealer_crm.group_dealer_staff")
        self.assertFalse(complaint.with_user(marketing).has_access("read"))
