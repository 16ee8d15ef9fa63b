from datetime import datetime

from odoo.tests import BaseCase, tagged

from ..tools import worktime

SHIFTS = [
    (datetime(2026, 3, 2, 6), datetime(2026, 3, 2, 15)),
    (datetime(2026, 3, 3, 6), datetime(2026, 3, 3, 15)),
]


def at(day, hour, minute=0):
    return datetime(2026, 3, day, hour, minute)


@tagged("post_install", "-at_install")
class TestWorktime(BaseCase):
    def test_minutes(self):
        for start, stop, minutes in (
            (at(2, 9), at(2, 9, 12), 12),
            (at(2, 14, 50), at(3, 6, 5), 15),
            (at(2, 20), at(2, 23), 0),
            (at(2, 5), at(2, 7), 60),
            (at(1, 0), at(4, 0), 1080),
            (at(2, 9), at(2, 8), 0),
        ):
            found = worktime.minutes_between(SHIFTS, start, stop)
            self.assertEqual(found, minutes, (start, stop))

    def test_deadline(self):
        for start, minutes, expected in (
            (at(2, 9), 15, at(2, 9, 15)),
            (at(2, 14, 50), 15, at(3, 6, 5)),
            (at(2, 14, 50), 10, at(2, 15)),
            (at(2, 22), 15, at(3, 6, 15)),
            (at(1, 0), 1080, at(3, 15)),
            (at(1, 0), 1081, None),
        ):
            found = worktime.after(SHIFTS, start, minutes)
            self.assertEqual(found, expected, (start, minutes))
            if found:
                self.assertEqual(
                    worktime.minutes_between(SHIFTS, start, found), minutes
                )

    def test_join(self):
        morning = (at(2, 6), at(2, 10))
        noon = (at(2, 10), at(2, 12))
        late = (at(2, 13), at(2, 15))
        inner = (at(2, 7), at(2, 9))
        self.assertEqual(
            worktime.join([late, inner, noon, morning]), [(at(2, 6), at(2, 12)), late]
        )

    def test_working(self):
        self.assertTrue(worktime.is_working(SHIFTS, at(2, 6)))
        self.assertFalse(worktime.is_working(SHIFTS, at(2, 15)))
        self.assertFalse(worktime.is_working([], at(2, 7)))
