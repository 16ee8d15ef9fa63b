"""Enquiries and visits of the last weeks: who, which car, how far."""

from dataclasses import replace
from datetime import timedelta
from random import Random

from . import cars, contact, leads, people
from .dealership import AREA_WEIGHTS, LIVE_DAYS, Case, Dealership, LiveOrder, Vehicle
from .leads import Lead
from .visits import Visit

# Number from which the phones of people are counted who come with a lead.
STRANGERS = 90_000_000

ORDER_STATES = (
    ("delivered", 60),
    ("invoiced", 6),
    ("ready", 8),
    ("in_work", 14),
    ("check_in", 12),
)


_DAYS_AGO = {
    "delivered": (2, LIVE_DAYS),
    "invoiced": (1, 6),
    "ready": (0, 4),
    "in_work": (0, 4),
    "check_in": (0, 0),
}
# What is done at the visits of the last weeks.
_ORDERS = (
    ("TO-S",),
    ("TO-B", "BRK-FL"),
    ("TO-S", "PADS-F"),
    ("DIAG", "STABS"),
    ("TYRES", "WASH"),
    ("TO-B", "CABIN", "WIPERS"),
    ("BATT", "DIAG"),
)
_ORDER_WEIGHTS = (22, 12, 14, 12, 18, 10, 8)


def add_orders(house: Dealership, count: int, rng: Random) -> None:
    """Visits of the last weeks: the older ones are finished, the others open."""
    owned = [
        car
        for car in house.vehicles
        if car.state == "customer" and car.periods[-1].start < house.today
    ]
    chosen = rng.sample(owned, min(count, len(owned)))
    states = [state for state, _weight in ORDER_STATES]
    drawn = states + rng.choices(
        states, [w for _s, w in ORDER_STATES], k=max(0, len(chosen) - len(states))
    )
    for car, state in zip(chosen, drawn, strict=False):
        closed = state in ("delivered", "invoiced")
        days = rng.randint(*_DAYS_AGO[state])
        day = max(house.today - timedelta(days=days), car.periods[-1].start)
        if day.weekday() == 6 and closed:
            day = max(day - timedelta(days=1), car.periods[-1].start)
        codes = rng.choices(_ORDERS, _ORDER_WEIGHTS)[0]
        driven = max(0, (day - car.read_on).days) * 40
        visit = Visit(day, car.odometer + driven, codes)
        house.orders.append(
            LiveOrder(car.number, car.periods[-1].customer, visit, state)
        )


def add_cases(house: Dealership, enquiries: list[Lead], rng: Random) -> None:
    """Who asks for what: sold and delivered leads have a car of the stock each."""
    sale = [car for car in house.vehicles if car.state == "sale"]
    stock = [car for car in house.vehicles if car.state == "stock"]
    own = {}
    for car in house.vehicles:
        if car.periods:
            own.setdefault(car.periods[-1].customer, car.number)
    for number, lead in enumerate(enquiries):
        offered = None
        if lead.stage == "crm_stage_delivered":
            offered = sale.pop()
        elif lead.stage in ("crm_stage_sold", "crm_stage_negotiation") and stock:
            offered = stock.pop()
        # The portal sends its messages to the first showroom.
        area = rng.choices(contact.AREAS, AREA_WEIGHTS)[0]
        if offered:
            area = offered.area
            lead = replace(lead, channel=_other_channel(lead, area))
        elif lead.channel == "adf":
            area = contact.AREAS[0]
        house.cases.append(_case(house, number, lead, area, offered, own, rng))


def _other_channel(lead: Lead, area: str) -> str:
    """The channel of a lead whose showroom is fixed by its car."""
    if lead.channel == "adf" and area != contact.AREAS[0]:
        return "web"
    return lead.channel


def _case(
    house: Dealership,
    number: int,
    lead: Lead,
    area: str,
    offered: Vehicle | None,
    own: dict[int, int],
    rng: Random,
) -> Case:
    customer, stranger = None, None
    if lead.channel in ("adf", "web") and rng.random() < 0.6 and not offered:
        stranger = people.person(rng, area, STRANGERS + number)
    else:
        nearby = [n for n, p in enumerate(house.customers) if p.area == area]
        customer = rng.choice(nearby or range(len(house.customers)))
    person = stranger or house.customers[customer]
    year = house.today.year
    model = cars.BY_KEY[offered.model] if offered else cars.choose_new(rng, year)
    changes = rng.random() < 0.3
    return Case(
        lead=lead,
        area=area,
        customer=customer,
        stranger=stranger,
        wish=model.key,
        price=model.price,
        vehicle=offered.number if offered else None,
        trade_in=own.get(customer) if changes and customer is not None else None,
        comment=leads.comment(person.script, rng),
    )
