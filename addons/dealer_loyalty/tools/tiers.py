"""Periods and progress of club tiers."""

from dataclasses import dataclass
from datetime import date

from dateutil.relativedelta import relativedelta

ROLLING = "rolling"
YEAR = "year"


@dataclass(frozen=True)
class Window:
    """The days whose points or invoices count on a day.

    :ivar since: the day before the first one that counts
    :ivar before_since: the day before the first one of the period before, which
        decides together with this one whether a tier is kept
    :ivar before_until: its last day; not after ``before_since`` where there is none
    :ivar until: last day of a tier reached today
    """

    since: date
    before_since: date
    before_until: date
    until: date


def window(kind: str, day: date, months: int) -> Window:
    """Days which count on a day.

    Rolling: the last months, and a tier reached today is held as long again. Calendar
    year: from 1 January; a tier reached this year is held to its end, and kept through
    the next year because this year then is the one before.

    :param kind: ``ROLLING`` or ``YEAR``
    :param day: last day which counts
    :param months: length of a rolling window
    """
    if kind == YEAR:
        before = date(day.year - 1, 12, 31)
        return Window(
            since=before,
            before_since=date(day.year - 2, 12, 31),
            before_until=before,
            until=date(day.year, 12, 31),
        )
    since = day - relativedelta(months=months)
    return Window(
        since=since,
        before_since=since,
        before_until=since,
        until=day + relativedelta(months=months),
    )


def progress(value: int, start: int, goal: int) -> int:
    """How much of the way to the next tier is done.

    :param value: points or amount of the window
    :param start: threshold of the tier one has
    :param goal: threshold of the next one
    :return: whole percent, 0 ... 100; 100 only when the goal is reached
    """
    if value >= goal:
        return 100
    if value <= start:
        return 0
    return (value - start) * 100 // (goal - start)
