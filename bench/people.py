"""Records of people with the truth, from CSV files of any columns."""

import csv
import datetime
import re
from pathlib import Path

FIELDS = ("name", "phone", "email", "birthdate", "street", "city", "zip")


def read(path: Path, columns: str) -> list[tuple[str, dict]]:
    """Records of a CSV file with header.

    :param columns: which columns make a field of ours, as in
        ``person=cluster,name=first_name+surname,birthdate=dob``; ``person`` is who
        it really is
    :return: list of (person, values of a contact)
    """
    sources = {}
    for part in columns.split(","):
        field, _equals, names = part.partition("=")
        if field not in ("person", *FIELDS) or not names:
            raise SystemExit(
                f"Not a column of ours: {part}. Known: {', '.join(FIELDS)}"
            )
        sources[field] = names.split("+")
    if "person" not in sources:
        raise SystemExit("Say which column is the truth: person=COLUMN")
    with path.open(newline="", encoding="utf-8-sig") as file:
        rows = list(csv.DictReader(file))
    return [_record(row, sources) for row in rows]


def _record(row, sources):
    values = {
        field: " ".join(filter(None, (row[name].strip() for name in names)))
        for field, names in sources.items()
    }
    if "birthdate" in values:
        values["birthdate"] = _date(values["birthdate"])
    return values.pop("person"), values


def _date(text):
    """ISO or YYYYMMDD; None for what is no date."""
    try:
        return datetime.date(
            *map(int, re.findall(r"^(\d{4})-?(\d\d)-?(\d\d)$", text)[0])
        )
    except (IndexError, ValueError):
        return None


def half(records: list[tuple[str, dict]], which: int) -> list[tuple[str, dict]]:
    """The people of one half: 0 to tune the weights on, 1 to judge them by."""
    return [row for row in records if sum(map(ord, row[0])) % 2 == which]
