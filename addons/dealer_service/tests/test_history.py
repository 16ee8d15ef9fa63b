from odoo.tests import tagged

from .common import ServiceCommon


@tagged("post_install", "-at_install")
class TestHistory(ServiceCommon):
    def history(self, count, vehicle=None):
        return self.env["dealer.service.order"].create(
            [
                {
                    "name": f"OLD-{number}",
                    "state": "history",
                    "vehicle_id": (vehicle or self.vehicle).id,
                    "date": f"20{10 + number % 15:02}-03-04 10:00:00",
                    "history_amount": 1000 + number,
                    "history_source": "Old system",
                }
                for number in range(count)
            ]
        )

    def test_newest_first_with_amounts_of_both(self):
        self.history(3)
        order = self.ready_order()
        found = self.vehicle.service_order_ids
        self.assertEqual(found[0], order)
        self.assertEqual(found[1:].mapped("name"), ["OLD-2", "OLD-1", "OLD-0"])
        self.assertEqual(found[1].amount_total, 1002)
        self.assertEqual(self.vehicle.service_order_count, 4)
        self.assertFalse(found[1].sale_order_ids)

    def test_history_stays_with_the_car_when_it_is_sold(self):
        order = self.ready_order()
        order.action_create_invoice()
        order.action_deliver()
        self.vehicle._set_owner(self.other)
        self.assertEqual(self.vehicle.service_order_ids, order)
        self.assertEqual(order.partner_id, self.customer)
        self.assertEqual(self.other.dealer_service_order_count, 0)
        self.assertEqual(self.customer.dealer_service_order_count, 1)

    def test_opening_costs_the_same_for_two_and_for_fifty(self):
        small = self.env["dealer.vehicle"].create({"license_plate": "A111AA16"})
        large = self.env["dealer.vehicle"].create({"license_plate": "A222AA16"})
        self.history(2, small)
        self.history(50, large)
        names = ["name", "date", "odometer", "concern", "amount_total", "state"]
        specification = {
            "display_name": {},
            "service_order_count": {},
            "service_order_ids": {"fields": {name: {} for name in names}},
        }

        def queries(vehicle):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            vehicle.with_user(self.advisor).web_read(specification)
            return self.env.cr.sql_log_count - before

        queries(small)
        self.assertEqual(queries(small), queries(large))

    def test_odometer_of_imported_orders(self):
        self.env["dealer.service.order"].create(
            {
                "name": "OLD-X",
                "state": "history",
                "vehicle_id": self.vehicle.id,
                "date": "2020-05-05 10:00:00",
                "odometer": 15000,
            }
        )
        self.assertEqual(self.vehicle.odometer_ids.source, "import")
        self.assertEqual(str(self.vehicle.odometer_ids.date), "2020-05-05")
