"""When a car comes to the workshop, and what is done: rules of mileage and time."""

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from .cars import Car
from .usage import Usage

FIRST_KM = (2500, 5000)
REPAIRS = (
    "PADS-F PADS-R DISCS-F BATT STABS BUSHES HUB SHOCKS BULBS WIPERS DIAG ALIGN"
    " CLIMATE BELT WASH"
).split()
REPAIR_WEIGHTS = (18, 12, 6, 9, 10, 6, 4, 4, 8, 9, 14, 9, 6, 4, 12)
CONCERNS = {
    "PADS-F": "Squeal when braking",
    "PADS-R": "Grinding noise at the rear when braking",
    "DISCS-F": "Steering wheel shakes when braking",
    "BATT": "Does not start in the cold",
    "STABS": "Knocking at the front on small bumps",
    "BUSHES": "Car wanders at speed",
    "HUB": "Hum which grows with speed",
    "SHOCKS": "Car sways, oil on the shock absorber",
    "BULBS": "Headlamp does not light",
    "DIAG": "Engine warning lamp is on",
    "ALIGN": "Pulls to the right",
    "CLIMATE": "Air conditioning does not cool",
    "BELT": "Whistle at the start",
}


@dataclass(frozen=True)
class Visit:
    """A visit to the workshop: day, odometer in km, codes of operations."""

    day: date
    odometer: int
    operations: tuple[str, ...]

    @property
    def concern(self) -> str:
        """What the customer says, in words; '' for maintenance."""
        words = [CONCERNS[code] for code in self.operations if code in CONCERNS]
        return "; ".join(words)


def maintenance(car: Car, number: int) -> tuple[str, ...]:
    """Operations of the n-th regular service.

    :param car: model of the catalogue
    :param number: 0 is the first check of Chinese makes, then 1, 2, 3 ...
    """
    if car.electric:
        return ("TO-EV", "BRK-FL") if number % 2 == 0 and number else ("TO-EV",)
    if number == 0:
        return ("TO-0",)
    operations = ["TO-B" if number % 2 == 0 else "TO-S"]
    if number % 3 == 0:
        operations.append("BRK-FL")
    if number % 4 == 0:
        operations.append("TO-P")
    if number % 6 == 0:
        operations.append("GEARBOX" if car.price > 2_000_000 else "TIMING")
    return tuple(operations)


def regular(
    car: Car, usage: Usage, sold: date, until: date, rng: Random
) -> list[tuple[date, int]]:
    """Days of the regular services of a car and their numbers.

    Due at the earliest of interval and 12 months after the service before; people
    come some days late. Chinese makes have a check after the first kilometres.

    :param sold: first day on the road; the car had ``usage.start_km`` on usage.start
    :param until: last day
    """
    number = 0 if car.wmi.startswith(("L", "XZG")) and sold >= usage.start else 1
    last_day, last_km = usage.start, usage.start_km
    if sold < usage.start:
        # Somewhere between two services already.
        last_km -= rng.uniform(0, car.interval)
        last_day -= timedelta(days=rng.randrange(300))
        number = 1 + int(usage.start_km // car.interval)
    result = []
    while True:
        step = rng.uniform(*FIRST_KM) if number == 0 else car.interval
        by_km = usage.day_of(last_km + step, until)
        due = min(by_km or until, last_day + timedelta(days=365))
        day = max(due, usage.start) + timedelta(days=rng.randrange(0, 25))
        if day > until or (not by_km and due == until):
            return result
        result.append((day, number))
        last_day, last_km = day, usage.at(day)
        number += 1


def history(
    car: Car,
    usage: Usage,
    sold: date,
    since: date,
    until: date,
    loyalty: float,
    rng: Random,
) -> list[Visit]:
    """Visits of a car to our workshop, oldest first, at least three days apart.

    :param car: model of the catalogue
    :param usage: its odometer
    :param sold: first day on the road
    :param since: first day wanted, not before usage.start
    :param until: last day wanted
    :param loyalty: 0 to 1, share of the work which is done here; from the first
        visit missed on, the owner comes less
    :param rng: source of chance
    """
    wanted: dict[date, list[str]] = {}
    for day, number in regular(car, usage, sold, until, rng):
        if day >= since and rng.random() < loyalty:
            wanted.setdefault(day, []).extend(maintenance(car, number))
        elif day >= since:
            loyalty *= 0.9
    for day in repairs(usage, sold, since, until, loyalty, rng):
        code = rng.choices(REPAIRS, REPAIR_WEIGHTS)[0]
        if not (car.electric and code == "BELT"):
            wanted.setdefault(day, []).append(code)
    for day in tyre_days(since, until, loyalty, rng):
        wanted.setdefault(day, []).append("TYRES" if rng.random() < 0.93 else "TYRES-N")
    return _merge_close(wanted, usage)


def repairs(
    usage: Usage, sold: date, since: date, until: date, loyalty: float, rng: Random
) -> list[date]:
    """Days of repairs: more of them the older and the more driven the car is."""
    age = (until - sold).days / 365
    rate = loyalty * (0.1 + 0.08 * age) * min(2.0, usage.yearly / 16_000)
    result = []
    day = since
    while rate > 0:
        day += timedelta(days=1 + int(rng.expovariate(rate / 365)))
        if day > until:
            break
        result.append(day)
    return result


def tyre_days(since: date, until: date, loyalty: float, rng: Random) -> list[date]:
    """Days of the change of tyres: April and the end of October."""
    comes = rng.random() < loyalty * 0.35
    result = []
    for year in range(since.year, until.year + 1) if comes else ():
        for month, first in ((4, 3), (10, 15)):
            day = date(year, month, first) + timedelta(days=rng.randrange(25))
            if since <= day <= until:
                result.append(day)
    return result


def _merge_close(wanted: dict[date, list[str]], usage: Usage) -> list[Visit]:
    """One visit of several within three days, on a working day (not Sunday)."""
    merged: list[tuple[date, list[str]]] = []
    for day in sorted(wanted):
        if merged and (day - merged[-1][0]).days < 4:
            merged[-1][1].extend(wanted[day])
        else:
            merged.append((day, list(wanted[day])))
    result = []
    for day, codes in merged:
        if day.weekday() == 6 and day > usage.start:
            day -= timedelta(days=1)
        result.append(Visit(day, usage.at(day), tuple(dict.fromkeys(codes))))
    return result
