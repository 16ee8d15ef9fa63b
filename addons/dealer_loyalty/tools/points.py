"""Arithmetic of points: whole numbers only.

A card is described by three whole numbers:

* balance: sum of all ledger entries, never negative
* held: part of the balance which confirmed orders have reserved
* debt: points which had to be taken back but were spent already

What the customer may spend is balance - held. Debt exists only while this is zero:
whatever becomes available pays the debt first.
"""

import math
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

# Prices times quantities leave noise far behind the decimal point.
_NOISE = Decimal("0.000001")


class NotEnoughPointsError(Exception):
    """More points were asked for than are available.

    :ivar available: what the card has
    :ivar needed: what was asked for
    """

    def __init__(self, available: int, needed: int):
        super().__init__(f"{needed} points needed, {available} available")
        self.available = available
        self.needed = needed


@dataclass(frozen=True)
class Account:
    """Figures of one card."""

    balance: int = 0
    held: int = 0
    debt: int = 0

    @property
    def available(self) -> int:
        """Points which may be spent."""
        return self.balance - self.held


@dataclass(frozen=True)
class Settlement:
    """What one operation makes of a card.

    :ivar account: the figures afterwards
    :ivar owed: entry of kind "debt": > 0 points lent because the balance did not
        suffice, < 0 points with which debt was paid, 0 none
    :ivar owed_first: the loan is entered before the operation (the balance would be
        negative in between), a repayment after it
    """

    account: Account
    owed: int = 0

    @property
    def owed_first(self) -> bool:
        """Whether the debt is entered before the operation."""
        return self.owed > 0


def settle(
    account: Account, points: int, held: int = 0, may_owe: bool = False
) -> Settlement:
    """Apply an operation to a card.

    :param account: figures before
    :param points: change of the balance
    :param held: change of what is reserved
    :param may_owe: what is missing becomes debt instead of an error
    :return: figures after, with the debt made or paid
    :raise NotEnoughPointsError: more than is available, and ``may_owe`` is off
    :raise ValueError: more is released than was reserved
    """
    if account.held + held < 0:
        raise ValueError("more points released than reserved")
    free = account.available + points - held
    owed = 0
    if free < 0:
        if not may_owe:
            raise NotEnoughPointsError(account.available, held - points)
        owed = -free
    elif account.debt:
        owed = -min(account.debt, free)
    return Settlement(
        Account(
            balance=account.balance + points + owed,
            held=account.held + held,
            debt=account.debt + owed,
        ),
        owed,
    )


def whole_cost(cost: float) -> int:
    """Points which a reward takes: part of a point costs a whole one.

    :param cost: as computed by the reward
    :return: whole points, never negative
    """
    return max(0, math.ceil(Decimal(str(cost)) - _NOISE))


def share(total: int, part: float, whole: float) -> int:
    """The points which belong to a part of a quantity.

    Rounded half up from the beginning, so that the shares of consecutive parts
    (differences of this function) add up to the total.

    :param total: points of the whole quantity
    :param part: quantity from the beginning; bounded to 0 ... ``whole``
    :param whole: quantity; 0 counts as one indivisible piece
    :return: 0 ... ``total``
    """
    if part <= 0:
        return 0
    if whole <= 0 or part >= whole:
        return total
    ratio = Decimal(str(part)) / Decimal(str(whole))
    return int((total * ratio).quantize(Decimal(1), rounding=ROUND_HALF_UP))


def hold_target(
    total: int, quantity: float, invoiced: float, refunded: float, alive: bool
) -> tuple[int, int]:
    """What a reward on an order should have reserved and taken.

    :param total: points of the reward
    :param quantity: its quantity on the order
    :param invoiced: quantity on posted invoices
    :param refunded: quantity on posted credit notes
    :param alive: the order is confirmed and still has the reward
    :return: tuple (points to hold, points to have redeemed). What was invoiced and
        refunded is neither: a credit note gives the points back to the customer.
    """
    redeemed = share(total, invoiced - refunded, quantity)
    held = total - share(total, invoiced, quantity) if alive else 0
    return held, redeemed
