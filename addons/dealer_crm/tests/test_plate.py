import random

from odoo.tests import BaseCase, tagged

from odoo.addons.dealer_crm.tools import plate


@tagged("post_install", "-at_install")
class TestPlate(BaseCase):
    def test_one_plate_is_one_key(self):
        for text in ("А123ВС77", "a123bc77", " A 123-BC 77 ", "Ａ１２３ＢＣ７７"):
            self.assertEqual(plate.normalise(text), "A123BC77", text)

    def test_other_countries(self):
        cases = {"京A·12345": "京A12345", "B-MW 123": "BMW123", "12-AB-34": "12AB34"}
        for text, key in cases.items():
            self.assertEqual(plate.normalise(text), key)

    def test_what_cannot_be_a_plate(self):
        cases = {
            "": "empty",
            None: "empty",
            " - ": "empty",
            "A" * 16: "too_long",
            "ABC": "bad_character",
            "A1<b>": "bad_character",
            "A1'--": "bad_character",
        }
        for text, reason in cases.items():
            with self.assertRaises(plate.PlateError) as caught:
                plate.normalise(text)
            self.assertEqual(caught.exception.reason, reason, text)

    def test_key_of_a_key(self):
        dice = random.Random(7)
        for _round in range(2000):
            text = "".join(dice.choices("АВЕКМ abc019-京İß\ud800", k=8))
            try:
                key = plate.normalise(text)
            except plate.PlateError:
                continue
            self.assertEqual(plate.normalise(key), key, repr(text))
