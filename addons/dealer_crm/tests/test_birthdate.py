from datetime import date, timedelta

from odoo.tests import BaseCase, tagged

from ..tools import birthdate


@tagged("post_install", "-at_install")
class TestBirthdate(BaseCase):
    def test_neighbours_are_what_looks_alike(self):
        for day in (date(1971, 6, 24), date(2000, 2, 29), date(1999, 12, 31)):
            around = birthdate.neighbours(day)
            self.assertEqual(around, sorted(set(around)))
            self.assertNotIn(day, around)
            self.assertLess(len(around), 160)
            words = {birthdate.evidence(day, other) for other in around}
            self.assertEqual(words, {"birthdate_typo", "birthdate_near"})

    def test_no_typing_error_is_left_out(self):
        day = date(1971, 6, 4)
        around = set(birthdate.neighbours(day))
        missed = set()
        for number in range(-40000, 20000):
            other = day + timedelta(days=number)
            word = birthdate.evidence(day, other)
            years = abs(other.year - day.year)
            if (
                word == "birthdate_typo"
                and 1880 <= other.year <= 2100
                or word == "birthdate_near"
                and years in (0, 1, 10)
            ):
                missed |= {other} - around
        self.assertFalse(missed)
        self.assertFalse(birthdate.neighbours(None))
