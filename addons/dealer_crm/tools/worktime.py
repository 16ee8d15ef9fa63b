"""Minutes within working hours."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

# Working hours as (from, to), UTC without time zone, in order and not overlapping.
Shifts = Sequence[tuple[datetime, datetime]]


def join(shifts: Iterable[tuple[datetime, datetime]]) -> list:
    """Sort shifts and join those which touch or overlap."""
    joined: list = []
    for start, stop in sorted(shifts):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(joined[-1][1], stop))
        else:
            joined.append((start, stop))
    return joined


def minutes_between(shifts: Shifts, start: datetime, stop: datetime) -> int:
    """Working minutes from ``start`` to ``stop``, rounded down; 0 when it is before."""
    seconds = sum(
        max((min(stop, to) - max(start, begin)).total_seconds(), 0)
        for begin, to in shifts
        if begin < stop and to > start
    )
    return int(seconds // 60)


def after(shifts: Shifts, start: datetime, minutes: int) -> datetime | None:
    """When so many working minutes have passed since ``start``.

    :param shifts: working hours; those before ``start`` are ignored
    :return: the moment, or None when the shifts end before
    """
    left = timedelta(minutes=minutes)
    for begin, to in shifts:
        room = to - max(begin, start)
        if room <= timedelta(0):
            continue
        if left <= room:
            return max(begin, start) + left
        left -= room
    return None


def is_working(shifts: Shifts, moment: datetime) -> bool:
    """Whether somebody works at this moment."""
    return any(begin <= moment < to for begin, to in shifts)
