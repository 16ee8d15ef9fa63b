import base64

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import BaseCase, tagged

from ..tools import recall as rules
from .common import ServiceCommon


@tagged("post_install", "-at_install")
class TestRecallRules(BaseCase):
    def fits(self, pattern, *vins):
        return [pattern.fits(vin) for vin in vins]

    def test_single_vin_and_masks(self):
        one = rules.parse_range("wdb9573822v232704")
        self.assertTrue(one.is_certain)
        self.assertEqual(
            self.fits(one, "WDB9573822V232704", "WDB9573822V232705"), [True, False]
        )
        for text in ("VF7******AZ025918", "VF7######AZ025918", "VF7??????AZ025918"):
            masked = rules.parse_range(text)
            self.assertEqual(masked.mask[:11], "VF7______AZ"[:11])
            self.assertTrue(masked.fits("VF7ABCDEFAZ025918"))
            self.assertFalse(masked.fits("VF7ABCDEFAZ025919"))

    def test_ranges(self):
        inside = rules.parse_range("JTHGL*****5017978", "JTHGL*****5037402")
        self.assertTrue(inside.is_certain)
        self.assertEqual(
            self.fits(
                inside,
                "JTHGLAAAAA5017978",
                "JTHGLAAAAA5037402",
                "JTHGLAAAAA5037403",
                "JTHGKAAAAA5020000",
            ),
            [True, True, False, False],
        )
        # Year and check digit differ: perhaps.
        other = rules.parse_range("JMAXJGA6WBZ400101", "JMAXJGA6WCZ000869")
        self.assertFalse(other.is_certain)
        # Beginning and end changed places.
        turned = rules.parse_range("VF7******HT515752", "VF7******HT509642")
        self.assertTrue(turned.fits("VF7ABCDEFHT510000"))

    def test_last_digits_padded_or_not(self):
        for text in (("740405", "872978"), ("00000000000740405", "0000000872978")):
            pattern = rules.parse_range(*text)
            self.assertFalse(pattern.is_certain)
            self.assertEqual(
                self.fits(pattern, "ZFAFJL004G5740500", "ZFAFJL004G5740404"),
                [True, False],
            )

    def test_what_is_no_vin(self):
        for text in ("Various", "Built out of sequence.", "", "***", "123", "*" * 17):
            self.assertIsNone(rules.parse_range(text), text)
        self.assertIsNone(rules.parse_range("SEG2230CR5BB152276", "SEG2230CR5BC16415"))

    def test_pasted_list(self):
        patterns, unread = rules.parse_list(
            "VIN\nWDB9573822V232704\nwdb9573822v232704\n\n"
            "JTHGL*****5017978 - JTHGL*****5037402\n98680 to 100793\nVarious\n"
        )
        self.assertEqual(len(patterns), 3)
        self.assertEqual(unread, ["Various"])

    def test_several_ranges_in_one_row(self):
        starts = "JSAFTD82V00100030  JSAFTD83V00100027"
        found, is_read = rules.parse_cells(
            starts, "JSAFTD82V00130521  JSAFTD83V00112033"
        )
        self.assertTrue(is_read)
        self.assertEqual([row.high for row in found], ["00130521", "00112033"])
        found, is_read = rules.parse_cells(starts, "JSAFTD82V00130521")
        self.assertEqual((found, is_read), ([], False))
        found, is_read = rules.parse_cells(f"{starts}  Various", f"{starts}  Various")
        self.assertEqual((len(found), is_read), (2, False))

    def test_makes_as_files_write_them(self):
        ours = ("Alfa", "BMW", "Mercedes", "Tesla Motors", "Volkswagen", "Volvo")
        for make, name in (
            ("MERCEDES BENZ", "Mercedes"),
            ("Mercedes-Benz", "Mercedes"),
            ("VW", "Volkswagen"),
            ("VOLVO CAR", "Volvo"),
            ("TESLA", "Tesla Motors"),
            ("BMW MOTORCYCLES", None),
            ("VOLVO TRUCK", None),
            ("ALFALFA", None),
            ("", None),
        ):
            self.assertEqual(rules.match_make(make, ours), name, make)


@tagged("post_install", "-at_install")
class TestRecall(ServiceCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.operation = cls.env["product.product"].create(
            {"name": "Airbag", "type": "service", "list_price": 0}
        )
        cls.recall = cls.env["dealer.recall"].create(
            {"name": "R/1", "title": "Airbag", "product_id": cls.operation.id}
        )

    @classmethod
    def add(cls, text):
        patterns, _unread = rules.parse_list(text)
        return cls.recall._add_patterns(patterns)

    def test_cars_are_found_once(self):
        self.assertEqual(self.add("XW8ZZZ61ZHG012000 - XW8ZZZ61ZHG013000"), 1)
        self.assertEqual(self.add("XW8ZZZ61ZHG012345"), 0)
        row = self.recall.vehicle_ids
        self.assertEqual((row.vehicle_id, row.state), (self.vehicle, "open"))
        self.assertIn("R/1: Airbag", self.vehicle.open_recalls)
        # Bought later, and corrected later.
        car = self.vehicle.create({"vin": "XW8ZZZ61ZHG012999"})
        self.assertIn("R/1", car.open_recalls)
        car = self.vehicle.create({"vin": "XW8ZZZ61ZHG014000"})
        self.assertFalse(car.open_recalls)
        car.vin = "XW8ZZZ61ZHG012998"
        self.assertTrue(car.open_recalls)

    def test_last_digits_need_a_brand(self):
        self.assertEqual(self.add("012000 - 013000"), 0)
        brand = self.env["fleet.vehicle.model.brand"].create({"name": "Volga"})
        model = self.env["fleet.vehicle.model"].create(
            {"name": "21", "brand_id": brand.id}
        )
        self.vehicle.model_id = model
        self.recall.brand_id = brand
        self.assertFalse(self.recall.vehicle_ids.is_certain)
        self.assertEqual(self.recall.vehicle_ids.vehicle_id, self.vehicle)

    def test_order_closes_it_and_opens_it_again(self):
        self.add("XW8ZZZ61ZHG012345")
        order = self.new_order()
        self.assertIn("R/1", order.open_recalls)
        order.line_ids = [Command.create({"product_id": self.operation.id})]
        order.action_start()
        order.with_user(self.technician).action_ready()
        row = self.recall.vehicle_ids
        self.assertEqual((row.state, row.order_id), ("done", order))
        self.assertEqual(self.recall.progress, 100)
        self.assertFalse(self.vehicle.open_recalls)
        order.action_start()
        self.assertEqual((row.state, row.order_id.id), ("open", False))

    def test_order_without_the_operation_leaves_it_open(self):
        self.add("XW8ZZZ61ZHG012345")
        self.ready_order()
        self.assertEqual(self.recall.vehicle_ids.state, "open")

    def test_declined_operation_leaves_it_open(self):
        self.add("XW8ZZZ61ZHG012345")
        order = self.new_order()
        order.line_ids = [Command.create({"product_id": self.operation.id})]
        order.line_ids[-1]._decide("declined", "person")
        order.action_start()
        order.action_ready()
        self.assertEqual(self.recall.vehicle_ids.state, "open")

    def test_one_letter_that_fails_does_not_stop_the_others(self):
        car = self.vehicle.create({"vin": "XW8ZZZ61ZHG012346"})
        car._set_owner(self.other)
        self.customer.email = "pavel@example.com"
        self.other.email = "inna@example.com"
        template = self.env.ref("dealer_service.mail_template_recall")
        number = self.customer.id
        template.subject = f"{{{{ 1 / (object.vehicle_id.owner_id.id - {number}) }}}}"
        self.add("XW8ZZZ61ZHG012345 - XW8ZZZ61ZHG012346")
        self.recall.send_letters = True
        crons = type(self.env["ir.cron"])
        self.patch(crons, "_commit_progress", lambda *_args, **_options: 1)
        rows = self.env["dealer.recall.vehicle"]
        with self.assertLogs("odoo.addons.dealer_service", "ERROR"):
            rows._cron_send_letters()
        letters = self.env["mail.mail"].search([("model", "=", rows._name)])
        self.assertEqual(letters.recipient_ids, self.other)
        failed = self.recall.vehicle_ids.filtered(lambda row: not row.letter_at)
        self.assertEqual(failed.vehicle_id, self.vehicle)
        # Told by phone; a second time is a mistake.
        failed.with_user(self.advisor).action_letter_sent()
        self.assertTrue(failed.letter_at)
        with self.assertRaises(UserError):
            failed.with_user(self.advisor).action_letter_sent()

    def test_letters_once_and_without_consent(self):
        self.customer.email = "pavel@example.com"
        self.add("XW8ZZZ61ZHG012345")
        crons = type(self.env["ir.cron"])
        self.patch(crons, "_commit_progress", lambda *_args, **_options: 1)
        rows = self.env["dealer.recall.vehicle"]
        rows._cron_send_letters()
        letters = self.env["mail.mail"].search([("model", "=", rows._name)])
        self.assertFalse(letters)
        self.recall.send_letters = True
        rows._cron_send_letters()
        rows._cron_send_letters()
        letters = self.env["mail.mail"].search([("model", "=", rows._name)])
        self.assertEqual(letters.recipient_ids, self.customer)
        self.assertTrue(self.recall.vehicle_ids.letter_at)

    def test_file_with_campaigns(self):
        text = (
            "Launch Date,Recalls Number,Make,Concern,Defect,Remedy,VIN Start,VIN End\n"
            "18/02/2014,R/2,,ENGINE MAY STALL,Soot,Reprogram,"
            "XW8ZZZ61ZHG012000,XW8ZZZ61ZHG013000\n"
            "18/02/2014,R/2,,ENGINE MAY STALL,Soot,Reprogram,Various,\n"
            "18/02/2014,R/3,,WHEEL,Knave,Replace,,\n"
        )
        wizard = self.env["dealer.recall.import"].with_user(self.manager)
        for cars in (1, 0):
            done = wizard.create({"file": base64.b64encode(text.encode())})
            done.action_import()
            self.assertIn(f"{cars} cars", done.result)
            self.assertIn("R/2 Various", done.result)
        recall = self.env["dealer.recall"].search([("name", "=", "R/2")])
        self.assertEqual(recall.title, "Engine may stall")
        self.assertEqual(recall.vehicle_ids.vehicle_id, self.vehicle)
        self.assertTrue(self.env["dealer.recall"].search([("name", "=", "R/3")]))
        for values in ({}, {"file": base64.b64encode(b"a,b\n1,2\n")}):
            with self.assertRaises(UserError):
                wizard.create(values).action_import()

    def test_rights(self):
        self.add("XW8ZZZ61ZHG012345")
        row = self.recall.vehicle_ids
        for user in (self.technician, self.reader):
            self.assertTrue(self.vehicle.with_user(user).open_recalls)
            with self.assertRaises(AccessError):
                row.with_user(user).action_not_affected()
        row.with_user(self.advisor).action_not_affected()
        with self.assertRaises(UserError):
            row.with_user(self.advisor).action_done_elsewhere()
        with self.assertRaises(AccessError):
            self.recall.with_user(self.advisor).action_match()
        with self.assertRaises(AccessError):
            self.env["dealer.recall.import"].with_user(self.advisor).create({})
