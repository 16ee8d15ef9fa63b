"""Who pays which part: no ORM."""

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal

HUNDRED = Decimal(100)


def is_whole(percents: Sequence[float]) -> bool:
    """Whether positive parts make 100 per cent; none at all is not a split."""
    parts = [Decimal(str(percent)) for percent in percents]
    return bool(parts) and min(parts) > 0 and sum(parts) == HUNDRED


def split(price: float, percents: Sequence[float], digits: int) -> list[float]:
    """Divide a price: the parts are rounded and their sum is the price exactly.

    The last part takes the difference of rounding.

    :param price: of a unit
    :param percents: parts which make 100
    :param digits: decimals of a price
    :return: one price for each part
    :raise ValueError: the parts do not make 100
    """
    if not is_whole(percents):
        raise ValueError("the parts do not make 100 per cent")
    unit = Decimal(1).scaleb(-digits)
    whole = Decimal(str(price)).quantize(unit, ROUND_HALF_UP)
    parts = [
        (whole * Decimal(str(percent)) / HUNDRED).quantize(unit, ROUND_HALF_UP)
        for percent in percents[:-1]
    ]
    return [float(part) for part in (*parts, whole - sum(parts))]
