"""Leads in ADF (Auto-lead Data Format 1.0) as senders really write it.

The reader is hardened (no document type, no entities, no network, bounded size and
number) and liberal: what a person would understand, it understands.
"""

import contextlib
import html
import re
from datetime import UTC, datetime

from dateutil import parser as date_parser
from lxml import etree

from . import adf_repair
from .lead_error import LeadError

MAX_BYTES = 256 * 1024
MAX_PROSPECTS = 20
MAX_FIELD = 500
MAX_COMMENTS = 20_000

TRADE_INTERESTS = frozenset({"trade-in", "trade", "sell", "appraisal"})
_VEHICLE_TEXTS = {
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
_NAME_PARTS = {"first": "first", "last": "last", "surname": "last", "middle": "middle"}
_LINES = adf_repair.HTML_LINES
_MARKUP = re.compile(
    r"<\s*/?\s*(?:"
    + "|".join(sorted(adf_repair.HTML_TAGS | {"script", "style"}))
    + r")\b[^<>]*>",
    re.IGNORECASE,
)


class AdfError(LeadError):
    """A document in which no lead can be read.

    ``code``: empty, too_large, not_xml, forbidden_dtd, no_prospect, no_contact or
    too_many.
    """


def parse(payload: bytes) -> list[dict]:
    """Read all prospects of a document.

    :param payload: the document as received
    :return: list of JSON-serialisable dicts in document order with the keys
        ``customer`` (full_name, first, middle, last, company, phones, emails,
        preferred_phone, address), ``vehicle``, ``trade_in`` (dict or None),
        ``other_vehicles``, ``comments``, ``timeframe``, ``request_date`` (as
        written), ``status``, ``source_id``, ``source``, ``vendor``, ``provider``;
        ``duplicate_of`` (index) for a repeat of an earlier prospect and
        ``incomplete`` for one without any contact data beside others with some.
        A value the document does not give is None.
    :raise AdfError: no lead can be read
    """
    root = _read(payload)
    nodes = _find_prospects(root)
    if not nodes:
        raise AdfError("no_prospect")
    if len(nodes) > MAX_PROSPECTS:
        raise AdfError("too_many", str(len(nodes)))
    prospects = [_read_prospect(node, root) for node in nodes]
    mark_repeats(prospects)
    if all(prospect.get("incomplete") for prospect in prospects):
        raise AdfError("no_contact")
    return prospects


def mark_repeats(prospects: list[dict]) -> None:
    """Mark prospects which say nothing of the customer, and repeats of one number."""
    known = {}
    for index, prospect in enumerate(prospects):
        customer = prospect["customer"]
        if not any(customer[name] for name in ("full_name", "phones", "emails")):
            prospect["incomplete"] = True
        if key := split_prospect_key(prospect):
            if key in known:
                prospect["duplicate_of"] = known[key]
            known.setdefault(key, index)


def split_prospect_key(prospect: dict) -> str | None:
    """The sender's own number of a lead, ``source|id``; None when it has none."""
    if not prospect.get("source_id"):
        return None
    return f"{prospect.get('source') or ''}|{prospect['source_id']}"


def request_datetime(text: str | None) -> datetime | None:
    """The moment of the request in UTC without zone, None when unreadable.

    A text without zone is taken as UTC. Reads ``2014-04-07T4:35:52 PM``,
    ``2017-11-03 9:41 AM``, offsets like ``-08:0`` and ``31.12.2025 18:00``.
    """
    text = (text or "").strip()[:60]
    text = re.sub(r"([+-]\d{1,2}):(\d)$", r"\1:0\2", text)
    if not re.search(r"\d{4}", text):
        return None
    day_first = bool(re.match(r"\d{1,2}\.\d{1,2}\.\d{4}", text))
    try:
        moment = date_parser.parse(text.replace("T", " ", 1), dayfirst=day_first)
        if moment.tzinfo:
            moment = moment.astimezone(UTC).replace(tzinfo=None)
    except (ValueError, OverflowError):
        return None
    return moment


# === THE TREE === #


def _parser():
    """A parser which resolves nothing and fetches nothing; not shared by threads."""
    return etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        dtd_validation=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
        recover=False,
    )


def _read(payload):
    if not payload.strip(b" \t\r\n\x00"):
        raise AdfError("empty")
    if len(payload) > MAX_BYTES:
        raise AdfError("too_large", f"{len(payload)} > {MAX_BYTES}")
    text = adf_repair.decode(payload)
    if adf_repair.has_own_declarations(text):
        raise AdfError("forbidden_dtd")
    text = adf_repair.cut(text)
    if text is None:
        raise AdfError("not_xml" if b"<" not in payload else "no_prospect")
    with contextlib.suppress(etree.XMLSyntaxError):
        return etree.fromstring(text.encode(), _parser())
    try:
        return etree.fromstring(adf_repair.repair(text).encode(), _parser())
    except etree.XMLSyntaxError as error:
        raise AdfError("not_xml", str(error)) from error


def _name(node):
    tag = node.tag if isinstance(node.tag, str) else ""
    return tag.rpartition("}")[2].lower()


def _children(node, *names):
    return [] if node is None else [child for child in node if _name(child) in names]


def _first(node, *names):
    return next(iter(_children(node, *names)), None)


def _attribute(node, *names):
    """An attribute, whatever the case of its name; None when empty."""
    for key, value in node.attrib.items():
        if key.rpartition("}")[2].lower() in names and value.strip():
            return _line(value)
    return None


def _line(text):
    """One line of bounded length, None when empty."""
    return " ".join(plain(text).split())[:MAX_FIELD].strip() or None


def plain(text):
    """Plain text of what may be HTML; tags are dropped, never executed."""
    if not _MARKUP.search(text):
        return text
    text = re.sub(r"(?is)<(script|style)\b.*?(?:</\1\s*>|\Z)", "", text)
    text = re.sub(r"(?i)<\s*/?\s*(?:br|p|div|li|tr|hr)\b[^<>]*>", "\n", text)
    return html.unescape(_MARKUP.sub("", text))


def _raw_text(node):
    if node is None:
        return ""
    parts = [node.text or ""]
    for child in node.iterdescendants():
        if _name(child) in _LINES:
            parts.append("\n")
        parts += [child.text or "", child.tail or ""]
    return "".join(parts)


def _text(node):
    return _line(_raw_text(node))


def _value(node, *names):
    """Text of the first child with one of the names, or of an attribute."""
    for child in _children(node, *names):
        if text := _text(child):
            return text
    return None if node is None else _attribute(node, *names)


# === PROSPECT === #


def _find_prospects(root):
    nodes = [node for node in root.iter() if _name(node) == "prospect"]
    if nodes:
        # A prospect inside another one is what a missing end tag makes of two.
        return nodes
    # Some senders leave the prospect out.
    for node in root.iter():
        if _children(node, "customer") and _name(node) in ("adf", "document"):
            return [node]
    return []


def _read_prospect(node, root):
    """One prospect; what is missing in it may stand beside it, once for all."""
    envelope = node.getparent() if node.getparent() is not None else node
    customer = _beside(node, envelope, "customer")
    vendor = _beside(node, envelope, "vendor")
    provider = _beside(node, envelope, "provider")
    number = next((child for child in _children(node, "id") if _text(child)), None)
    wanted, trade_ins = _read_vehicles(node)
    return {
        "customer": _read_customer(node, customer),
        "vehicle": wanted[0] if wanted else None,
        "trade_in": trade_ins[0] if trade_ins else None,
        "other_vehicles": wanted[1:],
        "other_trade_ins": trade_ins[1:],
        "comments": _read_comments(node, customer),
        "timeframe": _read_timeframe(node, customer),
        "request_date": _value(node, "requestdate"),
        "status": (_attribute(node, "status") or "new").lower(),
        "source_id": _text(number),
        "source": _attribute(number, "source") if number is not None else None,
        "vendor": _value(vendor, "vendorname") or _contact_name(vendor),
        "provider": _contact_name(provider),
    }


def _beside(node, envelope, name):
    found = _first(node, name)
    return _first(envelope, name) if found is None else found


def _contact_name(node):
    """Name of a vendor or a provider, whose other data are not the customer's."""
    for place in (node, _first(node, "contact")):
        # A name without an end is text of something else, or half of it.
        names = [name for name in _children(place, "name") if not name.get("unclosed")]
        full = [
            name for name in names if (_attribute(name, "part") or "full") == "full"
        ]
        for name in full or names:
            if text := _text(name):
                return text
    return None


def _read_comments(node, customer):
    places = [customer, *_children(customer, "contact"), node]
    texts = []
    for place in places:
        for child in _children(place, "comments", "comment"):
            lines = [
                " ".join(line.split()) for line in plain(_raw_text(child)).split("\n")
            ]
            text = "\n".join(filter(None, lines))[:MAX_COMMENTS]
            if text and text not in texts:
                texts.append(text)
    return "\n".join(texts)[:MAX_COMMENTS] or None


def _read_timeframe(node, customer):
    frame = _first(customer, "timeframe")
    frame = _first(node, "timeframe") if frame is None else frame
    if frame is None:
        return None
    parts = [
        _value(frame, name) for name in ("description", "earliestdate", "latestdate")
    ]
    return ", ".join(filter(None, parts)) or _text(frame)


# === CUSTOMER === #


def _read_customer(node, customer):
    places = [
        place
        for place in (customer, *_children(customer, "contact"))
        if place is not None
    ]
    if customer is None:
        places = _children(node, "contact")
    customer_data = {"full_name": None, "first": None, "middle": None, "last": None}
    customer_data.update(_read_names(places))
    phones, preferred = _read_phones(places)
    emails = {}
    for place in places:
        for child in _children(place, "email"):
            address = _text(child)
            if address and "@" in address:
                emails.setdefault(address.lower(), address)
    customer_data.update(phones=phones, emails=list(emails.values()))
    if preferred:
        customer_data["preferred_phone"] = preferred
    addresses = [found for place in places for found in _children(place, "address")]
    customer_data["address"] = _read_address(addresses[0]) if addresses else None
    return customer_data


def _read_names(places):
    parts, whole, company = {}, [], None
    for place in places:
        for child in _children(place, "name"):
            if not (text := _text(child)):
                continue
            part = (_attribute(child, "part") or "full").lower()
            if (_attribute(child, "type") or "").lower() == "business":
                company = company or text
            if part in _NAME_PARTS:
                parts.setdefault(_NAME_PARTS[part], text)
            elif text not in whole:
                whole.append(text)
        for name, key in (("firstname", "first"), ("lastname", "last")):
            if text := _value(place, name):
                parts.setdefault(key, text)
    return _prepare_names(parts, whole, company)


def _prepare_names(parts, whole, company):
    """A name given whole counts more than one put together from its parts."""
    full = " ".join(parts[key] for key in ("first", "last") if key in parts)
    names = {"full_name": next(iter(whole), full) or parts.get("middle"), **parts}
    if company:
        names["company"] = company
    return names


def _read_phones(places):
    """Distinct numbers as written, and the one marked as preferred."""
    phones, preferred = {}, None
    for place in places:
        for child in _children(place, "phone"):
            text = _text(child)
            digits = re.sub(r"\D", "", text or "")
            if not digits:
                continue
            phones.setdefault(digits, text)
            if not preferred and _attribute(child, "preferredcontact") == "1":
                preferred = text
    return list(phones.values()), preferred


def _read_address(node):
    streets = [_text(child) for child in _children(node, "street", "apartment")]
    return {
        "street": ", ".join(filter(None, streets)) or None,
        "city": _value(node, "city"),
        "regioncode": _value(node, "regioncode"),
        "postalcode": _value(node, "postalcode"),
        "country": _value(node, "country"),
    }


# === VEHICLES === #


def _read_vehicles(node):
    """Wanted cars and the customer's own, empty ones left out."""
    wanted, trade_ins = [], []
    for child in node:
        name = _name(child)
        if name == "vehicle":
            interest = _interest(child)
            target = trade_ins if interest in TRADE_INTERESTS else wanted
            target.append(_read_vehicle(child, interest))
        elif name.startswith("trade"):
            inner = _children(child, "vehicle") or [child]
            trade_ins += [_read_vehicle(car, "trade-in") for car in inner]
    return [list(filter(None, cars)) for cars in (wanted, trade_ins)]


def _interest(node):
    text = re.sub(r"[\s_]+", "-", (_attribute(node, "interest") or "buy").lower())
    return "trade-in" if text in ("tradein", "trade") else text


def _read_vehicle(node, interest):
    vehicle = {key: _value(node, *names) for key, names in _VEHICLE_TEXTS.items()}
    if not any(vehicle[key] for key in _IDENTITY):
        return None
    odometer, price = _first(node, "odometer"), _first(node, "price")
    colours = _first(node, "colorcombination")
    comments = plain(_raw_text(_first(node, "comments", "comment"))).strip()
    vehicle.update(
        interest=interest,
        status=_attribute(node, "status"),
        odometer_units=_attribute(odometer, "units", "unit")
        if odometer is not None
        else None,
        currency=_attribute(price, "currency") if price is not None else None,
        colour=_value(colours, "exteriorcolor") or _value(node, "color", "colour"),
        comments=comments[:MAX_COMMENTS] or None,
        finance=_value(_first(node, "finance"), "method"),
    )
    return vehicle
