from odoo.tests import tagged

from .common import ServiceCommon


@tagged("post_install", "-at_install")
class TestCheck(ServiceCommon):
    def broken(self, code):
        found = {item["code"]: item["ids"] for item in self.env["dealer.check"]._run()}
        return found.get(code)

    def test_all_holds(self):
        order = self.ready_order()
        order.action_create_invoice()
        order.action_deliver()
        for code in ("service-money", "service-delivered", "service-vehicle", "schema"):
            self.assertFalse(self.broken(code), code)

    def test_faults_are_found(self):
        order = self.ready_order()
        order.action_create_invoice()
        order.action_deliver()
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE sale_order_line SET dealer_service_line_id = NULL"
            " WHERE dealer_service_line_id = %s",
            [order.line_ids[0].id],
        )
        self.assertEqual(self.broken("service-money"), order.line_ids[0].ids)
        self.env.cr.execute(
            "UPDATE account_move SET dealer_service_order_id = NULL WHERE id = %s",
            [order.invoice_ids.id],
        )
        self.assertEqual(self.broken("service-delivered"), order.ids)
        other = self.env["dealer.vehicle"].create({})
        self.env.cr.execute(
            "UPDATE sale_order SET dealer_vehicle_id = %s WHERE id = %s",
            [other.id, order.sale_order_ids.id],
        )
        self.assertEqual(self.broken("service-vehicle"), order.ids)
