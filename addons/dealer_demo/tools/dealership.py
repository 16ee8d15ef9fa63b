"""Customers and cars with their past, decided before any record is written."""

from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from random import Random

from . import cars, contact, people, plan, usage
from .leads import Lead
from .people import Person
from .visits import Visit, history

HISTORY_DAYS = 3 * 365
LIVE_DAYS = 60
RESOLD = 0.15
DUPLICATES = 0.08
WITHOUT_CAR = 0.12
AREA_WEIGHTS = (45, 30, 25)
_STOCK = 0.07
_DEMO = 0.012


@dataclass(frozen=True)
class Period:
    """Who owned a car: number of the customer, first day, day after the last."""

    customer: int
    start: date
    end: date | None = None


@dataclass(frozen=True)
class Vehicle:
    """A car. ``state``: customer, stock, demo or sale (in stock until a lead takes
    it); ``odometer`` the reading on ``read_on``; ``first_day`` on the road.
    """

    number: int
    model: str
    vin: str
    plate: str
    year: int
    colour: tuple[str, str, str]
    state: str
    area: str
    price: int
    first_day: date | None = None
    periods: tuple[Period, ...] = ()
    odometer: int = 0
    read_on: date | None = None
    visits: tuple[Visit, ...] = ()


@dataclass(frozen=True)
class LiveOrder:
    """A visit of the last weeks, made with the real documents.

    ``state`` is how far the order has got; ``operations`` as in tools.operations.
    """

    vehicle: int
    customer: int
    visit: Visit
    state: str


@dataclass(frozen=True)
class Case:
    """A lead with the people and cars in it.

    ``customer`` number of a known customer, None for ``stranger``, who is entered with
    the lead; ``wish`` external id of a model; ``vehicle`` number of the car offered,
    ``trade_in`` of the customer's own.
    """

    lead: Lead
    area: str
    customer: int | None
    stranger: Person | None
    wish: str
    price: int
    vehicle: int | None
    trade_in: int | None
    comment: str


@dataclass
class Dealership:
    """All of it. ``duplicates`` are triples: number of the customer entered first,
    number of the same customer entered again, kind of the difference. ``ids`` are
    those given in the database, by table, in the order of the lists.
    """

    seed: str
    today: date
    customers: list[Person] = field(default_factory=list)
    duplicates: list[tuple[int, int, str]] = field(default_factory=list)
    vehicles: list[Vehicle] = field(default_factory=list)
    cases: list[Case] = field(default_factory=list)
    orders: list[LiveOrder] = field(default_factory=list)
    ids: dict[str, list[int]] = field(default_factory=dict)
    _buyers: dict[str, list[int]] = field(default_factory=dict)

    def random(self, topic: str) -> Random:
        """A source of chance of its own for a topic."""
        return Random(f"{self.seed}:{topic}")

    def buyers(self, area: str) -> list[int]:
        """Numbers of the people near a showroom; companies buy no used cars."""
        if area not in self._buyers:
            self._buyers[area] = [
                number
                for number, person in enumerate(self.customers)
                if person.area == area and not person.is_company
            ]
        return self._buyers[area]


def add_customers(house: Dealership, count: int, rng: Random, first: int = 0) -> None:
    """Add people, and some of them a second time.

    :param count: how many records; DUPLICATES of them are repeats
    :param first: number from which phones and e-mails are counted
    """
    twins = round(count * DUPLICATES)
    for number in range(first, first + count - twins):
        area = rng.choices(contact.AREAS, AREA_WEIGHTS)[0]
        house.customers.append(people.person(rng, area, number))
    originals = rng.sample(range(len(house.customers)), twins)
    for index, original in enumerate(originals):
        kind = people.DUPLICATE_KINDS[index % len(people.DUPLICATE_KINDS)]
        house.duplicates.append((original, len(house.customers), kind))
        twin = people.duplicate(house.customers[original], kind, rng)
        house.customers.append(twin)


def add_vehicles(
    house: Dealership, size: plan.Core, delivered: int, rng: Random
) -> None:
    """Add the cars of the showrooms and those of the customers.

    :param delivered: number of cars to be handed over by a lead
    """
    stock = max(3, round(size.vehicles * _STOCK))
    demo = max(1, round(size.vehicles * _DEMO))
    states = ["sale"] * delivered + ["stock"] * stock + ["demo"] * demo
    for number, state in enumerate(states):
        area = contact.AREAS[number % 3]
        house.vehicles.append(_dealers_car(number, state, area, house.today, rng))
    add_customers_cars(house, size.vehicles - len(states), len(states), rng)


def add_customers_cars(house: Dealership, count: int, first: int, rng: Random) -> None:
    """Add cars which customers own.

    :param first: number from which VINs and plates are counted
    """
    owners = _owners(house, count, rng)
    position = len(house.vehicles)
    for number, owner in enumerate(owners, start=first):
        house.vehicles.append(_customers_car(house, number, owner, rng))
    _spoil_vins(house.vehicles, position, rng)


def _owners(house: Dealership, count: int, rng: Random) -> list[int]:
    """Numbers of the first owners, one for each car; companies own several."""
    twins = {twin for _original, twin, _kind in house.duplicates}
    weights = []
    for number, person in enumerate(house.customers):
        if number in twins:
            weights.append(0.3)
        elif rng.random() < WITHOUT_CAR:
            weights.append(0)
        else:
            weights.append(4 if person.is_company else 1)
    # Everybody with a weight of 1 or more has a car before anybody has two.
    first = [number for number, weight in enumerate(weights) if weight >= 1][:count]
    numbers = range(len(weights))
    return first + rng.choices(numbers, weights, k=count - len(first))


def _dealers_car(
    number: int, state: str, area: str, today: date, rng: Random
) -> Vehicle:
    car = cars.choose_new(rng, today.year)
    year = min(today.year - rng.choice((0, 0, 0, 1)), car.years[1])
    return Vehicle(
        number=number,
        model=car.key,
        vin=cars.vin(car, year, number, rng),
        plate=contact.plate(area, number, rng) if state == "demo" else "",
        year=year,
        colour=cars.colour(rng),
        state=state,
        area=area,
        price=car.price,
        odometer=rng.randint(800, 9000) if state == "demo" else rng.randint(3, 40),
        read_on=today - timedelta(days=rng.randint(1, 25)),
    )


def _customers_car(house: Dealership, number: int, owner: int, rng: Random) -> Vehicle:
    person = house.customers[owner]
    age = int(rng.triangular(90, 14 * 365, 3 * 365))
    sold = house.today - timedelta(days=age)
    # A small model range is sold in any year, the oldest cars are of 2010.
    year = max(2010, sold.year)
    car = cars.choose(rng, year)
    vehicle = Vehicle(
        number=number,
        model=car.key,
        vin=cars.vin(car, year, number, rng),
        plate=contact.plate(person.area, number, rng),
        year=year,
        colour=cars.colour(rng),
        state="customer",
        area=person.area,
        price=car.price,
        first_day=sold,
    )
    if person.script == "zh" and rng.random() < 0.25:
        vehicle = replace(vehicle, plate=contact.chinese_plate(car.electric, rng))
    return _drive(house, vehicle, car, owner, rng)


def _drive(
    house: Dealership, vehicle: Vehicle, car: cars.Car, owner: int, rng: Random
) -> Vehicle:
    """The car with its owners, its kilometres and its visits."""
    periods = _periods(house, vehicle, owner, rng)
    until = house.today - timedelta(days=LIVE_DAYS + 1)
    since = max(vehicle.first_day, house.today - timedelta(days=HISTORY_DAYS))
    km = max(0, (since - vehicle.first_day).days) * rng.uniform(25, 60)
    done: list[Visit] = []
    for period in periods:
        if period.end and period.end <= since:
            continue
        start = max(period.start, since)
        rate = usage.yearly_km(rng, house.customers[period.customer].is_company)
        driven = usage.Usage(start, km, rate)
        loyalty = min(1.0, rng.betavariate(3, 2) * 1.1)
        end = min(until, (period.end or until) - timedelta(days=1))
        if end > start:
            done += history(car, driven, vehicle.first_day, start, end, loyalty, rng)
        read_on = period.end or house.today - timedelta(days=rng.randint(2, 40))
        km = driven.at(max(read_on, start))
    return replace(
        vehicle,
        periods=tuple(periods),
        visits=tuple(done),
        odometer=round(km),
        read_on=max(read_on, start),
    )


def _periods(
    house: Dealership, vehicle: Vehicle, owner: int, rng: Random
) -> list[Period]:
    """One owner, or two when the car was sold on within the three years."""
    oldest = house.today - timedelta(days=HISTORY_DAYS)
    first = max(vehicle.first_day, oldest - timedelta(days=rng.randrange(2000)))
    room = (house.today - max(first, oldest)).days - 60
    if rng.random() >= RESOLD or room < 90:
        return [Period(owner, first)]
    sold_on = max(first, oldest) + timedelta(days=rng.randrange(60, room))
    area = house.customers[owner].area
    buyer = rng.choice(house.buyers(area) or [owner])
    if buyer == owner:
        return [Period(owner, first)]
    return [Period(owner, first, sold_on), Period(buyer, sold_on)]


def _spoil_vins(vehicles: list[Vehicle], first: int, rng: Random) -> None:
    """Some VINs are as people enter them: mistyped, missing, or a chassis number.

    :param first: position of the first car of a customer in ``vehicles``
    """
    places = range(first, len(vehicles))
    chinese = [p for p in places if cars.has_check_digit(vehicles[p].vin[0])]
    coast = [p for p in places if vehicles[p].area == "vladivostok"]
    plain = [p for p in places if vehicles[p].area == "moscow"]
    share = max(1, len(places) // 100)
    for place in rng.sample(chinese, min(share, len(chinese))):
        vin = vehicles[place].vin
        # The check digit only: the number at the end stays unlike all others.
        wrong = "1" if vin[8] != "1" else "7"
        vehicles[place] = replace(vehicles[place], vin=vin[:8] + wrong + vin[9:])
    for place in rng.sample(coast, min(share, len(coast))):
        key, chassis, year = cars.chassis_number(vehicles[place].number)
        vehicles[place] = replace(vehicles[place], model=key, vin=chassis, year=year)
    for place in rng.sample(plain, min(share, len(plain))):
        vehicles[place] = replace(vehicles[place], vin="")


def owner_on(vehicle: Vehicle, day: date) -> int | None:
    """Number of the customer who owned a car on a day."""
    for period in reversed(vehicle.periods):
        if period.start <= day:
            return period.customer
    return None
