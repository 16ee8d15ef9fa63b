"""How alike two birthdates are, and where to look for one that was mistyped."""

import calendar
from datetime import date

from rapidfuzz.distance import DamerauLevenshtein

FIRST_YEAR, LAST_YEAR = 1880, 2100


def evidence(one: date | None, other: date | None) -> str | None:
    """What two birthdates say: ``birthdate_same``, ``_typo`` (one digit, two digits
    exchanged, or day and month exchanged), ``_near`` or ``_other``; None when one of
    them is not known."""
    if not one or not other:
        return None
    if one == other:
        return "birthdate_same"
    exchanged = (one.year, one.month, one.day) == (other.year, other.day, other.month)
    if exchanged or is_typo(one.isoformat(), other.isoformat()):
        return "birthdate_typo"
    return "birthdate_near" if _is_near(one, other) else "birthdate_other"


def is_typo(one: str, other: str) -> bool:
    """Whether one character, or the order of two, makes the difference."""
    return DamerauLevenshtein.distance(one, other, score_cutoff=1) <= 1


def _is_near(one, other):
    equal = (
        (one.year == other.year) + (one.month == other.month) + (one.day == other.day)
    )
    if equal == 2:
        return True
    months = abs(one.month - other.month)
    return (
        abs(one.year - other.year) in (0, 1, 10)
        and min(months, 12 - months) <= 1
        and abs(one.day - other.day) <= 2
    )


def neighbours(day: date | None) -> list[date]:
    """Dates with which ``evidence`` finds some likeness, the day itself left out.

    Years which differ in more than one digit are left out, too: day and month alone
    say little, and every base has hundreds of people born on the same day of a year.

    :return: some 130 dates, in order; none when the day is not known
    """
    if not day:
        return []
    found = {(day.year, day.day, day.month)}
    found |= {(day.year, day.month, other) for other in range(1, 32)}
    found |= {(day.year, month, day.day) for month in range(1, 13)}
    found |= {(year, day.month, day.day) for year in _years(day.year)}
    for year in (-10, -1, 0, 1, 10):
        for month in (-1, 0, 1):
            for days in range(-2, 3):
                # December is beside January, whatever the year.
                other = (day.month - 1 + month) % 12 + 1
                found.add((day.year + year, other, day.day + days))
    return sorted({date(*parts) for parts in found if _is_date(*parts)} - {day})


def _years(year):
    text = str(year)
    typed = {
        int(text[:place] + digit + text[place + 1 :])
        for place in range(1, 4)
        for digit in "0123456789"
    }
    exchanged = {
        int(text[:2] + text[3] + text[2]),
        int(text[0] + text[2:0:-1] + text[3]),
    }
    return typed | exchanged | {year - 1, year + 1}


def _is_date(year, month, day):
    return (
        FIRST_YEAR <= year <= LAST_YEAR
        and 1 <= month <= 12
        and 1 <= day <= calendar.monthrange(year, month)[1]
    )
