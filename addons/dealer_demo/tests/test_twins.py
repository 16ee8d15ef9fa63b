from collections import Counter

from odoo.tests import BaseCase, TransactionCase, tagged

from ..tools import spellings, twins

SEED = 4711


@tagged("post_install", "-at_install")
class TestSpellings(BaseCase):
    def test_palladius(self):
        for pinyin, cyrillic in (
            ("Xiaoming", "Сяомин"),
            ("Zhiqiang", "Чжицян"),
            ("Ouyang", "Оуян"),
            ("Xuejun", "Сюэцзюнь"),
            ("Wei", "Вэй"),
        ):
            self.assertEqual(spellings.palladius(pinyin), cyrillic)
        with self.assertRaises(ValueError):
            spellings.palladius("Smith")

    def test_latin_ways(self):
        for way, latin in (
            ("icao", "Shchukina"),
            ("english", "Schukina"),
            ("gost", "Shhukina"),
            ("german", "Schtschukina"),
        ):
            self.assertEqual(spellings.latin("Щукина", way), latin)
        self.assertEqual(spellings.latin("Дмитрий", "english"), "Dmitry")

    def test_cyrillic(self):
        self.assertEqual(spellings.cyrillic("Schneider"), "Шнейдер")
        self.assertEqual(spellings.cyrillic("Johansson"), "Йохансон")

    def test_records(self):
        records = twins.records(50, SEED)
        self.assertEqual(records, twins.records(50, SEED))
        self.assertNotEqual(records, twins.records(50, SEED + 1))
        counts = Counter(record.person for record in records)
        self.assertEqual(sum(count == 2 for count in counts.values()), 50)
        self.assertGreater(sum(count == 1 for count in counts.values()), 5)


@tagged("post_install", "-at_install")
class TestQuality(TransactionCase):
    """People in three scripts on whom nothing was tuned: not the seed of the bench."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.company.country_id = cls.env.ref("base.ru")
        records = twins.records(500, SEED)
        partners = cls.env["res.partner"].with_context(tracking_disable=True)
        cls.partners = partners.create(
            [
                {
                    "name": record.name,
                    "phone": record.phone,
                    "email": record.email,
                    "dealer_birthdate": record.birthdate,
                    "street": record.street,
                    "city": record.city,
                    "zip": record.zip,
                }
                for record in records
            ]
        )
        cls.truth = dict(
            zip(cls.partners, (record.person for record in records), strict=True)
        )

    def test_who_is_there_twice_is_found_and_nobody_else(self):
        sure_from, _shown = self.partners._get_dealer_thresholds()
        hits = [
            (self.truth[partner] == self.truth.get(other), match.score)
            for partner, found in self.partners._dealer_duplicates_of_records().items()
            for other, match in found
        ]
        # Each of the 500 pairs is met from both sides.
        sure = [same for same, score in hits if score >= sure_from]
        self.assertGreaterEqual(sum(sure) / len(sure), 0.97)
        self.assertGreaterEqual(sum(sure) / 1000, 0.90)
        self.assertGreaterEqual(sum(same for same, _score in hits) / 1000, 0.98)
        self.assertLessEqual(len(hits) / len(self.partners), 3)
