from odoo import fields
from odoo.tests import tagged

from .common import VIN_GEELY, VIN_VESTA, VIN_VW, ImportCommon

FILE = f"""VIN;Гос. номер;Марка;Модель;Год;Цвет;Пробег (тыс. км);Дата пробега
{VIN_VESTA.lower()};а 123 вс 77;lada;VESTA;2020 г.;белый;84,2;05.03.2024
 {VIN_GEELY} ;;Geely;Atlas Test;2022;—;999999;
;К777КК116;Зубр;Ладога;;;—;
XTA123O;;;;1850;;;
xx-1;;;;;;;
{VIN_VW};;;;;;-5;
;;Lada;;;;;
"""


@tagged("post_install", "-at_install")
class TestVehicles(ImportCommon):
    def car(self, key):
        return self.env["dealer.vehicle"].search(
            ["|", ("vin_key", "=", key), ("plate_key", "=", key)]
        )

    def test_file(self):
        job = self.load(FILE, "vehicle", encoding="utf-8-sig")
        self.assertEqual(self.counts(job), (3, 0, 0, 4))
        vesta = self.car(VIN_VESTA)
        self.assertRecordValues(
            vesta,
            [
                {
                    "vin": VIN_VESTA,
                    "plate_key": "A123BC77",
                    "model_id": self.env.ref("dealer_crm.model_lada_vesta").id,
                    "model_year": 2020,
                    "color": "белый",
                    "odometer": 84200,
                    "odometer_date": fields.Date.to_date("2024-03-05"),
                    "state": "customer",
                }
            ],
        )
        self.assertEqual(vesta.odometer_ids.source, "import")
        self.assertEqual(self.car(VIN_GEELY).model_id.name, "Atlas Test")
        self.assertFalse(self.car(VIN_GEELY).odometer_ids)
        self.assertEqual(self.car("K777KK116").brand_id.name, "Зубр")
        self.assertEqual(set(self.reasons(job)), {5, 6, 7, 8})
        self.assertIn("no model year", self.reasons(job)[5])
        self.assertIn("too short for a VIN", self.reasons(job)[6])
        self.assertIn("below zero", self.reasons(job)[7])
        self.assertIn("neither VIN nor plate", self.reasons(job)[8])

    def test_twice_changes_nothing(self):
        self.load(FILE, "vehicle")
        before = self.env["dealer.vehicle"].search([]).read(["vin", "odometer"])
        readings = self.env["dealer.vehicle.odometer"].search_count([])
        models_ = self.env["fleet.vehicle.model"].search_count([])
        again = self.load(FILE, "vehicle")
        self.assertEqual(self.counts(again), (0, 0, 3, 4))
        # The same cars in another file: found by VIN and by plate.
        other = self.load(FILE, "vehicle", source="Another system")
        self.assertEqual(self.counts(other), (0, 0, 3, 4))
        after = self.env["dealer.vehicle"].search([]).read(["vin", "odometer"])
        self.assertEqual(before, after)
        self.assertEqual(self.env["dealer.vehicle.odometer"].search_count([]), readings)
        self.assertEqual(self.env["fleet.vehicle.model"].search_count([]), models_)

    def test_known_car_gets_what_it_lacks(self):
        car = self.env["dealer.vehicle"].create({"vin": VIN_VESTA, "color": "red"})
        by_plate = self.env["dealer.vehicle"].create({"license_plate": "К 777 КК 116"})
        job = self.load(FILE, "vehicle")
        self.assertEqual(self.counts(job), (1, 2, 0, 4))
        self.assertEqual(
            (car.color, car.model_year, car.odometer), ("red", 2020, 84200)
        )
        self.assertEqual(by_plate.brand_id.name, "Зубр")

    def test_plate_of_another_car_makes_no_car_of_it(self):
        other = self.env["dealer.vehicle"].create(
            {"vin": VIN_VW, "license_plate": "A123BC77"}
        )
        self.load(FILE, "vehicle")
        self.assertNotEqual(self.car(VIN_VESTA), other)
        self.assertFalse(other.odometer)

    def test_catalogue_stays_when_asked(self):
        before = self.env["fleet.vehicle.model"].search_count([])
        job = self.load(FILE, "vehicle", create_models=False)
        self.assertEqual(self.env["fleet.vehicle.model"].search_count([]), before)
        self.assertEqual(job.created_count, 3)
        self.assertIn("not in the catalogue", self.reasons(job, "note")[4])

    def test_another_name_of_a_brand_makes_no_brand(self):
        brands = self.env["fleet.vehicle.model.brand"]
        before = brands.search_count([])
        text = (
            "VIN,Make,Model\nWDBTESTBRAND00001,Mercedes-Benz,E-Class Test\n"
            "SALTESTBRAND00001,landrover,Test Rover\n"
        )
        self.load(text, "vehicle")
        self.assertEqual(brands.search_count([]), before)
        self.assertEqual(self.car("WDBTESTBRAND00001").brand_id.name, "Mercedes")
        self.assertEqual(self.car("SALTESTBRAND00001").brand_id.name, "Land Rover")

    def test_same_vin_twice_in_a_slice(self):
        text = f"vin,color,odometer\n{VIN_VW},,100\n{VIN_VW.lower()},red,200\n"
        job = self.load(text, "vehicle", default_date="2024-01-01")
        self.assertEqual(self.counts(job), (1, 1, 0, 0))
        self.assertEqual(self.car(VIN_VW).color, "red")
        self.assertEqual(
            sorted(self.car(VIN_VW).odometer_ids.mapped("value")), [100, 200]
        )

    def test_brand_and_model_in_one_column(self):
        text = f"vin,автомобиль\n{VIN_VW},lada vesta\n"
        self.load(text, "vehicle")
        self.assertEqual(
            self.car(VIN_VW).model_id, self.env.ref("dealer_crm.model_lada_vesta")
        )


@tagged("post_install", "-at_install")
class TestOwnerships(ImportCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.anna, cls.gleb = cls.env["res.partner"].create(
            [
                {"name": "Anna Ivanova", "phone": "+79125550101", "ref": "K-1"},
                {"name": "Gleb Petrov", "email": "gleb@example.com"},
            ]
        )
        cls.car = cls.env["dealer.vehicle"].create({"vin": VIN_VW})

    HEAD = "vin,customer id,phone,email,owner,role,from,to\n"

    def test_periods(self):
        text = self.HEAD + (
            f"{VIN_VW},K-1,,,,,2019-05-01,2021-06-01\n"
            f"{VIN_VW},,,GLEB@example.com,,владелец,2021-06-01,\n"
            f"{VIN_VW},,8 912 555-01-01,,Ivanova Anna,driver,2021-07-01,\n"
        )
        job = self.load(text, "ownership")
        self.assertEqual(self.counts(job), (3, 0, 0, 0))
        self.assertEqual(self.car.owner_id, self.gleb)
        self.assertEqual(
            self.car.ownership_ids.sorted("date_from").mapped("role"),
            ["owner", "owner", "driver"],
        )
        self.assertEqual(self.counts(self.load(text, "ownership")), (0, 0, 3, 0))
        other = self.load(text, "ownership", source="Another")
        self.assertEqual(self.counts(other), (0, 0, 3, 0))

    def test_bad_rows(self):
        self.car._set_owner(self.anna, fields.Date.to_date("2020-01-01"))
        text = self.HEAD + (
            f"{VIN_VW},,,gleb@example.com,,,2021-06-01,\n"
            f"{VIN_GEELY},K-1,,,,,2021-06-01,\n"
            f"{VIN_VW},K-404,,,,,2021-06-01,\n"
            f"{VIN_VW},K-1,,,,driver,,\n"
            f"{VIN_VW},K-1,,,,pilot,2021-06-01,\n"
            f"{VIN_VW},K-1,,,,driver,2021-06-01,2020-06-01\n"
            f"{VIN_VW},K-1,,,,driver,2099-06-01,\n"
        )
        job = self.load(text, "ownership")
        self.assertEqual(self.counts(job), (0, 0, 0, 7))
        for line, words in enumerate(
            (
                "periods overlap",
                "no vehicle",
                "no customer",
                "from which day",
                "is no role",
                "before it begins",
                "in the future",
            ),
            start=2,
        ):
            self.assertIn(words, self.reasons(job)[line])
        self.assertEqual(self.car.owner_id, self.anna)

    def test_open_period_gets_its_end(self):
        self.car._set_owner(self.anna, fields.Date.to_date("2020-01-01"))
        text = self.HEAD + (
            f"{VIN_VW},K-1,,,,,2020-01-01,2022-01-01\n"
            f"{VIN_VW},,,gleb@example.com,,,2022-01-01,\n"
        )
        job = self.load(text, "ownership")
        self.assertEqual(self.counts(job), (1, 1, 0, 0))
        self.assertEqual(self.car.owner_id, self.gleb)

    def test_day_for_rows_without_date(self):
        text = f"vin,customer id\n{VIN_VW},K-1\n"
        self.load(text, "ownership", default_date="2023-02-03")
        self.assertEqual(
            self.car.ownership_ids.date_from, fields.Date.to_date("2023-02-03")
        )
