from odoo.tests import tagged

from .common import ServiceCommon

LINES = (
    *("kind", "name", "quantity", "price_unit", "price_subtotal", "decision"),
    *("severity", "hours_worked", "is_running"),
)


@tagged("post_install", "-at_install")
class TestQueries(ServiceCommon):
    def order_with(self, count):
        order = self.new_order(lines=False)
        self.env["dealer.service.line"].create(
            [
                {
                    "order_id": order.id,
                    "kind": "labour",
                    "name": f"Work {number}",
                    "pay_type_id": (self.goodwill if number % 2 else self.warranty).id,
                }
                for number in range(count)
            ]
        )
        order.action_start()
        return order

    def queries(self, function):
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        function()
        return self.env.cr.sql_log_count - before

    def test_opening_costs_the_same_for_two_and_for_twenty_lines(self):
        specification = {
            **dict.fromkeys(
                ("display_name", "amount_total", "invoice_status", "is_waiting"), {}
            ),
            "line_ids": {
                "fields": {
                    **dict.fromkeys(LINES, {}),
                    "pay_type_id": {"fields": {"display_name": {}}},
                }
            },
            "sale_order_ids": {"fields": {"amount_total": {}, "invoice_status": {}}},
        }
        small, large = self.order_with(2), self.order_with(20)

        def opening(order):
            reader = order.with_user(self.advisor)
            return self.queries(lambda: reader.web_read(specification))

        opening(small)
        self.assertEqual(opening(small), opening(large))

    def test_jobs_of_a_technician(self):
        orders = [self.order_with(1) for _number in range(6)]
        jobs = self.env["dealer.service.line"].concat(*(row.line_ids for row in orders))
        names = ["name", "license_plate", "order_concern", "hours_worked", "is_running"]

        def reading(lines):
            reader = lines.with_user(self.technician)
            return self.queries(lambda: reader.read(names))

        reading(jobs[:1])
        self.assertEqual(reading(jobs[:1]), reading(jobs))
