"""When an occasion for a greeting is. Dates of moving feasts come from libraries."""

from datetime import date, datetime, time, timedelta
from functools import cache

import holidays
from hijridate import Gregorian, Hijri

# Months of the Islamic calendar.
RAMADAN, SHAWWAL = 9, 10
# Greetings of a day are prepared until so long after the hour: nobody gets one in the
# evening or at night. Then those of the next day are.
GRACE_HOURS = 8


@cache
def spring_festival(year: int) -> date | None:
    """First day of the Chinese year, of the public holidays of China.

    :param year: Gregorian year
    :return: day; None when the library does not know the year
    """
    days = holidays.country_holidays("CN", years=year, language="en_US")
    found = days.get_named("(Spring Festival)")
    return min(found, default=None)


def hijri_days(month: int, first: date, last: date) -> list[tuple[date, int]]:
    """First days of an Islamic month (Umm al-Qura) in a period.

    A Gregorian year can have the same month twice, so the Islamic year tells them
    apart.

    :param month: 1 to 12
    :param first: first day of the period
    :param last: last day of the period
    :return: list of (day, Islamic year); empty beyond the library's years (1343-1500)
    """
    try:
        years = range(
            Gregorian.fromdate(first).to_hijri().year,
            Gregorian.fromdate(last).to_hijri().year + 1,
        )
        days = [(Hijri(year, month, 1).to_gregorian(), year) for year in years]
    except OverflowError:
        return []
    return [
        (date(day.year, day.month, day.day), year)
        for day, year in days
        if first <= day <= last
    ]


def occasions(
    kind: str, first: date, last: date, month: int = 0, day: int = 0
) -> list[tuple[date, int]]:
    """The days of an occasion which is the same for everybody.

    :param kind: fixed, spring_festival, ramadan or eid_fitr
    :param first: first day of the period
    :param last: last day of the period
    :param month: of a fixed day, 1 to 12
    :param day: of a fixed day, 1 to 31
    :return: list of (day, year in which it counts as one occasion)
    """
    if kind == "ramadan":
        return hijri_days(RAMADAN, first, last)
    if kind == "eid_fitr":
        return hijri_days(SHAWWAL, first, last)
    found = []
    for year in range(first.year, last.year + 1):
        when = (
            spring_festival(year)
            if kind == "spring_festival"
            else anniversary(month, day, year)
        )
        if when and first <= when <= last:
            found.append((when, year))
    return found


def anniversary(month: int, day: int, year: int) -> date:
    """A day of the year; 29 February is kept on the 28th when there is none."""
    if (month, day) == (2, 29):
        return date(year, 3, 1) - timedelta(days=1)
    return date(year, month, day)


def is_day(month: int, day: int) -> bool:
    """Whether there is such a day, at least in leap years."""
    try:
        date(2024, month, day)
    except ValueError:
        return False
    return True


def kept_on(day: date) -> list[tuple[int, int]]:
    """Which anniversaries are kept on a day.

    :param day: the day
    :return: list of (month, day of the month)
    """
    kept = [(day.month, day.day)]
    if kept == [(2, 28)] and anniversary(2, 29, day.year) == day:
        kept.append((2, 29))
    return kept


def next_moment(now: datetime, hour: float) -> datetime:
    """When greetings are sent next: today at the hour, or tomorrow when that is over.

    :param now: local time of the showroom, without time zone
    :param hour: e.g. 10.5 for half past ten
    :return: local time, without time zone
    """
    moment = datetime.combine(now.date(), time()) + timedelta(hours=hour)
    latest = moment + timedelta(hours=GRACE_HOURS)
    return moment if now <= latest else moment + timedelta(days=1)


# Traditions of languages and of countries, where one of them is by far the most common:
# only a proposal, which somebody who knows the customer confirms.
OF_LANGUAGE = {"ru": "orthodox", "zh": "chinese", "ar": "muslim"}
OF_COUNTRY = {
    **dict.fromkeys(("CN", "TW", "HK", "MO"), "chinese"),
    **dict.fromkeys(("RU", "BY", "RS", "MK", "GE", "MD"), "orthodox"),
    **dict.fromkeys(("SA", "AE", "TR", "UZ", "AZ", "TJ"), "muslim"),
    **dict.fromkeys(("DE", "AT", "CH", "FR", "BE", "NL", "IT", "ES", "PL"), "western"),
}


def propose_tradition(language: str, country: str) -> str:
    """The tradition to propose for somebody.

    :param language: code, e.g. ru_RU
    :param country: ISO code, empty when it is not known
    :return: key of the traditions, "" without a proposal
    """
    return OF_LANGUAGE.get(language[:2]) or OF_COUNTRY.get(country, "")
