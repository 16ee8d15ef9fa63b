"""The duplicate guard: a check while somebody types, and the search of the whole base.

Ours: `res.partner.dealer_duplicates` for real customers with a typing error in the
name, rights and words included; found = the customer is among the hits. Raw: only the
query for the candidates. Stock has nothing while typing; its wizard for merging
contacts groups by equal e-mail or equal name, which finds none of these.
Memory: the most that this process ever held, before the search and after it.
"""

import random
import resource
import time

import database
import figures

STOCK = """
    SELECT count(*) FROM (
        SELECT lower(name) FROM res_partner WHERE active AND name IS NOT NULL
      GROUP BY 1 HAVING count(*) > 1) same
"""


def measure(name: str, rounds: int, contacts: int) -> dict:
    """Check customers, then search a part of the base.

    :param name: database
    :param rounds: checks
    :param contacts: how many are searched, the newest ones
    :return: dict: check {ours, raw, found}, scan {per second, pairs, stock groups}
    """
    with (
        database.environment(name, "director") as ours,
        database.environment(name) as system,
    ):
        people = _get_questions(system, rounds)
        check = _measure_check(ours, people)
        scan = _measure_scan(system, contacts)
        system.cr.execute(STOCK)
        scan["stock_groups"] = system.cr.fetchone()[0]
        system.cr.rollback()
    return {"check": check, "scan": scan}


def _get_questions(env, rounds):
    """Customers as somebody enters them again: two letters of the name exchanged."""
    env.cr.execute(
        "SELECT id, name, phone, city FROM res_partner"
        " WHERE dealer_phone_key IS NOT NULL AND length(name) > 8 ORDER BY id"
    )
    chance = random.Random(19)
    questions = []
    for id_, person, phone, city in chance.sample(env.cr.fetchall(), rounds):
        place = chance.randrange(1, len(person) - 2)
        typed = person[:place] + person[place + 1] + person[place] + person[place + 2 :]
        # Every second one is recognised by the name alone.
        known = {"phone": phone} if len(questions) % 2 else {}
        questions.append((id_, {"name": typed, "city": city, **known}))
    return questions


def _measure_check(env, people):
    partners = env["res.partner"]

    def ask(values):
        env.invalidate_all()
        return [hit["partner_id"] for hit in partners.dealer_duplicates(values)]

    def candidates(values):
        person = partners._prepare_dealer_identity(values, "RU")
        env.cr.execute(partners._get_dealer_candidates_sql([(0, person)]))
        return env.cr.fetchall()

    values = [question for _id, question in people]
    figures.timed(ask, values[:5])
    answers = figures.timed(ask, values)
    raw = figures.timed(candidates, values)
    hits = [
        id_ in found for (id_, _q), (_ms, found) in zip(people, answers, strict=True)
    ]
    return {
        "ours": figures.spread([milliseconds for milliseconds, _found in answers]),
        "raw": figures.spread([milliseconds for milliseconds, _rows in raw]),
        "found": round(sum(hits) / len(hits), 3),
        "shown": round(sum(len(found) for _ms, found in answers) / len(answers), 2),
    }


def _measure_scan(env, contacts):
    pairs = env["dealer.duplicate"]
    partners = env["res.partner"].search([], limit=contacts, order="id desc")
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    started = time.perf_counter()
    for first in range(0, len(partners), 200):
        pairs._search_slice(partners[first : first + 200])
        # As the nightly run does: each slice is kept, and frees its memory.
        env.cr.commit()
    seconds = time.perf_counter() - started
    return {
        "per_second": round(len(partners) / seconds, 1),
        "pairs": pairs.search_count([]),
        "contacts": len(partners),
        # Linux counts in KiB.
        "peak_mib": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
        "before_mib": round(before / 1024),
    }


def report(result: dict) -> str:
    """The table of the results."""
    check, scan = result["check"], result["scan"]
    row = [
        "check at entry",
        *(check[way][share] for way in ("ours", "raw") for share in ("p50", "p95")),
        f"{check['found']:.0%}",
        check["shown"],
        figures.ratio(check["ours"]["p95"], check["raw"]["p95"]),
    ]
    columns = ["duplicates", "ours p50", "p95", "raw p50", "p95"]
    table = figures.table(
        "Duplicate guard, milliseconds",
        [*columns, "found", "shown on average", "ours/raw"],
        [row],
    )
    return (
        f"{table}\n  search of the base: {scan['per_second']:,.0f} contacts a second,"
        f" {scan['pairs']:,} pairs noted; memory at most {scan['peak_mib']:,} MiB"
        f" (before: {scan['before_mib']:,} MiB)"
    )
