"""Leads in JSON, as a web form or another system hands them in.

One object, or ``{"prospects": [...]}`` with at most 20 of them::

    {
      "id": "A-17", "source": "site", "status": "new" | "resend",
      "customer": {"name", "first", "middle", "last", "company", "phone", "phones",
                   "email", "emails",
                   "address": {"street", "city", "regioncode", "postalcode",
                               "country"}},
      "vehicle": {"year", "make", "model", "vin", "stock", "trim", "condition",
                  "body", "transmission", "colour", "odometer", "odometer_units",
                  "price", "currency", "interest", "comments"},
      "other_vehicles": [...], "trade_in": {...},
      "comments", "timeframe", "request_date", "vendor", "provider",
      "consents": [{"purpose": "offers", "channels": ["email", "sms"],
                    "page": "https://..."}],
      "website": ""
    }

A customer needs a name, a phone or an e-mail address; everything else may be left
out. ``consents`` is what the customer has marked, where addons ask for it, and on which
page. ``website`` is a field which people do not see: robots fill it in.
"""

import json
from collections.abc import Mapping

from . import adf
from .lead_error import LeadError

HONEYPOT = "website"
_NAMES = ("first", "middle", "last", "company")
_ADDRESS = ("street", "city", "regioncode", "postalcode", "country")
_VEHICLE = (
    *("year", "make", "model", "vin", "stock", "trim", "condition", "body"),
    *("transmission", "colour", "odometer", "odometer_units", "price", "currency"),
    *("interest", "status", "finance"),
)
_IDENTITY = ("year", "make", "model", "vin", "stock")


class JsonLeadError(LeadError):
    """``not_json``, ``wrong_type`` (detail: the field), ``robot`` or as AdfError."""


def parse(payload: bytes) -> list[dict]:
    """Read the leads of a JSON document.

    :param payload: UTF-8, with or without byte order mark
    :return: prospects as ``adf.parse`` returns them
    :raise JsonLeadError: no lead can be read
    """
    if not payload.strip():
        raise JsonLeadError("empty")
    try:
        data = json.loads(payload.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise JsonLeadError("not_json", str(error)) from error
    if isinstance(data, Mapping) and "prospects" in data:
        data = data["prospects"]
    items = data if isinstance(data, list) else [data]
    if not items:
        raise JsonLeadError("no_prospect")
    if len(items) > adf.MAX_PROSPECTS:
        raise JsonLeadError("too_many", str(len(items)))
    prospects = [_read(_object(item, "prospects"), item) for item in items]
    adf.mark_repeats(prospects)
    if all(prospect.get("incomplete") for prospect in prospects):
        raise JsonLeadError("no_contact")
    return prospects


def _read(place, item):
    if _text(place, HONEYPOT):
        raise JsonLeadError("robot")
    wanted = [_vehicle(place, "vehicle")]
    wanted += [
        _vehicle({"other_vehicles": car}, "other_vehicles")
        for car in _list(place, "other_vehicles")
    ]
    wanted = list(filter(None, wanted))
    return {
        "customer": _customer(_object(item.get("customer"), "customer")),
        "vehicle": wanted[0] if wanted else None,
        "trade_in": _vehicle(place, "trade_in", "trade-in"),
        "other_vehicles": wanted[1:],
        "other_trade_ins": [],
        "comments": _long(place, "comments"),
        "timeframe": _text(place, "timeframe"),
        "request_date": _text(place, "request_date"),
        "status": (_text(place, "status") or "new").lower(),
        "source_id": _text(place, "id"),
        "source": _text(place, "source"),
        "vendor": _text(place, "vendor"),
        "provider": _text(place, "provider"),
        **_consents(place),
    }


def _consents(place):
    """What was marked, by technical names; nothing when there is nothing."""
    marked = [
        {
            "purpose": _text(_object(row, "consents"), "purpose"),
            "channels": [
                channel
                for channel in _list(row, "channels")
                if isinstance(channel, str)
            ],
            "page": _text(row, "page"),
        }
        for row in _list(place, "consents")
    ]
    return {"consents": marked} if marked else {}


def _customer(place):
    parts = {key: text for key in _NAMES if (text := _text(place, key))}
    company = parts.pop("company", None)
    given = " ".join(parts[key] for key in ("first", "last") if key in parts)
    customer = {
        "full_name": _text(place, "name") or given or parts.get("middle") or company,
        "first": None,
        "last": None,
        **parts,
        "phones": _texts(place, "phone", "phones"),
        "emails": _texts(place, "email", "emails"),
    }
    if company:
        customer["company"] = company
    if place.get("address") is not None:
        address = _object(place["address"], "address")
        customer["address"] = {key: _text(address, key) for key in _ADDRESS}
    return customer


def _vehicle(place, key, interest="buy"):
    if place.get(key) is None:
        return None
    source = _object(place[key], key)
    vehicle = {name: _text(source, name) for name in _VEHICLE}
    if not any(vehicle[name] for name in _IDENTITY):
        return None
    vehicle["interest"] = (vehicle["interest"] or interest).lower()
    vehicle["comments"] = _long(source, "comments")
    return vehicle


# === VALUES === #


def _object(value, path):
    if not isinstance(value, Mapping):
        raise JsonLeadError("wrong_type", path)
    return value


def _list(place, key):
    value = place.get(key)
    if value is None:
        return []
    if not isinstance(value, list):
        raise JsonLeadError("wrong_type", key)
    return value[: adf.MAX_PROSPECTS]


def _raw(place, key):
    value = place.get(key)
    if value is None or value is False:
        return ""
    if value is True or not isinstance(value, str | int | float):
        raise JsonLeadError("wrong_type", key)
    # Lone surrogates and zero bytes are no text a database can hold.
    text = str(value).replace("\0", "")
    return text.encode("utf-8", "replace").decode()


def _text(place, key):
    return " ".join(adf.plain(_raw(place, key)).split())[: adf.MAX_FIELD] or None


def _long(place, key):
    lines = adf.plain(_raw(place, key)).split("\n")
    text = "\n".join(filter(None, (" ".join(line.split()) for line in lines)))
    return text[: adf.MAX_COMMENTS] or None


def _texts(place, one, many):
    values = [place, *({one: value} for value in _list(place, many))]
    return list(dict.fromkeys(filter(None, (_text(value, one) for value in values))))
