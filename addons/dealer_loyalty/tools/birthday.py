"""When somebody's birthday is, seen from a day."""

from datetime import date


def anniversary(birthdate: date, year: int) -> date:
    """The birthday in a year; who was born on 29 February has it on the 28th.

    :param birthdate: day of birth
    :param year: calendar year
    :return: day in that year
    """
    try:
        return birthdate.replace(year=year)
    except ValueError:
        return date(year, 2, 28)


def nearest(birthdate: date, today: date) -> date:
    """The birthday which is nearest to a day, also across the turn of the year.

    :param birthdate: day of birth
    :param today: the day
    :return: day of the birthday
    """
    days = [anniversary(birthdate, today.year + step) for step in (-1, 0, 1)]
    return min(days, key=lambda day: abs((day - today).days))
