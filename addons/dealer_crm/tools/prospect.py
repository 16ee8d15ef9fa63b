"""What a prospect (as ``tools.adf`` reads it) says, in words and numbers."""

import re

MILE_KM = 1.609344
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
    lines = [prospect.get("comments") or ""]
    wanted = [prospect.get("vehicle"), *(prospect.get("other_vehicles") or [])]
    for vehicle in filter(None, wanted):
        lines.append(f"+ {vehicle_text(vehicle)}")
        if vehicle.get("comments"):
            lines.append(vehicle["comments"])
    if prospect.get("trade_in"):
        lines.append(f"- {vehicle_text(prospect['trade_in'])}")
    for name in ("phones", "emails"):
        if len(customer.get(name) or []) > 1:
            lines.append(", ".join(customer[name]))
    if prospect.get("timeframe"):
        lines.append(str(prospect["timeframe"]))
    names = [prospect.get(name) for name in ("provider", "vendor", "source")]
    lines.append(" / ".join(dict.fromkeys(filter(None, names))))
    return "\n".join(filter(None, lines))


def year(vehicle: dict) -> int:
    """Model year as a number, 0 when the text holds none."""
    match = re.search(r"(?<!\d)(19|20)\d\d(?!\d)", str(vehicle.get("year") or ""))
    return int(match.group()) if match else 0


def kilometres(vehicle: dict) -> int:
    """Odometer reading in kilometres, 0 when there is none that makes sense."""
    digits = re.sub(r"\D", "", str(vehicle.get("odometer") or "").split(".")[0])
    if not digits or len(digits) > 7:
        return 0
    miles = str(vehicle.get("odometer_units") or "").lower().startswith("mi")
    value = round(int(digits) * MILE_KM) if miles else int(digits)
    return value if value <= 3_000_000 else 0
