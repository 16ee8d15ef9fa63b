"""The next free slot: 60 technicians, 30 bays, 10 loan cars, half of them booked.

Ours: a job of two hours for a skill, with a loan car, twelve offers. Stock: the working
hours of the same people by Odoo's calendars, without appointments, which is where any
search begins. Raw: the appointments of the week, read by SQL.
"""

import random
from datetime import datetime, time, timedelta

import database
import figures

PEOPLE = {"technician": 60, "bay": 30, "loan": 10}
DAYS = 14
RAW = """
    SELECT bay_id, technician_id, loan_id, start, stop, busy_until
      FROM dealer_service_appointment
     WHERE company_id = %s AND state IN ('booked', 'arrived')
       AND start < %s AND busy_until > %s
"""


def measure(name: str, rounds: int) -> dict:
    """Search slots in a workshop that is booked by half for two weeks.

    :param name: database
    :param rounds: searches
    :return: dict ours, stock, raw -> {p50, p95}, ``appointments``
    """
    with database.environment(name) as env:
        company = env.ref("base.main_company")
        skill = env["dealer.service.skill"].create({"name": "Bench", "hours": 2})
        people = _workshop(env, company, skill)
        booked = _book(env, company, people)
        env.flush_all()
        search = env["dealer.service.appointment"]
        rounds = min(rounds, 50)

        def ours(_number):
            env.invalidate_all()
            return search._find_slots(company, 2, skill=skill, loan=True, limit=12)

        start = datetime.combine(datetime.now().date(), time())
        stop = start + timedelta(days=7)

        def stock(_number):
            env.invalidate_all()
            return people["technician"].resource_calendar_id._work_intervals_batch(
                start.astimezone(), stop.astimezone(), people["technician"].resource_id
            )

        def raw(_number):
            env.cr.execute(RAW, (company.id, stop, start))
            return env.cr.fetchall()

        result = {"appointments": booked}
        for what, call in (("ours", ours), ("stock", stock), ("raw", raw)):
            call(0)
            taken = [spent for spent, _none in figures.timed(call, list(range(rounds)))]
            result[what] = figures.spread(taken)
        env.cr.rollback()
    return result


def _workshop(env, company, skill):
    resources = env["dealer.service.resource"]
    return {
        kind: resources.create(
            [
                {
                    "kind": kind,
                    "name": f"{kind} {number}",
                    "company_id": company.id,
                    "resource_calendar_id": company.resource_calendar_id.id,
                    "skill_ids": skill.ids if number % 2 else [],
                }
                for number in range(count)
            ]
        )
        for kind, count in PEOPLE.items()
    }


def _book(env, company, people):
    """Every bay every two hours, with a probability of a half."""
    rng = random.Random(3)
    vehicle = env["dealer.vehicle"].search([("owner_id", "!=", False)], limit=1)
    tomorrow = datetime.combine(datetime.now().date(), time()) + timedelta(days=1)
    values = [
        {
            "company_id": company.id,
            "vehicle_id": vehicle.id,
            "start": tomorrow + timedelta(days=day, hours=hour),
            "stop": tomorrow + timedelta(days=day, hours=hour + 2),
            "bay_id": bay.id,
            "technician_id": people["technician"][2 * number].id,
        }
        for day in range(DAYS)
        for hour in (6, 8, 10, 12)
        for number, bay in enumerate(people["bay"])
        if rng.random() < 0.5
    ]
    env["dealer.service.appointment"].with_context(tracking_disable=True).create(values)
    return len(values)


def report(result: dict) -> str:
    """The table for the terminal."""
    rows = [
        [
            what,
            result[what]["p50"],
            result[what]["p95"],
            figures.ratio(result[what]["p50"], result["raw"]["p50"]),
        ]
        for what in ("ours", "stock", "raw")
    ]
    title = f"Next free slot, 60 technicians, {result['appointments']} appointments"
    return figures.table(title, ["slot search (ms)", "p50", "p95", "times raw"], rows)
