"""The workshop of the last weeks: real orders, invoices, payments, points."""

from datetime import timedelta

from odoo import Command, fields, models

from ..tools import operations
from ..tools.house import ADVISORS, SHOWROOMS
from .dealer_demo_leads import SILENT

FEE = "FEE-ENV"


class DealerDemo(models.AbstractModel):
    _inherit = "dealer.demo"

    def _get_stages(self):
        return [
            *super()._get_stages(),
            ("orders", "service orders and invoices", self._make_orders),
            ("points", "points of the invoices", self._book_points),
        ]

    def _make_orders(self, house):
        """Orders in the sequence of their days, so that numbers rise with them."""
        constants = self._get_history_constants()
        days = {}
        for spec in sorted(house.orders, key=lambda spec: spec.visit.day):
            car = house.vehicles[spec.vehicle]
            order = self._check_in(spec, car, constants)
            for step in self._get_steps(order, spec, car):
                # Each step is a change of its own in the chatter.
                self.env.cr.flush()
                step()
            days[order.id] = spec.visit.day
        self._backdate_orders(days)

    def _get_steps(self, order, spec, car):
        """What is done with an order until it is where it stands today.

        :param order: dealer.service.order in the environment of the advisor
        :param spec: tools.dealership.LiveOrder
        :param car: tools.dealership.Vehicle
        :return: list of functions
        """
        steps = [
            order.action_start,
            order.action_ready,
            lambda: self._invoice(order, spec, car.area),
            order.action_deliver,
        ]
        reached = ("check_in", "in_work", "ready", "invoiced", "delivered")
        return steps[: reached.index(spec.state)]

    def _check_in(self, spec, car, constants):
        """The advisor takes the car in.

        :param spec: tools.dealership.LiveOrder
        :param car: tools.dealership.Vehicle
        :return: dealer.service.order in the environment of the advisor
        """
        login = ADVISORS[car.area]
        orders = self._act_as(login, car.area).env["dealer.service.order"]
        lines = operations.lines(spec.visit.operations, car.price, 0)
        commands = [
            Command.create(self._prepare_line_vals(line, constants["products"]))
            for line in lines
        ]
        if any(code.startswith("TO-") for code in spec.visit.operations):
            product = self._get_record(f"product_{FEE}")
            commands.append(Command.create({"kind": "fee", "product_id": product.id}))
        moment = self._get_moment(spec.visit.day, car.number)
        return orders.with_context(**SILENT).create(
            {
                "vehicle_id": self._get_record(f"vehicle_{car.number}").id,
                "date": min(moment, fields.Datetime.now()),
                "odometer": spec.visit.odometer,
                "concern": spec.visit.concern or False,
                "technician_id": car.area == SHOWROOMS[0].area
                and self._get_user("technician1").id,
                "line_ids": commands,
            }
        )

    def _invoice(self, order, spec, area):
        """Invoice of the day, paid when the car was handed over.

        :param spec: tools.dealership.LiveOrder
        """
        day = spec.visit.day
        # sudo: an environment drops the defaults of its context when it becomes
        # privileged later on, and invoices are dated today without one.
        billed = order.sudo().with_context(default_invoice_date=day)
        billed.action_create_invoice()
        if spec.state != "delivered":
            return
        # The cashier works in the first showroom only.
        login = "cashier" if area == SHOWROOMS[0].area else "accountant"
        env = self._act_as(login, area).env
        wizard = env["account.payment.register"].with_context(
            active_model="account.move", active_ids=order.invoice_ids.ids
        )
        wizard.create({"payment_date": day})._create_payments()

    def _backdate_orders(self, days):
        """The orders were entered and worked on at their days.

        :param dict days: dates by id of the order
        """
        self.env.flush_all()
        # Writes the messages about changes which still wait for the commit.
        self.env.cr.flush()
        now = fields.Datetime.now()
        for order in self.env["dealer.service.order"].browse(days):
            first = min(order.date, now)
            last = min(first + timedelta(hours=7), now)
            for record in (order, *order.sale_order_ids, *order.invoice_ids):
                self._backdate_messages(record, first, last)
            order.sale_order_ids.date_order = first
        self._backdate("dealer_service_order", days)

    def _book_points(self, house):
        """Let the worker of the club book what the invoices are worth."""
        rows = self.env["dealer.loyalty.pending"].search([("state", "!=", "done")])
        rows.action_retry()
