"""Messages of car portals in ADF XML, good ones and two that cannot be read."""

from datetime import datetime
from xml.sax.saxutils import escape, quoteattr

from .people import Person


def message(
    person: Person,
    number: str,
    when: datetime,
    make: str,
    model: str,
    comments: str,
    trade_in: tuple[str, str, str] | None = None,
) -> bytes:
    """An ADF document with one prospect.

    :param person: the customer
    :param number: the portal's own number of the enquiry
    :param when: when the enquiry was made, Moscow time
    :param make: wanted make
    :param model: wanted model
    :param comments: what the customer wrote
    :param trade_in: make, model and VIN of a car to be taken in exchange
    """
    return "\n".join(
        (
            '<?xml version="1.0" encoding="UTF-8"?>',
            '<?adf version="1.0"?>',
            "<adf>",
            ' <prospect status="new">',
            f'  <id sequence="1" source="autoportal">{escape(number)}</id>',
            f"  <requestdate>{when:%Y-%m-%dT%H:%M:%S}+03:00</requestdate>",
            *_wish(make, model),
            *(_trade_in(*trade_in) if trade_in else ()),
            *_customer(person, comments),
            "  <vendor><vendorname>Meridian</vendorname></vendor>",
            "  <provider><name>Autoportal Example</name></provider>",
            " </prospect>",
            "</adf>",
            "",
        )
    ).encode()


def _wish(make: str, model: str) -> list[str]:
    return [
        '  <vehicle interest="buy" status="new">',
        f"   <make>{escape(make)}</make>",
        f"   <model>{escape(model)}</model>",
        "  </vehicle>",
    ]


def _trade_in(make: str, model: str, vin: str) -> list[str]:
    return [
        '  <vehicle interest="trade-in" status="used">',
        f"   <make>{escape(make)}</make>",
        f"   <model>{escape(model)}</model>",
        f"   <vin>{escape(vin)}</vin>",
        "  </vehicle>",
    ]


def _customer(person: Person, comments: str) -> list[str]:
    lines = ["  <customer>", "   <contact>"]
    lines.append(f'    <name part="full">{escape(person.name)}</name>')
    if person.email:
        lines.append(f"    <email>{escape(person.email)}</email>")
    if person.phone:
        kind = quoteattr("cellphone")
        lines.append(f"    <phone type={kind}>{escape(person.phone)}</phone>")
    lines += ["   </contact>", f"   <comments>{escape(comments)}</comments>"]
    return [*lines, "  </customer>"]


def broken() -> tuple[bytes, bytes]:
    """Two messages for the quarantine: no XML at all, and one without a customer."""
    text = (
        b"Autoportal Example: new enquiry 77001. Please log in to your account "
        b"to see the customer's phone number."
    )
    nameless = (
        b'<?xml version="1.0" encoding="UTF-8"?>\n<?adf version="1.0"?>\n<adf>'
        b'<prospect><id source="autoportal">77002</id><vehicle interest="buy">'
        b"<make>Haval</make><model>Jolion</model></vehicle>"
        b"<customer><contact></contact></customer></prospect></adf>"
    )
    return text, nameless
