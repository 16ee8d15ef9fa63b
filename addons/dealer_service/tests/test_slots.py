import random
from datetime import datetime, timedelta

from odoo.tests import BaseCase, tagged

from ..tools import slots
from ..tools.slots import Resource

HOUR = timedelta(hours=1)


def at(hour, minute=0, day=1):
    return datetime(2026, 6, day, hour, minute)


@tagged("post_install", "-at_install")
class TestSlots(BaseCase):
    def test_all_groups_must_be_free(self):
        bays = [Resource(1, [(at(8), at(10))]), Resource(2, [(at(13), at(17))])]
        people = [Resource(7, [(at(9), at(14, 30))])]
        found = slots.find([bays, people], HOUR)
        self.assertEqual(
            [(slot.start, slot.keys) for slot in found],
            [(at(9), (1, 7)), (at(13), (2, 7)), (at(13, 30), (2, 7))],
        )

    def test_tightest_gap_is_taken(self):
        bays = [Resource(1, [(at(8), at(18))]), Resource(2, [(at(8), at(10))])]
        self.assertEqual(slots.find([bays], HOUR, limit=1)[0].keys, (2,))

    def test_last_start_and_grid(self):
        bay = [Resource(1, [(at(8, 10), at(10))])]
        self.assertEqual(
            [slot.start for slot in slots.find([bay], HOUR)], [at(8, 30), at(9)]
        )
        self.assertFalse(slots.find([bay], 2 * HOUR))
        with self.assertRaises(ValueError):
            slots.find([bay], timedelta())

    def test_intervals(self):
        day = [(at(8), at(12)), (at(13), at(17))]
        self.assertEqual(slots.join(day, HOUR), [(at(8), at(17))])
        self.assertEqual(slots.join([*day, (at(11), at(13))]), [(at(8), at(17))])
        self.assertEqual(
            slots.subtract(day, [(at(7), at(9)), (at(11), at(14))]),
            [(at(9), at(11)), (at(14), at(17))],
        )

    def test_same_as_trying_every_start(self):
        """Against the plainest way, with random days of bays, people, loan cars."""
        rng = random.Random(7)
        step = timedelta(minutes=30)
        for _round in range(60):
            groups = [
                [Resource(key, self._day(rng)) for key in range(rng.randint(1, 4))]
                for _group in range(rng.randint(1, 3))
            ]
            duration = step * rng.randint(1, 8)
            found = slots.find(groups, duration, step, limit=1000)
            plain = [
                start
                for start in (at(0) + step * number for number in range(48))
                if all(
                    any(self._fits(one, start, start + duration) for one in group)
                    for group in groups
                )
            ]
            self.assertEqual([slot.start for slot in found], plain)
            for slot in found:
                for key, group in zip(slot.keys, groups, strict=True):
                    self.assertTrue(self._fits(group[key], slot.start, slot.stop))

    def _day(self, rng):
        marks = sorted(rng.sample(range(96), 2 * rng.randint(0, 3)))
        quarter = timedelta(minutes=15)
        return slots.join(
            [
                (at(0) + quarter * start, at(0) + quarter * stop)
                for start, stop in zip(marks[::2], marks[1::2], strict=True)
            ]
        )

    def _fits(self, resource, start, stop):
        return any(a <= start and stop <= b for a, b in resource.free)
