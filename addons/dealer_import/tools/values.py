"""Dates, numbers and odometers as people and programs of three countries write them."""

import re
import statistics
import unicodedata
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation
from typing import Literal

DateOrder = Literal["dmy", "mdy", "ymd"]
Unit = Literal["km", "thousand", "wan", "mile"]

MAX_TEXT = 4000
MILE_KM = 1.609344
# A car is scrapped before; the same limit as the readings have in the database.
MAX_KM = 3_000_000
PLACEHOLDERS = {999_999, 9_999_999, 1_234_567}
FACTORS = {"km": 1, "thousand": 1000, "wan": 10_000, "mile": MILE_KM}
# Excel's day 0 in files that were never made on an old Macintosh.
EXCEL_EPOCH = date(1899, 12, 30)
EXCEL_DAYS = range(3_654, 73_051)  # 1910 to 2099

_DASHES = re.compile("[-\u2010-\u2015\u2212_.?*/\\\\]+")
_BLANK_WORDS = {
    *("n/a", "#n/a", "null", "none", "nan", "unknown", "not set", "nil"),
    *("нет", "нет данных", "не указан", "не указана", "не указано", "неизвестно"),
    *("неизвестен", "#н/д", "н/д", "пусто"),
    *("无", "未知", "空", "没有", "暂无", "不详"),
}
# What our result file writes before a text which Excel would calculate.
_GUARDED = re.compile(r"^'(?=[=+\-@\t\r])")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ufeff\u200b-\u200f\u202a-\u202e]")
_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "jan янв",
            "feb фев",
            "mar мар",
            "apr апр",
            "may май мая",
            "jun июн",
            "jul июл",
            "aug авг",
            "sep сен",
            "oct окт",
            "nov ноя",
            "dec дек",
        ),
        start=1,
    )
    for name in names.split()
}
_YMD = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})")
_XXY = re.compile(r"(\d{1,2})\s*[-/.]\s*(\d{1,2})\s*[-/.]\s*(\d{4}|\d{2})(?!\d)")
_DAY_MONTH = re.compile(r"(?<!\d)(\d{1,2})[\s\-.]+([^\W\d]{3,9})\.?[\s\-.,]+(\d{4})")
_MONTH_DAY = re.compile(r"([^\W\d]{3,9})\.?\s+(\d{1,2}),?\s+(\d{4})")
_NUMBER = re.compile(r"[-+]?[\d.,]*\d[\d.,]*")
_SPACES = re.compile(r"[\s'\u2019\u02bc]")


class BadValueError(ValueError):
    """A text which is not what its column holds.

    ``reason``: date, number, negative, too_large, year.
    """

    def __init__(self, reason: str):
        super().__init__(reason)
        self.reason = reason


def clean(value: object, words: bool = True) -> str:
    """Text of a cell without noise; '' for all the ways to say "nothing".

    :param value: cell of the file
    :param words: also take "n/a", "нет данных", "无" and the like for nothing, which
        in a column of names might be a name
    """
    text = unicodedata.normalize("NFC", str(value or ""))[:MAX_TEXT]
    text = _CONTROL.sub("", _GUARDED.sub("", text))
    text = re.sub(r"[^\S\n]+", " ", text).strip()
    if _DASHES.fullmatch(text) or (words and text.casefold() in _BLANK_WORDS):
        return ""
    return text


def number(text: str, decimal: str | None = None) -> Decimal | None:
    """A number: ``1 234,56``, ``1,234.56``, ``1.234,56 руб.``, ``(12.50)``, ``3万``.

    :param text: cell; '' gives None
    :param decimal: "," or ".", what separates decimals in this column; None when
        unknown: then a single separator before three digits separates thousands
    :raise BadValueError: number
    """
    text = unicodedata.normalize("NFKC", text).strip()
    if not text:
        return None
    factor = 10_000 if "万" in text else 1
    negative = text.startswith("(") and text.endswith(")")
    text = _SPACES.sub("", text.strip("()")).replace("\u2212", "-")
    found = _NUMBER.findall(re.sub(r"(руб|тг|р)\.", "", text, flags=re.IGNORECASE))
    if len(found) != 1:
        raise BadValueError("number")
    try:
        result = Decimal(_plain(found[0].rstrip(".,"), decimal)) * factor
    except InvalidOperation as error:
        raise BadValueError("number") from error
    return -result if negative else result


def _plain(text, decimal):
    """A number with decimals after a point and nothing between thousands."""
    last = max(text.rfind(","), text.rfind("."))
    if last < 0:
        return text
    mark = text[last]
    both = "," in text and "." in text
    if text.count(mark) > 1:
        is_decimal = False
    elif both or decimal:
        is_decimal = both or mark == decimal
    else:
        whole = text[:last].lstrip("+-")
        thousands = len(text) - last - 1 == 3 and 1 <= len(whole) <= 3
        is_decimal = not thousands or whole == "0"
    if not is_decimal:
        return text.replace(",", "").replace(".", "")
    whole = text[:last].replace(",", "").replace(".", "")
    return f"{whole or '0'}.{text[last + 1 :]}"


def guess_decimal(samples: list[str]) -> str | None:
    """What separates decimals in a column: "," or "."; None when nothing shows it."""
    votes = {",": 0, ".": 0}
    for sample in samples:
        text = _SPACES.sub("", sample)
        marks = [character for character in text if character in votes]
        if not marks:
            continue
        after = re.split("[,.]", text)[-1]
        if len(set(marks)) == 2 or (len(marks) == 1 and len(after.strip()) != 3):
            votes[marks[-1]] += 1
    if votes[","] == votes["."]:
        return None
    return max(votes, key=votes.get)


def day(text: str, order: DateOrder = "dmy", today: date | None = None) -> date | None:
    """A date: 31.12.2024, 2024-12-31, 12/31/2024, 2024年3月5日, 5 марта 2024, 45291.

    A time of day after it is ignored. Years of two digits are those up to the next
    year, else of the century before.

    :param text: cell; '' gives None
    :param order: of day and month when the year comes last
    :param today: for years of two digits
    :raise BadValueError: date
    """
    text = unicodedata.normalize("NFKC", text).strip()
    if not text:
        return None
    try:
        parts = _day_parts(text, order, today or date.today())
        result = parts if isinstance(parts, date) else date(*parts)
    except (ValueError, TypeError, KeyError) as error:
        raise BadValueError("date") from error
    if not 1900 <= result.year <= 2100:
        raise BadValueError("date")
    return result


def _day_parts(text, order, today):
    """Year, month, day; or a date."""
    if re.fullmatch(r"\d{5}(\.\d+)?", text):
        days = int(text.split(".")[0])
        return EXCEL_EPOCH + timedelta(days) if days in EXCEL_DAYS else None
    if match := re.fullmatch(r"(\d{4})(\d\d)(\d\d)", text):
        return tuple(map(int, match.groups()))
    if match := _YMD.match(text):
        return tuple(map(int, match.groups()))
    if match := _XXY.match(text):
        first, second, year = match.groups()
        month, number_ = (first, second) if order == "mdy" else (second, first)
        return _year(year, today), int(month), int(number_)
    if match := _MONTH_DAY.search(text):
        month, number_, year = match.groups()
        return int(year), _MONTHS[month[:3].lower()], int(number_)
    if match := _DAY_MONTH.search(text):
        number_, month, year = match.groups()
        return int(year), _MONTHS[month[:3].lower()], int(number_)
    return None


def _year(text, today):
    year = int(text)
    if len(text) == 4:
        return year
    century = today.year // 100 * 100
    return century + year if century + year <= today.year + 1 else century - 100 + year


def guess_order(samples: list[str], default: DateOrder = "dmy") -> DateOrder:
    """Order of day and month in a column.

    :param samples: values of the column
    :param default: when every value could be read either way
    """
    first = second = 0
    for sample in samples:
        if match := _XXY.match(sample.strip()):
            first += int(match.group(1)) > 12
            second += int(match.group(2)) > 12
            # Nobody writes month.day.year with points.
            first += "." in sample
        elif _YMD.match(sample.strip()):
            default = "ymd" if not first and not second else default
    if first == second:
        return default
    return "dmy" if first > second else "mdy"


def kilometres(text: str, unit: Unit = "km") -> tuple[int | None, bool]:
    """An odometer reading: ``84 200``, ``84,2 тыс. км``, ``52k miles``, ``3.5万公里``.

    :param text: cell; '' gives (None, False)
    :param unit: of the column, when the text itself names none
    :return: tuple (kilometres or None when there is no reading, True when the number
        only fills the place, as 999999 does)
    :raise BadValueError: number, negative, too_large
    """
    text = unicodedata.normalize("NFKC", text).strip().lower()
    if not text:
        return None, False
    is_mile = bool(re.search("mi|миль", text))
    is_thousand = bool(re.search(r"тыс|т\.\s*км|\d\s*k(?!m)|thousand|千", text))
    has_unit = is_mile or is_thousand or "万" in text or re.search("km|км|公里", text)
    digits = re.sub(r"[^\d.,\s+\-()\u2212万]", "", text).strip(" .,")
    if has_unit:
        factor = (1000 if is_thousand else 1) * (MILE_KM if is_mile else 1)
    else:
        factor = FACTORS[unit]
    scaled = factor in (1000, 10_000) or "万" in text
    value = number(digits, _single_mark(digits) if scaled else None)
    if value is None:
        raise BadValueError("number")
    if value < 0:
        raise BadValueError("negative")
    if int(value) in PLACEHOLDERS:
        return None, True
    result = round(float(value) * factor)
    if result > MAX_KM:
        raise BadValueError("too_large")
    return result or None, False


def _single_mark(digits):
    """Thousands are written with decimals, not with separators between them."""
    marks = [character for character in digits if character in ",."]
    return marks[0] if len(marks) == 1 else None


def guess_unit(header: str, samples: list[str]) -> Unit:
    """Unit of a column of odometer readings, by its header, else by its values."""
    text = unicodedata.normalize("NFKC", header).lower()
    if re.search(r"\bmi\b|mile|мил", text):
        return "mile"
    if "万" in text:
        return "wan"
    if re.search(r"тыс|thousand|\bk\s*km|千公里", text):
        return "thousand"
    # A program which counts kilometres knows no decimals.
    shares = []
    for sample in samples:
        if re.fullmatch(r"\d{1,3}[.,]\d{1,2}", sample.strip()):
            shares.append(float(sample.strip().replace(",", ".")))
    if len(shares) * 2 > len(samples) > 0 and statistics.median(shares) < 1000:
        return "thousand"
    return "km"


def year(text: str, newest: int | None = None) -> int | None:
    """A model year: ``2019``, ``2019.0``, ``2019 г.``, ``2019年款``, ``05/2019``.

    :param newest: last year allowed, default two years from now
    :raise BadValueError: year
    """
    text = unicodedata.normalize("NFKC", text).strip()
    if not text:
        return None
    found = re.findall(r"(?<!\d)(?:19|20)\d\d(?!\d)", text)
    if len(found) != 1 or int(found[0]) > (newest or date.today().year + 2):
        raise BadValueError("year")
    return int(found[0])
