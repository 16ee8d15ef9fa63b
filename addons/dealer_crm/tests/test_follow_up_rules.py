"""Pure functions of follow-ups."""

from datetime import date, datetime

import pytz

from odoo.tests import BaseCase, tagged

from ..tools import follow_up
from ..tools.follow_up import Row


@tagged("post_install", "-at_install")
class TestFollowUpRules(BaseCase):
    def test_anniversary_of_a_leap_day(self):
        born = date(2000, 2, 29)
        self.assertEqual(follow_up.anniversary(born, 25), date(2025, 2, 28))
        self.assertEqual(follow_up.anniversary(born, 28), date(2028, 2, 29))

    def test_day_where_the_clock_changes(self):
        berlin = pytz.timezone("Europe/Berlin")
        day = follow_up.local_day
        # 22:30 UTC is the next day in summer, the same one in winter.
        self.assertEqual(day(datetime(2026, 3, 28, 22, 30), berlin), date(2026, 3, 28))
        self.assertEqual(day(datetime(2026, 3, 29, 22, 30), berlin), date(2026, 3, 30))
        self.assertEqual(
            day(datetime(2026, 10, 24, 22, 30), berlin), date(2026, 10, 25)
        )
        self.assertEqual(
            day(datetime(2026, 10, 25, 22, 30), berlin), date(2026, 10, 25)
        )

    def test_days_before(self):
        steps = [
            (5, "days", "after_plan_date"),
            (2, "weeks", "before_plan_date"),
            (1, "months", "before_plan_date"),
        ]
        self.assertEqual(follow_up.days_before(steps), 31)
        self.assertEqual(follow_up.days_before(steps[:1]), 0)
        self.assertEqual(follow_up.days_before([]), 0)

    def test_next_working_day(self):
        shifts = [
            (datetime(2026, 5, day, 9), datetime(2026, 5, day, 18)) for day in (8, 12)
        ]
        # A shift through the night is work on both days, until midnight on one.
        shifts.append((datetime(2026, 5, 14, 20), datetime(2026, 5, 15)))
        working = follow_up.working_days(shifts)
        self.assertEqual(
            working, {date(2026, 5, 8), date(2026, 5, 12), date(2026, 5, 14)}
        )
        self.assertEqual(
            follow_up.next_working_day(date(2026, 5, 8), working), date(2026, 5, 8)
        )
        self.assertEqual(
            follow_up.next_working_day(date(2026, 5, 9), working), date(2026, 5, 12)
        )
        self.assertEqual(
            follow_up.next_working_day(date(2026, 6, 1), working), date(2026, 6, 1)
        )

    def test_stop_on(self):
        row = Row(1, 2, None, None, 3, date(2026, 1, 1), date(2026, 1, 10))
        row = row._replace(bought_on=date(2026, 1, 12), sold_on=date(2026, 1, 11))
        both = {"bought", "sold"}
        self.assertEqual(follow_up.stop_on(date(2026, 1, 10), row, both), "")
        self.assertEqual(follow_up.stop_on(date(2026, 1, 11), row, both), "sold")
        self.assertEqual(follow_up.stop_on(date(2026, 1, 11), row, {"bought"}), "")
        self.assertEqual(follow_up.stop_on(date(2026, 1, 12), row, both), "bought")

    def test_turn_is_fair_and_steady(self):
        people = ["a", "b", "c"]
        turns = [follow_up.turn(number, people) for number in range(9)]
        self.assertEqual([turns.count(name) for name in people], [3, 3, 3])
        self.assertIsNone(follow_up.turn(5, []))

    def test_by_month(self):
        counts = {date(2026, 1, 31): 2, date(2026, 3, 1): 1, date(2026, 1, 2): 1}
        self.assertEqual(
            follow_up.by_month(counts, date(2026, 1, 15), date(2026, 3, 14)),
            [(date(2026, 1, 1), 3), (date(2026, 2, 1), 0), (date(2026, 3, 1), 1)],
        )
