"""Search keys."""

import re
import unicodedata
from dataclasses import dataclass

import phonenumbers
from anyascii import anyascii

from . import plate as plate_tool
from . import vin as vin_tool


@dataclass(frozen=True)
class Query:
    text: str
    vin: str = ""
    plate: str = ""
    phone: str = ""
    phone_tail: str = ""
    email: str = ""
    names: tuple[str, ...] = ()


def _tokens(text):
    text = unicodedata.normalize("NFC", (text or "")[:500]).lower()
    text = text.replace("й", "и").replace("ё", "е")
    return re.findall("[a-z0-9]+", anyascii(text).lower())


def name_key(text):
    return " ".join(sorted(_tokens(text)))


def digits(text):
    return "".join(str(unicodedata.digit(c)) for c in (text or "")[:200] if c.isdigit())


def email_key(text):
    text = unicodedata.normalize("NFKC", (text or "")[:500]).strip().lower()
    m = re.search(r"<([^<>]+)>", text)
    text = (m.group(1) if m else text).strip()
    return text if "@" in text else ""


def phone_key(text, country_code=None):
    try:
        number = phonenumbers.parse((text or "")[:100], country_code)
        if phonenumbers.is_possible_number(number):
            return phonenumbers.format_number(
                number, phonenumbers.PhoneNumberFormat.E164
            )
    except phonenumbers.NumberParseException:
        pass
    number = digits(text)
    return number if len(number) >= 5 else ""


def classify(query, country_code=None):
    text = (query or "")[:200].replace("\x00", "").strip()
    text = text.encode("utf-8", "ignore").decode()
    if "@" in text:
        return Query(text, email=text.lower())
    vin = vin_tool.normalise(text)
    has_digit = any(c.isdigit() for c in vin)
    if not (has_digit and 4 <= len(vin) <= 17 and vin.isascii() and vin.isalnum()):
        vin = ""
    try:
        plate = plate_tool.normalise(text) if has_digit else ""
    except plate_tool.PlateError:
        plate = ""
    phone = tail = ""
    if re.fullmatch(r"[\d\s()+\-./]+", text):
        tail = digits(text)
        tail = tail if len(tail) >= 4 else ""
        key = phone_key(text, country_code)
        phone = key if key.startswith("+") and len(digits(text)) >= 7 else ""
    return Query(text, vin, plate, phone, tail, "", tuple(_tokens(text)))
