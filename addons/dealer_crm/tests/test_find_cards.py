from odoo.tests import HttpCase, new_test_user, tagged

from .common import VIN_GEELY, VIN_LADA, DealerCommon


@tagged("post_install", "-at_install")
class TestFindCards(DealerCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.people = cls.env["res.partner"].with_user(cls.salesperson)

    def test_card_of_a_customer(self):
        self.anna.write({"city": "Samara", "user_id": self.salesperson.id})
        self.env["crm.lead"].create(
            {
                "name": "Vesta",
                "type": "opportunity",
                "partner_id": self.anna.id,
                "team_id": self.team.id,
                "user_id": self.salesperson.id,
            }
        )
        car = self.vesta
        (card,) = self.people.dealer_find_cards(VIN_LADA[-6:])
        self.assertEqual(card["partner_id"], self.anna.id)
        self.assertEqual(card["vehicle_id"], car.id)
        self.assertEqual(card["name"], self.anna.display_name)
        self.assertEqual(card["matched"], "End of the VIN")
        self.assertEqual(card["address"], "Samara")
        self.assertEqual(card["manager"], self.salesperson.name)
        self.assertEqual([c["id"] for c in card["cars"] if c["matched"]], [car.id])
        self.assertIn("Open leads: 1", [fact["text"] for fact in card["facts"]])
        names = [action["name"] for action in card["actions"]]
        self.assertEqual(names[:2], ["lead", "appointment"])
        lead = card["actions"][0]["action"]
        self.assertEqual(lead["context"]["default_partner_id"], self.anna.id)

    def test_one_card_for_each_person(self):
        """Somebody with two cars which match is one customer."""
        for number in range(5):
            car = self.env["dealer.vehicle"].create(
                {"license_plate": f"A123BC7{number}", "model_id": self.model_vesta.id}
            )
            car._set_owner(self.anna)
        (card,) = self.people.dealer_find_cards("A123BC7")
        self.assertEqual(card["partner_id"], self.anna.id)
        self.assertEqual(len(card["cars"]), 5)
        self.assertEqual(card["more_cars"], 1)

    def test_car_without_owner(self):
        car = self.env["dealer.vehicle"].create({"vin": VIN_GEELY})
        (card,) = self.people.dealer_find_cards(VIN_GEELY)
        self.assertFalse(card["partner_id"])
        self.assertEqual(card["vehicle_id"], car.id)
        self.assertEqual(card["actions"], [])
        self.assertEqual(card["name"], "Car without owner")

    def test_reader_sees_no_leads(self):
        (card,) = (
            self.env["res.partner"]
            .with_user(self.reader)
            .dealer_find_cards("лещинская")
        )
        self.assertEqual(card["facts"], [])
        self.assertNotIn("lead", [action["name"] for action in card["actions"]])

    def test_number_of_queries_does_not_grow(self):
        """As many queries for twelve cards as for two."""
        queries = []
        for count, name in ((2, "alpha"), (12, "beta")):
            for number in range(count):
                partner = self.env["res.partner"].create(
                    {"name": f"Crowd {name} {number}", "user_id": self.salesperson.id}
                )
                car = self.env["dealer.vehicle"].create(
                    {
                        "license_plate": f"X{count}{number:02}XX77",
                        "model_id": self.model_vesta.id,
                    }
                )
                car._set_owner(partner)
            self.people.dealer_find_cards(f"crowd {name}")
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.assertEqual(len(self.people.dealer_find_cards(f"crowd {name}")), count)
            queries.append(self.env.cr.sql_log_count - before)
        self.assertLessEqual(queries[1], queries[0])


@tagged("post_install", "-at_install")
class TestFindBox(HttpCase):
    def test_box(self):
        """By keyboard only: type, choose, open; nobody found: enter the customer."""
        new_test_user(self.env, "box-sales", "dealer_crm.group_dealer_user")
        partner = self.env["res.partner"].create(
            {"name": "Kira Boxova", "phone": "+7 900 777-11-22"}
        )
        other = self.env["res.partner"].create({"name": "Kira Boxovna"})
        car = self.env["dealer.vehicle"].create({"vin": VIN_LADA})
        car._set_owner(partner)
        self.assertTrue(other)
        self.start_tour("/odoo/dealer-find", "dealer_find_customer", login="box-sales")
