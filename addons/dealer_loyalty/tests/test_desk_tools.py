from datetime import date

from odoo.tests import BaseCase, tagged

from ..tools import birthday, card_image, card_number


@tagged("post_install", "-at_install")
class TestDeskTools(BaseCase):
    def test_nearest_birthday(self):
        cases = [
            ("1980-12-31", "2026-01-02", "2025-12-31"),
            ("1980-01-02", "2025-12-31", "2026-01-02"),
            ("2000-02-29", "2026-02-27", "2026-02-28"),
            ("2000-02-29", "2028-02-27", "2028-02-29"),
            ("1980-06-15", "2026-06-15", "2026-06-15"),
        ]
        for born, today, expected in cases:
            day = birthday.nearest(date.fromisoformat(born), date.fromisoformat(today))
            self.assertEqual(day.isoformat(), expected, born)

    def test_ean13(self):
        # GS1's own example of the pattern: 4003994155486.
        self.assertEqual(
            card_image.ean13("4003994155486"),
            "101"
            "0001101"
            "0100111"
            "0111101"
            "0001011"
            "0010111"
            "0011101"
            "01010"
            "1100110"
            "1001110"
            "1001110"
            "1011100"
            "1001000"
            "1010000"
            "101",
        )
        with self.assertRaises(ValueError):
            card_image.ean13("4003994155487")
        with self.assertRaises(ValueError):
            card_image.ean13("29")

    def test_pictures(self):
        number = card_number.make(42)
        svg = card_image.svg(number, "Club & Co", "<b>Olga</b>")
        self.assertIn("Club &amp; Co", svg)
        self.assertNotIn("<b>", svg)
        self.assertIn(card_number.pretty(number), svg)
        self.assertTrue(card_image.png(number).startswith(b"\x89PNG"))
