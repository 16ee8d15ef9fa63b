"""Cars which the ready target groups ask for: no group of the demo is empty."""

from datetime import date, timedelta

from odoo import models

from .dealer_demo import QUIET

# Ladas bought new in 2003: (day of the purchase, day of the sale, reading today).
LADAS = (
    (date(2003, 4, 18), None, 214300),
    (date(2003, 6, 7), None, 168900),
    (date(2003, 9, 26), None, 187450),
    (date(2003, 5, 30), date(2014, 8, 12), 0),
    (date(2003, 11, 14), date(2017, 3, 3), 0),
)
PLATES = ("В418КМ77", "Е607НС77", "К926ТА78", "", "")
COLOURS = ("Silver", "Dark green", "Blue", "White", "Silver")
# Days until the warranty of some cars of customers ends.
WARRANTY_ENDS = (9, 24, 38, 51, 66, 80)
# Who bought a new car in 2003 is not born much later.
LATEST_BIRTH = date(1981, 12, 31)


class DealerDemo(models.AbstractModel):
    _inherit = "dealer.demo"

    def _get_stages(self):
        return [
            *super()._get_stages(),
            ("groups", "cars of target groups", self._end_warranties),
        ]

    def _make_vehicles(self, house):
        """The oldest ones were entered first: lists begin with what came last."""
        self._make_ladas(house.random("ladas"))
        return super()._make_vehicles(house)

    def _make_ladas(self, rng):
        """A model which is not built any more, with its first owners."""
        people = self._get_records("res.partner", "customer").filtered(
            lambda one: (
                not one.is_company
                and one.country_id.code == "RU"
                and (one.dealer_birthdate or LATEST_BIRTH) <= LATEST_BIRTH
            )
        )
        owners = rng.sample(people.ids, min(len(LADAS), len(people)))
        cases = LADAS[: len(owners)]
        vehicles = (
            self.env["dealer.vehicle"]
            .with_context(**QUIET)
            .create(
                [
                    {
                        # The digits after the model: year of building, number.
                        "vin": f"XTA21100030{number:06}",
                        "license_plate": plate or False,
                        "model_id": self.env.ref("dealer_crm.model_lada_2110").id,
                        "model_year": 2003,
                        "color": colour,
                        "state": "gone" if sold else "customer",
                    }
                    for number, plate, colour, (_bought, sold, _read) in zip(
                        rng.sample(range(500000, 700000), len(cases)),
                        PLATES,
                        COLOURS,
                        cases,
                        strict=False,
                    )
                ]
            )
        )
        self.env["dealer.vehicle.ownership"].create(
            [
                {
                    "vehicle_id": vehicle.id,
                    "partner_id": owner,
                    "date_from": bought,
                    "date_to": sold,
                }
                for vehicle, owner, (bought, sold, _read) in zip(
                    vehicles, owners, cases, strict=True
                )
            ]
        )
        self.env["dealer.vehicle.odometer"].create(
            [
                {"vehicle_id": vehicle.id, "value": reading, "source": "manual"}
                for vehicle, (_bought, _sold, reading) in zip(
                    vehicles, cases, strict=True
                )
                if reading
            ]
        )
        self._remember("lada", vehicles)

    def _end_warranties(self, house):
        """Cars three years old whose warranty ends in the next weeks."""
        rng = house.random("groups")
        year = house.today.year - 3
        cars = self._get_records("dealer.vehicle", "vehicle").filtered(
            lambda car: car.state == "customer" and car.owner_id
        )
        young = cars.filtered(lambda car: abs(car.model_year - year) <= 1) or cars
        chosen = rng.sample(young.ids, min(len(WARRANTY_ENDS), len(young)))
        for car, days in zip(young.browse(chosen), WARRANTY_ENDS, strict=False):
            car.warranty_end = house.today + timedelta(days=days)
