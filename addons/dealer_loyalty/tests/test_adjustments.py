from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import ClubCommon


@tagged("post_install", "-at_install")
class TestAdjustments(ClubCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.club.dealer_adjust_limit = 100
        cls.second = cls._create_user("second", "dealer_loyalty.group_loyalty_manager")

    def _ask(self, points):
        wizard = self.env["dealer.loyalty.adjust"].with_user(self.manager)
        wizard = wizard.create(
            {"card_id": self.card.id, "points": points, "reason": "Goodwill"}
        )
        wizard.action_adjust()
        wizard.action_adjust()
        return self.env["dealer.loyalty.adjustment"].search([])

    def test_up_to_the_limit_at_once(self):
        self.assertFalse(self._ask(100))
        self.assert_card(100)

    def _adjust(self, points, user=None, card=None):
        wizard = self.env["dealer.loyalty.adjust"].with_user(user or self.manager)
        wizard = wizard.create(
            {"card_id": (card or self.card).id, "points": points, "reason": "Goodwill"}
        )
        wizard.action_adjust()
        return wizard.request_id

    def test_small_ones_of_one_person_add_up(self):
        self.assertFalse(self._adjust(60))
        self.assertFalse(self._adjust(40))
        self.assertTrue(self._adjust(1))
        self.assert_card(100)
        # A correction makes no room, and is counted for itself.
        self.assertFalse(self._adjust(-100))
        self.assertTrue(self._adjust(-1))
        self.assertTrue(self._adjust(1))
        # Another person and another card have their own sum.
        self.assertFalse(self._adjust(100, user=self.second))
        other = self.env["res.partner"].create({"name": "Otto"})
        self.assertFalse(self._adjust(100, card=other._dealer_enrol(self.club)))
        self.assert_sound()

    def test_what_was_approved_does_not_count(self):
        self._ask(500).with_user(self.second).action_approve()
        self.assertFalse(self._adjust(100))
        self.assertFalse(self._adjust(100, user=self.second))
        self.assert_card(700)

    def test_after_thirty_days_it_begins_anew(self):
        self.assertFalse(self._adjust(100))
        self.env.flush_all()
        self.cr.execute(
            "UPDATE dealer_loyalty_entry SET create_date = create_date - %s::interval",
            ["29 days"],
        )
        self.env.invalidate_all()
        self.assertTrue(self._adjust(1))
        self.cr.execute(
            "UPDATE dealer_loyalty_entry SET create_date = create_date - %s::interval",
            ["2 days"],
        )
        self.env.invalidate_all()
        self.assertFalse(self._adjust(1))

    def test_points_of_a_joined_card_count(self):
        other = self.env["res.partner"].create({"name": "Otto"})
        card = other._dealer_enrol(self.club)
        self.assertFalse(self._adjust(100, card=card))
        self.ledger._transfer(card, self.card)
        self.assertTrue(self._adjust(1))

    def test_above_the_limit_a_second_manager_approves(self):
        request = self._ask(101)
        self.assertEqual(len(request), 1)
        self.assert_card(0)
        self.assertIn(self.second, request.activity_ids.user_id)
        with self.assertRaisesRegex(UserError, "another club manager"):
            request.with_user(self.manager).action_approve()
        with self.assertRaises(AccessError):
            request.with_user(self.desk).action_approve()
        request.with_user(self.second).action_approve()
        self.assert_card(101)
        self.assertFalse(request.activity_ids)
        with self.assertRaisesRegex(UserError, "already"):
            request.with_user(self.second).action_approve()
        self.assert_card(101)
        entry = self.card.dealer_entry_ids
        self.assertEqual(
            (entry.description, entry.create_uid), ("Goodwill", self.second)
        )
        self.assert_sound()

    def test_refused(self):
        request = self._ask(-500)
        request.with_user(self.second).action_refuse()
        self.assert_card(0)
        self.assertEqual(request.decided_by_id, self.second)
        self.assert_sound()

    def test_more_than_there_is_books_nothing(self):
        request = self._ask(-500)
        with self.assertRaises(UserError), self.cr.savepoint():
            request.with_user(self.second).action_approve()
        request.invalidate_recordset()
        self.assertEqual(request.state, "waiting")

    def test_nobody_writes_a_request(self):
        request = self._ask(101)
        with self.assertRaises(AccessError):
            request.with_user(self.second).write({"points": 1})
        with self.assertRaises(AccessError):
            request.with_user(self.second).create(
                {
                    "card_id": self.card.id,
                    "points": 5,
                    "reason": "mine",
                    "company_id": self.env.company.id,
                    "requested_by_id": self.desk.id,
                }
            )
