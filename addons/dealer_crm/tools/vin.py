"""Vehicle identification numbers (ISO 3779, ISO 3780, 49 CFR 565)."""

import re
import unicodedata
from datetime import date
from typing import Literal

from vininfo import Vin

Status = Literal["ok", "bad_check_digit", "short", "missing"]

LENGTH = 17
MIN_LENGTH = 5
_LOOK_ALIKES = str.maketrans("АВЕКМНОРСТУХΑΒΕΖΗΙΚΜΝΟΡΤΥΧ", "ABEKMHOPCTYXABEZHIKMNOPTYX")
_NOISE = re.compile(r"[\s\-‐-―._/·]|[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
_VALUES = dict(
    zip(
        "0123456789ABCDEFGHJKLMNPRSTUVWXYZ",
        [
            *range(10),
            1,
            2,
            3,
            4,
            5,
            6,
            7,
            8,
            1,
            2,
            3,
            4,
            5,
            7,
            9,
            2,
            3,
            4,
            5,
            6,
            7,
            8,
            9,
        ],
        strict=True,
    )
)
_WEIGHTS = (8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2)
_REPAIRS = str.maketrans("OQI", "001")


class VinError(ValueError):
    """A text which is neither a VIN nor a chassis number; ``reason`` says why."""

    def __init__(self, reason, detail=""):
        super().__init__(reason)
        self.reason = reason
        self.detail = detail


def normalise(text: str | None) -> str:
    """Upper case Latin letters and digits without separators; '' for nothing."""
    text = unicodedata.normalize("NFKC", (text or "")[:200]).upper()
    return _NOISE.sub("", text).translate(_LOOK_ALIKES)


def check_digit(vin: str) -> str:
    """The check digit (position 9) which the other characters ask for."""
    total = sum(_VALUES[c] * w for c, w in zip(vin, _WEIGHTS, strict=True))
    return "0123456789X"[total % 11]


def has_valid_check_digit(vin: str) -> bool:
    """Whether position 9 is what the other characters ask for."""
    return (
        len(vin) == LENGTH
        and all(c in _VALUES for c in vin)
        and vin[8] == check_digit(vin)
    )


def check_digit_required(vin: str) -> bool:
    """Whether the region of the maker uses the check digit."""
    return vin[:1] in "12345L" and bool(vin)


def suggest(text: str | None) -> str | None:
    """The VIN which was probably meant where O, Q or I was typed."""
    vin = normalise(text)
    repaired = vin.translate(_REPAIRS)
    return repaired if len(vin) == LENGTH and repaired != vin else None


def status(text: str | None) -> Status:
    """What the VIN check says."""
    vin = normalise(text)
    if not vin:
        return "missing"
    if len(vin) > LENGTH:
        raise VinError("too_long")
    if not re.fullmatch("[A-Z0-9]+", vin):
        raise VinError("bad_character")
    if len(vin) < MIN_LENGTH:
        raise VinError("too_short")
    if len(vin) < LENGTH:
        return "short"
    if set(vin) & set("IOQ"):
        raise VinError("bad_character")
    if check_digit_required(vin) and not has_valid_check_digit(vin):
        return "bad_check_digit"
    return "ok"


def decode(vin: str) -> dict:
    """Maker, country and candidate model years."""
    try:
        info = Vin(vin)
        years = [y for y in info.years if y <= date.today().year + 1]
        return {
            "maker": str(info.manufacturer or "") or None,
            "country": info.country,
            "years": sorted(years, reverse=True),
        }
    except Exception:
        return {"maker": None, "country": None, "years": []}
