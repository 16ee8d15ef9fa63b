"""What a prospect (as ``tools.adf`` reads it) says, in words and numbers."""

import re

MILE_KM = 1.609344
_FACTORS = {"тыс": 1000, "万": 10_000}
_WANTED = ("year", "make", "model", "trim", "condition", "colour", "body")


def vehicle_text(vehicle: dict) -> str:
    """One line for a vehicle.

    :param vehicle: vehicle of a prospect, or an empty dict
    :return: for example ``2019 LADA Vesta SW, VIN ..., 84200 km``; '' when empty
    """
    words = " ".join(str(vehicle[name]) for name in _WANTED if vehicle.get(name))
    parts = [words]
    if vehicle.get("vin"):
        parts.append(f"VIN {vehicle['vin']}")
    if vehicle.get("stock"):
        parts.append(f"# {vehicle['stock']}")
    if vehicle.get("odometer"):
        units = vehicle.get("odometer_units") or ""
        parts.append(f"{vehicle['odometer']} {units}".strip())
    if vehicle.get("price"):
        parts.append(f"{vehicle['price']} {vehicle.get('currency') or ''}".strip())
    parts += [vehicle.get("finance"), vehicle.get("amounts")]
    return ", ".join(filter(None, parts))[:500]


def title(prospect: dict) -> str:
    """Name of the lead: the wanted car, else the car offered, and the customer."""
    vehicle = prospect.get("vehicle") or prospect.get("trade_in") or {}
    car = " ".join(
        str(vehicle[name]) for name in ("make", "model") if vehicle.get(name)
    )
    customer = prospect["customer"]
    contacts = [*(customer.get("phones") or []), *(customer.get("emails") or [])]
    person = customer.get("full_name") or next(iter(contacts), "")
    return " - ".join(filter(None, [car, person]))[:200]


def describe(prospect: dict) -> str:
    """All a salesperson wants to read, as plain text with one fact a line."""
    customer = prospect["customer"]
    lines = [prospect.get("comments") or "", customer.get("company") or ""]
    wanted = [prospect.get("vehicle"), *(prospect.get("other_vehicles") or [])]
    for vehicle in filter(None, wanted):
        lines.append(f"+ {vehicle_text(vehicle)}")
        lines += _remarks(vehicle)
    own = [prospect.get("trade_in"), *(prospect.get("other_trade_ins") or [])]
    for vehicle in filter(None, own):
        lines.append(f"- {vehicle_text(vehicle)}")
        lines += _remarks(vehicle)
    paid = [prospect.get("finance"), prospect.get("amounts")]
    lines.append(", ".join(filter(None, paid)))
    for name in ("phones", "emails"):
        if len(customer.get(name) or []) > 1:
            lines.append(", ".join(customer[name]))
    if prospect.get("timeframe"):
        lines.append(str(prospect["timeframe"]))
    lines += prospect.get("further") or []
    names = [prospect.get(name) for name in ("provider", "vendor", "source")]
    lines.append(" / ".join(dict.fromkeys(filter(None, names))))
    return "\n".join(filter(None, lines))


def _remarks(vehicle):
    """Lines below a car: what is said of it in words."""
    options = ", ".join(vehicle.get("options") or [])
    return [vehicle.get("comments"), vehicle.get("price_comments"), options]


def year(vehicle: dict) -> int:
    """Model year as a number, 0 when the text holds none."""
    match = re.search(r"(?<!\d)(19|20)\d\d(?!\d)", str(vehicle.get("year") or ""))
    return int(match.group()) if match else 0


def kilometres(vehicle: dict) -> int:
    """Odometer reading in kilometres, 0 when there is none that makes sense.

    Reads ``84 200``, ``31,204 mi``, ``84.200 km``, ``84 тыс. км``, ``8.4万``.
    """
    text = str(vehicle.get("odometer") or "").lower()
    factor = next((by for word, by in _FACTORS.items() if word in text), 1)
    found = re.search(r"\d[\d\s.,'\u00a0\u202f]*", text)
    if not found:
        return 0
    number = re.sub(r"[\s'\u00a0\u202f]", "", found.group()).rstrip(".,")
    if factor == 1:
        # A part after two separators or three digits is no fraction.
        number = re.sub(r"[.,](?=\d{3}(?:\D|$))", "", number)
    number = number.replace(",", ".")
    if number.count(".") > 1 or len(number.split(".")[0]) > 7:
        return 0
    units = f"{vehicle.get('odometer_units') or ''} {text}".lower()
    miles = bool(re.search(r"\bmi(?:les?)?\b|мил|英里", units))
    value = round(float(number) * factor * (MILE_KM if miles else 1))
    return value if value <= 3_000_000 else 0
