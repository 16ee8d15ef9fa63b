from datetime import timedelta

from odoo.tests import tagged

from .common import MONDAY, ComplaintCommon


@tagged("post_install", "-at_install")
class TestRepeat(ComplaintCommon):
    def test_the_same_again(self):
        first = self.complain(date=MONDAY)
        second = self.complain(date=MONDAY + timedelta(days=30))
        third = self.complain(date=MONDAY + timedelta(days=60))
        other = self.complain(date=MONDAY + timedelta(days=61), step="price")
        self.assertEqual((second | third).repeat_of_id, first)
        self.assertEqual(first.repeat_count, 2)
        self.assertEqual(third.repeat_count, 2)
        self.assertFalse(other.repeat_of_id)
        found = self.env["dealer.complaint"].search(third.action_repeats()["domain"])
        self.assertEqual(found, first | second | third)

    def test_another_owner_of_the_same_car(self):
        first = self.complain(date=MONDAY)
        second = self.complain(
            order_id=False,
            partner_id=self.other.id,
            vehicle_id=self.vehicle.id,
            date=MONDAY + timedelta(days=9),
        )
        self.assertEqual(second.repeat_of_id, first)

    def test_causes_tell_them_apart(self):
        first = self.complain(date=MONDAY)
        second = self.complain(date=MONDAY + timedelta(days=3))
        first.cause_id = self.cause
        second.cause_id = self.other_cause
        self.assertFalse(second.repeat_of_id)
        second.cause_id = self.cause
        self.assertEqual(second.repeat_of_id, first)

    def test_the_first_turns_out_to_be_something_else(self):
        first = self.complain(date=MONDAY)
        second = self.complain(date=MONDAY + timedelta(days=3))
        third = self.complain(date=MONDAY + timedelta(days=5))
        (second | third).cause_id = self.other_cause
        self.assertEqual((second | third).repeat_of_id, first)
        first.cause_id = self.cause
        self.assertFalse(second.repeat_of_id)
        self.assertEqual(third.repeat_of_id, second)

    def test_the_first_is_withdrawn(self):
        first = self.complain(date=MONDAY)
        second = self.complain(date=MONDAY + timedelta(days=3))
        third = self.complain(date=MONDAY + timedelta(days=5))
        first.action_withdraw()
        self.assertFalse(second.repeat_of_id)
        self.assertEqual(third.repeat_of_id, second)

    def test_what_was_chosen_by_hand(self):
        first = self.complain(date=MONDAY)
        second = self.complain(date=MONDAY + timedelta(days=3), step="price")
        second.repeat_of_id = first
        self.assertEqual(first.repeat_ids, second)
        second.answer = "We look into it"
        self.assertEqual(second.repeat_of_id, first)

    def test_too_long_ago_or_withdrawn(self):
        self.env.company.dealer_complaint_repeat_days = 30
        self.complain(date=MONDAY)
        dropped = self.complain(date=MONDAY + timedelta(days=20), step="parts")
        dropped.action_withdraw()
        late = self.complain(date=MONDAY + timedelta(days=31))
        again = self.complain(date=MONDAY + timedelta(days=32), step="parts")
        self.assertFalse(late.repeat_of_id)
        self.assertFalse(again.repeat_of_id)
