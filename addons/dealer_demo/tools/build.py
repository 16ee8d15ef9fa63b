"""A whole dealership, or a part of the mass beyond it."""

from dataclasses import replace
from datetime import date
from random import Random

from . import leads, plan
from .cases import add_cases, add_orders
from .dealership import (
    Dealership,
    add_customers,
    add_customers_cars,
    add_vehicles,
)

# Cars of the core have the numbers below.
FIRST_CAR = 10_000


def core(seed: int, today: date, size: plan.Core) -> Dealership:
    """Decide everything; the same arguments give the same dealership.

    :param seed: any whole number
    :param today: last day of the history
    :param size: how much of everything
    """
    house = Dealership(str(seed), today)
    enquiries = leads.make(size.leads, house.random("leads"))
    add_customers(house, size.customers, house.random("people"))
    delivered = sum(lead.stage == "crm_stage_delivered" for lead in enquiries)
    add_vehicles(house, size, delivered, house.random("cars"))
    add_cases(house, enquiries, house.random("cases"))
    add_orders(house, size.live_orders, house.random("orders"))
    return house


def part(seed: int, today: date, first: int, count: int) -> Dealership:
    """Customers and cars beyond the core.

    :param first: number of the first customer
    :param count: how many customers
    """
    house = Dealership(f"{seed}:{first}", today)
    rng = house.random("part")
    add_customers(house, count, rng, first)
    before = round(plan.MASS_VEHICLES * first)
    cars = round(plan.MASS_VEHICLES * (first + count)) - before
    add_customers_cars(house, cars, FIRST_CAR + before, rng)
    _thin_out(house, plan.MASS_HISTORY * count, rng)
    return house


def _thin_out(house: Dealership, wanted: int, rng: Random) -> None:
    """Keep so many visits of all cars together, chosen by chance."""
    places = [
        (number, place)
        for number, car in enumerate(house.vehicles)
        for place in range(len(car.visits))
    ]
    kept = set(rng.sample(places, min(wanted, len(places))))
    for number, car in enumerate(house.vehicles):
        visits = tuple(v for i, v in enumerate(car.visits) if (number, i) in kept)
        house.vehicles[number] = replace(car, visits=visits)
