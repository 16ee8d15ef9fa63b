"""Vehicle identification numbers (ISO 3779, ISO 3780, 49 CFR 565)."""

import re
import unicodedata
from datetime import date
from typing import Literal

from vininfo import Vin

from .vin_wmi import ALIASES, BRANDS, COUNTRIES

Status = Literal["ok", "bad_check_digit", "short", "missing"]

LENGTH = 17
MIN_LENGTH = 5
MAX_TEXT = 200

# Cyrillic and Greek capitals which look like Latin ones, in this order.
LOOK_ALIKES = str.maketrans(
    "АВЕКМНОРСТУХІЅЈ" + "ΑΒΕΖΗΙΚΜΝΟΡΤΥΧ", "ABEKMHOPCTYXISJ" + "ABEZHIKMNOPTYX"
)
# Spaces, dashes, dots and characters without width or with a direction only.
NOISE = re.compile(
    r"[\s\-\u2010-\u2015\u2212._/\u00b7]"
    r"|[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]"
)
_LETTERS = "ABCDEFGHJKLMNPRSTUVWXYZ"
_LETTER_VALUES = (1, 2, 3, 4, 5, 6, 7, 8, 1, 2, 3, 4, 5, 7, 9, 2, 3, 4, 5, 6, 7, 8, 9)
_VALUES = {str(digit): digit for digit in range(10)}
_VALUES.update(zip(_LETTERS, _LETTER_VALUES, strict=True))
_WEIGHTS = (8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2)
_REPAIRS = str.maketrans("OQI", "001")


class VinError(ValueError):
    """A text which is neither a VIN nor a chassis number.

    ``reason``: too_long, too_short or bad_character.
    """

    def __init__(self, reason: str):
        super().__init__(reason)
        self.reason = reason


def normalise(text: str | None) -> str:
    """The one way to write a VIN: upper case Latin, no separators; '' for nothing.

    Full-width and look-alike letters become Latin. O, I and Q stay: they are wrong in
    a VIN of 17 characters but right in a short chassis number.
    """
    text = unicodedata.normalize("NFKC", (text or "")[:MAX_TEXT]).upper()
    # once more: upper case of a ligature may be decomposed
    text = unicodedata.normalize("NFKC", text)
    return NOISE.sub("", text).translate(LOOK_ALIKES)


def check_digit(vin: str) -> str:
    """The check digit which the other characters ask for (49 CFR 565.15).

    :param vin: 17 characters without I, O, Q
    :return: a digit or X
    """
    total = sum(
        _VALUES[character] * weight
        for character, weight in zip(vin, _WEIGHTS, strict=True)
    )
    return "0123456789X"[total % 11]


def has_valid_check_digit(vin: str) -> bool:
    """Whether position 9 is what the other characters ask for."""
    known = len(vin) == LENGTH and all(character in _VALUES for character in vin)
    return known and vin[8] == check_digit(vin)


def check_digit_required(vin: str) -> bool:
    """Whether the region of the maker uses the check digit: North America, China."""
    return vin[:1] in tuple("12345L")


def suggest(text: str | None) -> str | None:
    """The VIN which was probably meant where O, Q or I was typed.

    :return: a VIN of 17 characters, None when there is nothing to repair
    """
    vin = normalise(text)
    repaired = vin.translate(_REPAIRS)
    if len(vin) != LENGTH or repaired == vin or not set(repaired) <= set(_VALUES):
        return None
    return repaired


def status(text: str | None) -> Status:
    """What the VIN check says about a text.

    A wrong check digit counts only where the maker's region uses one; fewer than 17
    characters are a chassis number of an older or a Japanese car.

    :raise VinError: the text cannot be a VIN or a chassis number
    """
    vin = normalise(text)
    if not vin:
        return "missing"
    if len(vin) > LENGTH:
        raise VinError("too_long")
    letters = "A-Z" if len(vin) < LENGTH else _LETTERS
    if not re.fullmatch(f"[0-9{letters}]+", vin):
        raise VinError("bad_character")
    if len(vin) < MIN_LENGTH:
        raise VinError("too_short")
    if len(vin) < LENGTH:
        return "short"
    if check_digit_required(vin) and not has_valid_check_digit(vin):
        return "bad_check_digit"
    return "ok"


def decode(vin: str | None) -> dict:
    """What a VIN says about the car; candidates, never facts.

    :param vin: normalised VIN
    :return: dict ``maker`` and ``country`` (str or None), ``years`` (candidate model
        years, newest first; the code repeats every 30 years and not every maker uses
        it). Never raises.
    """
    nothing = {"maker": None, "country": None, "years": []}
    # No region begins with 0: only filler and placeholders do.
    if len(vin or "") != LENGTH or not set(vin) <= set(_VALUES) or vin[0] == "0":
        return nothing
    try:
        info = Vin(vin)
        maker, country = str(info.manufacturer or ""), info.country
        years = {int(year) for year in info.years}
    except (ValueError, LookupError, AttributeError):
        maker, country, years = "", None, set()
    newest = date.today().year + 1
    return {
        "maker": BRANDS.get(vin[:3]) or _brand(maker),
        "country": country or _country(vin),
        "years": sorted((year for year in years if year <= newest), reverse=True),
    }


def _brand(maker):
    """Brand as a dealer says it: without the country of the plant."""
    if not maker or maker.startswith("Unsupported"):
        return None
    maker = ALIASES.get(maker, maker)
    maker = re.sub(r" (Canada|Mexico|Argentina|USA|Brazil|Turk Truck)$", "", maker)
    return re.sub(r" \(.*\)$", "", maker)


def _country(vin):
    order = "ABCDEFGHJKLMNPRSTUVWXYZ1234567890"
    for first, last, name in COUNTRIES:
        within = order.index(first[1]) <= order.index(vin[1]) <= order.index(last[1])
        if vin[0] == first[0] and within:
            return name
    return None
