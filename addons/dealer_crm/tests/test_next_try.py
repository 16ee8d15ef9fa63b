from odoo.tests import BaseCase, tagged

from ..tools import next_try


@tagged("post_install", "-at_install")
class TestNextTry(BaseCase):
    def test_read_days(self):
        for text, days in (
            ("1, 2, 4", (1, 2, 4)),
            ("3;5", (3, 5)),
            ("0", (0,)),
            ("", next_try.DEFAULT_DAYS),
            (None, next_try.DEFAULT_DAYS),
            ("soon", next_try.DEFAULT_DAYS),
            ("1, -2", next_try.DEFAULT_DAYS),
            ("366", next_try.DEFAULT_DAYS),
        ):
            self.assertEqual(next_try.read_days(text), days, text)

    def test_next_days(self):
        days = (1, 2, 4)
        found = [next_try.next_days(tries, days) for tries in (0, 1, 2, 3, 9)]
        self.assertEqual(found, [1, 1, 2, 4, 4])

    def test_count_tries(self):
        for results, tries in (
            ([], 0),
            (["reached", "no_answer"], 0),
            (["no_answer", "no_answer", "reached", "no_answer"], 2),
        ):
            self.assertEqual(next_try.count_tries(results), tries)
