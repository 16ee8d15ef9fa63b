"""Rows a second of the import of dealership data, beside stock's ``load()``.

Raw: the same rows by COPY into a plain table, with no rule and no search. ``run`` is
for a database that may be thrown away: it commits what it imports.
"""

import csv
import io
import tempfile
import time
from pathlib import Path

import database
import figures

SOURCE = "Bench"
DAY = "2024-03-05"


def customers(first: int, count: int) -> list[list[str]]:
    """Titles and rows of a file of customers."""
    head = ["name", "phone", "email", "street", "city"]
    return [
        head,
        *(
            [
                f"Bench Customer {number}",
                f"+7913{number:07d}",
                f"bench{number}@example.com",
                f"Sadovaya {number % 200}",
                "Omsk",
            ]
            for number in range(first, first + count)
        ),
    ]


def vehicles(first: int, count: int) -> list[list[str]]:
    """Titles and rows of a file of vehicles."""
    head = ["vin", "year", "color", "odometer", "odometer date"]
    return [
        head,
        *(
            [f"XTAGFK33X{number:08d}", "2020", "white", str(1000 + number), DAY]
            for number in range(first, first + count)
        ),
    ]


# Columns for stock: the same values under the names of the fields.
STOCK = {
    "customer": ("res.partner", ["name", "phone", "email", "street", "city"]),
    "vehicle": (
        "dealer.vehicle",
        ["vin", "model_year", "color", "odometer_ids/value", "odometer_ids/date"],
    ),
}
MAKE = {"customer": customers, "vehicle": vehicles}


def run(env, rows: int = 5000, start: int = 1_000_000) -> list[dict]:
    """Import files of both kinds with our import, again, and with stock's ``load()``.

    :param env: environment of a dealership manager
    :param rows: rows of each file
    :param start: first number; other numbers than those of an earlier run
    :return: list of dicts ``kind``, ``way``, ``rows``, ``seconds``, ``rows_per_second``
    """
    lines = []
    with tempfile.TemporaryDirectory() as folder:
        for kind, make in MAKE.items():
            path = Path(folder) / f"{kind}.csv"
            with path.open("w", encoding="utf-8", newline="") as file:
                csv.writer(file).writerows(make(start, rows))
            for way in ("import", "import again"):
                seconds = timed(env["dealer.import"]._run_file, path, kind, SOURCE)
                lines.append(figure(kind, way, rows, seconds))
            model, names = STOCK[kind]
            data = make(start + rows, rows)[1:]
            seconds = timed(load, env[model], names, data)
            lines.append(figure(kind, "stock load()", rows, seconds))
            env.cr.commit()
            seconds = timed(copy, env.cr.dbname, data)
            lines.append(figure(kind, "raw COPY", rows, seconds))
    return lines


def measure(name: str, rows: int) -> list[dict]:
    """Measure on a database that is thrown away.

    :param name: of the database
    :param rows: rows of each file
    :return: see ``run``
    """
    with database.environment(name, "director") as env:
        return run(env, rows)


def copy(name: str, data: list[list[str]]):
    """Put rows into a new plain table."""
    text = io.StringIO()
    csv.writer(text).writerows(data)
    text.seek(0)
    columns = ", ".join(f"c{number} text" for number in range(len(data[0])))
    connection = database.connect(name)
    try:
        with connection, connection.cursor() as cursor:
            cursor.execute(f"CREATE TABLE bench_copy ({columns})")
            cursor.copy_expert("COPY bench_copy FROM STDIN (FORMAT csv)", text)
            cursor.execute("DROP TABLE bench_copy")
    finally:
        connection.close()


def report(result: list[dict]) -> str:
    """The table of the results."""
    return figures.table(
        "Import, rows a second",
        ["what", "rows", "seconds", "rows a second"],
        [
            [
                f"{line['kind']}, {line['way']}",
                line["rows"],
                line["seconds"],
                line["rows_per_second"],
            ]
            for line in result
        ],
    )


def load(model, names, data):
    """Stock's import in its own slices: all rows in one transaction."""
    result = model.with_context(import_file=True).load(names, data)
    if not result["ids"]:
        raise RuntimeError(result["messages"][:3])
    model.env.flush_all()


def timed(function, *args) -> float:
    """Seconds that a call takes."""
    begin = time.perf_counter()
    function(*args)
    return time.perf_counter() - begin


def figure(kind, way, rows, seconds) -> dict:
    """One line of the table."""
    return {
        "kind": kind,
        "way": way,
        "rows": rows,
        "seconds": round(seconds, 2),
        "rows_per_second": round(rows / seconds),
    }
