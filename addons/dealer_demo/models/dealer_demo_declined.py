"""Work which customers declined at visits of the last year, and what came of it."""

from datetime import timedelta

from odoo import models

from .dealer_demo import QUIET

# Part, how many, how urgent, why not.
FINDINGS = (
    ("PAD-F", 1, "red", "Next month, after the salary"),
    ("PAD-R", 1, "yellow", "At the next service"),
    ("BATTERY", 1, "yellow", "Still starts well"),
    ("WIPER", 2, "green", "Buys them himself"),
    ("SHOCK-F", 2, "yellow", "Too expensive today"),
    ("STAB-LINK", 2, "yellow", "At the next service"),
    ("BEARING", 1, "red", "Wants another opinion"),
)
VISITS = 60
# How many of those who came again had it done then.
TAKEN = 0.6


class DealerDemo(models.AbstractModel):
    _inherit = "dealer.demo"

    def _get_stages(self):
        return [
            *super()._get_stages(),
            ("declined", "declined work", self._make_declined),
        ]

    def _make_declined(self, house):
        rng = house.random("declined")
        products = self._get_products()
        visits = self._get_declined_visits(house)
        values, again = [], []
        for visit, later in visits:
            code, quantity, severity, reason = rng.choice(FINDINGS)
            part = {
                "kind": "part",
                "product_id": products[code].id,
                "quantity": quantity,
                "price_unit": products[code].list_price,
            }
            values.append(
                {
                    **part,
                    "order_id": visit.id,
                    "severity": severity,
                    "decision": rng.choice(("declined", "deferred")),
                    "decision_channel": rng.choice(("person", "phone")),
                    "decision_reason": reason,
                    "decision_date": visit.date,
                }
            )
            done = later and rng.random() < TAKEN
            again.append({**part, "order_id": later.id} if done else None)
        lines = self.env["dealer.service.line"].with_context(**QUIET)
        made = lines.create(values)
        lines.create(
            [
                {**vals, "declined_line_id": line.id}
                for line, vals in zip(made, again, strict=True)
                if vals
            ]
        )
        # Some customers said clearly that they never want it.
        made.filtered(lambda line: line.recapture_state == "open")[::9].write(
            {"is_not_wanted": True}
        )

    def _get_declined_visits(self, house):
        """Visits of the last fourteen months, with the next one of the same car.

        :return: list of tuples (dealer.service.order, dealer.service.order or empty)
        """
        orders = self.env["dealer.service.order"].search(
            [
                ("state", "=", "history"),
                ("date", ">", house.today - timedelta(days=425)),
            ],
            order="vehicle_id, date, id",
        )
        pairs = [
            (orders[number : number + 1], orders[number + 1 : number + 2])
            for number in range(len(orders))
        ]
        pairs = [
            (visit, later.filtered(lambda one, v=visit: one.vehicle_id == v.vehicle_id))
            for visit, later in pairs
        ]
        return pairs[:: max(1, len(pairs) // VISITS)]
