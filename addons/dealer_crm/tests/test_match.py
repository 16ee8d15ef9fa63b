from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from odoo.tests import BaseCase, tagged

from ..tools import keys, match, name_match

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
    ("Yulia Shubina", "Julia Schubina"),
    ("司马宇航", "Yuhang Sima"),
    ("张国强", "Гоцян Чжан"),
    ("Petrov Oleg", "Petorv Oleg"),
]
TWO_NAMES = [
    ("Петров Пётр", "Сидоров Иван"),
    ("Anna Weber", "Peter Weber"),
    ("Иванов Иван", "Иванова Инна"),
    ("王伟", "李娜"),
    ("Ильдар Фаридович Гатауллин", "Фарид Ильдарович Галиев"),
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

    def test_one_address_and_phone_is_a_household(self):
        """A couple shares phone, mailbox, address and car, and is two people."""
        home = {
            "phones": ["+79001112233"],
            "emails": ["weber.family@example.com"],
            "street": "Lesnaya 5",
            "city": "Samara",
            "cars": ["XTAGFK330JY144213"],
        }
        couple = person("Anna Weber", **home), person("Peter Weber", **home)
        self.assertEqual(score(*couple), match.UNSURE_LIMIT)
        # Maiden name and married name of one woman.
        born = {"birthdate": date(1980, 4, 5)}
        one = person("Anna Weber", **home, **born)
        self.assertGreater(score(one, person("Anna Schmidt", **home, **born)), 90)

    def test_other_digits_are_another_mailbox(self):
        def reasons(one, other):
            pair = person("A B", emails=[one]), person("A B", emails=[other])
            return {word for word, _bits in match.compare(*pair).reasons}

        for one, other, word in (
            ("o.weber84@example.com", "o.weber91@example.com", "email_other"),
            ("o.weber84@example.com", "o.webber84@example.com", "email_typo"),
            ("a.orlov@example.com", "b.orlov@example.com", "email_other"),
            ("olga.weber@example.com", "olga.weber@example.org", "email_alike"),
            ("info@example.com", "info@example.net", "email_other"),
        ):
            self.assertIn(word, reasons(one, other), (one, other))

    def test_address(self):
        def word(street, city="Samara", other="Lesnaya ul., 40"):
            one = match.Identity(street=" ".join(keys.words(street)), city=city)
            two = match.Identity(street=" ".join(keys.words(other)), city="samara")
            found = {word for word, _bits in match.compare(one, two).reasons}
            return next(word for word in found if word.startswith("street"))

        self.assertEqual(word("ул. Лесная, 40", "samara"), "street_same")
        self.assertEqual(word("ul. Lesnaja 40", "samara"), "street_alike")
        self.assertEqual(word("ул. Лесная, 04", "samara"), "street_alike")
        self.assertEqual(word("ул. Лесная, 40, кв. 7", "samara"), "street_alike")
        self.assertEqual(word("ул. Лесная, 160", "samara"), "street_part")
        self.assertEqual(word("ул. Лесная, 40", "kazan"), "street_part")
        self.assertEqual(word("Мира, 40", "samara"), "street_other")

    def test_mailbox_with_the_name_that_is_missing(self):
        one = person("Olga", emails=["o.weber@example.com"], city="Samara")
        found = match.compare(one, person("Olga Weber", city="Samara"))
        self.assertIn("email_names", [word for word, _bits in found.reasons])

    def test_birthdate_proves_less_in_a_big_base(self):
        born = {"birthdate": date(1980, 4, 5), "city": "Samara"}
        pair = person("Olga", **born), person("Olga Weber", **born)
        small, big = (match.compare(*pair, 0, size) for size in (500, 200_000))
        self.assertGreater(small.score, match.UNSURE_LIMIT)
        self.assertEqual(big.score, match.UNSURE_LIMIT)

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
