"""The card desk: who stands there, with everything that is shown of them.

Ours is `dealer.loyalty.desk.dealer_desk_find` by a card number and by a phone number,
called as the cashier, rights included; the answer has points, tier, birthday, cars,
rewards. Stock is the search of the list of loyalty cards for a number or for the name
of the holder, and reading what that list shows, as the system, so without the cost of
rights. Raw is the select of card and holder by the number that a person would write.
"""

import random

import database
import figures

NUMBERS = """
    SELECT card.partner_id, card.code FROM loyalty_card card
     WHERE card.dealer_club AND card.active ORDER BY 1
"""
PHONES = """
    SELECT partner.id, partner.dealer_phone_key FROM res_partner partner
      JOIN loyalty_card card ON card.partner_id = partner.id
     WHERE card.dealer_club AND card.active
       AND partner.dealer_phone_key LIKE '+7__________' ORDER BY 1
"""
RAW = """
    SELECT partner.id, partner.name, card.dealer_balance
      FROM loyalty_card card JOIN res_partner partner ON partner.id = card.partner_id
     WHERE card.code = %s
"""
LIST_FIELDS = ["code", "points", "partner_id", "program_id", "expiration_date"]


def measure(name: str, rounds: int) -> dict:
    """Look the same people up in the three ways.

    :param name: database
    :param rounds: people
    :return: dict way -> {p50, p95 (ms), found (share)}
    """
    database.execute("ANALYZE", name)
    with (
        database.environment(name, "cashier") as ours,
        database.environment(name) as stock,
    ):
        stock.cr.execute(NUMBERS)
        numbers = random.Random(19).sample(stock.cr.fetchall(), rounds)
        stock.cr.execute(PHONES)
        phones = random.Random(19).sample(stock.cr.fetchall(), rounds)
        names = [(id_, stock["res.partner"].browse(id_).name) for id_, _code in numbers]
        return {
            "card desk, card number": _time(numbers, lambda t: _desk(ours, t)),
            "card desk, phone": _time(phones, lambda t: _desk(ours, t)),
            "stock, card number": _time(numbers, lambda t: _list(stock, "code", t)),
            "stock, name of the holder": _time(
                names, lambda t: _list(stock, "partner_id", t)
            ),
            "raw, card number": _time(numbers, lambda t: _raw(stock, t)),
        }


def _time(questions, ask):
    # The first questions pay for caches and plans.
    figures.timed(ask, [text for _id, text in questions[:5]])
    answers = figures.timed(ask, [text for _id, text in questions])
    hits = [
        id_ in found
        for (id_, _text), (_ms, found) in zip(questions, answers, strict=True)
    ]
    return {
        **figures.spread([milliseconds for milliseconds, _found in answers]),
        "found": round(sum(hits) / len(hits), 3),
    }


def _desk(env, text):
    env.invalidate_all()
    answer = env["dealer.loyalty.desk"].dealer_desk_find(text)
    people = [answer["person"]] if answer["person"] else answer["hits"]
    return [person["partner_id"] for person in people]


def _list(env, field, text):
    env.invalidate_all()
    rows = env["loyalty.card"].search_read([(field, "ilike", text)], LIST_FIELDS)
    return [row["partner_id"] and row["partner_id"][0] for row in rows]


def _raw(env, text):
    env.cr.execute(RAW, [text])
    return [row[0] for row in env.cr.fetchall()]


def report(result: dict) -> str:
    """The table for the terminal."""
    rows = [
        [way, figure["p50"], figure["p95"], f"{figure['found']:.1%}"]
        for way, figure in result.items()
    ]
    return figures.table(
        "Card desk, one look-up in milliseconds", ["way", "p50", "p95", "found"], rows
    )
