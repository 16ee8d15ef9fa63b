"""How far a car is driven: a curve over the year, one rate per driver."""

from dataclasses import dataclass
from datetime import date
from math import pi, sin
from random import Random

YEAR = 365.25
# More in summer (dacha, holidays), less in winter: +-35 % around the mean, the peak
# lies in the middle of July.
SEASON = 0.35
PEAK_DAY = 196


@dataclass(frozen=True)
class Usage:
    """Odometer of a car under one driver.

    ``start_km`` on the day ``start``, ``yearly`` km a year.
    """

    start: date
    start_km: float
    yearly: float

    def at(self, day: date) -> int:
        """Reading on a day from ``start`` on, in km.

        The integral of ``yearly * (1 + SEASON * cos(2 pi (day - PEAK_DAY) / YEAR))``.
        """
        return round(self.start_km + self.yearly * (_course(day) - _course(self.start)))

    def day_of(self, km: float, latest: date) -> date | None:
        """First day on which the car has run that far.

        :param km: reading looked for
        :param latest: last day to look at
        :return: None when it has not run that far by ``latest``
        """
        if self.at(latest) < km:
            return None
        low, high = self.start.toordinal(), latest.toordinal()
        while low < high:
            middle = (low + high) // 2
            if self.at(date.fromordinal(middle)) < km:
                low = middle + 1
            else:
                high = middle
        return date.fromordinal(low)


def _course(day: date) -> float:
    """Years passed, with more of a year passing in summer."""
    days = day.toordinal()
    turn = 2 * pi * ((days - date(2000, 1, 1).toordinal()) % YEAR - PEAK_DAY) / YEAR
    return days / YEAR + SEASON / (2 * pi) * sin(turn)


def yearly_km(rng: Random, is_company: bool = False) -> int:
    """Kilometres a year of one driver: most 12 000 to 20 000, few very many.

    :param is_company: cars of companies run more
    """
    mean = 10.6 if is_company else 9.65
    return int(min(90_000, max(3_000, rng.lognormvariate(mean, 0.4))))
