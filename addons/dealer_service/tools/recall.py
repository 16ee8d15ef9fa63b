"""VIN lists of recalls: single VINs, masked and padded ones, ranges.

Makers publish ranges of chassis numbers ("VF7******AZ025918 to VF7******AZ030421"):
masked positions are any character, the digits at the end count up. Where beginning and
end differ before these digits (check digit, year, plant), or only the last digits are
given, a VIN inside may still not be affected: such a pattern is not certain.
"""

import csv
import io
import re
from dataclasses import dataclass

VIN_LENGTH = 17
# Position in a mask that fits any character, as in SQL's LIKE.
ANY = "_"
MASKED = re.compile(r"[*#?._]")
# Fewer digits would fit half of all cars.
MIN_DIGITS = 5
MIN_FIXED = 3
_SEPARATOR = re.compile(r"\s*(?:[;,\t]|\s(?:-|–|to|bis|по|至)\s)\s*", re.IGNORECASE)
# Several VINs in one cell.
_CELL = re.compile(r"\s{2,}|\s*[\n;]\s*")
# Short names of makes in published files.
MAKE_ALIASES = {"vw": "volkswagen", "vag": "volkswagen", "chevy": "chevrolet"}
# A make of cars builds others, too, whose numbers say nothing about the cars.
NOT_CARS = {
    *("bike", "bikes", "bus", "buses", "motorbike", "motorbikes", "motorcycle"),
    *("motorcycles", "motorrad", "truck", "trucks"),
}
# Columns of a file -> names they have in published files (lower case).
COLUMNS = {
    "number": ("recalls number", "recall number", "campaign", "number"),
    "make": ("make", "brand"),
    "title": ("concern", "title"),
    "defect": ("defect",),
    "remedy": ("remedy",),
    "first": ("vin start", "vin from", "vin", "from"),
    "last": ("vin end", "vin to", "to"),
}


@dataclass(frozen=True)
class Pattern:
    """What VINs a campaign is about.

    :ivar mask: 17 characters, "_" is any
    :ivar low: lowest digits at the end; "" when the mask says all
    :ivar high: highest digits, as many
    :ivar is_certain: whether every VIN that fits is affected
    """

    mask: str
    low: str = ""
    high: str = ""
    is_certain: bool = True

    @property
    def prefix(self) -> str:
        """What the VINs begin with, for an index."""
        return self.mask.split(ANY, 1)[0]

    def fits(self, vin: str) -> bool:
        """Whether a normalised VIN is in the pattern."""
        if len(vin) != VIN_LENGTH or not all(
            wanted in (ANY, found) for wanted, found in zip(self.mask, vin, strict=True)
        ):
            return False
        tail = vin[VIN_LENGTH - len(self.low) :]
        return not self.low or (tail.isdecimal() and self.low <= tail <= self.high)


def clean(text: str) -> str:
    """A VIN as written by anybody, masks kept: capitals, no blanks or dashes."""
    return re.sub(r"[\s-]", "", text or "").upper()


def parse_range(first: str, last: str = "") -> Pattern | None:
    """The pattern of a VIN, of a masked VIN, or of a range.

    :param first: VIN, masked VIN, or last digits, padded with zeros or not
    :param last: end of the range; "" for a single one
    :return: None for what is no VIN
    """
    first, last = clean(first), clean(last)
    last = last or first
    if not re.fullmatch(r"[A-Z0-9*#?._]+", first + last):
        return None
    if len(first) == VIN_LENGTH == len(last) and not (first + last).isdecimal():
        return _whole(first, last)
    if first.isdecimal() and last.isdecimal():
        return _digits(first, last)
    return None


def _whole(first: str, last: str) -> Pattern | None:
    first, last = MASKED.sub(ANY, first), MASKED.sub(ANY, last)
    if first == last and ANY not in first:
        return Pattern(first)
    digits = min(len(re.search(r"\d*$", text).group()) for text in (first, last))
    head = VIN_LENGTH - digits
    mask = "".join(
        here if here == there else ANY
        for here, there in zip(first[:head], last[:head], strict=True)
    )
    if len(mask.replace(ANY, "")) < MIN_FIXED:
        return None
    low, high = sorted((first[head:], last[head:]))
    # What is masked in both is meant to be any; what differs is not known.
    same = all(
        here == there for here, there in zip(first[:head], last[:head], strict=True)
    )
    in_order = first[head:] <= last[head:]
    return Pattern(mask + ANY * digits, low, high, same and in_order)


def _digits(first: str, last: str) -> Pattern | None:
    low, high = sorted((int(first), int(last)))
    digits = max(len(str(high)), MIN_DIGITS)
    if digits > 8 or len(str(high)) < MIN_DIGITS:
        return None
    mask = ANY * VIN_LENGTH
    return Pattern(mask, f"{low:0{digits}}", f"{high:0{digits}}", False)


def parse_cells(first: str, last: str) -> tuple[list[Pattern], bool]:
    """Patterns of a row of a file: one range, or as many beginnings as ends.

    :return: tuple (patterns, whether all of it was read)
    """
    starts, ends = _CELL.split(first.strip()), _CELL.split(last.strip())
    if len(starts) != len(ends):
        starts, ends = [first], [last]
    found = [parse_range(start, end) for start, end in zip(starts, ends, strict=True)]
    return [pattern for pattern in found if pattern], None not in found


def match_make(make: str, names) -> str | None:
    """The one of our makes that a published file means.

    "MERCEDES BENZ" is our Mercedes, "VOLVO CAR" our Volvo; "BMW MOTORCYCLES" builds no
    cars.

    :param make: as in the file
    :param names: our makes
    :return: one of names, None when it is none of them
    """
    wanted = _words(make)
    if NOT_CARS & set(wanted):
        return None
    best = None
    for name in names:
        own = _words(name)
        shared = min(len(own), len(wanted))
        if own[:shared] == wanted[:shared] and shared:
            score = (own == wanted, len(own) <= len(wanted), shared)
            best = max(best or (score, name), (score, name))
    return best and best[1]


def _words(make: str) -> list[str]:
    words = re.findall(r"\w+", make.lower())
    return [MAKE_ALIASES.get(word, word) for word in words]


def parse_list(text: str) -> tuple[list[Pattern], list[str]]:
    """Patterns of a pasted list: one VIN or range a line.

    :return: tuple (patterns without repeats, lines which are no VIN)
    """
    found: dict[Pattern, None] = {}
    unread = []
    for line in filter(None, map(str.strip, (text or "").splitlines())):
        parts = [part for part in _SEPARATOR.split(line) if part]
        pattern = parse_range(*parts) if len(parts) in (1, 2) else None
        if pattern:
            found[pattern] = None
        elif not re.fullmatch(r"vin|vins|vin[\W_]*(start|from).*", line, re.IGNORECASE):
            unread.append(line)
    return list(found), unread


def parse_file(text: str) -> list[dict]:
    """Rows of a file with a header: one or many campaigns.

    :return: list of dicts with the keys of COLUMNS; [] without a column of VINs
    """
    lines = text.lstrip("\ufeff")
    header = lines.split("\n", 1)[0]
    delimiter = max(",;\t", key=header.count)
    rows = csv.DictReader(io.StringIO(lines), delimiter=delimiter)
    names = {(name or "").strip().lower(): name for name in rows.fieldnames or ()}
    columns = {
        key: next((names[name] for name in aliases if name in names), None)
        for key, aliases in COLUMNS.items()
    }
    if not columns["first"]:
        return []
    return [
        {
            key: (row.get(name) or "").strip() if name else ""
            for key, name in columns.items()
        }
        for row in rows
    ]
