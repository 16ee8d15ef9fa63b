"""Points of a club member over the years: a ledger whose sums agree."""

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random


@dataclass(frozen=True)
class Entry:
    """A row of the ledger: whole points, balance after it."""

    seq: int
    day: date
    kind: str
    points: int
    balance: int


def ledger(count: int, since: date, until: date, rng: Random) -> list[Entry]:
    """Entries of one card in the order of their days.

    Points are earned with visits; about every sixth time some are spent, sometimes
    old ones expire. The balance never becomes negative.

    :param count: number of entries
    :param since: first day
    :param until: last day
    """
    span = (until - since).days
    days = sorted(rng.randint(0, span) for _ in range(count))
    result, balance = [], 0
    for seq, offset in enumerate(days, start=1):
        draw = rng.random()
        if draw < 0.16 and balance >= 50:
            kind, points = "redeem", -rng.randint(20, balance)
        elif draw < 0.2 and balance >= 50:
            kind, points = "expire", -rng.randint(10, balance // 2)
        else:
            kind, points = "earn", rng.randint(15, 420)
        balance += points
        day = since + timedelta(days=offset)
        result.append(Entry(seq, day, kind, points, balance))
    return result


def shares(total: int, parts: int, rng: Random) -> list[int]:
    """Split a total into parts of at least one.

    :param total: at least ``parts``
    :param parts: how many
    :return: list of ``parts`` whole numbers with the sum ``total``
    """
    cuts = sorted(rng.sample(range(1, total), parts - 1))
    return [b - a for a, b in zip([0, *cuts], [*cuts, total], strict=True)]


def card_serial(index: int) -> int:
    """Serial of the card of a customer: looks random, no two are alike.

    :param index: number of the customer
    """
    return (index * 6_180_339_887 + 1_618_033_988) % 10_000_000_000


def members(count: int, twins: set[int], share: float, rng: Random) -> list[int]:
    """Numbers of the customers who have a card; nobody has one twice.

    :param count: number of customers
    :param twins: numbers of those who are entered a second time
    :param share: 0 to 1
    """
    single = [number for number in range(count) if number not in twins]
    return sorted(rng.sample(single, round(len(single) * share)))
