"""Who may contact a person first: rules which need no database.

A person is reserved by one showroom at a time for each kind of invitation. A week has
so many contacts by each channel and no more.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

# The higher level goes first. Recalls and running orders reserve nobody and ask nobody.
LOCAL, CENTRAL, HOME, PERSONAL, SERVICE = 10, 20, 30, 40, 50


@dataclass(frozen=True)
class Claim:
    """A reservation somebody has.

    :ivar id: of the record
    :ivar holder: id of the company, None for the centre
    :ivar level: LOCAL ... SERVICE
    :ivar is_used: something was sent already, or somebody has called
    :ivar until: first day on which the person is free again
    """

    id: int
    holder: int | None
    level: int
    is_used: bool
    until: date


@dataclass(frozen=True)
class Refusal:
    """Why somebody is not contacted now.

    :ivar reason: claimed (reserved by others) or capped (often enough this week)
    :ivar again: first day on which it may be tried again
    :ivar claim_id: id of the reservation which stands in the way
    """

    reason: str
    again: date
    claim_id: int | None = None


@dataclass(frozen=True)
class Decision:
    """What becomes of a wish to contact somebody.

    :ivar kind: free (reserve), own (the holder goes on), outranks (the weaker
        reservation gives way) or taken
    :ivar claim: the other reservation, None when free
    """

    kind: str
    claim: Claim | None = None

    @property
    def is_allowed(self) -> bool:
        """Whether the person may be contacted."""
        return self.kind != "taken"


def level(
    *, is_service: bool, is_personal: bool, is_central: bool, is_home: bool
) -> int:
    """How early a wish comes: service due, personal task, campaigns.

    :param is_service: about the service the car needs
    :param is_personal: the task of one employee for one customer
    :param is_central: a campaign of the whole group
    :param is_home: of the person's own region, where the region goes before the centre
    :return: LOCAL ... SERVICE
    """
    if is_service:
        return SERVICE
    if is_personal:
        return PERSONAL
    if is_home and not is_central:
        return HOME
    return CENTRAL if is_central else LOCAL


def decide(wanted: int, holder: int | None, others: Iterable[Claim]) -> Decision:
    """Whether a showroom may contact a person whom others have reserved.

    What was sent already keeps its reservation; what only waits gives way to a higher
    level. Of equals who was first stays.

    :param wanted: level of the wish
    :param holder: id of the company which asks, None for the centre
    :param others: reservations of the same kind in the same days
    :return: Decision
    """
    strongest = None
    for claim in others:
        if claim.holder == holder:
            return Decision("own", claim)
        if strongest is None or _weight(claim) > _weight(strongest):
            strongest = claim
    if strongest is None:
        return Decision("free")
    if strongest.is_used or strongest.level >= wanted:
        return Decision("taken", strongest)
    return Decision("outranks", strongest)


def make_room(
    number: int, wanted: int, waiting: Iterable[tuple[bool, int, int]]
) -> set[int] | None:
    """Which contacts of a full week give way to a wish.

    :param number: of contacts which have to go
    :param wanted: level of the wish
    :param waiting: contacts which were not made yet: whether it gives way anyhow, the
        level and the id of its reservation
    :return: ids of reservations, the weakest and latest first; None when too few are
        weaker
    """
    weaker = sorted(
        (not gives_way, level, -id_)
        for gives_way, level, id_ in waiting
        if gives_way or level < wanted
    )
    if len(weaker) < number:
        return None
    return {-id_ for _kept, _level, id_ in weaker[:number]}


def _weight(claim: Claim) -> tuple[bool, int, int]:
    return claim.is_used, claim.level, -claim.id


def week_of(day: date) -> date:
    """The Monday of the week in which the contacts of a day are counted."""
    return day - timedelta(days=day.weekday())


def next_week(day: date) -> date:
    """First day on which a person contacted often enough may be contacted again."""
    return week_of(day) + timedelta(days=7)
