"""Parts of the time line: what it is made of, without a database."""

from dataclasses import dataclass
from typing import Any

# A row's id is that of its source times this, plus the number of its part.
PARTS = 64


@dataclass(frozen=True)
class Part:
    """One kind of rows in the time line of a customer.

    ``number``: 0 to 63, never used twice, kept for ever: ids of rows are made with it.
    ``kind``: value of the selection ``dealer.timeline.kind``. ``model`` and ``domain``:
    the records which are rows; those the user may not read are left out.

    ``partner``, ``date``, ``title``, ``amount``, ``currency``, ``user``, ``company``:
    paths of stored fields, many2one links may be followed ("vehicle_id.vin"); '' leaves
    the column empty; the words of ``title`` are joined by a space, empty ones are left
    out. ``attendees``: a stored many2many to contacts instead of ``partner``: the
    record is in the time line of each of them. ``document``: many2one fields by which a
    click opens another record than the row's own.
    """

    number: int
    kind: str
    model: str
    domain: Any = ()
    partner: str = "partner_id"
    attendees: str = ""
    date: str = "create_date"
    title: tuple[str, ...] = ("name",)
    amount: str = ""
    currency: str = ""
    user: str = "user_id"
    company: str = "company_id"
    document: str = ""


def row_id(part: Part, source_id: int) -> int:
    """Id of a row of the time line.

    :param part: part of the row
    :param source_id: id of the record, positive
    """
    return source_id * PARTS + part.number


def split_id(identifier: int) -> tuple[int, int]:
    """Id of the source record and number of the part, from the id of a row."""
    return divmod(identifier, PARTS)


def check(parts: list[Part]) -> None:
    """Refuse parts whose rows could not be told from each other.

    :raise ValueError: a number is used twice or is too large
    """
    numbers = [part.number for part in parts]
    doubled = {number for number in numbers if numbers.count(number) > 1}
    if doubled or not all(0 <= number < PARTS for number in numbers):
        raise ValueError(f"Numbers of parts of the time line: {sorted(numbers)}")
