from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged

from .common import ServiceCommon


@tagged("post_install", "-at_install")
class TestAccess(ServiceCommon):
    def test_technician_works_without_prices(self):
        order = self.new_order().with_user(self.technician)
        order.action_start()
        order.action_ready()
        self.assertEqual(order.state, "ready")
        for record, name in (
            (order.line_ids, "price_unit"),
            (order.line_ids, "price_subtotal"),
            (order, "amount_total"),
        ):
            with self.assertRaises(AccessError):
                record.read([name])
        order.line_ids.read(["name", "quantity"])

    def test_technician_changes_nothing_else(self):
        order = self.ready_order().with_user(self.technician)
        for action in (
            order.action_deliver,
            order.action_cancel,
            order.action_create_invoice,
            lambda: order.write({"concern": "x"}),
            lambda: order.line_ids.write({"quantity": 5}),
            lambda: order.create({"vehicle_id": self.vehicle.id}),
        ):
            with self.assertRaises(AccessError):
                action()

    def test_technician_leaves_the_jobs_of_others(self):
        order = self.new_order(technician_id=self.manager.id)
        with self.assertRaises(AccessError):
            order.with_user(self.technician).action_start()
        order.technician_id = self.technician
        order.with_user(self.technician).action_start()
        self.assertEqual(order.state, "in_work")

    def test_salesperson_reads_only(self):
        order = self.new_order().with_user(self.salesperson)
        self.assertEqual(order.state, "check_in")
        for action in (order.action_start, lambda: order.write({"concern": "x"})):
            with self.assertRaises(AccessError):
                action()

    def test_reader_and_portal_see_no_orders(self):
        order = self.new_order()
        portal = new_test_user(self.env, "svc-portal", "base.group_portal")
        for user in (self.reader, portal):
            with self.assertRaises(AccessError):
                order.with_user(user).read(["name"])

    def test_manager_deletes_what_has_not_begun(self):
        order = self.new_order(lines=False)
        with self.assertRaises(AccessError):
            order.unlink()
        order.with_user(self.manager).unlink()
        self.assertFalse(order.exists())

    def test_other_showroom(self):
        company = self.env["res.company"].create({"name": "Second showroom"})
        order = self.new_order(lines=False)
        stranger = new_test_user(
            self.env,
            "svc-stranger",
            "dealer_service.group_service_manager",
            company_id=company.id,
        )
        with self.assertRaises(AccessError):
            order.with_user(stranger).read(["name"])
        vehicle = self.vehicle.with_user(stranger).with_context(
            allowed_company_ids=company.ids
        )
        self.assertFalse(vehicle.service_order_ids)
        self.assertEqual(vehicle.service_order_count, 0)
