from dataclasses import replace
from datetime import datetime, timedelta

from odoo.tests import BaseCase, tagged

from ..tools import photos, rules

DAY = datetime(2026, 3, 2, 9)


@tagged("post_install", "-at_install")
class TestRules(BaseCase):
    def case(self, number, days=0, **values):
        return rules.Case(
            id=number,
            date=DAY + timedelta(days=days),
            **{"partner": 1, "vehicle": 5, "step": "workshop", **values},
        )

    def test_what_was_told_to_the_customer_is_not_turned_round(self):
        self.assertFalse(rules.may_follow("accepted", "rejected"))
        self.assertFalse(rules.may_follow("done", "examining"))
        self.assertTrue(rules.may_follow("rejected", "examining"))

    def test_same_customer_or_same_car(self):
        first = self.case(1)
        for values, expected in (
            ({"vehicle": 6}, 1),
            ({"partner": 2}, 1),
            ({"partner": 2, "vehicle": 6}, 0),
            ({"partner": 2, "vehicle": 0}, 0),
            ({"step": "price"}, 0),
        ):
            case = self.case(2, 3, **values)
            self.assertEqual(rules.find_first(case, [first], 30), expected, values)

    def test_without_car_two_strangers_are_not_the_same(self):
        first = self.case(1, vehicle=0)
        other = self.case(2, 1, vehicle=0, partner=2)
        self.assertEqual(rules.find_first(other, [first], 30), 0)

    def test_the_cause_counts_more_than_the_step(self):
        first = self.case(1, cause=7)
        same = self.case(2, 1, cause=7, step="price")
        other = self.case(2, 1, cause=8)
        self.assertEqual(rules.find_first(same, [first], 30), 1)
        self.assertEqual(rules.find_first(other, [first], 30), 0)

    def test_days_count_from_the_last_one(self):
        first, second = self.case(1), self.case(2, 20, first=1)
        third = self.case(3, 45)
        self.assertEqual(rules.find_first(third, [first, second], 30), 1)
        self.assertEqual(rules.find_first(third, [first], 30), 0)
        self.assertEqual(rules.find_first(third, [first, second], 0), 0)

    def test_a_later_one_is_not_the_first(self):
        case = self.case(2)
        self.assertEqual(rules.find_first(case, [self.case(1, 1)], 30), 0)
        self.assertEqual(rules.find_first(case, [replace(case)], 30), 0)

    def test_photos_by_their_content(self):
        self.assertEqual(photos.get_kind(b"\xff\xd8\xff\xe0rest")[1], "jpg")
        self.assertEqual(photos.get_kind(b"RIFF1234WEBPrest")[1], "webp")
        for content in (b"<svg onload='x'/>", b"%PDF-1.7", b"", b"RIFF1234WAVE"):
            self.assertIsNone(photos.get_kind(content))
