import random

from odoo.tests import BaseCase, tagged

from odoo.addons.dealer_crm.tools import keys


@tagged("post_install", "-at_install")
class TestKeys(BaseCase):
    def test_name_in_any_order_and_script(self):
        groups = [
            ("Лещинская Анна", "Анна  ЛЕЩИНСКАЯ", "анна-лещинская"),
            ("Фёдор Зайцев", "Федор Заицев"),
            ("王伟", "Wang Wei"),
            ("José Núñez", "Nunez, Jose"),
        ]
        for group in groups:
            self.assertEqual(len({keys.name_key(name) for name in group}), 1, group)
        self.assertEqual(keys.name_key(None), "")

    def test_phone(self):
        for text in (
            "8 (900) 123-45-67",
            "+7 900 123 45 67",
            "89001234567",
            "٨٩٠٠١٢٣٤٥٦٧",
            "+79001234567 доб. 12",
        ):
            self.assertEqual(keys.phone_key(text, "RU"), "+79001234567", text)
        self.assertEqual(keys.phone_key("(816) 555-0114", "US"), "+18165550114")
        self.assertEqual(keys.phone_key("555-01-42"), "5550142")
        for text in ("", None, "1234", "call me", "-"):
            self.assertEqual(keys.phone_key(text, "RU"), "", text)

    def test_email(self):
        for text in (" Anna.L@Example.COM ", 'Anna "A" <anna.l@example.com>'):
            self.assertEqual(keys.email_key(text), "anna.l@example.com")
        for text in ("", None, "anna", "@"):
            self.assertEqual(keys.email_key(text), "", text)

    def test_classify(self):
        query = keys.classify("144213", "RU")
        self.assertEqual((query.vin, query.plate), ("144213", "144213"))
        self.assertEqual((query.phone, query.phone_tail), ("", "144213"))
        query = keys.classify("8 (900) 123-45-67", "RU")
        self.assertEqual(query.phone, "+79001234567")
        query = keys.classify("А123ВС 77", "RU")
        self.assertEqual((query.plate, query.phone_tail), ("A123BC77", ""))
        query = keys.classify("Анна Лещ")
        self.assertEqual(query.names, ("anna", "leshch"))
        self.assertEqual((query.vin, query.plate, query.email), ("", "", ""))
        query = keys.classify("Anna@Example.com")
        self.assertEqual((query.email, query.names), ("anna@example.com", ()))

    def test_any_text(self):
        dice = random.Random(3)
        alphabet = "aЯ王é019 -+()@.<>'\"%_\\İßﬁ\u200b\ud800\x00\n"
        for _round in range(2000):
            text = "".join(dice.choices(alphabet, k=dice.randint(0, 30)))
            for key_of in (keys.name_key, keys.email_key, keys.phone_key):
                key = key_of(text)
                self.assertEqual(key_of(key), key, (key_of.__name__, text))
                key.encode()
            query = keys.classify(text, "RU")
            for part in (query.vin, query.plate, query.phone, query.email):
                part.encode()
        self.assertLess(len(keys.name_key("ab " * 10**5)), 2000)
