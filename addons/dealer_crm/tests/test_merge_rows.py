from datetime import date

from odoo.tests import BaseCase, tagged

from ..tools import merge_rows


@tagged("post_install", "-at_install")
class TestMergeRows(BaseCase):
    def test_compare(self):
        before = {
            1: {"id": "1", "a": "x", "write_date": "1"},
            2: {"id": "2", "a": "y"},
            3: {"id": "3", "a": None},
        }
        after = {
            1: {"id": "1", "a": "x", "write_date": "2"},
            3: {"id": "3", "a": "z"},
            4: {"id": "4", "a": "n"},
        }
        changes = merge_rows.compare(before, after)
        self.assertEqual(
            changes.changed, [{"id": 3, "old": {"a": None}, "new": {"a": "z"}}]
        )
        self.assertEqual(changes.gone, [{"id": "2", "a": "y"}])
        self.assertEqual(changes.created, [4])

    def test_compare_links(self):
        before = [{"a": "1", "b": "2"}, {"a": "1", "b": "3"}]
        after = [{"b": "3", "a": "1"}, {"a": "9", "b": "2"}]
        self.assertEqual(
            merge_rows.compare_links(before, after),
            ([{"a": "1", "b": "2"}], [{"b": "2", "a": "9"}]),
        )

    def test_restorable(self):
        change = {
            "id": 1,
            "old": {"a": "1", "b": "1", "c": None, "gone": "1"},
            "new": {"a": "2", "b": "2", "c": "2", "gone": "2"},
        }
        current = {"id": "1", "a": "2", "b": "3", "c": None}
        self.assertEqual(merge_rows.restorable(change, current), ({"a": "1"}, ["b"]))

    def test_join_periods(self):
        def day(number):
            return date(2026, 1, number)

        for periods, expected in (
            ([], []),
            ([(1, day(1), day(5))], [(day(1), day(5), [1])]),
            # one follows the other without a day between
            (
                [(2, day(5), None), (1, day(1), day(5))],
                [(day(1), None, [1, 2])],
            ),
            # a gap
            (
                [(1, day(1), day(4)), (2, day(5), day(9))],
                [(day(1), day(4), [1]), (day(5), day(9), [2])],
            ),
            # one within the other, and one behind an open one
            (
                [(1, day(1), day(9)), (2, day(2), day(3)), (3, day(4), None)],
                [(day(1), None, [1, 2, 3])],
            ),
            (
                [(1, day(1), None), (2, day(2), day(3))],
                [(day(1), None, [1, 2])],
            ),
        ):
            with self.subTest(periods=periods):
                self.assertEqual(merge_rows.join_periods(periods), expected)
