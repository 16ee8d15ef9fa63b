"""The way of a complaint, and which complaints are about the same."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

OPEN = ("new", "examining")
ANSWERED = ("accepted", "rejected", "done")
# What may follow a state. An accepted complaint was answered and may have brought
# points: it does not become a rejected one.
NEXT = {
    "new": ("examining", "accepted", "rejected", "withdrawn"),
    "examining": ("accepted", "rejected", "withdrawn"),
    "accepted": ("done",),
    "rejected": ("examining",),
    "done": (),
    "withdrawn": ("examining",),
}


def may_follow(state: str, target: str) -> bool:
    """Whether a complaint may go from one state to another."""
    return target in NEXT.get(state, ())


@dataclass(frozen=True)
class Case:
    """A complaint as the search for repeats sees it: ids of its links, 0 for none.

    ``first``: id of the complaint which it is a repeat of.
    """

    id: int
    date: datetime
    partner: int = 0
    vehicle: int = 0
    cause: int = 0
    step: str = ""
    first: int = 0


def is_same(one: Case, other: Case) -> bool:
    """Whether two complaints are about the same thing.

    The same customer or car, and the same root cause. As long as one of them has no
    cause, the step in which it went wrong decides.
    """
    same_side = bool(
        (one.partner and one.partner == other.partner)
        or (one.vehicle and one.vehicle == other.vehicle)
    )
    if one.cause and other.cause:
        return same_side and one.cause == other.cause
    return same_side and one.step == other.step


def find_first(case: Case, others: Sequence[Case], days: int) -> int:
    """The first complaint of the group to which one belongs.

    :param case: the complaint
    :param others: complaints which may be the same
    :param days: how long after the last one a complaint is a repeat; 0: never
    :return: id of the first complaint of the group, 0: it is no repeat
    """
    earlier = [
        other
        for other in others
        if other.id != case.id
        and other.first != case.id
        and (other.date, other.id) < (case.date, case.id)
        and case.date - other.date <= timedelta(days=days)
        and is_same(case, other)
    ]
    if not days or not earlier:
        return 0
    last = max(earlier, key=lambda other: (other.date, other.id))
    return last.first or last.id
