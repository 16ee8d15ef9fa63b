from datetime import timedelta

from psycopg2 import IntegrityError

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from .common import ServiceCommon


@tagged("post_install", "-at_install")
class TestTechnician(ServiceCommon):
    def test_clock(self):
        order = self.new_order(lines=False)
        first, second = self.add(order), self.add(order, name="Second job")
        first.with_user(self.technician).action_clock_start()
        self.assertEqual(order.state, "in_work")
        clock = first.clock_ids
        clock.start -= timedelta(hours=1, minutes=30)
        # Starting the next job ends the one before.
        second.with_user(self.technician).action_clock_start()
        second.with_user(self.technician).action_clock_start()
        self.assertAlmostEqual(first.hours_worked, 1.5, 2)
        self.assertEqual(len(second.clock_ids), 1)
        self.assertTrue(second.with_user(self.technician).is_running)
        self.assertFalse(second.with_user(self.manager).is_running)
        second.with_user(self.technician).action_done()
        self.assertTrue(second.done_date and second.clock_ids.stop)
        first.with_user(self.technician).action_clock_start()
        order.action_ready()
        self.assertFalse(first.clock_ids.filtered(lambda row: not row.stop))

    def test_second_technician_on_an_order(self):
        order = self.new_order(lines=False, technician_id=self.manager.id)
        own = self.add(order, technician_ids=self.technician.ids)
        foreign = self.add(order, name="Not mine")
        own.with_user(self.technician).action_clock_start()
        self.assertEqual(order.state, "in_work")
        with self.assertRaisesRegex(UserError, "is the job of"):
            foreign.with_user(self.technician).action_clock_start()

    def test_one_open_clock_for_each_person(self):
        line = self.add(self.new_order(lines=False))
        values = {"line_id": line.id, "user_id": self.technician.id}
        clocks = self.env["dealer.service.clock"]
        clocks.create(values)
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError):
            clocks.create(values)

    def test_foreign_and_undecided_jobs(self):
        order = self.new_order(lines=False)
        line = self.add(order, technician_ids=self.manager.ids)
        with self.assertRaisesRegex(UserError, "is the job of"):
            line.with_user(self.technician).action_clock_start()
        found = self.add(order, severity="red")
        self.assertEqual(found.decision, "pending")
        with self.assertRaisesRegex(UserError, "not approved"):
            found.with_user(self.technician).action_clock_start()
        with self.assertRaises(AccessError):
            line.with_user(self.technician).clock_ids.create({"line_id": line.id})

    def test_finding_with_photo(self):
        order = self.new_order().with_user(self.technician)
        order.action_start()
        photo = (
            self.env["ir.attachment"]
            .with_user(self.technician)
            .create(
                {
                    "name": "pads.jpg",
                    "raw": b"photo",
                    # As the browser uploads it: for a record which has no id yet.
                    "res_model": "dealer.service.finding",
                    "res_id": 0,
                }
            )
        )
        secret = self.env["ir.attachment"].create({"name": "x.jpg", "raw": b"secret"})
        wizard = self.env["dealer.service.finding"].with_user(self.technician)
        report = wizard.create(
            {
                "order_id": order.id,
                "name": "Pads worn",
                "severity": "red",
                "photo_ids": [fields.Command.set(photo.ids)],
            }
        )
        with self.assertRaises(AccessError):
            report.photo_ids |= secret
        # The button comes with a request of its own.
        self.env.invalidate_all()
        report.action_report()
        found = order.sudo().line_ids[-1]
        self.assertEqual((found.name, found.decision), ("Pads worn", "pending"))
        self.env.invalidate_all()
        for user in (self.technician, self.advisor):
            self.assertEqual(found.with_user(user).photo_ids, photo)
        self.assertEqual((photo.res_model, photo.res_id), (order._name, order.id))
        with self.assertRaisesRegex(UserError, "has not decided about Pads worn"):
            order.action_ready()
        other = self.new_order(technician_id=self.manager.id)
        with self.assertRaises(AccessError):
            wizard.create({"order_id": other.id, "name": "x"}).action_report()

    def test_inspection_makes_findings(self):
        work = self.env["dealer.service.operation"].create(
            {"name": "New pads", "hours": 1.2}
        )
        item = self.env.ref("dealer_service.check_item_inspection_2")
        item.operation_id = work
        order = self.new_order()
        order.with_user(self.technician).action_inspect()
        checks = order.inspection_ids.with_user(self.technician)
        self.assertGreater(len(checks), 5)
        check = checks.filtered(lambda row: row.item_id == item)
        (checks - check).result = "green"
        check.write({"result": "red", "note": "2 mm"})
        check.write({"result": "yellow"})
        found = order.line_ids.filtered("severity")
        self.assertEqual(len(found), 1)
        self.assertEqual((found.operation_id, found.quantity), (work, 1.2))
        self.assertEqual((found.cause, found.decision), ("2 mm", "pending"))
        self.assertEqual(check.user_id, self.technician)
        other = self.new_order(technician_id=self.manager.id)
        other.action_inspect()
        with self.assertRaisesRegex(UserError, "is the job of"):
            other.inspection_ids[0].with_user(self.technician).result = "green"

    def test_package(self):
        work = self.env["dealer.service.operation"].create(
            {"name": "Oil service", "hours": 0.8}
        )
        brand = self.env["fleet.vehicle.model.brand"].create({"name": "Other make"})
        packages = self.env["dealer.service.package"].create(
            [
                {
                    "name": "Oil",
                    "line_ids": [
                        fields.Command.create({"operation_id": work.id}),
                        fields.Command.create(
                            {"product_id": self.part.id, "quantity": 4}
                        ),
                    ],
                },
                {"name": "Not for this make", "brand_ids": brand.ids},
            ]
        )
        order = self.new_order(lines=False)
        self.assertIn(packages[0], order.suitable_package_ids)
        self.assertNotIn(packages[1], order.suitable_package_ids)
        order.line_ids = [
            fields.Command.create(vals)
            for vals in order._prepare_package_lines(packages[0])
        ]
        self.assertEqual(
            [(line.name, line.quantity) for line in order.line_ids],
            [("Oil service", 0.8), ("Brake pads", 4)],
        )

    def test_operation_with_one_choice(self):
        work = self.env["dealer.service.operation"].create(
            {"name": "Wheel alignment", "hours": 0.7}
        )
        form = Form(self.new_order(lines=False))
        form.add_operation_id = work
        self.assertFalse(form.add_operation_id)
        line = form.save().line_ids
        self.assertEqual((line.name, line.quantity), ("Wheel alignment", 0.7))
        self.assertEqual((line.operation_id, line.kind), (work, "labour"))
