"""The workshop of the last weeks: real orders, invoices, payments, points."""

from datetime import timedelta

from odoo import Command, fields, models

from ..tools import operations
from ..tools.house import ADVISORS, SHOWROOMS
from .dealer_demo import QUIET
from .dealer_demo_leads import SILENT

FEE = "FEE-ENV"
# How far an order gets, in the sequence of the work.
STATES = ("check_in", "in_work", "ready", "invoiced", "delivered")


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
        days, rooms = {}, {}
        for spec in sorted(house.orders, key=lambda spec: spec.visit.day):
            car = house.vehicles[spec.vehicle]
            order = self._check_in(spec, car, constants)
            rooms.setdefault(car.area, []).append((spec, order))
            days[order.id] = spec.visit.day
        for area, jobs in rooms.items():
            for step in self._get_steps(jobs, area):
                # Each step is a change of its own in the chatter.
                self.env.cr.flush()
                step()
        self._backdate_orders(days)

    def _get_steps(self, jobs, area):
        """What is done with the orders of a showroom until they stand where they do
        today. All orders take a step together: one by one it takes twice as long.

        :param list jobs: tuples (tools.dealership.LiveOrder, dealer.service.order in
            the environment of the advisor)
        :param str area: of the showroom
        :return: list of functions
        """
        return [
            self._join(jobs, STATES[1:]).action_start,
            self._join(jobs, STATES[2:]).action_ready,
            lambda: self._invoice(jobs, area),
            self._join(jobs, STATES[4:]).action_deliver,
        ]

    def _join(self, jobs, states):
        """The orders which get as far as one of some states.

        :return: dealer.service.order in the environment of the advisor
        """
        none = jobs[0][1].browse()
        return none.union(*(order for spec, order in jobs if spec.state in states))

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

    def _invoice(self, jobs, area):
        """Invoices of the days, paid when the cars were handed over.

        What "Create Invoice" does with one order, done with all of them together.
        """
        # sudo: the right to the order is checked there, the books are the showroom's.
        orders = self._join(jobs, STATES[3:]).sudo().with_context(**QUIET)
        days = {order.id: spec.visit.day for spec, order in jobs}
        sales = orders.sale_order_ids
        if not sales:
            # A small showroom has finished nothing yet.
            return
        sales.action_confirm()
        for sale in sales:
            sale.dealer_service_order_id._set_delivered(sale)
        orders._validate_pickings(sales.picking_ids)
        invoices = sales._create_invoices(grouped=True, final=True)
        for invoice in invoices:
            invoice.invoice_date = days[invoice.dealer_service_order_id.id]
        invoices.with_context(validate_analytic=True).action_post()
        self._pay(self._join(jobs, STATES[4:]), days, area)

    def _pay(self, orders, days, area):
        """Each invoice is paid on the day of its order.

        :param dict days: dates by id of the order
        """
        # The cashier works in the first showroom only.
        login = "cashier" if area == SHOWROOMS[0].area else "accountant"
        # sudo: an advisor's environment, and he has no rights in the books.
        invoices = orders.sudo().invoice_ids
        if not invoices:
            return
        wizard = self._act_as(login, area).env["account.payment.register"]
        wizard.with_context(
            active_model="account.move",
            active_ids=invoices.ids,
            dealer_demo_days={
                invoice.id: days[invoice.dealer_service_order_id.id]
                for invoice in invoices
            },
        ).create({"group_payment": False})._create_payments()

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
