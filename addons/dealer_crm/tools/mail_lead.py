"""Leads which come by e-mail: an ADF document in any part, or a letter of a person.

Portals put the document into the body (as text, as HTML with everything escaped, in
quoted-printable) or attach it; people and simple contact forms write lines like
``Phone: 123``.
"""

import email
import email.policy
import re
from email.message import EmailMessage
from email.utils import getaddresses

from . import adf, adf_repair
from .lead_error import LeadError

MAX_BYTES = 8 * 1024 * 1024

_LABELS = {
    "name": "full name|name|имя|фио|клиент|姓名|客户|名字",
    "phone": "phone|telephone|tel|mobile|cell|телефон|тел|моб|电话|手机|联系电话",
    "email": "e-?mail|e-?mail address|почта|эл\\. почта|邮箱|电子邮件",
    "vehicle": "car|vehicle|model|автомобиль|машина|модель|车型|车辆|汽车",
    "city": "city|town|город|城市",
}
_LINE = {
    key: re.compile(rf"^\W*(?:{words})\s*\.?\s*[:：=]\s*(\S.*)$", re.IGNORECASE)
    for key, words in _LABELS.items()
}
_NO_REPLY = re.compile(r"^(?:no|do\W?not|not)\W?reply\b", re.IGNORECASE)
_AUTOMATIC = ("bulk", "junk", "list", "auto_reply")


class MailLeadError(LeadError):
    """A letter which is no lead: ``automatic``, ``no_contact`` or ``too_large``."""


def message_of(payload: bytes) -> EmailMessage:
    """The message of the bytes of RFC 5322; never fails, defects are kept aside."""
    return email.message_from_bytes(payload, policy=email.policy.default)


def read(payload: bytes, repaired: str | None = None) -> list[dict]:
    """Read the leads of a message.

    :param payload: the message as received, at most ``MAX_BYTES``
    :param repaired: text a person has put in place of what the message says
    :return: prospects as ``adf.parse`` returns them; one for a letter of a person,
        whose number at the sender is the Message-ID
    :raise LeadError: an unreadable document, or a letter which is no lead
    """
    if len(payload) > MAX_BYTES:
        raise MailLeadError("too_large", f"{len(payload)} > {MAX_BYTES}")
    message = message_of(payload)
    if repaired:
        if _is_document(repaired.encode()):
            return adf.parse(repaired.encode())
        return [_read_letter(message, repaired)]
    if document := find_document(message):
        return adf.parse(document)
    if is_automatic(message):
        raise MailLeadError("automatic")
    return [_read_letter(message, letter_text(message))]


def readable(payload: bytes) -> str:
    """What a person wants to see of a message: its document, else its text."""
    message = message_of(payload)
    if document := find_document(message):
        return document.decode("utf-8", "replace")
    lines = [
        f"{name}: {text}"
        for name in ("From", "Reply-To", "Subject", "Date")
        if (text := _header(message, name))
    ]
    return "\n".join([*lines, "", letter_text(message)])


def find_document(message: EmailMessage) -> bytes | None:
    """The ADF document in a message, attachments first.

    :return: the bytes for ``adf.parse``, None when there is no document
    """
    parts = [part for part in message.walk() if not part.is_multipart()]
    parts.sort(key=lambda part: (not _is_xml(part), part.get_content_subtype()))
    texts = (
        _bytes(part)
        for part in parts
        if _is_xml(part) or part.get_content_maintype() == "text"
    )
    found = [data for data in texts if _is_document(data)]
    # The letter around the document may say <adf>, too.
    whole = [data for data in found if b"prospect" in data.lower()]
    return next(iter(whole or found), None)


def letter_text(message: EmailMessage) -> str:
    """The text of a letter, plain, with its line breaks."""
    body = message.get_body(preferencelist=("plain", "html"))
    if body is None:
        return ""
    text = _bytes(body).decode("utf-8", "replace")
    if body.get_content_subtype() == "html":
        text = adf.plain(re.sub(r"\s*\n\s*", " ", text))
        text = re.sub(r"<[^<>]*>", " ", text)
    lines = [" ".join(line.split()) for line in text.replace("\0", "").split("\n")]
    text = re.sub(r"\n{3,}", "\n\n", "\n".join(lines))
    return text.strip()[: adf.MAX_COMMENTS]


# === PARTS === #


def _is_xml(part):
    name = (part.get_filename() or "").lower()
    return part.get_content_subtype() in ("xml", "adf", "x-adf") or name.endswith(
        (".xml", ".adf")
    )


def _bytes(part):
    """Content of a part, in UTF-8 when its declared character set is true."""
    data = part.get_payload(decode=True) or b""
    charset = part.get_content_charset()
    if not charset or part.get_content_maintype() != "text":
        return data
    try:
        return data.decode(charset).encode("utf-8", "replace")
    except (LookupError, ValueError):
        # ValueError: no text in it, or a zero byte in the name of the character set.
        return adf_repair.decode(data).encode("utf-8", "replace") if data else data


def _is_document(data):
    return bool(data) and adf_repair.cut(adf_repair.decode(data)) is not None


def _header(message, name):
    try:
        return " ".join(str(message.get(name) or "").split())
    except (ValueError, IndexError, AttributeError):
        # The headers of a hand-made message may be beyond the standard library.
        return ""


def is_automatic(message) -> bool:
    """Whether nobody wrote a mail: out of office, receipts, newsletters.

    :param message: email.message.EmailMessage
    """
    submitted = _header(message, "Auto-Submitted").lower()
    return (
        submitted not in ("", "no")
        or _header(message, "Precedence").lower() in _AUTOMATIC
        or bool(_header(message, "List-Unsubscribe") or _header(message, "List-Id"))
    )


# === A LETTER === #


def _read_letter(message, text):
    said = _labelled(text)
    name, address = _writer(message)
    emails = [said["email"]] if "@" in said.get("email", "") else [address]
    customer = {
        "full_name": said.get("name") or name or None,
        "first": None,
        "last": None,
        "phones": [said["phone"]] if _is_phone(said.get("phone", "")) else [],
        "emails": list(filter(None, emails)),
        "address": {"city": said.get("city")},
    }
    if not any(customer[key] for key in ("full_name", "phones", "emails")):
        raise MailLeadError("no_contact")
    vehicle = None
    if said.get("vehicle"):
        make, _space, model = said["vehicle"].partition(" ")
        vehicle = {"make": make, "model": model or None, "interest": "buy"}
    subject = _header(message, "Subject")[: adf.MAX_FIELD]
    return {
        "customer": customer,
        "vehicle": vehicle,
        "trade_in": None,
        "other_vehicles": [],
        "other_trade_ins": [],
        "comments": "\n".join(filter(None, [subject, text])) or None,
        "timeframe": None,
        "request_date": _header(message, "Date") or None,
        "status": "new",
        "source_id": _header(message, "Message-ID").strip("<>")[: adf.MAX_FIELD]
        or None,
        "source": None,
        "vendor": None,
        "provider": None,
    }


def _labelled(text):
    """What lines like ``Phone: 123`` say; the first one of a kind counts."""
    said = {}
    for line in text.split("\n"):
        for key, pattern in _LINE.items():
            if key not in said and (match := pattern.match(line[: adf.MAX_FIELD])):
                said[key] = match.group(1).strip()
    return said


def _is_phone(text):
    return 5 <= len(re.sub(r"\D", "", text)) <= 20


def _writer(message):
    """Name and address to answer to: forms write for their visitors."""
    for header in ("Reply-To", "From"):
        for name, address in getaddresses([_header(message, header)]):
            if "@" in address and not _NO_REPLY.match(address):
                return name.strip(), address.strip()
    return "", ""


def without_attachments(message: EmailMessage) -> bytes:
    """A message with its document or its text alone, for one that is too large."""
    small = EmailMessage()
    for name in ("From", "Reply-To", "To", "Subject", "Date", "Message-ID"):
        if text := _header(message, name):
            small[name] = text
    if document := find_document(message):
        small.set_content(document, "application", "xml")
    else:
        small.set_content(letter_text(message))
    return small.as_bytes()
