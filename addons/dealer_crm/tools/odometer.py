"""Mileage: readings that fall, and what the odometer shows on another day.

The yearly mileage is the median of the slopes between all pairs of readings
(Theil 1950, Sen 1968): up to 29 % of wrong readings do not move it.
"""

from dataclasses import dataclass
from datetime import date
from itertools import combinations
from statistics import median

DAYS_PER_YEAR = 365.25
# Readings which are older say little about how the car is used today.
WINDOW_DAYS = 730
# Closer readings are mostly one visit: a test drive would count as the daily use.
MIN_PAIR_DAYS = 7
# From this span on the readings speak for themselves; below, the default counts, too.
FULL_SPAN_DAYS = 180
# Standard deviation from the median of absolute deviations, normal distribution.
MAD_FACTOR = 1.4826
MIN_TOLERANCE_KM = 3000


@dataclass(frozen=True)
class Reading:
    """One reading.

    :ivar day: date of the reading
    :ivar km: kilometres shown
    :ivar resets: the count begins anew here (odometer replaced or rolled back)
    """

    day: date
    km: int
    resets: bool = False


@dataclass(frozen=True)
class Prediction:
    """Expected reading.

    :ivar km: kilometres
    :ivar per_year: kilometres a year it rests on
    :ivar confidence: high, medium or low
    """

    km: int
    per_year: int
    confidence: str


def find_falls(readings: list[tuple[date, int]]) -> list[tuple[int, int]]:
    """Find readings which are lower than the one before.

    :param readings: tuples (day, km) in order
    :return: tuples of places (reading before, lower reading)
    """
    return [
        (place - 1, place)
        for place in range(1, len(readings))
        if readings[place][1] < readings[place - 1][1]
    ]


def predict(
    readings: list[Reading],
    day: date,
    default_per_year: int = 15000,
    max_per_year: int = 100000,
) -> Prediction | None:
    """Tell what the odometer shows on a day.

    :param readings: in any order; later ones than ``day`` do not count, known typing
        errors must be left out
    :param day: for which the reading is wanted
    :param default_per_year: km a year of a car of which little is known
    :param max_per_year: more is taken for an error
    :return: prediction, None without any reading
    """
    past = sorted(
        (reading for reading in readings if reading.day <= day),
        key=lambda reading: reading.day,
    )
    if not past:
        return None
    counts = _split(past)
    recent = [
        [reading for reading in count if (day - reading.day).days <= WINDOW_DAYS]
        for count in counts
    ]
    used = [reading for count in recent for reading in count]
    rate = _rate(recent, default_per_year / DAYS_PER_YEAR)
    rate = min(max(rate, 0.0), max_per_year / DAYS_PER_YEAR)
    anchors = recent[-1] or counts[-1][-1:]
    km, scatter = _extend(anchors, day, rate)
    return Prediction(
        km=round(km),
        per_year=round(rate * DAYS_PER_YEAR),
        confidence=_confidence(used, day, scatter, rate),
    )


def _split(readings: list[Reading]) -> list[list[Reading]]:
    """Part readings where the count begins anew."""
    counts: list[list[Reading]] = [[]]
    for reading in readings:
        if reading.resets and counts[-1]:
            counts.append([])
        counts[-1].append(reading)
    return counts


def _rate(counts: list[list[Reading]], default: float) -> float:
    """Kilometres a day: median slope, the default where the span is short."""
    slopes = [
        (second.km - first.km) / (second.day - first.day).days
        for count in counts
        for first, second in combinations(count, 2)
        if (second.day - first.day).days >= MIN_PAIR_DAYS
    ]
    if not slopes:
        return default
    span = sum((count[-1].day - count[0].day).days for count in counts if count)
    weight = min(1.0, span / FULL_SPAN_DAYS)
    return weight * median(slopes) + (1 - weight) * default


def _extend(anchors: list[Reading], day: date, rate: float) -> tuple[float, float]:
    """Extend the line through the readings to a day.

    :return: tuple (km, typical distance of a reading from the line in km)
    """
    starts = [reading.km + rate * (day - reading.day).days for reading in anchors]
    km = median(starts)
    scatter = MAD_FACTOR * median(abs(start - km) for start in starts)
    last = anchors[-1]
    # An odometer never shows less than before, unless that reading was wrong.
    trusted = len(anchors) < 3 or starts[-1] - km <= max(MIN_TOLERANCE_KM, 3 * scatter)
    if trusted:
        km = max(km, last.km)
    return max(km, 0.0), scatter


def _confidence(used: list[Reading], day: date, scatter: float, rate: float) -> str:
    if len(used) < 2:
        return "low"
    span = (used[-1].day - used[0].day).days
    age = (day - used[-1].day).days
    is_even = scatter <= 2000 + 0.1 * rate * DAYS_PER_YEAR
    if len(used) >= 4 and span >= 365 and age <= 180 and is_even:
        return "high"
    if span >= 90 and age <= 365:
        return "medium"
    return "low"
