"""The file with the rows that were not imported."""

import csv
import io
import re
from collections.abc import Iterable

# Excel calculates a cell which begins so (OWASP: CSV injection).
_RISKY = re.compile(r"^[\s\ufeff]*[=+\-@\uff1d\uff0b\uff0d\uff20]|^[\t\r]")
_PLAIN_NUMBER = re.compile(r"-?\d+([.,]\d+)?")


def guard(text: str) -> str:
    """A text which a spreadsheet shows and never calculates.

    Numbers stay as they are. Our own import takes the apostrophe away again.
    """
    if _RISKY.match(text) and not _PLAIN_NUMBER.fullmatch(text):
        return "'" + text
    return text


def write(header: list[str], rows: Iterable[list[str]], separator: str = ",") -> bytes:
    """A CSV file which Excel opens: UTF-8 with BOM, lines end with CR LF.

    :param header: titles of the columns
    :param rows: cells; text of the imported file and reasons
    :param separator: that of the imported file, so that it opens the same way
    """
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=separator)
    for row in (header, *rows):
        writer.writerow([guard(str(cell)) for cell in row])
    return out.getvalue().encode("utf-8-sig")
