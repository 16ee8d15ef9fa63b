"""Due dates of all vehicles: first night, a night in which little changes, one order.

Ours: expected odometer, plan, last time of each operation, all of it stored. Stock has
no maintenance plans. Raw: the simplest rule, a year and 15 000 km after the last visit,
for all cars in one statement. The scheduler computes retention in the same slices: a
row of its own has both.
"""

import time

import database
import figures

RAW = """
    UPDATE dealer_vehicle vehicle
       SET next_service_date = rule.last_visit + 365,
           next_service_odometer = rule.last_values[1] + 15000
      FROM (SELECT car.id, (SELECT max(date)::date FROM dealer_service_order visit
                             WHERE visit.vehicle_id = car.id) AS last_visit,
                   (SELECT array_agg(value) FROM (
                        SELECT value FROM dealer_vehicle_odometer reading
                         WHERE reading.vehicle_id = car.id
                      ORDER BY date DESC, id DESC LIMIT 2) last) AS last_values
              FROM dealer_vehicle car) rule
     WHERE rule.id = vehicle.id
"""
RESET = """
    UPDATE dealer_vehicle SET next_service_date = NULL, next_service_odometer = NULL,
           maintenance_clocks = NULL, maintenance_plan_id = NULL
"""
RAW_NAME = "one rule in raw SQL"
# Cars which a working day touches.
TOUCHED = 300


def measure(name: str, rounds: int) -> dict:
    """Compute the due dates of all vehicles, twice, and of single ones.

    :param name: database
    :param rounds: single vehicles
    :return: dict what -> {seconds, cars, changes} and ``one`` -> {p50, p95}
    """
    result = {}
    with database.environment(name) as env:
        env.cr.execute(RESET)
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
        result["the same with retention"] = _night(env, "_update")
        result[RAW_NAME] = _raw(env)
        result["one"] = _single(env, rounds)
    return result


def _night(env, what="_update_due_dates"):
    """All slices, each with a commit, as the scheduler does it."""
    engine = env["dealer.maintenance.engine"]
    update = getattr(engine, what)
    started, first, cars, changes = time.perf_counter(), 0, 0, 0
    while ids := engine._get_slice(first):
        changes += len(update(ids))
        env.cr.commit()
        cars, first = cars + len(ids), ids[-1]
    seconds = time.perf_counter() - started
    return {"seconds": seconds, "cars": cars, "changes": changes}


def _raw(env):
    started = time.perf_counter()
    env.cr.execute(RAW)
    seconds, cars = time.perf_counter() - started, env.cr.rowcount
    env.cr.rollback()
    return {"seconds": seconds, "cars": cars, "changes": cars}


def _single(env, rounds):
    engine = env["dealer.maintenance.engine"]
    ids = env["dealer.vehicle"].search([], limit=rounds).ids
    engine._update(ids[:1])
    milliseconds = [
        taken for taken, _ in figures.timed(engine._update, [[i] for i in ids])
    ]
    env.cr.rollback()
    return figures.spread(milliseconds)


def report(result: dict) -> str:
    """The table for the terminal."""
    rows = [
        [
            what,
            f"{figure['cars']:,}",
            figure["seconds"],
            figure["changes"],
            figures.ratio(figure["seconds"], result[RAW_NAME]["seconds"]),
        ]
        for what, figure in result.items()
        if what != "one"
    ]
    columns = ["due dates", "cars", "seconds", "changes", "times raw"]
    one = result["one"]
    return (
        figures.table("Maintenance due", columns, rows)
        + f"\n  one car: {one['p50']:.2f} ms p50, {one['p95']:.2f} ms p95"
    )
