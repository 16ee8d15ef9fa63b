"""Book points at random in a process of its own, every request twice.

Usage: write_points.py CONF DATABASE WORKER OPERATIONS HOT CARDS FOLDER

CARDS are ids with commas, half of the operations are on the first HOT of them. It says
that it is ready by a file `ready-WORKER` in FOLDER, begins with the file `go`, and
writes what was acknowledged to `done-WORKER`.
"""

import json
import random
import sys
import time
from collections import Counter
from pathlib import Path

import psycopg2

from odoo import SUPERUSER_ID, api
from odoo.exceptions import ConcurrencyError, UserError
from odoo.modules.registry import Registry
from odoo.tools import config

SECONDS = 300
PASSING = (psycopg2.OperationalError, ConcurrencyError)


class Writer:
    """Books on cards and counts how often it had to begin again."""

    def __init__(self, registry):
        self.registry, self.repeats = registry, 0

    def send(self, card_id, points, key):
        """Book points; the entry's id, None when it was refused."""
        end = time.monotonic() + SECONDS
        while True:
            try:
                with self.registry.cursor() as cr:
                    env = api.Environment(cr, SUPERUSER_ID, {})
                    card = env["loyalty.card"].browse(card_id)
                    kind = "earn" if points > 0 else "redeem"
                    ledger = env["dealer.loyalty.ledger"]
                    return ledger._post(card, kind, points, key).id
            except UserError:
                return None
            except PASSING:
                self.repeats += 1
                if time.monotonic() > end:
                    raise


def play(writer, worker, operations, hot, cards):
    """Send everything twice; what was given to which card, and what was refused."""
    chance, given, refused = random.Random(worker), Counter(), 0
    for number in range(operations):
        card_id = chance.choice(cards[:hot] if chance.random() < 0.5 else cards[hot:])
        points = chance.choice((*range(1, 30), *range(-120, -1)))
        key = f"{worker}:{number}"
        first, again = (writer.send(card_id, points, key) for _twice in range(2))
        if first and again != first:
            raise SystemExit(f"{key} was answered by {first} and by {again}")
        # Refused first, booked then: others have earned in between.
        if again:
            given[card_id] += points
        else:
            refused += 1
    return given, refused


def main():
    _script, conf, database, worker, operations, hot, cards, folder = sys.argv
    config.parse_config(["-c", conf, "--log-level=warn"], setup_logging=True)
    folder, cards = Path(folder), [int(card) for card in cards.split(",")]
    writer = Writer(Registry(database))
    (folder / f"ready-{worker}").touch()
    while not (folder / "go").exists():
        time.sleep(0.01)
    given, refused = play(writer, int(worker), int(operations), int(hot), cards)
    result = {"given": given, "refused": refused, "repeats": writer.repeats}
    (folder / f"done-{worker}").write_text(json.dumps(result), encoding="utf-8")


if __name__ == "__main__":
    main()
