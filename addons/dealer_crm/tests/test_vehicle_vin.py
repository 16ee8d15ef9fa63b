from odoo import Command
from odoo.exceptions import UserError, ValidationError
from odoo.tests import Form, TransactionCase, new_test_user, tagged

# The check digit of the first one is right, of the second one wrong.
HAVAL = "LGWEE4A40PH900001"


@tagged("post_install", "-at_install")
class TestVehicleVin(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.seller = new_test_user(
            cls.env, "vin_seller", "dealer_crm.group_dealer_user"
        )
        cls.vehicles = cls.env["dealer.vehicle"]
        brands = cls.env["fleet.vehicle.model.brand"]
        cls.lada = brands.search([("name", "=ilike", "lada")], limit=1)
        cls.skoda = brands.search([("name", "=ilike", "skoda")], limit=1)
        cls.octavia = cls.env["fleet.vehicle.model"].create(
            {"name": "Octavia of the test", "brand_id": cls.skoda.id}
        )

    def test_brand_is_proposed(self):
        cars = self.vehicles.create(
            [
                {"vin": "XTAGFK330JY000042"},
                {"vin": "XTAGFK330JY000043", "brand_id": self.skoda.id},
                {"vin": "XTAGFK330JY000044", "model_id": self.octavia.id},
                {"license_plate": "A777AA77"},
                {"vin": "ZZZ12345678901234"},
            ]
        )
        self.assertEqual(cars[0].brand_id, self.lada)
        self.assertEqual(cars[1].brand_id, self.skoda)
        self.assertEqual(cars[2].brand_id, self.skoda)
        self.assertFalse(cars[3].brand_id | cars[4].brand_id)
        cars[3].vin = "XTAGFK330JY000045"
        self.assertEqual(cars[3].brand_id, self.lada)
        # What stands there is not overwritten.
        cars[1].vin = "XTAGFK330JY000046"
        self.assertEqual(cars[1].brand_id, self.skoda)

    def test_big_makes_of_the_catalogue(self):
        for start, name in (
            ("XTA", "LADA"),
            ("LB3", "Geely"),
            ("LVV", "Chery"),
            ("LC0", "BYD"),
            ("WBA", "BMW"),
            ("XW8", "Volkswagen"),
            ("JTD", "Toyota"),
            ("Z94", "Hyundai"),
            ("TMB", "Skoda"),
            # The catalogue of Odoo or the list of makers name these otherwise.
            ("WDD", "Mercedes"),
            ("WF0", "Ford"),
            ("W0L", "Opel"),
            ("ZFA", "Fiat"),
            ("JF1", "Subaru"),
            ("XP7", "Tesla Motors"),
        ):
            car = self.vehicles.new({"vin": f"{start}11111111111111"})
            self.assertEqual(car.brand_id.name.lower(), name.lower(), start)

    def test_one_brand_under_all_its_names(self):
        match = self.env["fleet.vehicle.model.brand"]._dealer_match
        for text, name in (
            ("Mercedes-Benz", "Mercedes"),
            ("мерседес", "Mercedes"),
            ("Landrover", "Land Rover"),
            ("VW", "Volkswagen"),
            ("丰田", "Toyota"),
            ("ВАЗ (LADA)", "LADA"),
        ):
            self.assertEqual(match(text)[0].name.lower(), name.lower(), text)
        self.assertFalse(match("Mersedez")[0], "nothing is guessed")

    def test_logo_without_a_model(self):
        with_logo = self.env["fleet.vehicle.model.brand"].search(
            [("image_128", "!=", False)], limit=1
        )
        car = self.vehicles.create({"brand_id": with_logo.id, "license_plate": "T 1"})
        self.assertEqual(car.image_128, with_logo.image_128)

    def test_form(self):
        form = Form(self.vehicles.with_user(self.seller))
        form.vin = "xta gfk330 jy000047"
        self.assertEqual(form.brand_id, self.lada)
        form.model_id = self.octavia
        self.assertEqual(form.brand_id, self.skoda)
        form.brand_id = self.lada
        self.assertFalse(form.model_id)
        form.save()

    def test_model_of_another_brand(self):
        car = self.vehicles.create({"model_id": self.octavia.id})
        with self.assertRaises(ValidationError):
            car.brand_id = self.lada

    def test_wrong_check_digit_is_signed(self):
        form = Form(self.vehicles.with_user(self.seller))
        form.vin = HAVAL
        self.assertEqual(form.vin_status, "bad_check_digit")
        with self.assertRaises(AssertionError):
            form.save()
        form.vin_override_reason = "Stands so in the papers"
        car = form.save()
        self.assertEqual(car.vin_override_user_id, self.seller)
        self.assertTrue(car.vin_override_at)
        self.env.flush_all()
        self.cr.precommit.run()
        car.vin_override_reason = "Stands so on the frame"
        self.env.flush_all()
        self.cr.precommit.run()
        values = car.message_ids.sudo().tracking_value_ids
        self.assertIn("Stands so on the frame", values.mapped("new_value_char"))
        waiting = self.vehicles.search(
            [("vin_status", "!=", "ok"), ("vin_override_reason", "=", False)]
        )
        self.assertNotIn(car, waiting)

    def test_nobody_signs_for_another(self):
        car = self.vehicles.with_user(self.seller).create(
            {
                "vin": HAVAL,
                "vin_override_reason": "Papers",
                "vin_override_user_id": self.env.ref("base.user_admin").id,
            }
        )
        self.assertEqual(car.vin_override_user_id, self.seller)

    def test_another_vin_needs_another_reason(self):
        car = self.vehicles.create({"vin": HAVAL, "vin_override_reason": "Papers"})
        car.vin = HAVAL[:-1] + "2"
        self.assertFalse(car.vin_override_reason)
        self.assertFalse(car.vin_override_user_id)
        # A message of a portal or an import is taken, and waits to be checked.
        self.assertEqual(car.vin_status, "bad_check_digit")

    def test_vehicle_of_a_hidden_customer(self):
        self.seller.group_ids += self.env.ref("dealer_crm.group_own_customers")
        colleague = new_test_user(
            self.env,
            "vin_colleague",
            "dealer_crm.group_dealer_user",
            name="Colleague V",
        )
        owner = self.env["res.partner"].create(
            {"name": "Secret Person", "user_id": colleague.id}
        )
        self.vehicles.create({"vin": "XTAGFK330JY000048"})._set_owner(owner)
        with self.assertRaises(UserError) as caught:
            self.vehicles.with_user(self.seller).create({"vin": "XTAGFK330JY000048"})
        self.assertIn(colleague.name, str(caught.exception))
        self.assertNotIn("Secret", str(caught.exception))

    def test_curve(self):
        car = self.vehicles.create({"odometer_ids": [Command.create({"value": 7})]})
        action = car.action_odometer_curve()
        self.assertEqual(action["domain"], [("vehicle_id", "=", car.id)])
        self.assertEqual(action["views"][0][1], "graph")
