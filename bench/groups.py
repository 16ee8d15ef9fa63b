"""Target groups: how long a count over the whole base takes.

Ours: groups that come with the addon and one of three joins, counted as a marketing
user with all rights applied. Raw: the same question written by hand.
"""

import database
import figures

RAW = """
    SELECT count(*) FROM res_partner person
     WHERE person.active AND person.partner_share
       AND EXISTS (SELECT FROM dealer_vehicle_ownership period
                     JOIN dealer_vehicle car ON car.id = period.vehicle_id
                     JOIN fleet_vehicle_model model ON model.id = car.model_id
                    WHERE period.partner_id = person.id AND period.role = 'owner'
                      AND period.date_to IS NULL AND model.brand_id = %s
                      AND period.date_from <= CURRENT_DATE - interval '3 years')
"""


def measure(name: str, rounds: int) -> dict:
    """Count groups.

    :param name: database
    :param rounds: counts of each group
    :return: dict group -> {p50, p95, people}
    """
    result = {}
    with database.environment(name) as env:
        env.cr.execute("ANALYZE")
        brand = _most_frequent_brand(env)
        groups = env["mailing.filter"]._get_dealer_groups()
        joins = env["mailing.filter"].with_context(dealer_target_group=True)
        joined = joins.create(
            {
                "name": "three joins: brand, owner for three years",
                "mailing_domain": repr(_get_domain(brand)),
            }
        )
        for group in groups | joined:
            result[group.name] = _count(group, rounds)
        times = figures.timed(lambda _none: _ask_raw(env, brand), [None] * rounds)
        result["raw SQL of the three joins"] = {
            **figures.spread([taken for taken, _found in times]),
            "people": times[-1][1],
        }
    return result


def _get_domain(brand):
    return [
        (
            "dealer_period_ids",
            "any",
            [
                ("role", "=", "owner"),
                ("date_to", "=", False),
                ("vehicle_id.model_id.brand_id", "=", brand),
                ("date_from", "<=", "today -3y"),
            ],
        )
    ]


def _most_frequent_brand(env):
    ((brand, _count),) = env["dealer.vehicle"]._read_group(
        [], ["brand_id"], ["__count"], order="__count desc", limit=1
    )
    return brand.id


def _count(group, rounds):
    # Alone: otherwise all groups of the list would be counted with it.
    group = group.with_prefetch()

    def ask(_none):
        group.env.invalidate_all()
        return group.dealer_count

    times = figures.timed(ask, [None] * rounds)
    return {
        **figures.spread([taken for taken, _found in times]),
        "people": times[-1][1],
    }


def _ask_raw(env, brand):
    env.cr.execute(RAW, [brand])
    return env.cr.fetchone()[0]


def report(result: dict) -> str:
    """The table for the terminal."""
    rows = [
        [name, figure["people"], figure["p50"], figure["p95"]]
        for name, figure in result.items()
    ]
    columns = ["target group", "people", "count p50, ms", "p95"]
    return figures.table("Target groups", columns, rows)
