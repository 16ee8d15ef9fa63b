"""Rules of follow-ups: dates, stops and what a replay shows. No database."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from dateutil.relativedelta import relativedelta

# Days in the longest step of each unit; a plan never begins too late.
UNIT_DAYS = {"days": 1, "weeks": 7, "months": 31}
# Further than this no holiday goes.
MAX_SHIFT_DAYS = 31


class Event(NamedTuple):
    """What an event of a rule is.

    :param model: model of the records, to which the domain applies
    :param unit: "days", "months" or "years" when the rule counts any, else ""
    :param number: proposed number of units
    :param targets: models on which the tasks may be, customers first
    :param stops: which stops are proposed: "bought", "sold"
    :param purpose: purpose of the contact, for the rules of consent
    """

    model: str
    unit: str = ""
    number: int = 0
    targets: tuple[str, ...] = ("res.partner",)
    stops: tuple[str, ...] = ()
    purpose: str = "offers"


class Row(NamedTuple):
    """One occurrence of an event, as the selection finds it.

    :param record_id: record of the event's model
    :param partner_id: the customer
    :param company_id: showroom or None
    :param user_id: salesperson or advisor of the record or None
    :param vehicle_id: the car it is about or None
    :param since: day from which a purchase counts
    :param occurrence: day of the event
    :param bought_on: first day after ``since`` on which the customer bought, or None
    :param sold_on: first day on which the car is not the customer's, or None
    """

    record_id: int
    partner_id: int
    company_id: int | None
    user_id: int | None
    vehicle_id: int | None
    since: date
    occurrence: date
    bought_on: date | None = None
    sold_on: date | None = None


@dataclass
class Step:
    """One task of a plan for one occurrence.

    :param template: the step of the plan
    :param deadline: day on which the task is due
    :param user: who does it, None for nobody
    :param stop: reason why it is not done, "" when it is
    """

    template: Any
    deadline: date
    user: Any
    stop: str = ""


@dataclass
class Decision:
    """What becomes of one occurrence.

    :param row: the occurrence
    :param day: day on which the rule acts
    :param stop: reason why nothing is planned, "" when something is
    :param steps: its tasks
    """

    row: Row
    day: date
    stop: str = ""
    steps: list[Step] = field(default_factory=list)


def anniversary(day: date, years: int) -> date:
    """The same day so many years later; of 29 February the 28th, but in leap years."""
    return day + relativedelta(years=years)


def local_day(moment: datetime, zone) -> date:
    """The day at a place when the clock shows ``moment`` in UTC.

    :param zone: a pytz time zone
    """
    return zone.fromutc(moment).date()


def days_before(steps: Iterable[tuple[int, str, str]]) -> int:
    """Days before an event on which its first task can be due.

    :param steps: (number, unit, before_plan_date or after_plan_date) of each step
    """
    return max(
        (
            number * UNIT_DAYS[unit]
            for number, unit, origin in steps
            if origin == "before_plan_date"
        ),
        default=0,
    )


def working_days(shifts: Sequence[tuple[datetime, datetime]]) -> set:
    """Days on which somebody works.

    :param shifts: working hours as local times
    """
    days: set = set()
    for start, stop in shifts:
        day, last = start.date(), (stop - timedelta(microseconds=1)).date()
        while day <= last:
            days.add(day)
            day += timedelta(days=1)
    return days


def next_working_day(day: date, working: Collection[date]) -> date:
    """The day itself or the next one on which somebody works.

    Where nobody works for a month the day stays: a task late is better than none.
    """
    for shift in range(MAX_SHIFT_DAYS):
        moved = day + timedelta(days=shift)
        if moved in working:
            return moved
    return day


def stop_on(day: date, row: Row, stops: Collection[str]) -> str:
    """Why a task of this day is not done: "bought", "sold" or "".

    :param stops: the stops which the rule asks for
    """
    if "bought" in stops and row.bought_on and row.bought_on <= day:
        return "bought"
    if "sold" in stops and row.sold_on and row.sold_on <= day:
        return "sold"
    return ""


def turn(number: int, people: Sequence) -> Any:
    """Whose turn it is: of equal shares, and always the same for one customer.

    :return: one of ``people``, None without any
    """
    return people[number % len(people)] if people else None


def by_month(counts: dict, first: date, last: date) -> list:
    """Numbers of each month, months without any included.

    :param counts: dict date -> number
    :return: list of (first day of the month, number)
    """
    months: dict = {}
    month = first.replace(day=1)
    while month <= last:
        months[month] = 0
        month += relativedelta(months=1)
    for day, count in counts.items():
        months[day.replace(day=1)] = months.get(day.replace(day=1), 0) + count
    return sorted(months.items())
