"""What a dealer can pay for a customer's car. Pure rules without a database."""

import math
from dataclasses import dataclass

# Float noise of a currency with two decimals, far below any step.
_NOISE = 1e-6


@dataclass(frozen=True)
class Valuation:
    """``margin`` is to be earned, ``price`` can be paid; in one currency."""

    margin: float
    price: float


def value(
    market_value: float, repair_cost: float, margin_percent: float, step: float
) -> Valuation:
    """The usual retail-back calculation of used cars.

    price = market value - repair cost - margin, rounded *down* to a whole ``step``
    (rounding up would be paid from the margin), never below 0.

    :param market_value: what the car, repaired, is sold for
    :param repair_cost: what it costs to make it ready for sale
    :param margin_percent: part of the market value that is to be earned, 0 to 100
    :param step: offers are multiples of it, e.g. 100; 0 rounds nothing
    :raise ValueError: a negative number, or a margin above 100 percent
    """
    if min(market_value, repair_cost, margin_percent, step) < 0:
        raise ValueError("negative")
    if margin_percent > 100:
        raise ValueError("margin")
    margin = market_value * margin_percent / 100
    price = max(0.0, market_value - repair_cost - margin)
    if step:
        price = math.floor(price / step + _NOISE) * step
    return Valuation(margin, price)
