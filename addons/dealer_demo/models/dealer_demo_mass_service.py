"""The mass: service history with lines and readings."""

from odoo import models

from ..tools.dealership import owner_on

ORDER_COLUMNS = (
    "id",
    "name",
    "state",
    "date",
    "odometer",
    "concern",
    "history_amount",
    "history_source",
    "company_id",
    "advisor_id",
    "vehicle_id",
    "partner_id",
    "odometer_id",
    "amount_total",
    "create_date",
)
LINE_COLUMNS = (
    "order_id",
    "company_id",
    "kind",
    "product_id",
    "name",
    "quantity",
    "price_unit",
    "order_date",
)


class DealerDemo(models.AbstractModel):
    _inherit = "dealer.demo"

    def _get_mass_constants(self):
        constants = super()._get_mass_constants()
        history = self._get_history_constants()
        vehicle = self._get_record("vehicle_0")
        order = self._get_template(
            "dealer.service.order",
            {
                "state": "history",
                "name": "Template",
                "vehicle_id": vehicle.id,
                "partner_id": self.env.ref("base.main_partner").id,
            },
        )
        line = {
            "sequence": "10",
            "pay_type_id": str(self.env.ref("dealer_service.pay_type_customer").id),
            "decision": "approved",
            "hours_worked": "0",
            **self._get_stamps(),
        }
        return {**constants, "history": history, "order": order, "line": line}

    def _make_slice(self, house, first, constants):
        res = super()._make_slice(house, first, constants)
        visits = [
            (number, visit)
            for number, car in enumerate(house.vehicles)
            for visit in car.visits
        ]
        order_ids = self._take_ids("dealer_service_order", len(visits))
        reading_ids = self._take_ids("dealer_vehicle_odometer", len(visits))
        orders = []
        for (number, visit), id_, reading in zip(
            visits, order_ids, reading_ids, strict=True
        ):
            car = house.vehicles[number]
            order = self._get_history(id_, visit, car, house.today)
            orders.append((id_, number, reading, visit, order))
        self._copy_history_readings(house, orders)
        self._copy_orders(house, orders, constants)
        self._copy_lines(house, orders, constants)
        return res

    def _copy_history_readings(self, house, orders):
        rows = (
            (
                reading,
                house.ids["dealer_vehicle"][number],
                visit.day,
                visit.odometer,
                "import",
                order["name"],
            )
            for _id, number, reading, visit, order in orders
        )
        columns = ("id", "vehicle_id", "date", "value", "source", "note")
        self._copy("dealer_vehicle_odometer", self._get_stamps(), columns, rows)

    def _copy_orders(self, house, orders, constants):
        rows = (
            self._prepare_order_row(house, *order, constants["history"])
            for order in orders
        )
        self._copy("dealer_service_order", constants["order"], ORDER_COLUMNS, rows)

    def _prepare_order_row(self, house, id_, number, reading, visit, order, constants):
        """Columns of a history order, with what the ORM would compute.

        :param int number: of the car
        :param int reading: id of the odometer reading
        :param visit: tools.visits.Visit
        :param dict order: as ``_get_history`` returns it
        :return: tuple in the order of ORDER_COLUMNS
        """
        car = house.vehicles[number]
        return (
            id_,
            order["name"],
            order["state"],
            order["date"],
            order["odometer"],
            order["concern"] or None,
            order["history_amount"],
            order["history_source"],
            constants["companies"][car.area],
            constants["advisors"][car.area],
            house.ids["dealer_vehicle"][number],
            house.ids["res_partner"][owner_on(car, visit.day)],
            reading,
            order["history_amount"],
            order["date"],
        )

    def _copy_lines(self, house, orders, constants):
        companies = constants["history"]["companies"]
        products = constants["history"]["products"]
        rows = (
            (
                id_,
                companies[house.vehicles[number].area],
                *self._prepare_line_vals(line, products).values(),
                order["date"],
            )
            for id_, number, _reading, _visit, order in orders
            for line in order["lines"]
        )
        self._copy("dealer_service_line", constants["line"], LINE_COLUMNS, rows)
