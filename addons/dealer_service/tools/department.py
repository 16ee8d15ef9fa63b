"""Departments of a dealership in an analytic distribution: no ORM."""

from collections.abc import Mapping

WHOLE = 100.0
# Kind of a service line -> whose turnover it is.
BY_KIND = {"labour": "service", "part": "parts", "sublet": "service", "fee": "service"}


def complete(distribution: Mapping[str, float] | None, account: int) -> dict:
    """Name the department in a distribution which speaks of other plans only.

    What the distribution does not reach is given to the department alone: the
    department always has 100 per cent.

    :param distribution: stock's keys (ids joined by commas) -> per cent
    :param account: id of the department's analytic account
    """
    parts = {
        f"{key},{account}": percent for key, percent in (distribution or {}).items()
    }
    rest = round(WHOLE - sum(parts.values()), 6)
    return {**parts, str(account): rest} if rest > 0 else parts
