"""Rows in the text format of PostgreSQL's COPY."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime

_ESCAPES = str.maketrans(
    {"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r", "\0": None}
)


def field(value: object) -> str:
    """One value as COPY reads it.

    :param value: None, bool, number, date, datetime or text
    """
    if value is None:
        return "\\N"
    if value is True or value is False:
        return "t" if value else "f"
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%d %H:%M:%S")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, int | float):
        return str(value)
    return str(value).translate(_ESCAPES)


def line(values: Iterable[object]) -> str:
    """One row."""
    return "\t".join(map(field, values)) + "\n"


class Stream:
    """What ``copy_expert`` reads from: the rows of an iterator, made on demand."""

    def __init__(self, rows: Iterator[str]):
        self._rows = rows
        self._rest = ""

    # pylint: disable-next=method-required-super
    def read(self, size: int = -1) -> str:
        """The next characters, at most ``size``; '' at the end."""
        parts, length = [self._rest], len(self._rest)
        while size < 0 or length < size:
            row = next(self._rows, None)
            if row is None:
                break
            parts.append(row)
            length += len(row)
        text = "".join(parts)
        if size < 0:
            self._rest = ""
            return text
        self._rest = text[size:]
        return text[:size]
