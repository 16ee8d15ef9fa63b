"""The cars of a prospect: those which are wanted and the customer's own."""

import re

from .adf_node import attribute, children, first, line, lines, name, raw_text, value

TRADE_INTERESTS = frozenset({"trade-in", "trade", "sell", "appraisal"})
_SAME_INTEREST = {
    "tradein": "trade-in",
    "trade": "trade-in",
    "testdrive": "test-drive",
}
_TEXTS = {
    "year": ("year",),
    "make": ("make",),
    "model": ("model",),
    "vin": ("vin",),
    "stock": ("stock", "stocknumber"),
    "trim": ("trim",),
    "odometer": ("odometer", "mileage"),
    "price": ("price",),
    "condition": ("condition",),
    "body": ("bodystyle",),
    "transmission": ("transmission",),
}
_IDENTITY = ("year", "make", "model", "vin", "stock")
_YES = ("1", "true", "yes", "y")
MAX_OPTIONS = 30


def read_vehicles(node, customer) -> tuple[list[dict], list[dict]]:
    """Wanted cars and the customer's own, empty ones left out.

    :param node: the prospect
    :param customer: its element or None; a trade-in may stand there
    """
    wanted, trade_ins = [], []
    inside = [] if customer is None else list(customer)
    for child in [*node, *_inside(node, "vehicles"), *inside]:
        kind = name(child)
        if kind == "vehicle":
            interest = _interest(child)
            target = trade_ins if interest in TRADE_INTERESTS else wanted
            target.append(_read_vehicle(child, interest))
            trade_ins += _read_trade_ins(
                [inner for inner in child if name(inner).startswith("trade")]
            )
        elif kind.startswith("trade"):
            trade_ins += _read_trade_ins([child])
    return list(filter(None, wanted)), list(filter(None, trade_ins))


def _inside(node, kind):
    return [inner for child in children(node, kind) for inner in child]


def _read_trade_ins(nodes):
    cars = [car for node in nodes for car in children(node, "vehicle") or [node]]
    return [_read_vehicle(car, "trade-in") for car in cars]


def _interest(node):
    if (attribute(node, "tradein", "trade-in", "istradein") or "").lower() in _YES:
        return "trade-in"
    found = re.sub(r"[\s_]+", "-", (value(node, "interest") or "buy").lower())
    return _SAME_INTEREST.get(found, found)


def _read_vehicle(node, interest):
    vehicle = {key: value(node, *names) for key, names in _TEXTS.items()}
    if not any(vehicle[key] for key in _IDENTITY):
        return None
    finance = first(node, "finance")
    vehicle.update(
        interest=interest,
        status=attribute(node, "status"),
        odometer_units=attribute(first(node, "odometer"), "units", "unit"),
        currency=attribute(first(node, "price"), "currency"),
        colour=_colour(node),
        comments=lines(raw_text(first(node, "comments", "comment"))),
        price_comments=value(node, "pricecomments"),
        options=_options(node),
        finance=value(finance, "method"),
        amounts=read_amounts(finance),
    )
    return vehicle


def _colour(node):
    """The outside colour the customer likes best."""
    found = [
        (value(child, "preference") or "9", colour)
        for child in children(node, "colorcombination")
        if (colour := value(child, "exteriorcolor"))
    ]
    if found:
        return min(found, key=lambda pair: pair[0])[1]
    return value(node, "color", "colour", "exteriorcolor")


def _options(node):
    names = (value(child, "optionname") for child in children(node, "option"))
    return list(dict.fromkeys(filter(None, names)))[:MAX_OPTIONS] or None


def read_amounts(finance) -> str | None:
    """What an element of finance says of money, as ``downpayment 5000 USD, ...``."""
    found = []
    for child in children(finance, "amount", "balance"):
        amount = line(raw_text(child))
        if amount:
            parts = (attribute(child, "type"), amount, attribute(child, "currency"))
            found.append(" ".join(filter(None, parts)))
    return ", ".join(found[:10]) or None
