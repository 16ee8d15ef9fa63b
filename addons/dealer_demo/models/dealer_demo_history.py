"""Three years of service as they were carried over from another system."""

from odoo import Command, models

from ..tools import operations
from ..tools.dealership import owner_on
from ..tools.house import ADVISORS, TAX_RATE
from .dealer_demo import QUIET

SOURCE = "AutoBase 7"
# Numbers of the former system begin with the city.
PREFIXES = {"moscow": "MSK", "kazan": "KZN", "vladivostok": "VVO"}
BATCH = 500


class DealerDemo(models.AbstractModel):
    _inherit = "dealer.demo"

    def _get_stages(self):
        return [
            *super()._get_stages(),
            ("history", "service history", self._make_history),
        ]

    def _make_history(self, house):
        constants = self._get_history_constants()
        vehicles = self._get_records("dealer.vehicle", "vehicle")
        partners = self._get_records("res.partner", "customer")
        visits = sorted(
            ((visit, car) for car in house.vehicles for visit in car.visits),
            key=lambda pair: (pair[0].day, pair[1].number),
        )
        values = []
        for number, (visit, car) in enumerate(visits):
            owner = partners[owner_on(car, visit.day)]
            order = self._get_history(number, visit, car, house.today)
            values.append(
                {
                    **self._prepare_history_vals(order, car, constants),
                    "vehicle_id": vehicles[car.number].id,
                    "partner_id": owner.id,
                }
            )
        orders = self.env["dealer.service.order"].with_context(**QUIET)
        for start in range(0, len(values), BATCH):
            orders |= orders.create(values[start : start + BATCH])
        self._backdate(
            "dealer_service_order",
            {order.id: order.date.date() for order in orders},
        )

    def _get_history_constants(self):
        """Ids which history orders refer to.

        :return: dict: companies and advisors by area, products by code
        """
        return {
            "companies": {
                area: company.id for area, company in self._get_companies().items()
            },
            "advisors": {
                area: self._get_user(login).id for area, login in ADVISORS.items()
            },
            "products": {
                code: product.id for code, product in self._get_products().items()
            },
        }

    def _get_history(self, number, visit, car, today):
        """What the former system knows of a visit.

        :param int number: of the order
        :param visit: tools.visits.Visit
        :param car: tools.dealership.Vehicle
        :param date today: last day of the history
        :return: dict: columns of the order and ``lines`` (tools.operations.Line)
        """
        ago = (today - visit.day).days
        lines = operations.lines(visit.operations, car.price, ago)
        net = sum(line.amount for line in lines)
        return {
            "name": f"{PREFIXES[car.area]}-{visit.day:%y}-{number + 1:06d}",
            "state": "history",
            "date": self._get_moment(visit.day, car.number),
            "odometer": visit.odometer,
            "concern": visit.concern or False,
            "history_amount": round(net * (1 + TAX_RATE / 100), 2),
            "history_source": SOURCE,
            "lines": lines,
        }

    def _prepare_history_vals(self, order, car, constants):
        """Values of a history order.

        :param dict order: as ``_get_history`` returns it
        :param dict constants: as ``_get_history_constants`` returns them
        :return: dict for ``dealer.service.order.create``
        """
        return {
            **{name: value for name, value in order.items() if name != "lines"},
            "company_id": constants["companies"][car.area],
            "advisor_id": constants["advisors"][car.area],
            "line_ids": [
                Command.create(self._prepare_line_vals(line, constants["products"]))
                for line in order["lines"]
            ],
        }

    def _prepare_line_vals(self, line, products):
        """Values of a line of a service order.

        :param line: tools.operations.Line
        :param dict products: ids by code, and that of ``labour``
        :return: dict for ``dealer.service.line.create``
        """
        code = "labour" if line.kind == "labour" else line.code
        return {
            "kind": line.kind,
            "product_id": products[code],
            "name": line.name,
            "quantity": line.quantity,
            "price_unit": line.price,
        }
