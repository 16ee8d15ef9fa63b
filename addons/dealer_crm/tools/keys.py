"""Search keys: one way to write a name, a phone number and an e-mail address.

Each key function is idempotent: the key of a key is the key.
"""

import contextlib
import re
import unicodedata
from dataclasses import dataclass

import phonenumbers
from anyascii import anyascii

from . import plate as plates
from . import vin as vins

MAX_TEXT = 500
MIN_PHONE = 5
_PHONE = re.compile(r"[\d\s()+\-./\u2010-\u2015]+")
_EXTENSION = re.compile(r"\b(?:ext|доб|x|#)\.?\s*\d+$", re.IGNORECASE)


@dataclass(frozen=True)
class Query:
    """What a text in the search box may mean; several at once.

    ``vin``: whole VIN or 4 to 17 characters of one; ``plate``: key of a plate;
    ``phone``: E.164; ``phone_tail``: at least four digits; ``email``: lower case, whole
    or a part; ``names``: words in Latin letters. Empty when it cannot be meant.
    """

    text: str
    vin: str = ""
    plate: str = ""
    phone: str = ""
    phone_tail: str = ""
    email: str = ""
    names: tuple[str, ...] = ()


def _clean(text):
    """Bounded text without lone surrogates and NUL, which a database refuses."""
    text = (text or "")[:MAX_TEXT].replace("\x00", "")
    return text.encode("utf-8", "ignore").decode()


def words(text: str | None) -> list[str]:
    """Words of a text in lower case Latin letters and digits, in their order."""
    text = unicodedata.normalize("NFC", _clean(text)).lower()
    text = text.replace("й", "и").replace("ё", "е")
    # Signs without a sound, which would divide the word: "Татьяна".
    text = text.replace("ь", "").replace("ъ", "")
    # A Chinese character is a word of its own, as its syllable is in Latin letters.
    text = re.sub("([\u3400-\u9fff])", r" \1 ", text)
    return re.findall("[a-z0-9]+", anyascii(text).lower())


def name_key(text: str | None) -> str:
    """Words of a name in Latin letters, sorted: order and script do not matter."""
    return " ".join(sorted(words(text)))


def digits(text: str | None) -> str:
    """Decimal digits of a text in any script, as ASCII."""
    return "".join(
        str(unicodedata.decimal(character))
        for character in (text or "")[:MAX_TEXT]
        if character.isdecimal()
    )


def email_key(text: str | None) -> str:
    """Address in lower case without the name around it; '' when there is none."""
    text = unicodedata.normalize("NFKC", _clean(text)).lower()
    found = re.search(r"[^\s<>,;\"]+@[^\s<>,;\"]+", text)
    return found.group() if found else ""


def phone_key(text: str | None, country_code: str | None = None) -> str:
    """Number in E.164, else its digits; '' for fewer than five digits.

    :param text: number in any format, with or without extension
    :param country_code: ISO code of the country in which it is dialled without prefix
    """
    text = _EXTENSION.sub("", _clean(text)[:100].strip())
    with contextlib.suppress(phonenumbers.NumberParseException):
        number = phonenumbers.parse(text, country_code)
        if phonenumbers.is_possible_number(number):
            form = phonenumbers.PhoneNumberFormat.E164
            return phonenumbers.format_number(number, form)
    number = digits(text)
    return number if len(number) >= MIN_PHONE else ""


def classify(query: str | None, country_code: str | None = None) -> Query:
    """What a text in the search box may mean.

    :param query: as typed or scanned
    :param country_code: ISO code for phone numbers without country code
    """
    text = _clean(query).strip()
    if "@" in text:
        return Query(text, email=unicodedata.normalize("NFKC", text).lower())
    vin = vins.normalise(text)
    if not (
        4 <= len(vin) <= vins.LENGTH
        and vin.isascii()
        and vin.isalnum()
        and not vin.isalpha()
    ):
        vin = ""
    try:
        plate = plates.normalise(text)
    except plates.PlateError:
        plate = ""
    phone = tail = ""
    if _PHONE.fullmatch(text) and len(digits(text)) >= 4:
        tail = digits(text)
        key = phone_key(text, country_code)
        # Fewer digits are no whole number, whatever a numbering plan allows.
        phone = key if key.startswith("+") and len(tail) >= 10 else ""
    return Query(text, vin, plate, phone, tail, "", tuple(words(text)))
