"""The mass: customers, cars, owners and readings."""

from datetime import date, datetime, time

from odoo import models
from odoo.tools import SQL

from odoo.addons.dealer_crm.tools import keys, name_match, plate, vin

from ..tools import cars
from .dealer_demo_people import MANAGED, WARRANTY_KM, WARRANTY_YEARS

PARTNER_COLUMNS = (
    "id",
    "name",
    "complete_name",
    "is_company",
    "commercial_partner_id",
    "commercial_company_name",
    "phone",
    "phone_sanitized",
    "email",
    "email_normalized",
    "street",
    "city",
    "zip",
    "state_id",
    "lang",
    "user_id",
    "create_date",
    "dealer_search_key",
    "dealer_email_key",
    "dealer_phone_key",
    "dealer_sound_key",
    "dealer_name_blocks",
    "dealer_restricted",
    "dealer_showroom_id",
)
VEHICLE_COLUMNS = (
    "id",
    "vin",
    "vin_key",
    "vin_status",
    "license_plate",
    "plate_key",
    "model_id",
    "brand_id",
    "model_year",
    "color",
    "warranty_end",
    "warranty_km",
    "owner_id",
    "odometer",
    "odometer_date",
    "create_date",
)


class DealerDemo(models.AbstractModel):
    _inherit = "dealer.demo"

    def _get_mass_constants(self):
        people = self._get_partner_constants()
        catalogue = {}
        for key in {*cars.BY_KEY, *(row[0] for row in cars.CHASSIS)}:
            model = self.env.ref(f"dealer_crm.{key}")
            catalogue[key] = (model.id, model.brand_id.id)
        return {
            **super()._get_mass_constants(),
            "people": people,
            "catalogue": catalogue,
            "partner": self._get_template(
                "res.partner", {"name": "Template", "country_id": people["country"]}
            ),
            "vehicle": self._get_template("dealer.vehicle", {}),
        }

    def _make_slice(self, house, first, constants):
        res = super()._make_slice(house, first, constants)
        self._copy_partners(house, first, constants)
        self._copy_vehicles(house, constants)
        self._copy_ownerships(house)
        self._copy_readings(house)
        return res

    # === CUSTOMERS === #

    def _copy_partners(self, house, first, constants):
        ids = house.ids["res_partner"] = self._take_ids(
            "res_partner", len(house.customers)
        )
        since = self._get_first_days(house)
        chance = house.random("managers")
        rows = (
            self._prepare_partner_row(
                id_,
                person,
                constants["people"],
                since.get(number, house.today),
                chance.random() < MANAGED,
            )
            for number, (id_, person) in enumerate(
                zip(ids, house.customers, strict=True)
            )
        )
        self._copy("res_partner", constants["partner"], PARTNER_COLUMNS, rows)
        self._add_duplicates(
            [[ids[a], ids[b], kind] for a, b, kind in house.duplicates]
        )

    def _get_first_days(self, house):
        """Since when customers are known: the first day they owned a car.

        :return: dict of dates by number of the customer
        """
        since = {}
        for car in house.vehicles:
            for period in car.periods:
                known = since.get(period.customer, period.start)
                since[period.customer] = min(known, period.start)
        return since

    def _prepare_partner_row(self, id_, person, constants, since, is_managed):
        """Columns of a customer, with the keys which the ORM would compute.

        :param person: tools.people.Person
        :param dict constants: as ``_get_partner_constants`` returns them
        :param since: date on which the customer was entered
        :param bool is_managed: has a personal manager
        :return: tuple in the order of PARTNER_COLUMNS
        """
        email = keys.email_key(person.email) or None
        # As the compute methods of res.partner in dealer_crm and phone_validation do.
        search_key = " ".join(
            filter(None, [*keys.name_key(person.name).split(), email])
        )
        return (
            id_,
            person.name,
            person.name,
            person.is_company,
            id_,
            person.name if person.is_company else None,
            person.phone or None,
            f"+7{person.national}" if person.phone else None,
            person.email or None,
            email,
            person.street or None,
            person.city,
            person.zip or None,
            constants["states"][person.area],
            constants["languages"][person.script],
            constants["managers"][person.area] if is_managed else None,
            datetime.combine(since, time(10)),
            f" {search_key}",
            email,
            keys.phone_key(person.phone, "RU") or None,
            name_match.sound_key(person.name) or None,
            " ".join(name_match.blocks(tuple(keys.words(person.name)))) or None,
            is_managed,
            constants["showrooms"][person.area] if is_managed else None,
        )

    # === CARS === #

    def _copy_vehicles(self, house, constants):
        ids = house.ids["dealer_vehicle"] = self._take_ids(
            "dealer_vehicle", len(house.vehicles)
        )
        partner_ids = house.ids["res_partner"]
        rows = (
            self._prepare_vehicle_row(id_, car, partner_ids, constants["catalogue"])
            for id_, car in zip(ids, house.vehicles, strict=True)
        )
        self._copy("dealer_vehicle", constants["vehicle"], VEHICLE_COLUMNS, rows)
        self.env.cr.execute(
            SQL(
                """
                UPDATE dealer_vehicle vehicle
                   SET manager_id = partner.user_id
                  FROM res_partner partner
                 WHERE partner.id = vehicle.owner_id
                   AND partner.user_id IS NOT NULL
                   AND vehicle.id = ANY(%s)
                """,
                ids,
            )
        )

    def _prepare_vehicle_row(self, id_, car, partner_ids, catalogue):
        """Columns of a car, with what the ORM would compute.

        :param car: tools.dealership.Vehicle
        :param list partner_ids: ids of the customers
        :param dict catalogue: ids of model and brand by external id
        :return: tuple in the order of VEHICLE_COLUMNS
        """
        return (
            id_,
            car.vin or None,
            vin.normalise(car.vin) or None,
            vin.status(car.vin),
            car.plate or None,
            plate.normalise(car.plate),
            *catalogue[car.model],
            car.year,
            car.colour[0],
            date(car.year + WARRANTY_YEARS, car.read_on.month, 15),
            WARRANTY_KM,
            partner_ids[car.periods[-1].customer],
            car.odometer,
            car.read_on,
            datetime.combine(car.periods[0].start, time(10)),
        )

    def _copy_ownerships(self, house):
        partner_ids = house.ids["res_partner"]
        vehicle_ids = house.ids["dealer_vehicle"]
        rows = [
            (
                vehicle_ids[number],
                partner_ids[period.customer],
                "owner",
                period.start,
                period.end,
            )
            for number, car in enumerate(house.vehicles)
            for period in car.periods
        ]
        columns = ("vehicle_id", "partner_id", "role", "date_from", "date_to")
        self._copy("dealer_vehicle_ownership", self._get_stamps(), columns, rows)

    def _copy_readings(self, house):
        """The reading of today; those of the visits come with the service orders."""
        rows = (
            (id_, car.read_on, car.odometer, "manual")
            for id_, car in zip(
                house.ids["dealer_vehicle"], house.vehicles, strict=True
            )
        )
        columns = ("vehicle_id", "date", "value", "source")
        self._copy("dealer_vehicle_odometer", self._get_stamps(), columns, rows)

    def _get_stamps(self):
        """Who and when, for tables without other columns of their own.

        :return: dict of texts by column
        """
        now = self.env.cr.now().replace(microsecond=0)
        return {
            "create_uid": str(self.env.uid),
            "write_uid": str(self.env.uid),
            "create_date": str(now),
            "write_date": str(now),
        }
