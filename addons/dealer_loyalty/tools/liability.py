"""What points are worth in the books: allocation, breakage, movements.

Amounts are Decimals in the currency of the company. The rules are those of IFRS 15
B39-B47 (ASC 606-10-55-41 to 49); the figures of its Illustrative Example 52 are tests.
"""

import math
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

CONTRACT = "contract"
PROVISION = "provision"


@dataclass(frozen=True)
class Vintage:
    """Sums of the points of one quarter of earning, up to a day.

    :ivar issued: points given
    :ivar reversed: points taken back or corrected, mostly negative
    :ivar redeemed: points spent, less those given back
    :ivar expired: points which expired
    :ivar deferred: amount of the issued points, at the rates of their sales
    :ivar withdrawn: amount of the reversed points, mostly negative
    """

    issued: int = 0
    reversed: int = 0
    redeemed: int = 0
    expired: int = 0
    deferred: Decimal = Decimal(0)
    withdrawn: Decimal = Decimal(0)

    @property
    def given(self) -> int:
        """Points which remained given after credit notes."""
        return self.issued + self.reversed

    @property
    def open(self) -> int:
        """Points which can still be spent."""
        return self.given - self.redeemed - self.expired


@dataclass(frozen=True)
class Movements:
    """Movements of a liability since the beginning, rounded; they add up to it."""

    deferred: Decimal = Decimal(0)
    redeemed: Decimal = Decimal(0)
    breakage: Decimal = Decimal(0)
    reversed: Decimal = Decimal(0)

    @property
    def closing(self) -> Decimal:
        """The liability."""
        return self.deferred + self.redeemed + self.breakage + self.reversed


def round_to(amount: Decimal, unit: Decimal) -> Decimal:
    """Round half away from zero.

    :param unit: smallest amount of the currency, 0.01
    """
    return (amount / unit).quantize(Decimal(1), rounding=ROUND_HALF_UP) * unit


def share_out(total: Decimal, weights: list[Decimal], unit: Decimal) -> list[Decimal]:
    """Share an amount out in proportion, by largest remainder.

    :param total: 0 or more, a multiple of ``unit``
    :param weights: 0 or more each; all zero: the last part gets everything
    :return: rounded parts which add up to ``total``
    """
    whole = sum(map(Fraction, weights), Fraction(0))
    if not whole:
        return [Decimal(0)] * (len(weights) - 1) + [total]
    units = Fraction(total) / Fraction(unit)
    exact = [Fraction(weight) * units / whole for weight in weights]
    parts = [math.floor(part) for part in exact]
    ranked = sorted(range(len(parts)), key=lambda n: (parts[n] - exact[n], n))
    for number in ranked[: int(units) - sum(parts)]:
        parts[number] += 1
    return [part * unit for part in parts]


def allocate(
    price: Decimal, points: int, value: Decimal, share: Decimal, unit: Decimal
) -> tuple[Decimal, Decimal]:
    """Divide the price of a sale between the goods and the points it gives.

    By relative stand-alone selling prices (IFRS 15.74): points * value * share is that
    of the points, the price that of the goods. ``ALLOCATED`` of the ledger is the same
    in SQL.

    :param price: net price of the sale
    :param points: points it gives
    :param value: what a point buys
    :param share: expected part of the points which is redeemed, 0 ... 1
    :param unit: smallest amount of the currency
    :return: tuple (goods, points), together the price
    """
    alone = points * value * share
    if price <= 0 or alone <= 0:
        return price, Decimal(0)
    part = round_to(price * alone / (price + alone), unit)
    return price - part, part


def recognised(deferred: Decimal, redeemed: int, expected: Decimal) -> Decimal:
    """Revenue so far of deferred points (IFRS 15.B46).

    A changed estimate changes it for all points so far: what is booked is the
    difference (cumulative catch-up).

    :param deferred: amount deferred for the points
    :param redeemed: points redeemed so far
    :param expected: points which will be redeemed in the end
    """
    if redeemed >= expected:
        return deferred
    return deferred * redeemed / expected


def measure(
    vintage: Vintage, mode: str, value: Decimal, share: Decimal, unit: Decimal
) -> Movements:
    """Movements of a vintage since its beginning, as its liability is to be now.

    :param mode: ``CONTRACT``: what is deferred and not recognised yet; ``PROVISION``:
        open points at their expected cost
    :param value: of a point, present estimate
    :param share: of the points which is redeemed, 0 ... 1, present estimate
    :param unit: smallest amount of the currency
    """
    left = vintage.deferred + vintage.withdrawn
    gone = vintage.redeemed + max(vintage.open, 0)
    if mode == PROVISION:
        closing = max(vintage.open, 0) * value * share
    else:
        # Not more than is left to be redeemed: what expired has settled itself.
        expected = min(vintage.given * share, Decimal(gone))
        closing = left - recognised(left, vintage.redeemed, expected)
    deferred = round_to(vintage.deferred, unit)
    withdrawn = round_to(vintage.withdrawn, unit)
    released = deferred + withdrawn - round_to(closing, unit)
    used = Decimal(0)
    if vintage.given > 0:
        used = left * vintage.redeemed / vintage.given
    used, rest = _split(released, used, left - closing - used, unit)
    return Movements(deferred, -used, -rest, withdrawn)


def _split(
    total: Decimal, used: Decimal, rest: Decimal, unit: Decimal
) -> tuple[Decimal, Decimal]:
    """What was released by redemption and what by breakage, expiry and estimates."""
    if min(total, used, rest) >= 0:
        first, second = share_out(total, [used, rest], unit)
        return first, second
    first = round_to(used, unit)
    return first, total - first
