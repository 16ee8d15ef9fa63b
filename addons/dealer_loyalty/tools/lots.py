"""Lots: which of the points a card has are spent, expire or come back.

A lot is what one document or reason has given, with the day on which it expires. Spent
is first what expires first; what is given back goes where it was taken from.
"""

from collections.abc import Iterable


def consume(lots: Iterable[tuple[int, int]], points: int) -> dict[int, int]:
    """Take points from lots, in their order.

    :param lots: tuples (id, remaining), what expires first in front
    :param points: above 0
    :return: dict id -> points taken
    :raise ValueError: the lots have less
    """
    taken = {}
    for lot_id, remaining in lots:
        if points <= 0:
            break
        part = min(remaining, points)
        if part > 0:
            taken[lot_id] = taken.get(lot_id, 0) + part
            points -= part
    if points > 0:
        raise ValueError(f"lots lack {points} points")
    return taken


def refill(taken: Iterable[tuple[int, int]], points: int) -> tuple[dict[int, int], int]:
    """Give points back to the lots they were taken from.

    :param taken: tuples (id, points taken and not given back), the last one first
    :param points: 0 or more
    :return: tuple (dict id -> points given back, points for which there is no lot)
    """
    given = {}
    for lot_id, missing in taken:
        part = min(missing, points)
        if part > 0:
            given[lot_id] = given.get(lot_id, 0) + part
            points -= part
    return given, points
