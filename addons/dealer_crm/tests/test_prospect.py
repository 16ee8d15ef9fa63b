from odoo.tests import BaseCase, tagged

from odoo.addons.dealer_crm.tools import prospect


@tagged("post_install", "-at_install")
class TestProspect(BaseCase):
    def test_year(self):
        cases = {"2019": 2019, "MY 2024": 2024, "19": 0, "": 0, None: 0, "120199": 0}
        for text, number in cases.items():
            self.assertEqual(prospect.year({"year": text}), number, text)

    def test_kilometres(self):
        self.assertEqual(prospect.kilometres({"odometer": "84 200"}), 84200)
        self.assertEqual(
            prospect.kilometres({"odometer": "31,204", "odometer_units": "mi"}), 50218
        )
        for text, number in {
            "84,200 mi": 135507,
            "84.200 km": 84200,
            "84 тыс. км": 84000,
            "8.4万公里": 84000,
            "84200.5": 84200,
        }.items():
            self.assertEqual(prospect.kilometres({"odometer": text}), number, text)
        for nonsense in ("", None, "unknown", "123456789", "9999999"):
            self.assertEqual(prospect.kilometres({"odometer": nonsense}), 0, nonsense)

    def test_title_and_description(self):
        item = {
            "customer": {
                "full_name": "Ivan",
                "phones": ["1", "2"],
                "emails": ["i@example.com"],
            },
            "vehicle": {"make": "LADA", "model": "Vesta", "year": "2020"},
            "other_vehicles": [{"make": "Geely"}],
            "trade_in": {"make": "Kia", "vin": "X"},
            "comments": "Hello",
            "provider": "Portal",
            "vendor": "Portal",
        }
        self.assertEqual(prospect.title(item), "LADA Vesta - Ivan")
        self.assertEqual(
            prospect.describe(item).splitlines(),
            ["Hello", "+ 2020 LADA Vesta", "+ Geely", "- Kia, VIN X", "1, 2", "Portal"],
        )

    def test_nothing_but_a_phone(self):
        item = {"customer": {"phones": ["12345"], "emails": []}}
        self.assertEqual(prospect.title(item), "12345")
        self.assertEqual(prospect.describe(item), "")
