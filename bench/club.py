"""The club: posting an invoice, spending points, the nightly expiry and check.

Ours: a posting queues its points, a redemption reserves and takes them, the night takes
expired lots off all cards, the check proves the ledger. Beside it: the same posting
without the queue (stock posts so), stock's write of `points`, and raw SQL that only
sums up or updates.
"""

import datetime
import time
from unittest.mock import patch

import database
import figures

# A third of all lots expires in the measured night.
EXPIRE = "UPDATE dealer_loyalty_lot SET expires_on = CURRENT_DATE - 1 WHERE id % 3 = 0"
RAW_EXPIRY = """
    UPDATE loyalty_card card
       SET dealer_balance = dealer_balance - total.part,
           points = points - total.part
      FROM (SELECT card_id, sum(remaining) AS part FROM dealer_loyalty_lot
             WHERE remaining > 0 AND expires_on < CURRENT_DATE GROUP BY card_id) total
     WHERE card.id = total.card_id AND card.points >= total.part
"""
RAW_CHECK = """
    SELECT count(*) FROM loyalty_card card
      JOIN (SELECT card_id, sum(points) AS points FROM dealer_loyalty_entry
          GROUP BY card_id) entry ON entry.card_id = card.id
     WHERE card.dealer_balance <> entry.points
"""
COST = 5


def measure(name: str, rounds: int) -> dict:
    """Post, redeem, expire and check.

    :param name: database
    :param rounds: invoices and redemptions
    :return: dict what -> figures
    """
    with database.environment(name) as env:
        return {
            "post": _post(env, rounds),
            "redeem": _redeem(env, rounds),
            "expiry": _expiry(env),
            "check": _check(env),
        }


def _post(env, rounds):
    """Milliseconds of a posting with and without the queue of points, in turns."""
    cards = env["loyalty.card"].search([("dealer_club", "=", True)], limit=rounds)
    drafts = [_draft(env, card.partner_id) for card in cards for _side in range(2)]
    env.flush_all()
    move_class = type(env["account.move"])
    taken = {"ours": [], "stock": []}
    for place, draft in enumerate(drafts):
        side = "ours" if place % 2 else "stock"
        started = time.perf_counter()
        if side == "ours":
            draft.action_post()
        else:
            with patch.object(move_class, "_update_dealer_points", lambda move: None):
                draft.action_post()
        env.flush_all()
        taken[side].append((time.perf_counter() - started) * 1000)
    env.cr.rollback()
    return {side: figures.spread(values[5:]) for side, values in taken.items()}


def _draft(env, partner):
    from odoo.fields import Command

    line = {"name": "Work", "quantity": 1, "price_unit": 1000, "tax_ids": []}
    return env["account.move"].create(
        {
            "move_type": "out_invoice",
            "partner_id": partner.id,
            "invoice_date": datetime.date.today(),
            "invoice_line_ids": [Command.create(line)],
        }
    )


def _redeem(env, rounds):
    """Milliseconds to take points: reserve and redeem, stock's write, one UPDATE."""
    ledger = env["dealer.loyalty.ledger"]
    cards = env["loyalty.card"].search(
        [("dealer_club", "=", True), ("points", ">=", COST)], limit=rounds
    )
    program = env["loyalty.program"].create(
        {"name": "Stock points", "program_type": "loyalty", "applies_on": "both"}
    )
    stock = env["loyalty.card"].create(
        [{"program_id": program.id, "points": 1000} for _card in cards]
    )

    def ours(card):
        ledger._redeem(ledger._hold(card, COST))
        env.flush_all()

    def theirs(card):
        card.points -= COST
        env["loyalty.history"].create(
            {"card_id": card.id, "description": "bench", "used": COST}
        )
        env.flush_all()

    def raw(card):
        env.cr.execute(
            "UPDATE loyalty_card SET points = points - %s WHERE id = %s",
            [COST, card.id],
        )

    result = {
        way: figures.spread([taken for taken, _none in figures.timed(call, records)])
        for way, call, records in (
            ("ours", ours, cards),
            ("stock", theirs, stock),
            ("raw", raw, stock),
        )
    }
    env.cr.rollback()
    return result


def _expiry(env):
    """Seconds of the night in which a third of the lots expires."""
    env.cr.execute(EXPIRE)
    env.cr.commit()
    env.cr.execute("ANALYZE dealer_loyalty_lot")
    env.cr.commit()
    started = time.perf_counter()
    env.cr.execute(RAW_EXPIRY)
    raw, cards = time.perf_counter() - started, env.cr.rowcount
    env.cr.rollback()
    ledger = env["dealer.loyalty.ledger"]
    started, entries, last = time.perf_counter(), 0, 0
    while True:
        ids, expired = ledger._expire_with_retries(datetime.date.today(), last)
        if not ids:
            break
        entries, last = entries + expired, ids[-1]
        env.cr.commit()
    seconds = time.perf_counter() - started
    return {"ours": seconds, "raw": raw, "cards": cards, "entries": entries}


def _check(env):
    """Seconds of all rules of the club, and of one sum over all entries."""
    checks = env["dealer.check"]
    seconds, broken = 0, []
    for code, _title, find in checks._get_invariants():
        if code.startswith("loyalty"):
            started = time.perf_counter()
            if ids := find():
                broken.append((code, ids[:5]))
            seconds += time.perf_counter() - started
    if broken:
        raise SystemExit(f"The ledger is broken: {broken}. The figures are void.")
    started = time.perf_counter()
    env.cr.execute(RAW_CHECK)
    return {"ours": seconds, "raw": time.perf_counter() - started}


def report(result: dict) -> str:
    """The tables for the terminal."""
    rows = []
    for what in ("post", "redeem"):
        ways = result[what]
        rows.append(
            [
                what,
                *(
                    f"{ways[way]['p50']:.2f} / {ways[way]['p95']:.2f}"
                    if way in ways
                    else ""
                    for way in ("ours", "stock", "raw")
                ),
            ]
        )
    for what in ("expiry", "check"):
        ways = result[what]
        rows.append([f"{what}, s", f"{ways['ours']:.2f}", "", f"{ways['raw']:.2f}"])
    night = result["expiry"]
    return (
        figures.table(
            "Club, ms p50 / p95 or seconds", ["club", "ours", "stock", "raw"], rows
        )
        + f"\n  the night took points off {night['cards']:,} cards, "
        f"{night['entries']:,} entries"
    )
