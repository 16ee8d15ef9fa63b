"""Leads in ADF (Auto-lead Data Format 1.0) as senders really write it.

The reader is hardened (no document type, no entities, no network, bounded size and
number) and liberal: what a person would understand, it understands.
"""

import contextlib
import re
from datetime import UTC, datetime

from dateutil import parser as date_parser
from lxml import etree

from . import adf_node, adf_repair
from .adf_customer import read_customer
from .adf_node import MAX_COMMENTS, MAX_FIELD, plain
from .adf_vehicle import read_amounts, read_vehicles
from .lead_error import LeadError

__all__ = ["MAX_COMMENTS", "MAX_FIELD", "AdfError", "parse", "plain"]

MAX_BYTES = 256 * 1024
MAX_PROSPECTS = 20
MAX_FURTHER = 20
# Elements of a prospect which are read; what else there is, is told as it is.
_READ = frozenset(
    [
        *("id", "requestdate", "vehicle", "vehicles", "customer", "vendor", "provider"),
        *("contact", "comments", "comment", "timeframe", "finance", "prospect"),
        "consent",
    ]
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
        preferred_phone, preferred_email, address), ``vehicle``, ``trade_in`` (dict or
        None), ``other_vehicles``, ``comments``, ``timeframe``, ``finance``,
        ``amounts``, ``further`` (list of texts without a place in ADF),
        ``request_date`` (as written), ``status``, ``source_id``, ``source``,
        ``vendor``, ``provider``; ``consents`` (list of dicts purpose, channels, page)
        where the customer has marked something;
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
    prospects = [_read_prospect(node) for node in nodes]
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
    ``2017-11-03 9:41 AM``, offsets like ``-08:0``, ``31.12.2025 18:00`` and weeks
    (``2026-W11-6``).
    """
    text = (text or "").strip()[:60]
    text = re.sub(r"([+-]\d{1,2}):(\d)$", r"\1:0\2", text)
    if not re.search(r"\d{4}", text):
        return None
    day_first = bool(re.match(r"\d{1,2}\.\d{1,2}\.\d{4}", text))
    try:
        if re.match(r"\d{4}-?W\d\d", text):
            moment = datetime.fromisoformat(text)
        else:
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


# === PROSPECT === #


def _find_prospects(root):
    found = [node for node in root.iter() if adf_node.name(node) == "prospect"]
    if found:
        # A prospect inside another one is what a missing end tag makes of two.
        return found
    # Some senders leave the prospect out.
    for node in root.iter():
        if adf_node.first(node, "customer") is not None and (
            adf_node.name(node) in ("adf", "document")
        ):
            return [node]
    return []


def _read_prospect(node):
    """One prospect; what is missing in it may stand beside it, once for all."""
    envelope = node.getparent() if node.getparent() is not None else node
    customer = _beside(node, envelope, "customer")
    vendor = _beside(node, envelope, "vendor")
    number = _find_number(node)
    wanted, trade_ins = read_vehicles(node, customer)
    finance = adf_node.first(node, "finance")
    return {
        "customer": read_customer(node, customer),
        "vehicle": wanted[0] if wanted else None,
        "trade_in": trade_ins[0] if trade_ins else None,
        "other_vehicles": wanted[1:],
        "other_trade_ins": trade_ins[1:],
        "comments": _read_comments(node, customer),
        "timeframe": _read_timeframe(node, customer),
        "finance": adf_node.value(finance, "method"),
        "amounts": read_amounts(finance),
        "further": _read_further(node, customer),
        "request_date": adf_node.value(node, "requestdate"),
        "status": (adf_node.attribute(node, "status") or "new").lower(),
        "source_id": adf_node.text(number),
        "source": adf_node.attribute(number, "source"),
        "vendor": adf_node.value(vendor, "vendorname") or _contact_name(vendor),
        "provider": _contact_name(_beside(node, envelope, "provider")),
        **_read_consents(node, customer),
    }


def _beside(node, envelope, kind):
    found = adf_node.first(node, kind)
    return adf_node.first(envelope, kind) if found is None else found


def _find_number(node):
    """The number of the prospect: the first one in the sender's sequence."""

    def place(child):
        text = adf_node.attribute(child, "sequence") or ""
        return int(text) if text.isdecimal() and len(text) < 9 else 1

    found = [child for child in adf_node.children(node, "id") if adf_node.text(child)]
    return min(found, key=place, default=None)


def _contact_name(node):
    """Name of a vendor or a provider, whose other data are not the customer's."""
    for place in (node, adf_node.first(node, "contact")):
        # A name without an end is text of something else, or half of it.
        names = [
            child
            for child in adf_node.children(place, "name")
            if not child.get("unclosed")
        ]
        full = [
            child
            for child in names
            if (adf_node.attribute(child, "part") or "full") == "full"
        ]
        for child in full or names:
            if found := adf_node.text(child):
                return found
    return None


def _read_comments(node, customer):
    texts = []
    for place in (customer, *adf_node.children(customer, "contact"), node):
        for child in adf_node.children(place, "comments", "comment"):
            found = adf_node.lines(adf_node.raw_text(child))
            if found and found not in texts:
                texts.append(found)
    return "\n".join(texts)[:MAX_COMMENTS] or None


def _read_timeframe(node, customer):
    frame = adf_node.first(customer, "timeframe")
    frame = adf_node.first(node, "timeframe") if frame is None else frame
    parts = [
        adf_node.value(frame, kind)
        for kind in ("description", "earliestdate", "latestdate")
    ]
    return ", ".join(filter(None, parts)) or adf_node.text(frame)


def _read_consents(node, customer):
    """What the customer has marked on the form: an element of ours beside ADF.

    ADF 1.0 says which phone is preferred, and nothing of consents. ``<consent
    purpose="offers" channels="email sms" page="https://..."/>`` may stand in the
    prospect, its customer or contact.
    """
    places = [node, customer, *adf_node.children(customer, "contact")]
    marked = [
        {
            "purpose": purpose,
            "channels": re.findall(r"[a-z]+", channels.lower()),
            "page": adf_node.attribute(child, "page", "url"),
        }
        for place in places
        for child in adf_node.children(place, "consent")
        if (purpose := adf_node.attribute(child, "purpose"))
        and (channels := adf_node.attribute(child, "channels", "channel"))
    ]
    return {"consents": marked[:MAX_FURTHER]} if marked else {}


def _read_further(node, customer):
    """What has no place in ADF (campaigns, appointments) or comes a second time."""
    others = [
        child for child in adf_node.children(node, "customer") if child is not customer
    ]
    unknown = [
        child
        for child in node
        if (kind := adf_node.name(child))
        and kind not in _READ
        and not kind.startswith("trade")
        and kind not in adf_repair.HTML_TAGS
    ]
    found = []
    for child in [*others, *unknown]:
        parts = [
            adf_node.line(part)
            for inner in child.iter()
            for part in (inner.text or "", *inner.attrib.values())
        ]
        if text := ", ".join(filter(None, parts)):
            found.append(f"{adf_node.name(child)}: {text}"[:MAX_FIELD])
    return found[:MAX_FURTHER] or None
