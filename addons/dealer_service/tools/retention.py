"""When a customer of the workshop is at risk or lost: no ORM.

A car is expected again one interval after its last visit: its own, by its maintenance
plan and the kilometres it is driven, or a usual one. It is at risk some months after
that day and lost some more months later. A taxi which is due every four months is
missed sooner than a second car which is due once a year.
"""

from collections.abc import Collection, Iterable
from datetime import date, timedelta

from dateutil.relativedelta import relativedelta

DAYS_PER_MONTH = 30.4375
STATES = ("active", "at_risk", "lost")
# Rating of the last visit at or below which the customer was not content.
BAD_RATING = 2.0
REASONS = (
    "comeback",
    "rating",
    "late",
    "declined",
    "warranty",
    "stopped",
    "no_address",
)


def expected_on(last_visit: date, interval: int, usual_months: int) -> date:
    """Day on which a car is expected again.

    :param interval: days between two services of this car, 0 when nothing is known
    :param usual_months: for cars of which nothing is known
    """
    return last_visit + timedelta(days=interval or round(usual_months * DAYS_PER_MONTH))


def state_on(today: date, expected: date, risk_months: int, lost_months: int) -> str:
    """One of ``STATES``; on the last day of a period still the better one.

    :param risk_months: after the expected day from which a car is at risk
    :param lost_months: after the expected day from which it is lost
    """
    if today <= expected + relativedelta(months=risk_months):
        return "active"
    if today <= expected + relativedelta(months=lost_months):
        return "at_risk"
    return "lost"


def of_customer(states: Iterable[str]) -> str:
    """A customer is as well kept as the best of the cars; "" without any."""
    return min(states, key=STATES.index, default="")


def reasons(facts: Collection[str]) -> list[str]:
    """Known reasons for staying away, the most telling first."""
    return [reason for reason in REASONS if reason in facts]
