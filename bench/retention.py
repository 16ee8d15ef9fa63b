"""Retention of all vehicles and their owners: first night, a night with few changes.

Ours: last visit somebody paid for, services done, state of the car, state of the owner,
all of it stored. Stock has nothing of the kind. Raw: for each car its last order, the
least that any state needs, nothing written.
"""

import time

import database
import figures

RAW = """
    SELECT count(*), max(last_visit) FROM (
        SELECT car.id, (SELECT max(date) FROM dealer_service_order visit
                         WHERE visit.vehicle_id = car.id) AS last_visit
          FROM dealer_vehicle car) total
"""
RESET = (
    """
    UPDATE dealer_vehicle SET last_visit_date = NULL, expected_visit_date = NULL,
           retention_state = NULL, maintenance_count = NULL
    """,
    """
    UPDATE res_partner SET dealer_retention_state = NULL, dealer_last_visit_date = NULL
     WHERE dealer_retention_state IS NOT NULL
    """,
)
# Cars which come on a working day.
TOUCHED = 300


def measure(name: str) -> dict:
    """Compute the retention of all vehicles, twice.

    :param name: database
    :return: dict what -> {seconds, cars}, and ``states``
    """
    result = {}
    with database.environment(name) as env:
        for statement in RESET:
            env.cr.execute(statement)
        env.cr.commit()
        database.vacuum(name)
        result["first night"] = _night(env)
        env.cr.execute(
            "UPDATE dealer_service_order SET date = now() WHERE id IN (SELECT max(id)"
            " FROM dealer_service_order GROUP BY vehicle_id LIMIT %s)",
            (TOUCHED,),
        )
        env.cr.commit()
        result["next night"] = _night(env)
        started = time.perf_counter()
        env.cr.execute(RAW)
        count = env.cr.fetchone()[0]
        result["raw look-ups"] = {
            "seconds": time.perf_counter() - started,
            "cars": count,
        }
        env.cr.execute(
            "SELECT COALESCE(retention_state, 'none'), count(*) FROM dealer_vehicle"
            " GROUP BY 1 ORDER BY 1"
        )
        result["states"] = dict(env.cr.fetchall())
    return result


def _night(env):
    """All slices, each with a commit, as the scheduler does it."""
    engine = env["dealer.maintenance.engine"]
    started, first, cars = time.perf_counter(), 0, 0
    while ids := engine._get_slice(first):
        engine._update_retention(ids)
        env.cr.commit()
        cars, first = cars + len(ids), ids[-1]
    engine._clear_retention()
    env.cr.commit()
    return {"seconds": time.perf_counter() - started, "cars": cars}


def report(result: dict) -> str:
    """The table for the terminal."""
    rows = [
        [
            what,
            f"{result[what]['cars']:,}",
            result[what]["seconds"],
            figures.ratio(result[what]["seconds"], result["raw look-ups"]["seconds"]),
        ]
        for what in ("first night", "next night", "raw look-ups")
    ]
    states = ", ".join(f"{name} {count:,}" for name, count in result["states"].items())
    columns = ["retention", "cars", "seconds", "times raw"]
    return figures.table(f"Retention: {states}", columns, rows)
