"""Figures of a workshop as trade associations define them: no ORM.

Effective labour rate = labour sales / hours billed; efficiency = billed / worked;
productivity = worked / available; hours per order = billed / orders (NADA, "Dealership
service department" guides). A ratio of several rows is the ratio of their sums, never
the mean of their ratios.
"""

from collections.abc import Iterable, Mapping
from typing import NamedTuple


class Ratio(NamedTuple):
    """One figure.

    :param top: column whose sum is divided
    :param bottom: column by whose sum it is divided
    :param factor: 100 for per cent
    """

    top: str
    bottom: str
    factor: int = 1


RATIOS = {
    "labour_rate": Ratio("labour_revenue", "hours_invoiced"),
    "efficiency": Ratio("hours_sold", "hours_worked", 100),
    "productivity": Ratio("hours_worked", "hours_available", 100),
    "hours_per_order": Ratio("hours_sold", "order_count"),
}


def ratio(name: str, rows: Iterable[Mapping[str, float]]) -> float | None:
    """A figure of some rows; None where nothing can be divided.

    :param name: key of ``RATIOS``
    :param rows: with the columns of the ratio; ``order_count`` counts each order once
    """
    top, bottom, factor = RATIOS[name]
    rows = list(rows)
    divisor = sum(row[bottom] for row in rows)
    return factor * sum(row[top] for row in rows) / divisor if divisor else None
