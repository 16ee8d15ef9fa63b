"""Files of other systems: encoding, separator, rows; CSV text and Excel workbooks."""

import codecs
import csv
import io
import re
import zipfile
from collections.abc import Iterator
from datetime import date, datetime, time

import chardet

ENCODINGS = ("utf-8", "utf-16", "cp1251", "gb18030", "cp866", "koi8-r", "cp1252")
SEPARATORS = (",", ";", "\t", "|")
SAMPLE = 200_000
MAX_COLUMNS = 200
MAX_ROWS = 2_000_000
MAX_CELL = 4000
# What a workbook may grow to when it is unpacked. The shared texts are held in memory.
MAX_UNPACKED = 600 * 1024**2
MAX_SHARED = 150 * 1024**2
MAX_PARTS = 2000
# A number with just three decimals would look like thousands.
_THREE_DECIMALS = re.compile(r"-?\d+\.\d{3}")
# csv refuses longer cells; ours are cut when they are read.
_FIELD_LIMIT = 1_000_000


class UnreadableError(ValueError):
    """A file which cannot be read.

    ``reason``: empty, old_excel, not_excel, bomb, encoding, binary, csv, too_many,
    no_rows; ``detail``: text for the message or ''.
    """

    def __init__(self, reason: str, detail: str = ""):
        super().__init__(reason)
        self.reason = reason
        self.detail = detail


# === TEXT === #


def guess_encoding(data: bytes) -> str:
    """Encoding of a text file: one of ENCODINGS.

    Marks at the beginning decide, then validity as UTF-8, then chardet; what it does
    not know for sure is judged by which letters come out.
    """
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    sample = data[:SAMPLE]
    # Text has no zero bytes; digits and separators have one each in UTF-16.
    if sample.count(0) * 20 > len(sample):
        return "utf-16"
    if data.startswith(codecs.BOM_UTF8) or _is_utf8(sample):
        return "utf-8"
    found = (chardet.detect(sample)["encoding"] or "").lower()
    scores = {name: _plausible(sample, name) for name in ENCODINGS[2:]}
    guess = "gb18030" if found in ("gb2312", "gbk") else found
    if guess in scores:
        scores[guess] += 0.1
    return max(scores, key=scores.get)


def _is_utf8(sample):
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        decoder.decode(sample)
    except UnicodeDecodeError:
        return False
    return True


def _plausible(sample, encoding):
    """How well the letters beyond ASCII fit the three languages, 0 to 1."""
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        text = decoder.decode(sample)
    except UnicodeDecodeError:
        return -1.0
    # Amid Latin letters they are letters of Western Europe.
    text = re.sub("(?<=[A-Za-z])[А-я\u4e00-\u9fa5](?=[a-z])", "\x80", text)
    letters = [character for character in text if ord(character) > 127]
    weigh = _weigh_chinese if encoding == "gb18030" else _weigh_letter
    return sum(map(weigh, letters)) / len(letters) if letters else 0.0


def _weigh_letter(letter):
    """Frequent letters count more: only the right encoding is full of them.

    Case does not count: capitals of one encoding are small letters of another.
    """
    if letter.lower() in "оеаинтсрвлкмдп":
        return 1.0
    if letter.lower() in "äöüßéèàçñáíóúйцугшщзхъфыжэячьбюё№«»—–\u00a0":
        return 0.5
    return 0.0


def _weigh_chinese(letter):
    """The first level of GB 2312 holds the frequent characters."""
    if letter in "，。：；（）、":
        return 1.0
    try:
        lead = letter.encode("gb2312")[0]
    except UnicodeEncodeError:
        return 0.0
    return 1.0 if 0xB0 <= lead <= 0xD7 else 0.3


def decode(data: bytes, encoding: str) -> str:
    """Text of a file without mark at its beginning.

    :raise UnreadableError: encoding, binary
    """
    if encoding == "utf-8":
        encoding = "utf-8-sig"
    elif encoding == "utf-16" and not data.startswith(
        (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
    ):
        # Without a mark the zero bytes of Latin letters and digits show the order.
        even, odd = data[:SAMPLE:2].count(0), data[1:SAMPLE:2].count(0)
        encoding = "utf-16-be" if even > odd else "utf-16-le"
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        raise UnreadableError("encoding", encoding) from error
    if text.count("\x00") > max(3, len(text) // 1000):
        raise UnreadableError("binary")
    return text.replace("\x00", "")


def guess_separator(text: str) -> str:
    """Separator of columns: the one which most evenly cuts the first lines."""
    lines = text[:SAMPLE].splitlines()[:50]

    def evenness(separator):
        widths = [len(row) for row in csv.reader(lines, delimiter=separator) if row]
        widths = [width for width in widths if width > 1]
        if not widths:
            return 0, 0
        usual = max(set(widths), key=widths.count)
        return widths.count(usual) / len(lines), usual

    return max(SEPARATORS, key=evenness)


def to_utf8(data: bytes, encoding: str, separator: str) -> bytes:
    """The file as our own CSV: UTF-8, comma, one row a line, no empty rows.

    :raise UnreadableError: encoding, binary, csv, too_many, no_rows
    """
    text = decode(data, encoding)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    return _pack(_guarded(reader))


def _guarded(reader):
    csv.field_size_limit(_FIELD_LIMIT)
    try:
        yield from reader
    except csv.Error as error:
        raise UnreadableError("csv", str(error)) from error


def _pack(rows):
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    count = 0
    for row in rows:
        if not any(cell.strip() for cell in row):
            continue
        count += 1
        if count > MAX_ROWS:
            raise UnreadableError("too_many", str(MAX_ROWS))
        cells = [_one_line(cell) for cell in row[:MAX_COLUMNS]]
        while cells and not cells[-1].strip():
            cells.pop()
        writer.writerow(cells)
    if count < 2:
        raise UnreadableError("no_rows")
    return out.getvalue().encode("utf-8", "replace")


def _one_line(cell):
    """A row is a line of our file: it can be found by its place."""
    return " ".join(cell[:MAX_CELL].splitlines()) if cell else ""


# === EXCEL === #


def is_workbook(data: bytes) -> bool:
    """Whether it is a packed workbook (xlsx).

    :raise UnreadableError: old_excel
    """
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        raise UnreadableError("old_excel")
    return data.startswith(b"PK\x03\x04")


def workbook_to_utf8(data: bytes) -> bytes:
    """The first visible sheet of a workbook as our own CSV.

    :raise UnreadableError: not_excel, bomb, too_many, no_rows
    """
    _check_parts(data)
    import openpyxl  # noqa: PLC0415 - slow to load, needed for workbooks only

    try:
        book = openpyxl.load_workbook(
            io.BytesIO(data), read_only=True, data_only=True, keep_links=False
        )
        sheets = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
        sheet = (sheets or book.worksheets)[0]
        # A file may claim a million empty columns.
        sheet.reset_dimensions()
        rows = sheet.iter_rows(values_only=True, max_col=MAX_COLUMNS)
        return _pack([_cell(value) for value in row] for row in rows)
    except UnreadableError:
        raise
    except Exception as error:
        # Whatever a broken workbook makes openpyxl or its XML parser raise.
        raise UnreadableError("not_excel", str(error)[:200]) from error


def _check_parts(data):
    """Refuse a workbook that would fill the memory, before it is unpacked.

    zipfile reads no more of a part than its declared size.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = archive.infolist()
            shared = [part for part in parts if part.filename.endswith("Strings.xml")]
            if (
                len(parts) > MAX_PARTS
                or sum(part.file_size for part in parts) > MAX_UNPACKED
                or sum(part.file_size for part in shared) > MAX_SHARED
            ):
                raise UnreadableError("bomb")
            if "xl/workbook.xml" not in archive.namelist():
                raise UnreadableError("not_excel")
            for part in parts:
                _check_part(archive, part)
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError, OSError) as error:
        raise UnreadableError("not_excel", str(error)[:200]) from error


def _check_part(archive, part):
    """Entities multiply text; Excel never declares any."""
    if part.filename.endswith((".xml", ".rels")):
        with archive.open(part) as file:
            start = file.read(4096)
        if b"<!DOCTYPE" in start or b"<!ENTITY" in start:
            raise UnreadableError("bomb")


def _cell(value):
    if value is None:
        return ""
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, float):
        text = format(value, ".15g")
        text = format(value, "f") if "e" in text else text
        return text + "0" if _THREE_DECIMALS.fullmatch(text) else text
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time(0) else str(value)
    return value.isoformat() if isinstance(value, date) else str(value)


# === OUR OWN FILE === #


def rows(data: bytes, offset: int = 0) -> Iterator[tuple[list[str], int]]:
    """Rows of our own CSV from a place on.

    :param data: as ``to_utf8`` or ``workbook_to_utf8`` returns it
    :param offset: place where a row begins; 0 is the header
    :return: tuples (cells, place of the next row)
    """
    csv.field_size_limit(_FIELD_LIMIT)
    file = io.BytesIO(data)
    file.seek(offset)
    for line in file:
        offset += len(line)
        yield next(csv.reader([line.decode()])), offset


def count_rows(data: bytes) -> int:
    """Number of rows below the header."""
    return data.count(b"\n") - 1
