"""What an invoice is worth in points: rules, proportion, rounding. No database.

Amounts are exact (``Fraction``) until the end; the whole document is rounded once and
the points are shared out to the rules by largest remainder, so that an invoice does not
lose a point for each rule.
"""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

DOWN, NEAREST, UP = "down", "nearest", "up"
POSTED, PAID = "posted", "paid"
# Facts about a line: categories (the product's and those above), brands, pay type.
NO_RULE = 0


@dataclass(frozen=True)
class Facts:
    """What rules look at.

    :ivar categories: ids of the product's category and of those above it
    :ivar brand: id of the vehicle's make, 0 unknown
    :ivar pay_type: who pays (customer, warranty, ...), empty when not known
    """

    categories: frozenset = frozenset()
    brand: int = 0
    pay_type: str = ""


@dataclass(frozen=True)
class Rule:
    """One rule, as it is kept with the invoice.

    :ivar points: points given ...
    :ivar amount: ... for each such amount
    :ivar extra: in addition to what another rule gives, instead of in its place
    :ivar minimum: net amount from which the rule gives something
    :ivar cap: most points for one document, 0 none
    :ivar earned_on: ``posted`` or ``paid``
    :ivar wait_days: days from the invoice until the points may be spent
    """

    id: int = NO_RULE
    points: int = 1
    amount: Decimal = Decimal(100)
    extra: bool = False
    categories: tuple = ()
    brands: tuple = ()
    pay_types: tuple = ()
    date_from: str = ""
    date_to: str = ""
    minimum: Decimal = Decimal(0)
    cap: int = 0
    earned_on: str = POSTED
    wait_days: int = 0

    def fits(self, facts: Facts, day: str) -> bool:
        """Whether the rule is for such a line on a day (ISO)."""
        return (
            (not self.date_from or self.date_from <= day)
            and (not self.date_to or day <= self.date_to)
            and (not self.categories or bool(facts.categories & set(self.categories)))
            and (not self.brands or facts.brand in self.brands)
            and (not self.pay_types or facts.pay_type in self.pay_types)
        )


@dataclass(frozen=True)
class Share:
    """What one rule gives for a document.

    :ivar points: whole points
    :ivar due: day from which they count; None: as soon as it is paid in full
    """

    points: int
    due: date | None


@dataclass
class Document:
    """An invoice with what credit notes have taken from it.

    :ivar day: date of the invoice
    :ivar lines: net amount by facts, negative for discounts and points paid
    :ivar refunds: net amount by facts of the credit notes, negative
    :ivar is_paid: nothing is open
    """

    day: date
    lines: Mapping[Facts, Fraction]
    refunds: Mapping[Facts, Fraction] = field(default_factory=dict)
    is_paid: bool = False


def spread(amounts: Mapping[Facts, Fraction]) -> dict[Facts, Fraction]:
    """Take negative amounts off the positive ones, in proportion.

    A discount or points paid without a category of their own reduce everything on the
    document alike.

    :return: amounts above zero only; empty when nothing is left
    """
    positive = {key: amount for key, amount in amounts.items() if amount > 0}
    total = sum(positive.values(), Fraction(0))
    left = sum(amounts.values(), Fraction(0))
    if left <= 0 or not total:
        return {}
    return {key: amount * left / total for key, amount in positive.items()}


def allocate(total: int, weights: Mapping) -> dict:
    """Share whole points out in proportion, by largest remainder.

    :param total: 0 or more
    :param weights: key -> 0 or more
    :return: dict key -> whole points which add up to ``total``
    """
    whole = sum(weights.values(), Fraction(0))
    if not whole:
        return dict.fromkeys(weights, 0)
    exact = {key: Fraction(weight) * total / whole for key, weight in weights.items()}
    parts = {key: math.floor(value) for key, value in exact.items()}
    rest = total - sum(parts.values())
    ranked = sorted(exact, key=lambda key: (parts[key] - exact[key], key))
    for key in ranked[:rest]:
        parts[key] += 1
    return parts


def round_points(points: Fraction, rounding: str = DOWN) -> int:
    """Whole points: down, to the nearest (half up) or up."""
    if rounding == UP:
        return math.ceil(points)
    if rounding == NEAREST:
        return math.floor(points + Fraction(1, 2))
    return math.floor(points)


def choose(rules: Iterable[Rule], facts: Facts, day: str) -> list[Rule]:
    """Rules for a line: the first which fits, and all which give extra points."""
    fitting = [rule for rule in rules if rule.fits(facts, day)]
    first = [rule for rule in fitting if not rule.extra][:1]
    return first + [rule for rule in fitting if rule.extra]


def exact_points(
    document: Document, rules: Iterable[Rule], multiplier: Decimal
) -> dict[int, Fraction]:
    """Points of each rule before rounding.

    Minimum and cap look at the invoice as it was posted; credit notes then take back
    in proportion: half of the amount is half of the points, also of capped ones.

    :return: dict id of the rule -> points
    """
    rules, day = list(rules), document.day.isoformat()
    before = spread(document.lines)
    joined = dict(document.lines)
    for facts, amount in document.refunds.items():
        joined[facts] = joined.get(facts, Fraction(0)) + amount
    after = spread(joined)
    amounts, left = {}, {}
    for facts in before.keys() | after.keys():
        for rule in choose(rules, facts, day):
            amounts[rule] = amounts.get(rule, 0) + before.get(facts, Fraction(0))
            left[rule] = left.get(rule, 0) + after.get(facts, Fraction(0))
    result = {}
    for rule, amount in amounts.items():
        if rule.amount <= 0:
            raise ValueError("a rule needs an amount above zero")
        if amount <= 0 or amount < Fraction(rule.minimum):
            continue
        points = amount * rule.points * Fraction(multiplier) / Fraction(rule.amount)
        if rule.cap:
            points = min(points, Fraction(rule.cap))
        result[rule.id] = points * min(left[rule] / amount, Fraction(1))
    return result


def shares(
    document: Document,
    rules: Iterable[Rule],
    multiplier: Decimal = Decimal(1),
    rounding: str = DOWN,
) -> dict[int, Share]:
    """What a document is worth now.

    :param document: the invoice
    :param rules: in their order; the last one usually fits everything
    :param multiplier: points factor of the holder's tier
    :param rounding: of the sum of all rules
    :return: dict id of the rule -> Share, without those which give nothing
    """
    rules = list(rules)
    exact = exact_points(document, rules, multiplier)
    total = round_points(sum(exact.values(), Fraction(0)), rounding)
    parts = allocate(total, exact)
    by_id = {rule.id: rule for rule in rules}
    result = {}
    for rule_id, points in parts.items():
        rule = by_id[rule_id]
        due = document.day + timedelta(days=rule.wait_days)
        if rule.earned_on == PAID and not document.is_paid:
            due = None
        if points:
            result[rule_id] = Share(points, due)
    return result


def dump(rule: Rule) -> dict:
    """A rule as JSON, to be kept with the invoice."""
    values = {
        name: getattr(rule, name)
        for name in Rule.__dataclass_fields__
        if getattr(rule, name) != Rule.__dataclass_fields__[name].default
    }
    return {
        name: str(value)
        if isinstance(value, Decimal)
        else list(value)
        if isinstance(value, tuple)
        else value
        for name, value in values.items()
    }


def load(values: Mapping) -> Rule:
    """The rule kept as JSON; see ``dump``."""
    values = dict(values)
    for name in ("amount", "minimum"):
        if name in values:
            values[name] = Decimal(values[name])
    for name in ("categories", "brands", "pay_types"):
        if name in values:
            values[name] = tuple(values[name])
    return Rule(**values)
