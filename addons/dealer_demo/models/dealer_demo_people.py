"""Customers and cars."""

from datetime import date

from odoo import Command, models

from ..tools.house import SALESPEOPLE, SHOWROOMS
from .dealer_demo import QUIET

STATES = {
    "moscow": "base.state_ru_mow",
    "kazan": "base.state_ru_ta",
    "vladivostok": "base.state_ru_pri",
}
LANGUAGES = {"ru": "ru_RU", "zh": "zh_CN", "latin": "en_US"}
# Share of the customers who have a personal manager.
MANAGED = 0.45
WARRANTY_YEARS = 3
WARRANTY_KM = 100000


class DealerDemo(models.AbstractModel):
    _inherit = "dealer.demo"

    def _get_stages(self):
        return [
            *super()._get_stages(),
            ("customers", "customers", self._make_customers),
            ("vehicles", "vehicles", self._make_vehicles),
            ("portal", "portal customer", self._make_portal_user),
        ]

    # === CUSTOMERS === #

    def _make_customers(self, house):
        values = self._get_partner_constants()
        chance = house.random("managers")
        partners = (
            self.env["res.partner"]
            .with_context(**QUIET)
            .create(
                [
                    {
                        **self._prepare_partner_vals(person, values),
                        "user_id": chance.random() < MANAGED
                        and values["managers"][person.area],
                    }
                    for person in house.customers
                ]
            )
        )
        self._remember("customer", partners)
        self._add_duplicates(
            [
                (partners[original].id, partners[twin].id, kind)
                for original, twin, kind in house.duplicates
            ]
        )

    def _get_partner_constants(self):
        """Ids which the values of customers refer to.

        :return: dict of dicts: states, managers and their showrooms by area, languages
            by script
        """
        installed = dict(self.env["res.lang"].get_installed())
        default = self.env.ref("base.user_admin").lang
        return {
            "country": self.env.ref("base.ru").id,
            "states": {area: self.env.ref(name).id for area, name in STATES.items()},
            "managers": {
                area: self._get_user(login).id for area, login in SALESPEOPLE.items()
            },
            "showrooms": {
                area: self._get_user(login).company_id.id
                for area, login in SALESPEOPLE.items()
            },
            "languages": {
                script: lang if lang in installed else default
                for script, lang in LANGUAGES.items()
            },
        }

    def _prepare_partner_vals(self, person, constants):
        """Values of a customer.

        :param person: tools.people.Person
        :param constants: as ``_get_partner_constants`` returns them
        :return: dict for ``res.partner.create``
        """
        return {
            "name": person.name,
            "is_company": person.is_company,
            "phone": person.phone or False,
            "email": person.email or False,
            "street": person.street or False,
            "city": person.city,
            "zip": person.zip or False,
            "state_id": constants["states"][person.area],
            "country_id": constants["country"],
            "lang": constants["languages"][person.script],
        }

    def _make_portal_user(self, house):
        """portal1: the customer of the first showroom whose car was here most often."""
        car = max(
            (
                car
                for car in house.vehicles
                if car.area == SHOWROOMS[0].area
                and len(car.periods) == 1
                and not house.customers[car.periods[0].customer].is_company
            ),
            key=lambda car: len(car.visits),
        )
        number = car.periods[0].customer
        partner = self._get_records("res.partner", "customer")[number]
        company = self._get_companies()[car.area]
        values = {
            "login": "portal1",
            "password": "portal1",
            "partner_id": partner.id,
            "company_id": company.id,
            "company_ids": [Command.set(company.ids)],
            "group_ids": [Command.set(self.env.ref("base.group_portal").ids)],
        }
        user = self.env["res.users"].with_context(**QUIET).create(values)
        self._remember("user", user, ["portal1"])

    # === VEHICLES === #

    def _make_vehicles(self, house):
        companies = self._get_companies()
        vehicles = (
            self.env["dealer.vehicle"]
            .with_context(**QUIET)
            .create(
                [self._prepare_vehicle_vals(car, companies) for car in house.vehicles]
            )
        )
        self._remember("vehicle", vehicles)
        partners = self._get_records("res.partner", "customer")
        self.env["dealer.vehicle.ownership"].create(
            [
                {
                    "vehicle_id": vehicle.id,
                    "partner_id": partners[period.customer].id,
                    "date_from": period.start,
                    "date_to": period.end,
                }
                for vehicle, car in zip(vehicles, house.vehicles, strict=True)
                for period in car.periods
            ]
        )
        self._make_readings(house, vehicles)
        self._backdate_people(house, vehicles, partners)

    def _prepare_vehicle_vals(self, car, companies):
        """Values of a vehicle.

        :param car: tools.dealership.Vehicle
        :param companies: dict of res.company by area
        :return: dict for ``dealer.vehicle.create``
        """
        own = car.state != "customer"
        return {
            "vin": car.vin or False,
            "license_plate": car.plate or False,
            "model_id": self.env.ref(f"dealer_crm.{car.model}").id,
            "model_year": car.year,
            "color": car.colour[0],
            # As if it was registered on the same day of its first year.
            "warranty_end": date(car.year + WARRANTY_YEARS, car.read_on.month, 15),
            "warranty_km": WARRANTY_KM,
            "state": "stock" if car.state == "sale" else car.state,
            "company_id": companies[car.area].id if own else False,
        }

    def _make_readings(self, house, vehicles):
        """The last reading of each car, entered by hand; visits bring their own."""
        self.env["dealer.vehicle.odometer"].create(
            [
                {
                    "vehicle_id": vehicle.id,
                    "date": car.read_on,
                    "value": car.odometer,
                    "source": "manual",
                }
                for vehicle, car in zip(vehicles, house.vehicles, strict=True)
            ]
        )

    def _backdate_people(self, house, vehicles, partners):
        """Customers and cars are in the base since the day of the first contact."""
        since = {}
        for vehicle, car in zip(vehicles, house.vehicles, strict=True):
            for period in car.periods:
                known = since.get(("res_partner", partners[period.customer].id))
                first = min(filter(None, (known, period.start)))
                since["res_partner", partners[period.customer].id] = first
            if car.periods:
                since["dealer_vehicle", vehicle.id] = car.periods[0].start
        for table in ("res_partner", "dealer_vehicle"):
            self._backdate(
                table, {id_: day for (name, id_), day in since.items() if name == table}
            )
