"""Who gets a lead.

The rules as pure functions: first who may get it at all, then whose turn it is.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

# Why somebody does not get a lead, in the order in which it is looked at.
REFUSALS = (
    "rights",
    "paused",
    "had_it",
    "absent",
    "off_duty",
    "showroom",
    "brand",
    "language",
    "source",
    "filter",
    "full",
)


@dataclass
class Member:
    """A salesperson as far as the distribution is concerned.

    ``turn`` is the number of the last lead given to this person, 0 for none:
    whoever has waited longest has the smallest. An empty set of showrooms,
    brands, languages or sources means all of them. ``open_max`` 0 means no limit.
    """

    id: int
    turn: int = 0
    open_count: int = 0
    open_max: int = 0
    is_paused: bool = False
    is_absent: bool = False
    is_off_duty: bool = False
    showrooms: frozenset = frozenset()
    brands: frozenset = frozenset()
    languages: frozenset = frozenset()
    sources: frozenset = frozenset()


@dataclass(frozen=True)
class Lead:
    """What a lead is distributed by.

    ``forbidden``: members who may not read it; ``had``: members it was taken from;
    ``unmatched``: members whose own filter leaves it out; ``preferred``: members who
    want such leads before others; ``manager``: the member who looks after the
    customer, or 0.
    """

    showroom: int = 0
    brand: int = 0
    language: str = ""
    source: int = 0
    forbidden: frozenset = frozenset()
    had: frozenset = frozenset()
    unmatched: frozenset = frozenset()
    preferred: frozenset = frozenset()
    manager: int = 0


@dataclass(frozen=True)
class Decision:
    """Who gets the lead, and why.

    ``member``: id, 0 for nobody; ``reason``: ``manager``, ``preferred``, ``turn``,
    ``nobody`` or ``empty`` (a team without members); ``refused``: (member id, code of
    ``REFUSALS``) of everybody who could not get it.
    """

    member: int
    reason: str
    refused: Sequence[tuple[int, str]] = field(default_factory=tuple)


def refusal(lead: Lead, member: Member) -> str:
    """Why a member cannot get the lead.

    :return: one of ``REFUSALS``, or '' when nothing speaks against it
    """
    limited = member.open_max and member.open_count >= member.open_max
    found = {
        "rights": member.id in lead.forbidden,
        "paused": member.is_paused,
        "had_it": member.id in lead.had,
        "absent": member.is_absent,
        "off_duty": member.is_off_duty,
        "showroom": _leaves_out(member.showrooms, lead.showroom),
        "brand": _leaves_out(member.brands, lead.brand),
        "language": _leaves_out(member.languages, lead.language),
        "source": bool(member.sources) and lead.source not in member.sources,
        "filter": member.id in lead.unmatched,
        "full": bool(limited),
    }
    return next((code for code in REFUSALS if found[code]), "")


def choose(lead: Lead, members: Iterable[Member]) -> Decision:
    """Choose the member who gets the lead.

    The personal manager of the customer comes first, whatever brands or sources
    others specialise in, unless there is no way; then those who prefer such leads;
    then whoever has waited longest.

    :return: the decision; ``members`` are not changed
    """
    members = list(members)
    if not members:
        return Decision(0, "empty")
    refused = []
    fit = []
    for member in members:
        code = refusal(lead, member)
        own = member.id == lead.manager and code in (
            *("", "showroom", "brand", "language", "source", "filter", "full"),
        )
        if own:
            return Decision(member.id, "manager")
        if code:
            refused.append((member.id, code))
        else:
            fit.append(member)
    if not fit:
        return Decision(0, "nobody", tuple(refused))
    wanting = [member for member in fit if member.id in lead.preferred]
    chosen = min(wanting or fit, key=lambda member: (member.turn, member.id))
    reason = "preferred" if wanting else "turn"
    return Decision(chosen.id, reason, tuple(refused))


def without(lead: Lead, member_id: int) -> Lead:
    """The same lead, forbidden for one more member."""
    return replace(lead, forbidden=lead.forbidden | {member_id})


def give(members: Iterable[Member], member_id: int) -> int:
    """Count a lead for the member who got it.

    :param members: all members of the team; the chosen one is changed
    :return: the member's new turn
    """
    members = list(members)
    chosen = next(member for member in members if member.id == member_id)
    chosen.turn = max(member.turn for member in members) + 1
    chosen.open_count += 1
    return chosen.turn


def _leaves_out(wanted, value):
    """Whether a known value is not among those wanted; an unknown one suits all."""
    return bool(wanted and value) and value not in wanted
