"""What a merge changed in the database, as data: rows before and after.

A row is a dict column -> text (None for NULL), so that nothing is lost on the way
through JSON.
"""

from dataclasses import dataclass, field
from datetime import date

Row = dict[str, str | None]

MAX_CONTACTS = 5
# Values in the context: Python objects, which no client can send.
KEEP_KEY = "dealer_merge_keep"
KEEP = object()
DONE_KEY = "dealer_merge_done"
# The log of merges names the people of its day.
LOG_TABLES = {"dealer_merge", "dealer_merge_source_rel"}
# They tell when a row was written, not what is in it.
LOG_COLUMNS = frozenset({"write_date", "write_uid"})


@dataclass(frozen=True)
class Changes:
    """Difference of a table with ids.

    :ivar changed: list of dicts ``{id, old, new}``, each with the changed columns only
    :ivar gone: rows which are not there any more, whole
    :ivar created: ids which are new
    """

    changed: list[dict] = field(default_factory=list)
    gone: list[Row] = field(default_factory=list)
    created: list[int] = field(default_factory=list)


def compare(before: dict[int, Row], after: dict[int, Row]) -> Changes:
    """Find what happened to the rows of a table.

    :param before: id -> row, before
    :param after: id -> row, afterwards; all rows of ``before`` which still exist
    :return: the difference, ordered by id; columns of ``LOG_COLUMNS`` do not count
    """
    result = Changes(created=sorted(after.keys() - before.keys()))
    for row_id, old in sorted(before.items()):
        new = after.get(row_id)
        if new is None:
            result.gone.append(old)
            continue
        names = [
            name
            for name in old
            if name not in LOG_COLUMNS and name in new and old[name] != new[name]
        ]
        if names:
            result.changed.append(
                {
                    "id": row_id,
                    "old": {name: old[name] for name in names},
                    "new": {name: new[name] for name in names},
                }
            )
    return result


def compare_links(before: list[Row], after: list[Row]) -> tuple[list[Row], list[Row]]:
    """Find what happened to the rows of a table without ids.

    :param before: rows before
    :param after: rows afterwards
    :return: tuple (rows which were taken away, rows which were added)
    """
    old = {tuple(sorted(row.items())): row for row in before}
    new = {tuple(sorted(row.items())): row for row in after}
    return (
        [row for key, row in sorted(old.items()) if key not in new],
        [row for key, row in sorted(new.items()) if key not in old],
    )


def restorable(change: dict, current: Row) -> tuple[Row, list[str]]:
    """Tell what of a changed row can be given back.

    :param change: ``{id, old, new}`` as ``compare`` returns it
    :param current: the row today
    :return: tuple (column -> old value for what is still as the merge left it, names
        of the columns which somebody changed since)
    """
    values, newer = {}, []
    for name, old in change["old"].items():
        if name not in current or current[name] == old:
            continue
        if current[name] == change["new"][name]:
            values[name] = old
        else:
            newer.append(name)
    return values, newer


def join_periods(
    periods: list[tuple[int, date, date | None]],
) -> list[tuple[date, date | None, list[int]]]:
    """Join periods which overlap or follow each other without a day between.

    :param periods: tuples (id, first day, first day after it or None for open)
    :return: tuples (first day, first day after it or None, ids of the periods in it),
        in order
    """
    joined: list[tuple[date, date | None, list[int]]] = []
    for row_id, start, stop in sorted(periods, key=lambda item: (item[1], item[0])):
        if joined and (joined[-1][1] is None or start <= joined[-1][1]):
            first, last, ids = joined[-1]
            end = None if last is None or stop is None else max(last, stop)
            joined[-1] = (first, end, [*ids, row_id])
        else:
            joined.append((start, stop, [row_id]))
    return joined
