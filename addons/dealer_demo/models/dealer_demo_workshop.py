"""The workshop of today: pay types, catalogue, orders in every state."""

from datetime import datetime, time, timedelta

from odoo import Command, fields, models

from ..tools import operations
from ..tools.house import ADVISORS, SHOWROOMS
from .dealer_demo import QUIET
from .dealer_demo_leads import SILENT
from .dealer_demo_products import LABOUR_PRICE

MAKER = "Auto Import Rus"
# What the maker pays for an hour.
WARRANTY_RATE = 2100
PACKAGES = (
    ("Service: oil and filter", "ТО малое", "小保养", ("TO-S",)),
    ("Service: all filters", "ТО большое", "大保养", ("TO-B", "BRK-FL")),
    ("Front brakes", "Передние тормоза", "前制动", ("DISCS-F",)),
)
MARKS = [
    {"x": 0.32, "y": 0.2, "kind": "scratch", "note": "Left front door, 6 cm"},
    {"x": 0.9, "y": 0.62, "kind": "chip", "note": "Rear bumper"},
]
# State, days ago, what the customer says, operations by pay type.
CASES = (
    ("appointment", -1, "Service before the holidays", {"customer": ("TO-S",)}),
    ("check_in", 0, "Squeaks when braking", {"customer": ("DIAG",)}),
    (
        "inspection",
        0,
        "Please look it over before a long trip",
        {"customer": ("DIAG",)},
    ),
    ("estimate", 0, "Pulls to the right", {"customer": ("ALIGN",)}),
    ("approved", 1, "Noise from the front axle", {"customer": ("DIAG",)}),
    (
        "in_work",
        1,
        "Does not cool, and it is time for a service",
        {"warranty": ("CLIMATE",), "customer": ("TO-S",)},
    ),
    ("quality", 1, "Change of tyres", {"customer": ("TYRES",)}),
    (
        "ready",
        1,
        "Clatters on cobbles",
        {"goodwill": ("SHOCKS",), "customer": ("TO-S",)},
    ),
    (
        "delivered",
        6,
        "Wheel bearing hums",
        {"warranty": ("HUB",), "customer": ("TO-B",)},
    ),
    ("delivered", 9, "Wash before the sale", {"internal": ("WASH", "WIPERS")}),
    ("no_show", 2, "Oil change", {"customer": ("TO-S",)}),
    ("cancelled", 3, "Second opinion on the gearbox", {"customer": ("DIAG",)}),
)
FINDINGS = (
    ("red", "Front brake pads worn", "2 mm left", "PADS-F"),
    ("yellow", "Battery weak", "61 % of its capacity", "BATT"),
)


class DealerDemo(models.AbstractModel):
    _inherit = "dealer.demo"

    def _get_stages(self):
        """Before the points are booked: these invoices earn some, too."""
        stages = super()._get_stages()
        place = [name for name, _title, _make in stages].index("points")
        own = ("workshop", "pay types and the workshop of today", self._make_workshop)
        return [*stages[:place], own, *stages[place:]]

    def _make_workshop(self, house):
        self._set_up_pay_types()
        self._make_catalogue()
        busy = {spec.vehicle for spec in house.orders}
        cars = [
            car
            for car in house.vehicles
            # Not one which was taken in payment: nobody brings it.
            if car.number not in busy
            and self._get_record(f"vehicle_{car.number}").owner_id
        ]
        # The first showroom first: there the technician works.
        cars.sort(key=lambda car: (car.area != SHOWROOMS[0].area, car.number))
        days = {}
        for case, car in zip(CASES, cars, strict=False):
            order = self._make_case(house, car, *case)
            self.env.cr.flush()
            days[order.id] = min(order.date.date(), house.today)
        self._backdate_orders(days)

    def _set_up_pay_types(self):
        """Who pays for warranty, and the rates of an hour."""
        maker = self.env["res.partner"].create({"name": MAKER, "is_company": True})
        insurer = maker.create({"name": "Rosa Insurance", "is_company": True})
        self._remember("partner", maker | insurer, ["maker", "insurer"])
        rates = []
        for company in self._get_companies().values():
            for kind in ("warranty", "contract", "recall"):
                pay_type = self.env.ref(f"dealer_service.pay_type_{kind}")
                pay_type.with_company(company).payer_id = maker
            loss = self.env["account.account"].search(
                [
                    ("company_ids", "in", company.ids),
                    ("account_type", "=", "expense"),
                ],
                limit=1,
            )
            for kind in ("warranty", "recall"):
                pay_type = self.env.ref(f"dealer_service.pay_type_{kind}")
                pay_type.with_company(company).writeoff_account_id = loss
            rates += [
                {"company_id": company.id, "rate": LABOUR_PRICE},
                {
                    "company_id": company.id,
                    "rate": WARRANTY_RATE,
                    "pay_type_id": self.env.ref("dealer_service.pay_type_warranty").id,
                },
            ]
        self.env["dealer.service.rate"].create(rates)

    def _make_catalogue(self):
        """Operations with their norm hours, and packages of them."""
        rows = operations.OPERATIONS
        model = self.env["dealer.service.operation"].with_context(**QUIET)
        works = model.create(
            [{"code": row.code, "name": row.name, "hours": row.hours} for row in rows]
        )
        self._translate(works, "ru_RU", [row.name_ru for row in rows])
        self._translate(works, "zh_CN", [row.name_zh for row in rows])
        self._remember("operation", works, [row.code for row in rows])
        packages = self.env["dealer.service.package"].create(
            [
                {"name": name, "line_ids": self._prepare_package_commands(codes)}
                for name, _ru, _zh, codes in PACKAGES
            ]
        )
        self._translate(packages, "ru_RU", [row[1] for row in PACKAGES])
        self._translate(packages, "zh_CN", [row[2] for row in PACKAGES])

    def _prepare_package_commands(self, codes):
        commands = []
        for code in codes:
            work = self._get_record(f"operation_{code}")
            commands.append(Command.create({"operation_id": work.id}))
            commands += [
                Command.create(
                    {
                        "product_id": self._get_record(f"product_{part}").id,
                        "quantity": quantity,
                    }
                )
                for part, quantity in operations.OPERATIONS_BY_CODE[code].parts
            ]
        return commands

    def _make_case(self, house, car, state, ago, concern, work):
        """One order, led by its buttons to where it stands.

        :param car: tools.dealership.Vehicle
        :param str state: where it ends
        :param int ago: days before today; negative is to come
        :param dict work: codes of operations by kind of pay type
        :return: dealer.service.order in the environment of the advisor
        """
        day = house.today - timedelta(days=ago)
        env = self._act_as(ADVISORS[car.area], car.area).env
        start = "appointment" if state in ("appointment", "no_show") else "check_in"
        order = (
            env["dealer.service.order"]
            .with_context(**SILENT)
            .create(
                {
                    "vehicle_id": self._get_record(f"vehicle_{car.number}").id,
                    "state": start,
                    "date": self._get_case_moment(day, car.number, start),
                    "odometer": 0 if start == "appointment" else car.odometer,
                    "concern": concern,
                    "promised_date": datetime.combine(day, time(15)),
                    "technician_id": car.area == SHOWROOMS[0].area
                    and self._get_user("technician1").id,
                    "line_ids": [
                        Command.create(vals)
                        for kind, codes in work.items()
                        for vals in self._prepare_work(kind, codes)
                    ],
                }
            )
        )
        if start == "check_in":
            order.write({"fuel": "50", "is_customer_confirmed": True})
        self._lead(order, state, day)
        return order

    def _get_case_moment(self, day, number, start):
        moment = self._get_moment(day, number)
        return moment if start == "appointment" else min(moment, fields.Datetime.now())

    def _prepare_work(self, kind, codes):
        """Values of the lines of operations with their parts.

        :param str kind: of the pay type
        :param codes: of operations
        """
        pay_type = self.env.ref(f"dealer_service.pay_type_{kind}").id
        for code in codes:
            work = self._get_record(f"operation_{code}")
            yield {"operation_id": work.id, "pay_type_id": pay_type}
            for part, quantity in operations.OPERATIONS_BY_CODE[code].parts:
                yield {
                    "kind": "part",
                    "product_id": self._get_record(f"product_{part}").id,
                    "quantity": quantity,
                    "pay_type_id": pay_type,
                }

    def _lead(self, order, state, day):
        """Press the buttons until the order is in a state."""
        lead = getattr(self, f"_lead_to_{state}", None)
        if lead:
            lead(order, day)

    def _lead_to_no_show(self, order, _day):
        order.action_no_show()

    def _lead_to_cancelled(self, order, _day):
        order.action_cancel()

    def _lead_to_check_in(self, order, _day):
        order.write({"body_marks": MARKS, "belongings": "Child seat, sunglasses"})

    def _lead_to_inspection(self, order, _day):
        order.action_inspect()
        results = ("green", "green", "yellow", "green")
        for check, result in zip(order.inspection_ids, results, strict=False):
            check.result = result

    def _lead_to_estimate(self, order, _day):
        for severity, name, cause, code in FINDINGS:
            work = self._get_record(f"operation_{code}")
            found = order._add_finding(severity, name=name, cause=cause, operation=work)
            found.name = name
        order.action_estimate()

    def _lead_to_approved(self, order, day):
        self._lead_to_estimate(order, day)
        pending = order.line_ids.filtered(lambda line: line.decision == "pending")
        answer = {"channel": "phone", "by": order.partner_id.name}
        pending[:-1]._decide("approved", **answer)
        pending[-1:]._decide("deferred", **answer, reason="Next month")
        order.action_approve()

    def _lead_to_in_work(self, order, _day):
        order.action_start()
        if order.technician_id:
            job = order.line_ids.filtered(lambda line: line.kind == "labour")[:1]
            job.with_user(order.technician_id).action_clock_start()

    def _lead_to_quality(self, order, _day):
        order.action_start()
        order.action_quality()

    def _lead_to_ready(self, order, _day):
        order.action_start()
        order.action_ready()

    def _lead_to_delivered(self, order, day):
        self._lead_to_ready(order, day)
        # sudo: see _invoice
        order.sudo().with_context(default_invoice_date=day).action_create_invoice()
        for invoice in order.sudo().invoice_ids:
            wizard = (
                self.env["account.payment.register"]
                .with_company(order.company_id)
                .with_context(active_model="account.move", active_ids=invoice.ids)
            )
            wizard.create({"payment_date": day})._create_payments()
        # sudo: the quotation of a claim may be a colleague's.
        order.sudo().sale_order_ids.dealer_claim_ids.action_send()
        order.action_deliver()
