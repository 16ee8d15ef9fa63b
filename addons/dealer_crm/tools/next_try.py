"""When to try again, from the tries so far."""

from collections.abc import Iterable

DEFAULT_DAYS = (1, 2, 4)
# Tries without an answer after which the manager is told.
TELL_AFTER = 3
MAX_DAYS = 365


def read_days(text: str | None) -> tuple[int, ...]:
    """Days between tries as somebody wrote them into the settings.

    :param text: such as "1, 2, 4"
    :return: whole days, at least one; the default ones when the text is unusable
    """
    parts = (text or "").replace(";", ",").split(",")
    days = [part.strip() for part in parts if part.strip()]
    if not days or not all(day.isdecimal() and int(day) <= MAX_DAYS for day in days):
        return DEFAULT_DAYS
    return tuple(int(day) for day in days)


def next_days(tries: int, days: tuple[int, ...]) -> int:
    """Days until the next try.

    :param tries: tries in a row without an answer, this one included
    :param days: as ``read_days`` returns them; the last one holds for all later tries
    """
    return days[min(max(tries, 1), len(days)) - 1]


def count_tries(results: Iterable[str]) -> int:
    """Tries in a row without an answer.

    :param results: results of the calls, the newest first
    """
    tries = 0
    for result in results:
        if result != "no_answer":
            break
        tries += 1
    return tries
