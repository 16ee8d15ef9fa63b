"""How well a car fits what a customer wants. Pure rules without a database."""

from dataclasses import dataclass, field

from .keys import name_key

# What each wish is worth. Only what the customer asks for counts: the score is the part
# of these points which a car reaches, in percent.
WEIGHTS = {
    "model": 40,
    "brand": 15,
    "budget": 20,
    "trim": 10,
    "year": 10,
    "colour": 10,
    "body": 10,
    "gearbox": 10,
}
# A price so far above the budget is still shown: prices are talked about.
OVER_BUDGET = 0.10
# Part of the points for what fits nearly (a little too dear, a year older).
NEARLY = 0.4
# Below that a car is not worth a call: another model of the brand, say.
SHOWN = 50


@dataclass(frozen=True)
class Wish:
    """What the customer asks for; 0 and "" mean: all the same. Prices and budgets are
    in the same currency. ``condition``: new, used or "".
    """

    brand: int = 0
    model: int = 0
    trim: str = ""
    year: int = 0
    condition: str = ""
    budget_min: float = 0
    budget_max: float = 0
    colour: str = ""
    body: int = 0
    gearbox: str = ""


@dataclass(frozen=True)
class Car:
    """A car as the wish sees it; 0 and "" mean: not known. ``condition``: new, used,
    or demo, which is good for both.
    """

    brand: int = 0
    model: int = 0
    trim: str = ""
    year: int = 0
    condition: str = ""
    price: float = 0
    colour: str = ""
    body: int = 0
    gearbox: str = ""


@dataclass(frozen=True)
class Match:
    """``score`` 0 to 100; ``reasons``: keys of WEIGHTS, and over_budget."""

    score: int = 0
    reasons: tuple[str, ...] = field(default=())


def match(wish: Wish, car: Car) -> Match | None:
    """Compare a car with a wish.

    Another brand, new instead of used (or the other way round) and a price far out of
    the budget are no match at all. What is not known of the car reaches no points and
    excludes nothing.

    :return: Match, None when the car is out of the question or nothing is asked for
    """
    if _is_excluded(wish, car):
        return None
    found = {}
    asked = 0
    for reason, part in _compare(wish, car).items():
        weight = WEIGHTS[reason]
        asked += weight
        if part:
            over = reason == "budget" and part < 1
            found["over_budget" if over else reason] = weight * part
    if not asked:
        return None
    return Match(round(100 * sum(found.values()) / asked), tuple(found))


def _is_excluded(wish, car):
    if wish.brand and car.brand and wish.brand != car.brand:
        return True
    if wish.condition and car.condition not in ("", "demo", wish.condition):
        return True
    if not car.price:
        return False
    too_dear = wish.budget_max and car.price > wish.budget_max * (1 + OVER_BUDGET)
    return bool(too_dear or car.price < wish.budget_min)


def _compare(wish, car):
    """Which part of each wish that was made is fulfilled.

    :return: dict reason -> 0 to 1
    """
    parts = {
        name: float(getattr(wish, name) == getattr(car, name))
        for name in ("model", "brand", "body", "gearbox")
        if getattr(wish, name)
    }
    for name in ("trim", "colour"):
        if words := _words(getattr(wish, name)):
            parts[name] = float(words <= _words(getattr(car, name)))
    if wish.year:
        parts["year"] = _year(wish.year, car.year)
    if wish.budget_max or wish.budget_min:
        parts["budget"] = _budget(wish, car.price)
    return parts


def _year(wanted, year):
    if not year:
        return 0.0
    if year >= wanted:
        return 1.0
    return NEARLY if wanted - year == 1 else 0.0


def _budget(wish, price):
    if not price:
        return 0.0
    return NEARLY if wish.budget_max and price > wish.budget_max else 1.0


def _words(text):
    """Words in any script, without accents and order: белый, Belyj."""
    return set(name_key(text or "").split())
