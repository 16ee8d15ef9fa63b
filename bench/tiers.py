"""Tiers of all club members: the nightly run, a simulation, one card after an invoice.

Ours: judged by points and by the net amount of invoices, every tier written and noted
in the history, then a night in which nobody rises, and the next one. Stock has no
tiers. Raw: the sum of each card's points of the last twelve months, nothing written.
"""

import datetime
import time

import database
import figures

RAW = """
    SELECT count(*) FROM (
        SELECT card_id, sum(points) FROM dealer_loyalty_entry
         WHERE kind IN ('earn', 'reverse') AND date > now() - interval '12 months'
      GROUP BY card_id) total
"""
RESET = """
    UPDATE loyalty_card SET dealer_tier_id = NULL, dealer_tier_until = NULL,
           dealer_tier_since = NULL, dealer_tier_value = 0
     WHERE dealer_club;
    DELETE FROM dealer_loyalty_tier_change
"""
THRESHOLDS = (0, 300, 600, 900)


def measure(name: str, rounds: int) -> dict:
    """Judge all members, twice, and single ones.

    :param name: database
    :param rounds: single cards
    :return: dict what -> {seconds, cards, changes} and ``one`` -> {p50, p95}
    """
    today = datetime.date.today()
    result = {}
    with database.environment(name) as env:
        program = env.ref("dealer_loyalty.loyalty_program_club")
        tiers = env["dealer.loyalty.tier"].with_context(active_test=False)
        if not tiers.search_count([("program_id", "=", program.id)]):
            tiers.create(
                [
                    {"name": str(value), "program_id": program.id, "threshold": value}
                    for value in THRESHOLDS
                ]
            )
        env.cr.execute(RESET)
        env.cr.commit()
        for what, basis, day in (
            ("first night, points", "points", today),
            ("second night", "points", today),
            ("next night", "points", today + datetime.timedelta(days=1)),
            ("by invoices", "spend", today),
        ):
            program.dealer_tier_basis = basis
            env.flush_all()
            result[what] = _night(env, program, day)
        program.dealer_tier_basis = "points"
        env.flush_all()
        result["simulation"] = _simulation(env, program)
        env.invalidate_all()
        started = time.perf_counter()
        env.cr.execute(RAW)
        (count,) = env.cr.fetchone()
        seconds = time.perf_counter() - started
        result["raw sums"] = {"seconds": seconds, "cards": count, "changes": 0}
        result["one"] = _single(env, program, rounds)
    return result


def _night(env, program, day):
    """The nightly run as the scheduler does it, with a commit for each slice."""
    engine = env["dealer.loyalty.tier.engine"]
    program.write({"dealer_tier_cursor": 0})
    env.cr.commit()
    before = _changes(env)
    started = time.perf_counter()
    cards = 0
    while done := engine._update_slice_with_retries(program, day):
        env.cr.commit()
        cards += done
    seconds = time.perf_counter() - started
    return {"seconds": seconds, "cards": cards, "changes": _changes(env) - before}


def _changes(env):
    return env["dealer.loyalty.tier.change"].search_count([])


def _simulation(env, program):
    wizard = env["dealer.loyalty.tier.simulation"].create({"program_id": program.id})
    env.flush_all()
    started = time.perf_counter()
    wizard.action_calculate()
    env.flush_all()
    seconds = time.perf_counter() - started
    return {"seconds": seconds, "cards": wizard.total, "changes": 0}


def _single(env, program, rounds):
    cards = env["loyalty.card"].search([("program_id", "=", program.id)], limit=rounds)
    engine = env["dealer.loyalty.tier.engine"]
    engine._update_cards(cards[:1])
    milliseconds = [
        taken for taken, _none in figures.timed(engine._update_cards, cards)
    ]
    env.cr.rollback()
    return figures.spread(milliseconds)


def report(result: dict) -> str:
    """The table for the terminal."""
    rows = [
        [
            what,
            f"{figure['cards']:,}",
            figure["seconds"],
            round(figure["cards"] / figure["seconds"]),
            figure["changes"],
        ]
        for what, figure in result.items()
        if what != "one"
    ]
    columns = ["tiers", "cards", "seconds", "cards a second", "changes"]
    one = result["one"]
    return (
        figures.table("Tiers of the club", columns, rows)
        + f"\n  one card: {one['p50']:.2f} ms p50, {one['p95']:.2f} ms p95"
    )
