"""Duplicates while a contact is typed, and the nightly search over the base.

Ours is `res.partner.dealer_duplicates`, called as a director of all showrooms, for
people of the base whom somebody enters again: with a typing error in the name, in Latin
letters, with phone or without. Stock has nothing of the kind. Raw is the least that the
database has to do for the same question: the contacts with this phone, and those with a
name like this, by the same indexes.
"""

import random
import time

import database
import figures

from odoo.tools import SQL

SLICE = 200
PERSONS = """
    SELECT id, name, phone FROM res_partner
     WHERE active AND NOT is_company AND dealer_phone_key IS NOT NULL ORDER BY id
"""
RAW_PHONE = "SELECT id FROM res_partner WHERE dealer_phone_key = %s AND active"
RAW_NAME = (
    "SELECT id FROM res_partner WHERE active AND dealer_sound_key %% %s"
    " ORDER BY similarity(dealer_sound_key, %s) DESC LIMIT 40"
)


def measure(name: str, rounds: int, scan: int) -> dict:
    """Search as people type, then as the scheduled job does.

    :param name: database
    :param rounds: entries of each kind
    :param scan: contacts the job looks at
    :return: dict kind -> way -> {p50, p95 (ms), found (share)}, and ``scan``
    """
    database.execute("ANALYZE", name)
    with (
        database.environment(name, "director") as ours,
        database.environment(name) as system,
    ):
        system.cr.execute(SQL(PERSONS))
        persons = random.Random(19).sample(system.cr.fetchall(), rounds)
        result = {
            kind: _measure_kind(ours, system, persons, kind)
            for kind in ("name", "name and phone")
        }
        result["scan"] = _measure_scan(system, scan)
    return result


def _measure_kind(ours, system, persons, kind):
    from odoo.addons.dealer_demo.tools import names, people

    rng = random.Random(23)
    entries = []
    for id_, name, phone in persons:
        text = people.misspell(name, rng)
        if rng.random() < 0.5:
            text = names.romanise(text)
        values = {"name": text}
        if kind != "name":
            values["phone"] = phone
        entries.append((id_, values))
    ways = {
        "ours": lambda values: _ask_ours(ours, values),
        "raw": lambda values: _ask_raw(system, values),
    }
    result = {}
    for way, ask in ways.items():
        # The first questions pay for caches and plans.
        figures.timed(ask, [values for _id, values in entries[:5]])
        answers = figures.timed(ask, [values for _id, values in entries])
        hits = [
            id_ in found
            for (id_, _v), (_ms, found) in zip(entries, answers, strict=True)
        ]
        result[way] = {
            **figures.spread([milliseconds for milliseconds, _found in answers]),
            "found": round(sum(hits) / len(hits), 3),
        }
    return result


def _ask_ours(env, values):
    env.invalidate_all()
    return [hit["partner_id"] for hit in env["res.partner"].dealer_duplicates(values)]


def _ask_raw(env, values):
    from odoo.addons.dealer_crm.tools import keys, name_match

    key = name_match.sound_key(values["name"])
    env.cr.execute("SET LOCAL pg_trgm.similarity_threshold = 0.4")
    env.cr.execute(RAW_NAME, (key, key))
    found = [row[0] for row in env.cr.fetchall()]
    if values.get("phone"):
        env.cr.execute(RAW_PHONE, (keys.phone_key(values["phone"], "RU"),))
        found += [row[0] for row in env.cr.fetchall()]
    return found


def _measure_scan(env, scan):
    """The job's own steps, without its commits: the database is a clone."""
    partners = env["res.partner"].search([], order="id", limit=scan)
    pairs = env["dealer.duplicate"]
    started = time.monotonic()
    for start in range(0, len(partners), SLICE):
        pairs._search_slice(partners[start : start + SLICE])
        env.invalidate_all()
    seconds = time.monotonic() - started
    return {
        "contacts": len(partners),
        "seconds": round(seconds, 1),
        "per second": round(len(partners) / seconds, 1),
        "pairs": pairs.search_count([]),
    }


def report(result: dict) -> str:
    """The table of the results."""
    rows = [
        [
            kind,
            *(ways[way][share] for way in ("ours", "raw") for share in ("p50", "p95")),
            f"{ways['ours']['found']:.0%}",
            figures.ratio(ways["ours"]["p95"], ways["raw"]["p95"]),
        ]
        for kind, ways in result.items()
        if kind != "scan"
    ]
    columns = ["entered", "ours p50", "p95", "raw p50", "p95", "found", "ours/raw"]
    scan = result["scan"]
    return (
        figures.table("Duplicates while typing, milliseconds", columns, rows)
        + f"\n  Scheduled search: {scan['contacts']:,} contacts in {scan['seconds']} s"
        + f" ({scan['per second']} per second), {scan['pairs']:,} pairs"
    )
