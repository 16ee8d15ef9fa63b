"""Free slots: when bay, technician and loan car are free at the same time.

Pure rules on intervals, tuples (start, stop) of anything that can be compared and
subtracted; the callers use naive datetimes in UTC, so that no hour is missing or double
when clocks change.

The starts at which a job fits into a free interval [a, b] are an interval, too:
[a, b - duration]. The starts of a group are the union over its members, the starts of
the job the intersection over the groups. It costs O(n log n) in the number of free
intervals, whatever the grid.
"""

from bisect import bisect_right
from dataclasses import dataclass, field
from datetime import datetime, timedelta

# Where the grid of slots begins; any midnight.
EPOCH = datetime(2000, 1, 1)


@dataclass(frozen=True)
class Resource:
    """Something that a job needs.

    :ivar key: what the caller knows it by
    :ivar free: intervals, sorted and without overlaps
    """

    key: int
    free: list = field(default_factory=list)


@dataclass(frozen=True)
class Slot:
    """An offer: when, and the member of each group that is free then.

    :ivar keys: tuple of keys, in the order of the groups
    """

    start: datetime
    stop: datetime
    keys: tuple


def join(intervals: list, gap: timedelta = timedelta()) -> list:
    """Sort intervals and join those which touch, overlap, or leave a short gap.

    :param intervals: tuples (start, stop) in any order; empty ones are dropped
    :param gap: longest gap which is bridged: a lunch break does not end a job
    """
    joined: list = []
    for start, stop in sorted(
        interval for interval in intervals if interval[0] < interval[1]
    ):
        if joined and start - joined[-1][1] <= gap:
            joined[-1] = (joined[-1][0], max(stop, joined[-1][1]))
        else:
            joined.append((start, stop))
    return joined


def subtract(intervals: list, busy: list) -> list:
    """What is left of intervals without the busy ones.

    :param intervals: joined intervals
    :param busy: joined intervals
    """
    left = []
    place = 0
    for start, stop in intervals:
        while place < len(busy) and busy[place][1] <= start:
            place += 1
        ahead = place
        while ahead < len(busy) and busy[ahead][0] < stop:
            if busy[ahead][0] > start:
                left.append((start, busy[ahead][0]))
            start = max(start, busy[ahead][1])
            ahead += 1
        if start < stop:
            left.append((start, stop))
    return left


def intersect(first: list, second: list) -> list:
    """What is in both; intervals may be single points here, as starts are.

    :param first: sorted intervals without overlaps
    :param second: the same
    """
    common = []
    here = there = 0
    while here < len(first) and there < len(second):
        start = max(first[here][0], second[there][0])
        stop = min(first[here][1], second[there][1])
        if start <= stop:
            common.append((start, stop))
        if first[here][1] < second[there][1]:
            here += 1
        else:
            there += 1
    return common


def starts(group: list, duration: timedelta) -> list:
    """When a job can begin with any member of a group.

    :param group: Resource
    :param duration: above zero
    :return: joined intervals of starts, single points among them
    """
    found = sorted(
        (start, stop - duration)
        for resource in group
        for start, stop in resource.free
        if stop - start >= duration
    )
    joined: list = []
    for start, stop in found:
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(stop, joined[-1][1]))
        else:
            joined.append((start, stop))
    return joined


def find(
    groups: list,
    duration: timedelta,
    step: timedelta = timedelta(minutes=30),
    limit: int = 10,
) -> list[Slot]:
    """The first slots at which every group has a free member.

    :param groups: lists of Resource; a job takes one of each
    :param duration: of the job, above zero
    :param step: starts lie on this grid
    :param limit: most slots
    :return: Slot, in order
    :raise ValueError: the duration is not above zero
    """
    if duration <= timedelta():
        raise ValueError("A job takes time")
    if not groups:
        return []
    common = starts(groups[0], duration)
    for group in groups[1:]:
        common = intersect(common, starts(group, duration))
    found: list[Slot] = []
    for first, last in common:
        start = _on_grid(first, step)
        while start <= last and len(found) < limit:
            if not found or found[-1].start < start:
                keys = tuple(
                    _choose(group, start, start + duration) for group in groups
                )
                found.append(Slot(start, start + duration, keys))
            start += step
    return found


def _on_grid(moment: datetime, step: timedelta) -> datetime:
    """The first point of the grid at a moment or after."""
    return EPOCH + -((EPOCH - moment) // step) * step


def _choose(group: list, start: datetime, stop: datetime) -> int:
    """The free member whose gap is the tightest: long gaps are kept for long jobs."""
    fitting = []
    for resource in group:
        place = bisect_right(resource.free, (start, datetime.max)) - 1
        if place >= 0 and resource.free[place][1] >= stop:
            begin, end = resource.free[place]
            fitting.append((end - begin, resource.key))
    return min(fitting)[1]
