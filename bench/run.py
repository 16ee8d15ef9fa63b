#!/usr/bin/env python3
"""Measure searches, duplicates, intake, points, imports; beside stock and raw SQL.

Start it by ./dealer bench, which passes the settings.
"""

import argparse
import datetime
import json
import os
import platform
from pathlib import Path

import campaign
import club
import database
import desk
import duplicates
import follow_up
import greetings
import groups
import imports
import intake
import maintenance
import pipeline
import points
import quality
import retention
import search
import service
import slots
import tiers
import timeline
import today

# name: (module, its measurement of a database with the options of the command line)
MEASUREMENTS = {
    "search": (search, lambda name, o: search.measure(name, o.rounds)),
    "duplicates": (
        duplicates,
        lambda name, o: duplicates.measure(name, o.rounds, o.contacts),
    ),
    "timeline": (timeline, lambda name, o: timeline.measure(name, o.rounds)),
    "groups": (groups, lambda name, o: groups.measure(name, max(3, o.rounds // 20))),
    "campaign": (campaign, lambda name, _o: campaign.measure(name)),
    "greetings": (greetings, lambda name, _o: greetings.measure(name)),
    "tiers": (tiers, lambda name, o: tiers.measure(name, o.rounds)),
    "follow_up": (follow_up, lambda name, _o: follow_up.measure(name)),
    "club": (club, lambda name, o: club.measure(name, o.rounds)),
    "maintenance": (maintenance, lambda name, o: maintenance.measure(name, o.rounds)),
    "retention": (retention, lambda name, _o: retention.measure(name)),
    "service": (service, lambda name, o: service.measure(name, o.rounds)),
    "slots": (slots, lambda name, o: slots.measure(name, o.rounds)),
    "desk": (desk, lambda name, o: desk.measure(name, o.rounds)),
    "quality": (
        quality,
        lambda name, o: quality.measure(
            name, [(Path(path), columns) for path, columns in o.people]
        ),
    ),
    "intake": (intake, lambda name, o: intake.measure(name, o.messages, o.workers)),
    "pipeline": (pipeline, lambda name, o: pipeline.measure(name, o.rounds)),
    "today": (today, lambda name, o: today.measure(name, o.rounds)),
    "points": (points, lambda name, o: points.measure(name, o.bookings)),
    "imports": (imports, lambda name, o: imports.measure(name, o.rows)),
}


def arguments():
    """Read the command line."""
    parser = argparse.ArgumentParser(prog="./dealer bench --", description=__doc__)
    parser.add_argument("--customers", type=int, default=20_000)
    parser.add_argument(
        "--members",
        type=int,
        choices=range(1, 101),
        metavar="PERCENT",
        help="of the customers who have a club card; 100: a card for each",
    )
    parser.add_argument("--only", nargs="+", choices=MEASUREMENTS, default=MEASUREMENTS)
    parser.add_argument("--rounds", type=int, default=200, help="searches of each kind")
    parser.add_argument(
        "--contacts", type=int, default=2000, help="searched for duplicates"
    )
    parser.add_argument("--messages", type=int, default=400, help="to the intake")
    parser.add_argument("--workers", type=int, default=2, help="of the Odoo server")
    parser.add_argument("--bookings", type=int, default=100, help="of each writer")
    parser.add_argument("--rows", type=int, default=2000, help="of each import")
    parser.add_argument(
        "--people",
        nargs=2,
        action="append",
        default=[],
        metavar=("FILE", "COLUMNS"),
        help="records with known truth for the measurement of quality, see people.py",
    )
    parser.add_argument("--json", type=Path, help="file for the figures")
    return parser.parse_args()


def describe(name: str, customers: int) -> dict:
    """What was measured, on what."""
    sizes = {
        table: database.execute(f"SELECT count(*) FROM {table}", name)[0][0]
        for table in (
            "res_partner",
            "dealer_vehicle",
            "dealer_service_order",
            "crm_lead",
            "loyalty_card",
            "dealer_loyalty_entry",
        )
    }
    (version,) = database.execute("SHOW server_version")[0]
    return {
        "date": datetime.date.today().isoformat(),
        "customers": customers,
        "rows": sizes,
        "cores": os.cpu_count(),
        "python": platform.python_version(),
        "postgresql": version,
    }


def main():
    options = arguments()
    source = database.populated(options.customers, options.members)
    work = f"dealer_bench_run_{os.getpid()}"
    result = {"about": describe(source, options.customers)}
    rows = ", ".join(
        f"{count:,} {name}" for name, count in result["about"]["rows"].items()
    )
    print(f"{rows}; {os.cpu_count()} cores\n", flush=True)
    try:
        for measurement in options.only:
            database.clone(source, work)
            module, measure = MEASUREMENTS[measurement]
            result[measurement] = measure(work, options)
            database.forget(work)
            print(module.report(result[measurement]) + "\n", flush=True)
    finally:
        database.drop(work)
    target = options.json or Path(database.setting("DEALER_BENCH_CONF")).with_name(
        "bench.json"
    )
    target.write_text(json.dumps(result, indent=2) + "\n")
    print(f"All figures: {target}")


if __name__ == "__main__":
    main()
