from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from odoo.tests import BaseCase, tagged

from ..tools import match, name_match

ONE_NAME = [
    ("Щукина Анна", "Shchukina Anna"),
    ("Щукина Анна", "Anna Schukina"),
    ("Семён Королёв", "Королев Семен"),
    ("Алексей Хабибуллин", "Alexey Habibullin"),
    ("Евгений Цветков", "Evgeny Tsvetkov"),
    ("Юлия Жукова", "Yulia Zhukova"),
    ("Анна-Мария Вебер", "Anna Maria Weber"),
    ("王伟", "Wang Wei"),
    ("王伟", "Ван Вэй"),
    ("张晓明", "Чжан Сяомин"),
    ("张晓明", "Zhang Xiaoming"),
    ("Xu Jing", "Сюй Цзин"),
    ("John Smith", "Джон Смит"),
    ("Koroleva Irina", "Korolyova Irina"),
    ("Tatiana Zaitseva", "Татьяна Зайцева"),
    ("Petrov Oleg", "Petorv Oleg"),
]
TWO_NAMES = [
    ("Петров Пётр", "Сидоров Иван"),
    ("Anna Weber", "Peter Weber"),
    ("Иванов Иван", "Иванова Инна"),
    ("王伟", "李娜"),
]


def person(name="", **values):
    return match.identity(name, country_code="RU", **values)


def score(one, other):
    return match.compare(one, other).score


@tagged("post_install", "-at_install")
class TestMatch(BaseCase):
    def test_names_in_other_scripts_and_spellings(self):
        for one, other in ONE_NAME:
            with self.subTest(one=one, other=other):
                likeness = name_match.name_likeness(
                    person(one).names, person(other).names
                )
                self.assertGreaterEqual(likeness, match.NAME_NEAR)

    def test_other_names(self):
        for one, other in TWO_NAMES:
            with self.subTest(one=one, other=other):
                likeness = name_match.name_likeness(
                    person(one).names, person(other).names
                )
                self.assertLess(likeness, match.NAME_NEAR)

    def test_same_name_alone_is_not_sure(self):
        namesakes = (
            person("Olga Weber", city="Samara"),
            person("Olga Weber", city="Samara"),
        )
        self.assertLessEqual(score(*namesakes), match.UNSURE_LIMIT)

    def test_name_and_phone_are_sure(self):
        one = person("Ольга Вебер", phones=["8 900 111-22-33"])
        other = person("Olga Weber", phones=["+79001112233"])
        self.assertGreater(score(one, other), 90)

    def test_household_is_not_one_person(self):
        """Same phone and surname, other given names: shown, but not sure."""
        one = person("Anna Weber", phones=["+79001112233"], city="Samara")
        other = person("Peter Weber", phones=["+79001112233"], city="Samara")
        self.assertEqual(score(one, other), match.UNSURE_LIMIT)

    def test_phone_alone_is_sure_when_there_is_no_name(self):
        one, other = (
            person(phones=["+79001112233"]),
            person("Olga Weber", phones=["89001112233"]),
        )
        self.assertGreater(score(one, other), match.UNSURE_LIMIT)

    def test_common_name_says_less(self):
        one, other = (
            person("Ivan Ivanov", phones=["+79001112233"]),
            person("Ivan Ivanov", phones=["+79001112234"]),
        )
        rare, common = (
            match.compare(one, other, bearers).score for bearers in (2, 200)
        )
        self.assertGreater(rare, common)

    def test_other_birthdate_speaks_against(self):
        born = {"birthdate": date(1980, 4, 5)}
        one = person("Olga Weber", **born)
        for birthdate, word in (
            (date(1980, 4, 5), "birthdate_same"),
            (date(1980, 5, 4), "birthdate_typo"),
            (date(1980, 4, 15), "birthdate_typo"),
            (date(1981, 5, 6), "birthdate_near"),
            (date(1991, 11, 23), "birthdate_other"),
        ):
            found = match.compare(one, person("Olga Weber", birthdate=birthdate))
            self.assertIn(word, [reason for reason, _bits in found.reasons])

    def test_mailbox(self):
        self.assertEqual(
            match.mailbox("o.weber+cars@gmail.com"), match.mailbox("oweber@gmail.com")
        )
        self.assertNotEqual(
            match.mailbox("o.weber@example.com"), match.mailbox("oweber@example.com")
        )

    def test_reasons_are_sorted(self):
        one = person("Olga Weber", phones=["+79001112233"], city="Samara")
        other = person("Olga Weber", phones=["+79001112233"], city="Kazan")
        words = [word for word, _bits in match.compare(one, other).reasons]
        self.assertEqual(words, ["phone_same", "name_same", "city_other"])

    @settings(max_examples=200, deadline=None)
    @given(st.text(max_size=40), st.text(max_size=40))
    def test_any_text(self, one, other):
        """Symmetric, between 0 and 100, and a record is its own duplicate."""
        left, right = person(one), person(other)
        self.assertEqual(score(left, right), score(right, left))
        self.assertTrue(0 <= score(left, right) <= 100)
        if left.names:
            self.assertEqual(name_match.name_likeness(left.names, left.names), 1.0)

    @settings(max_examples=200, deadline=None)
    @given(st.text(max_size=40))
    def test_sound_key_is_idempotent_for_the_index(self, text):
        """The key depends on the words only, not on their order."""
        words = person(text).names
        self.assertEqual(
            name_match.sound_key_of_words(words),
            name_match.sound_key_of_words(tuple(reversed(words))),
        )
