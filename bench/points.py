"""Points entries per second: eight processes on one card, and on a card each.

Every booking is a transaction of its own, tried again when a parallel one interferes.
Ours: the ledger's writer, every request sent twice. Stock: `points` of a card of a
stock loyalty programme, which keeps no entry. Raw: the update of one row and an insert
beside it, without Odoo, with locks that wait (READ COMMITTED).
"""

import multiprocessing
import time

import database
import figures
import psycopg2

WRITERS = 8
CASES = ("one card", "many cards")


def measure(name: str, count: int) -> dict:
    """Book points in the three ways.

    :param name: database
    :param count: bookings of each writer
    :return: dict case -> {ours, stock, raw (per second), again (repeated tries)}
    """
    cards = _make_cards(name)
    database.execute(
        "CREATE TABLE bench_card (id int PRIMARY KEY, points int NOT NULL DEFAULT 0);"
        f"INSERT INTO bench_card SELECT generate_series(1, {WRITERS});"
        "CREATE TABLE bench_entry (id serial PRIMARY KEY, card_id int, points int,"
        " key text UNIQUE)",
        name,
    )
    database.forget(name)
    result = {}
    for case in CASES:
        result[case] = {}
        for way in ("ours", "stock", "raw"):
            own = cards.get(way, list(range(1, WRITERS + 1)))
            chosen = [own[0] if case == "one card" else card for card in own]
            rate, again = _race(name, way, case, chosen, count)
            result[case][way] = rate
            result[case][f"{way}_again"] = again
    _check(name, cards["ours"], count)
    return result


def _make_cards(name):
    with database.environment(name) as env:
        partners = env["res.partner"].create(
            [{"name": f"Writer {number}"} for number in range(WRITERS)]
        )
        club = env.ref("dealer_loyalty.loyalty_program_club")
        stock = env["loyalty.program"].create(
            {"name": "Stock points", "program_type": "loyalty", "applies_on": "both"}
        )
        cards = env["loyalty.card"].create(
            [
                {"program_id": stock.id, "partner_id": partner.id, "points": 0}
                for partner in partners
            ]
        )
        ours = [partner._dealer_enrol(club).id for partner in partners]
        return {"ours": ours, "stock": cards.ids}


def _race(name, way, case, cards, count):
    """Bookings per second of all writers together, and how many were repeated."""
    context = multiprocessing.get_context("spawn")
    barrier, results = context.Barrier(WRITERS + 1), context.Queue()
    writers = [
        context.Process(
            target=_write,
            args=(name, way, f"{case}:{number}", card, count, barrier, results),
        )
        for number, card in enumerate(cards)
    ]
    for writer in writers:
        writer.start()
    barrier.wait(300)
    started = time.perf_counter()
    again = sum(results.get(timeout=600) for _writer in writers)
    seconds = time.perf_counter() - started
    for writer in writers:
        writer.join(60)
    return round(WRITERS * count / seconds, 1), again


def _write(name, way, key, card, count, barrier, results):
    """One writer, a process of its own."""
    book = {"ours": _book_ours, "stock": _book_stock, "raw": _book_raw}[way](name, card)
    barrier.wait(300)
    again = 0
    for number in range(count):
        # A client sends everything twice.
        for _twice in range(2 if way == "ours" else 1):
            while not book(f"bench:{key}:{number}"):
                again += 1
    results.put(again)


def _book_ours(name, card_id):
    def book(env, key):
        card = env["loyalty.card"].browse(card_id)
        env["dealer.loyalty.ledger"]._post(card, "earn", 1, key)

    return _in_transaction(name, book)


def _book_stock(name, card_id):
    def book(env, _key):
        card = env["loyalty.card"].browse(card_id)
        card.points += 1

    return _in_transaction(name, book)


def _in_transaction(name, function):
    from odoo import SUPERUSER_ID, api
    from odoo.exceptions import ConcurrencyError

    registry = database.load(name)

    def run(key):
        try:
            with registry.cursor() as cr:
                function(api.Environment(cr, SUPERUSER_ID, {}), key)
        except (psycopg2.OperationalError, ConcurrencyError):
            return False
        return True

    return run


def _book_raw(name, card_id):
    connection = database.connect(name)

    def book(key):
        with connection, connection.cursor() as cursor:
            cursor.execute(
                "UPDATE bench_card SET points = points + 1 WHERE id = %s", [card_id]
            )
            cursor.execute(
                "INSERT INTO bench_entry (card_id, points, key) VALUES (%s, 1, %s)",
                [card_id, key],
            )
        return True

    return book


def _check(name, cards, count):
    """The figures count only if every point is there."""
    rows = database.execute(
        "SELECT sum(dealer_balance), sum(dealer_seq) FROM loyalty_card"
        f" WHERE id IN ({', '.join(map(str, cards))})",
        name,
    )
    if rows[0] != (2 * WRITERS * count, 2 * WRITERS * count):
        raise SystemExit(f"Points are missing: {rows[0]}. The figures are void.")


def report(result: dict) -> str:
    """The table of the results."""
    rows = [
        [
            case,
            *(ways[way] for way in ("ours", "stock", "raw")),
            figures.ratio(ways["ours"], ways["stock"]),
            figures.ratio(ways["ours"], ways["raw"]),
            ways["ours_again"],
            ways["stock_again"],
        ]
        for case, ways in result.items()
    ]
    columns = ["points", "ours", "stock", "raw", "ours/stock", "ours/raw"]
    return figures.table(
        "Entries per second, eight processes",
        [*columns, "ours again", "stock again"],
        rows,
    )
