"""Points under parallel writers and killed workers: each booked once, none lost."""

import functools
import os
import random
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import psycopg2
import pytest
from helpers import (
    SECONDS,
    Gate,
    api_key,
    broken_rules,
    call,
    children,
    cron_arguments,
    in_parallel,
    race,
    retried,
    run_child,
    user_groups,
    wait_for_rollbacks,
    wait_until,
)

CRON = "dealer_loyalty.ir_cron_book_pending"
# The same work, whatever other processes do.
WORKER = "dealer.loyalty.pending:_cron_book_pending"

LOCK_CARD = "SELECT FROM loyalty_card WHERE id = %s FOR UPDATE"
LOCK_CARDS = "LOCK TABLE loyalty_card IN SHARE MODE"
LOCK_ENTRIES = "LOCK TABLE dealer_loyalty_entry IN SHARE MODE"
LOCK_PENDING = "LOCK TABLE dealer_loyalty_pending IN SHARE MODE"


class Member:
    """Ids of a customer and the club card."""

    def __init__(self, env, name: str, points: int = 0):
        club = env.ref("dealer_loyalty.loyalty_program_club")
        partner = env["res.partner"].create({"name": name})
        card = partner._dealer_enrol(club)
        self.partner_id, self.card_id = partner.id, card.id
        if points:
            env["dealer.loyalty.ledger"]._post(card, "adjust", points, f"start:{name}")


@pytest.fixture
def member(clone, odoo_env) -> Member:
    """Somebody with a card without points."""
    with odoo_env(clone) as env:
        return Member(env, "Olga Weber")


def draft_invoice(env, member, amount):
    """Make an invoice without taxes; 1 point for each 100.

    :return: account.move
    """
    from odoo.fields import Command

    line = {"name": "Work", "quantity": 1, "price_unit": amount}
    return env["account.move"].create(
        {
            "move_type": "out_invoice",
            "partner_id": member.partner_id,
            "invoice_date": "2024-03-02",
            "invoice_line_ids": [Command.create({**line, "tax_ids": []})],
        }
    )


def post_invoice(env, member, amount) -> int:
    """Post an invoice and return its id."""
    invoice = draft_invoice(env, member, amount)
    invoice.action_post()
    return invoice.id


def post_credit_note(env, invoice_id, amount):
    """Post a credit note of a part of an invoice."""
    invoice = env["account.move"].browse(invoice_id)
    refund = invoice._reverse_moves([{"invoice_date": "2024-03-10"}])
    refund.invoice_line_ids.price_unit = amount
    refund.action_post()


def figures(clone, member) -> tuple:
    """Balance, reserved, owed and available points of a card."""
    [row] = clone.query(
        "SELECT dealer_balance, dealer_held, dealer_debt, points::int"
        "  FROM loyalty_card WHERE id = %s",
        [member.card_id],
    )
    return row


def entries(clone, member) -> list[tuple]:
    """Entries of a card, oldest first: number, points, balance after, key."""
    return clone.query(
        "SELECT seq, points, balance_after, idempotency_key"
        "  FROM dealer_loyalty_entry WHERE card_id = %s ORDER BY seq",
        [member.card_id],
    )


def booked(clone) -> dict:
    """Points of each invoice; one booked twice has two.

    Without loans: where the points had been spent already.
    """
    rows = clone.query(
        "SELECT origin_id, array_agg(points ORDER BY id) FROM dealer_loyalty_entry"
        " WHERE origin_model = 'account.move' AND kind <> 'debt' GROUP BY origin_id"
    )
    return dict(rows)


def waiting(clone) -> dict:
    """How many documents are in which state."""
    return dict(
        clone.query("SELECT state, count(*) FROM dealer_loyalty_pending GROUP BY state")
    )


def make_due(clone):
    """Let the time pass after which waiting rows are tried again.

    A row with which somebody is at work is left alone.
    """
    clone.query(
        "UPDATE dealer_loyalty_pending SET attempts = 0,"
        " next_try = now() AT TIME ZONE 'UTC' - interval '1 minute'"
        " WHERE id IN (SELECT id FROM dealer_loyalty_pending"
        " WHERE state <> 'done' FOR UPDATE SKIP LOCKED)"
    )


def book_rest(clone, odoo_env):
    """Let the worker work in this process, which is quicker than a child."""
    with odoo_env(clone) as env:
        env["dealer.loyalty.pending"]._cron_book_pending()


# === ONE CARD === #


def test_parallel_writers_on_one_card(clone, odoo_env, connect, member):
    """Eight bookings at the same moment: none lost, numbers and balances in a row."""
    points = [10, -3, 25, 4, -7, 60, 1, 8]

    def book(index):
        def write(env):
            card = env["loyalty.card"].browse(member.card_id)
            ledger = env["dealer.loyalty.ledger"]
            ledger._post(
                card, "adjust", points[index], f"race:{index}", on_short="debt"
            )

        retried(odoo_env, clone, write)

    with Gate(connect(clone), LOCK_CARD, [member.card_id]) as gate:
        race(gate, [functools.partial(book, index) for index in range(8)])

    rows = entries(clone, member)
    assert [row[0] for row in rows] == list(range(1, len(rows) + 1))
    running = 0
    for _seq, change, balance, _key in rows:
        running += change
        assert balance == running
    own = {key: change for _seq, change, _balance, key in rows if "debt" not in key}
    assert own == {f"race:{index}": change for index, change in enumerate(points)}
    assert figures(clone, member) == (98, 0, 0, 98)
    assert broken_rules(odoo_env, clone) == []


def test_parallel_writers_with_one_key(clone, odoo_env, connect, member):
    """Eight repeats of one operation at the same moment: one entry, told to all."""

    def write(env):
        card = env["loyalty.card"].browse(member.card_id)
        return env["dealer.loyalty.ledger"]._post(card, "earn", 15, "once").id

    with Gate(connect(clone), LOCK_CARD, [member.card_id]) as gate:
        ids = race(gate, [lambda: retried(odoo_env, clone, write)] * 8)
    assert len(set(ids)) == 1
    assert entries(clone, member) == [(1, 15, 15, "once")]
    assert figures(clone, member) == (15, 0, 0, 15)
    assert broken_rules(odoo_env, clone) == []


def test_parallel_enrolment_makes_one_card(clone, odoo_env, connect):
    """Eight people enrol one customer at the same moment: one active card for all."""
    with odoo_env(clone) as env:
        partner_id = env["res.partner"].create({"name": "Dan Brook"}).id

    def enrol(env):
        club = env.ref("dealer_loyalty.loyalty_program_club")
        return env["res.partner"].browse(partner_id)._dealer_enrol(club).id

    with Gate(connect(clone), LOCK_CARDS) as gate:
        ids = race(gate, [lambda: retried(odoo_env, clone, enrol)] * 8)
    assert len(set(ids)) == 1
    cards = clone.query(
        "SELECT id, active FROM loyalty_card WHERE partner_id = %s", [partner_id]
    )
    assert cards == [(ids[0], True)]
    assert broken_rules(odoo_env, clone) == []


def test_adjustment_while_cards_are_joined(clone, odoo_env, connect):
    """A manager adjusts the points of a card which is being joined to another one.

    The merge of the contacts comes first, so the adjustment has to follow it: the
    points are on the card that stays, not on one which nobody can use any more.
    """
    with odoo_env(clone) as env:
        source, target = Member(env, "Dan Brook", 30), Member(env, "Daniel Brook", 50)
        values = {"card_id": source.card_id, "points": 7, "reason": "Complaint"}
        manager = user_groups(env, "clara", "dealer_loyalty.group_loyalty_manager")
        adjustment = env(user=manager)["dealer.loyalty.adjust"].create(values)

    def merge(env):
        partners = [source.partner_id, target.partner_id]
        last = env["res.partner"].browse(target.partner_id)
        env["base.partner.merge.automatic.wizard"]._merge(partners, last)

    def adjust(env):
        adjustment.with_env(env(user=manager)).action_adjust()

    with (
        ThreadPoolExecutor(2) as pool,
        Gate(connect(clone), LOCK_CARD, [source.card_id]) as gate,
    ):
        merged = pool.submit(retried, odoo_env, clone, merge)
        gate.wait_for(1)
        adjusted = pool.submit(retried, odoo_env, clone, adjust)
        gate.wait_for(2)
        gate.release()
        merged.result(SECONDS)
        adjusted.result(SECONDS)
    assert figures(clone, source) == (0, 0, 0, 0)
    assert figures(clone, target) == (87, 0, 0, 87)
    assert broken_rules(odoo_env, clone) == []


def test_same_points_on_two_orders(clone, server, connect, odoo_env):
    """Two salespeople confirm orders paid with the same points at the same moment.

    The points are enough for one: one order is confirmed, the other salesperson is
    told what is missing and the order stays a quotation.
    """
    with odoo_env(clone) as env:
        member = Member(env, "Olga Weber", points=300)
        number = env["loyalty.card"].browse(member.card_id).dealer_number
        sellers = [
            user_groups(env, login, "dealer_crm.group_dealer_user")
            for login in ("anna", "boris")
        ]
        keys = [api_key(env, seller) for seller in sellers]
        orders = [paid_order(env(user=seller), member).id for seller in sellers]
    url = server(clone).url

    with Gate(connect(clone), LOCK_CARD, [member.card_id]) as gate:
        answers = race(
            gate,
            [
                functools.partial(
                    call, url, key, "sale.order", "action_confirm", [order]
                )
                for key, order in zip(keys, orders, strict=True)
            ],
        )
    assert sorted(answer.status_code for answer in answers) == [200, 422]
    [refusal] = [answer for answer in answers if answer.status_code == 422]
    message = refusal.json()["message"]
    assert number in message
    assert "has 0 points available" in message
    assert "300 more" in message
    states = dict(
        clone.query("SELECT id, state FROM sale_order WHERE id = ANY(%s)", [orders])
    )
    for order, answer in zip(orders, answers, strict=True):
        assert states[order] == ("sale" if answer.status_code == 200 else "draft")
    assert figures(clone, member) == (300, 300, 0, 0)
    holds = clone.query("SELECT points, state FROM dealer_loyalty_hold")
    assert holds == [(300, "open")]
    assert broken_rules(odoo_env, clone) == []


def paid_order(env, member):
    """A quotation of which the customer pays a part with all the points.

    :return: sale.order
    """
    from odoo.fields import Command

    work = env["product.product"].search([("default_code", "=", "RACE")])
    if not work:
        values = {"name": "Wheel alignment", "type": "service", "list_price": 1000}
        values |= {"default_code": "RACE", "taxes_id": [Command.clear()]}
        # sudo: salespeople make no products
        work = env["product.product"].sudo().create(values).sudo(False)
    order = env["sale.order"].create(
        {
            "partner_id": member.partner_id,
            "order_line": [Command.create({"product_id": work.id})],
        }
    )
    order._update_programs_and_rewards()
    for card, rewards in order._get_claimable_rewards().items():
        order._apply_program_reward(rewards[:1], card)
    assert order.amount_total == 700
    return order


# === INVOICES AND THE WORKER === #


def test_posting_does_not_wait_for_a_busy_card(
    clone, odoo_env, connect, member, tmp_path
):
    """Twenty invoices of one family are posted while their card is locked.

    Five people post them, one transaction each. None of them waits for the card; the
    worker books all invoices later.
    """
    with odoo_env(clone) as env:
        drafts = [
            draft_invoice(env, member, 100 * number).id for number in range(1, 21)
        ]

    def publish(invoice_ids):
        for invoice_id in invoice_ids:

            def write(env, invoice_id=invoice_id):
                # Whoever waits for the card fails before the end of all patience.
                env.cr.execute("SET LOCAL lock_timeout = '30s'")
                env["account.move"].browse(invoice_id).action_post()

            retried(odoo_env, clone, write, seconds=20)

    with Gate(connect(clone), LOCK_CARD, [member.card_id]):
        in_parallel(functools.partial(publish, drafts[place::5]) for place in range(5))
        states = clone.query(
            "SELECT state FROM account_move WHERE id = ANY(%s)", [drafts]
        )
        assert states == [("posted",)] * 20
        assert waiting(clone) == {"pending": 20}
        assert figures(clone, member) == (0, 0, 0, 0)

    run_child(tmp_path, *cron_arguments(clone, CRON))
    assert waiting(clone) == {"done": 20}
    assert booked(clone) == {
        draft: [number] for number, draft in enumerate(drafts, start=1)
    }
    assert figures(clone, member) == (210, 0, 0, 210)
    assert broken_rules(odoo_env, clone) == []


def test_two_workers_book_each_invoice_once(clone, odoo_env, connect, member, tmp_path):
    """Two processes take the same waiting rows at the same moment: each booked once.

    One stands at the first invoice, the other at a later one of the same card when the
    race begins; from there both have the same rows before them.
    """
    with odoo_env(clone) as env:
        other = Member(env, "Dan Brook")
        invoices = {
            post_invoice(env, (member, other)[number % 2], 100 * number): [number]
            for number in range(1, 13)
        }
    with (
        children(tmp_path) as start,
        Gate(connect(clone), LOCK_CARD, [other.card_id]) as gate,
    ):
        workers = [start(*cron_arguments(clone, WORKER))]
        gate.wait_for(1)
        # The first one has noted its tries: only later the rows are free for others.
        make_due(clone)
        workers.append(start(*cron_arguments(clone, WORKER)))
        gate.wait_for(2)
        gate.release()
        for worker in workers:
            assert worker.wait() == 0, worker.output
    assert waiting(clone) == {"done": 12}
    assert booked(clone) == invoices
    assert figures(clone, member)[0] + figures(clone, other)[0] == 78
    assert broken_rules(odoo_env, clone) == []


def test_killed_worker_leaves_nothing_half_written(
    clone, odoo_env, connect, member, tmp_path
):
    """The worker dies three times in the second of four invoices.

    Before the card is changed, between card and entry, between entry and the mark that
    the row is done: what was committed stays, what was begun is gone. The next run
    books everything, once.
    """
    with odoo_env(clone) as env:
        other = Member(env, "Dan Brook")
        invoices = {
            post_invoice(env, (other, member)[number % 2], 1000 * number): [10 * number]
            for number in range(1, 5)
        }
    for statement, parameters, then in (
        (LOCK_CARD, [other.card_id], None),
        (LOCK_ENTRIES, (), None),
        # The row's table is shut while the worker stands at the entry: before, it
        # notes its tries there.
        (LOCK_ENTRIES, (), LOCK_PENDING),
    ):
        with (
            children(tmp_path) as start,
            Gate(connect(clone), statement, parameters) as gate,
        ):
            # Not as CRON: after three deaths Odoo lets a job rest until its next time.
            worker = start(*cron_arguments(clone, WORKER))
            gate.wait_for(1)
            if then:
                with Gate(connect(clone), then) as last:
                    gate.release()
                    last.wait_for(1)
                    worker.kill()
            worker.kill()
        wait_for_rollbacks(clone)
        # The try was noted before it began: the next run leaves the killer alone.
        book_rest(clone, odoo_env)
        make_due(clone)
        assert waiting(clone) == {"done": 1, "pending": 3}
        assert list(booked(clone).values()) == [[10]]
        assert figures(clone, member) == (10, 0, 0, 10)
        assert figures(clone, other) == (0, 0, 0, 0)
        assert broken_rules(odoo_env, clone) == []

    book_rest(clone, odoo_env)
    assert waiting(clone) == {"done": 4}
    assert booked(clone) == invoices
    assert figures(clone, member) == (40, 0, 0, 40)
    assert figures(clone, other) == (60, 0, 0, 60)
    assert broken_rules(odoo_env, clone) == []


def test_credit_note_before_the_worker(clone, odoo_env, tmp_path):
    """Invoice and credit note wait together: the points are those of what remains."""
    refunds = {"Nothing": 0, "Part": 450, "All": 1000}
    expected = {"Nothing": 10, "Part": 5, "All": 0}
    with odoo_env(clone) as env:
        members = {name: Member(env, name) for name in refunds}
        invoices = {
            name: post_invoice(env, member, 1000) for name, member in members.items()
        }
    with odoo_env(clone) as env:
        for name, amount in refunds.items():
            if amount:
                post_credit_note(env, invoices[name], amount)
    run_child(tmp_path, *cron_arguments(clone, CRON))
    assert waiting(clone) == {"done": 5}
    for name, member in members.items():
        points = expected[name]
        assert figures(clone, member) == (points, 0, 0, points), name
    assert broken_rules(odoo_env, clone) == []


def test_credit_note_while_the_worker_books(clone, odoo_env, connect, member, tmp_path):
    """A credit note is posted after the worker has valued the invoice.

    It does not wait for the worker, and its own row takes the points back.
    """
    with odoo_env(clone) as env:
        invoice = post_invoice(env, member, 1000)
    with (
        children(tmp_path) as start,
        Gate(connect(clone), LOCK_CARD, [member.card_id]) as gate,
    ):
        worker = start(*cron_arguments(clone, WORKER))
        gate.wait_for(1)
        with odoo_env(clone) as env:
            post_credit_note(env, invoice, 450)
        gate.release()
        assert worker.wait() == 0, worker.output
    assert figures(clone, member) == (10, 0, 0, 10)
    book_rest(clone, odoo_env)
    assert booked(clone) == {invoice: [10, -5]}
    assert figures(clone, member) == (5, 0, 0, 5)
    assert broken_rules(odoo_env, clone) == []


# === CHANCE === #

# DEALER_POINTS_SEEDS=20 is the full size.
SEEDS = [11 * n for n in range(1, 1 + int(os.environ.get("DEALER_POINTS_SEEDS", "5")))]
ACTORS = 4
STEPS = 20
EARLY_INVOICES = 6


class Chaos:
    """What the actors share: cards, what they know of, and what was acknowledged.

    Members get invoices; spare cards are there to be joined to others.
    """

    def __init__(self, env):
        self.members = [Member(env, f"Member {number}", 100) for number in range(2)]
        self.spares = [Member(env, f"Spare {number}", 100) for number in range(5)]
        self.cards = [one.card_id for one in self.members + self.spares]
        self.start_points = 100 * len(self.cards)
        # key of a booking -> card, kind, points
        self.bookings = {}
        # hold -> points
        self.holds = {}
        self.redeemed = set()
        # invoice -> points it is worth now
        self.invoices = {}
        # invoices, with their amounts, which nobody has credited or reset
        self.untouched = []

    def expected_points(self) -> int:
        """What all cards together must have, less what they owe."""
        return (
            self.start_points
            + sum(points for _card, _kind, points in self.bookings.values())
            - sum(self.holds[hold] for hold in self.redeemed)
            + sum(self.invoices.values())
        )


class Actor:
    """Does things at random, one after the other; refusals are part of the game."""

    CHOICES = (
        *("earn", "take", "repeat", "hold", "hold", "void", "redeem"),
        *("invoice", "invoice", "credit", "reset", "unite"),
    )

    def __init__(self, run, chaos, name, seed):
        self.run, self.chaos, self.name = run, chaos, name
        self.chance = random.Random(f"{seed}:{name}")

    def play(self) -> Counter:
        """Do everything; return how often what was done."""
        from odoo.exceptions import UserError

        done = Counter()
        for step in range(STEPS):
            choice = self.chance.choice(self.CHOICES)
            try:
                getattr(self, choice)(f"{self.name}:{step}")
                done[choice] += 1
            except UserError:
                done["refused"] += 1
        return done

    def card_now(self, env, card_id):
        return env["loyalty.card"].browse(card_id)._get_dealer_current()

    def earn(self, key):
        self.book(key, "earn", self.chance.randint(1, 40))

    def take(self, key):
        self.book(key, "adjust", -self.chance.randint(1, 60))

    def book(self, key, kind, points):
        card_id = self.chance.choice(self.chaos.cards)

        def write(env):
            card = self.card_now(env, card_id)
            ledger = env["dealer.loyalty.ledger"]
            ledger._post(card, kind, points, key, on_short="debt")
            return card.id

        card_id = self.run(write)
        self.chaos.bookings[key] = (card_id, kind, points)

    def repeat(self, _key):
        """A client sends again what was done already."""
        if not self.chaos.bookings:
            return
        key, booking = self.chance.choice(list(self.chaos.bookings.items()))
        card_id, kind, points = booking

        def write(env):
            card = env["loyalty.card"].browse(card_id)
            env["dealer.loyalty.ledger"]._post(card, kind, points, key)

        self.run(write)

    def hold(self, _key):
        card_id, points = (
            self.chance.choice(self.chaos.cards),
            self.chance.randint(1, 60),
        )

        def write(env):
            card = self.card_now(env, card_id)
            return env["dealer.loyalty.ledger"]._hold(card, points).id

        self.chaos.holds[self.run(write)] = points

    def void(self, _key):
        self.settle("_void")

    def redeem(self, _key):
        self.settle("_redeem")

    def settle(self, method):
        if not self.chaos.holds:
            return
        hold_id = self.chance.choice(list(self.chaos.holds))

        def write(env):
            hold = env["dealer.loyalty.hold"].browse(hold_id)
            getattr(env["dealer.loyalty.ledger"], method)(hold)

        self.run(write)
        if method == "_redeem":
            self.chaos.redeemed.add(hold_id)

    def invoice(self, _key):
        member = self.chance.choice(self.chaos.members)
        amount = self.chance.randint(1, 30) * 100
        invoice = self.run(lambda env: post_invoice(env, member, amount))
        self.chaos.invoices[invoice] = amount // 100
        self.chaos.untouched.append((invoice, amount))

    def take_invoice(self):
        try:
            return self.chaos.untouched.pop()
        except IndexError:
            return None, 0

    def credit(self, _key):
        invoice, amount = self.take_invoice()
        if not invoice:
            return
        part = self.chance.randint(1, amount)
        self.run(lambda env: post_credit_note(env, invoice, part))
        self.chaos.invoices[invoice] = (amount - part) // 100

    def reset(self, _key):
        """Back to draft; every second time posted again."""
        invoice, amount = self.take_invoice()
        if not invoice:
            return
        again = self.chance.random() < 0.5

        def write(env):
            move = env["account.move"].browse(invoice)
            move.button_draft()
            if again:
                move.action_post()

        self.run(write)
        self.chaos.invoices[invoice] = amount // 100 if again else 0

    def unite(self, _key):
        """The card of a spare person goes into another one, which may do so, too."""
        source_id = self.chance.choice(self.chaos.spares).card_id
        target_id = self.chance.choice(self.chaos.cards)

        def write(env):
            source, target = (
                self.card_now(env, card_id) for card_id in (source_id, target_id)
            )
            if source != target and source.id == source_id:
                env["dealer.loyalty.ledger"]._transfer(source, target)

        self.run(write)


@pytest.mark.parametrize("seed", SEEDS)
def test_points_add_up_after_any_schedule(clone, odoo_env, tmp_path, seed):
    """Four people do everything at random while two workers are killed.

    Whenever one looks, and at the end, all rules hold; after the last run of the
    worker the cards have what was acknowledged: no more, no less.
    """
    chance = random.Random(seed)
    with odoo_env(clone) as env:
        chaos = Chaos(env)
        for number in range(EARLY_INVOICES):
            amount = 100 * (number + 1)
            invoice = post_invoice(env, chaos.members[number % 2], amount)
            chaos.invoices[invoice] = number + 1
    actors = [
        Actor(lambda write: retried(odoo_env, clone, write), chaos, name, seed)
        for name in range(ACTORS)
    ]
    with children(tmp_path) as start, ThreadPoolExecutor(ACTORS) as pool:
        workers = [start(*cron_arguments(clone, WORKER)) for _number in range(2)]
        games = [pool.submit(actor.play) for actor in actors]
        wait_until(
            lambda: "done" in waiting(clone) or not workers[0].is_running(),
            "a worker begins",
        )
        for worker in workers:
            time.sleep(chance.uniform(0, 0.3))
            worker.kill()
            assert broken_rules(odoo_env, clone) == []
        done = sum((game.result(SECONDS) for game in games), Counter())
    assert done["refused"] < ACTORS * STEPS / 2
    assert broken_rules(odoo_env, clone) == []

    # Rows which met a busy card too often would rest for some minutes.
    clone.query("UPDATE dealer_loyalty_pending SET next_try = create_date")
    book_rest(clone, odoo_env)
    assert set(waiting(clone)) == {"done"}
    assert broken_rules(odoo_env, clone) == []
    cards = clone.query(
        """
        SELECT card.dealer_balance, card.dealer_balance - card.dealer_debt,
               coalesce(sum(entry.points), 0),
               coalesce(sum(entry.points) FILTER (WHERE entry.kind <> 'debt'), 0)
          FROM loyalty_card card
     LEFT JOIN dealer_loyalty_entry entry ON entry.card_id = card.id
         WHERE card.id = ANY(%s) GROUP BY card.id
        """,
        [chaos.cards],
    )
    for balance, net, ledger, ledger_net in cards:
        assert (balance, net) == (ledger, ledger_net)
    assert sum(net for _balance, net, *_ledger in cards) == chaos.expected_points()
    assert booked_sums(clone) == {
        invoice: points for invoice, points in chaos.invoices.items() if points
    }


def booked_sums(clone) -> dict:
    """What each invoice has given, where that is not nothing."""
    sums = {invoice: sum(points) for invoice, points in booked(clone).items()}
    return {invoice: points for invoice, points in sums.items() if points}


# === THE DATABASE'S OWN GUARD === #

# Foreign keys which are emptied with the record they name, and Odoo's own columns.
# Links which are emptied when what they name is deleted, and the stamps.
FREE_COLUMNS = {"id", "move_id", "sale_order_id"}
FREE_COLUMNS |= {"create_uid", "write_uid", "create_date", "write_date"}


def test_entries_cannot_be_changed_by_sql(clone, odoo_env, connect, member):
    """Whoever works on the database directly, as its owner, cannot change an entry.

    Neither a column of it, nor delete it, nor empty the table, also not by way of the
    cards.
    """
    with odoo_env(clone) as env:
        card = env["loyalty.card"].browse(member.card_id)
        env["dealer.loyalty.ledger"]._post(card, "earn", 15, "first")
    before = clone.query("SELECT * FROM dealer_loyalty_entry")
    columns = clone.query(
        "SELECT attname FROM pg_attribute WHERE attnum > 0 AND NOT attisdropped"
        " AND attrelid = 'dealer_loyalty_entry'::regclass"
    )
    guarded = {name for (name,) in columns} - FREE_COLUMNS
    assert {"points", "card_id", "seq", "balance_after", "idempotency_key"} <= guarded
    attacks = [f"UPDATE dealer_loyalty_entry SET {name} = {name}" for name in guarded]
    attacks += [
        "DELETE FROM dealer_loyalty_entry",
        # Without CASCADE already the lots stand in the way.
        "TRUNCATE dealer_loyalty_entry CASCADE",
        "TRUNCATE loyalty_card CASCADE",
    ]
    connection = connect(clone)
    for attack in attacks:
        with (
            pytest.raises(psycopg2.errors.RestrictViolation, match="cannot be changed"),
            connection,
            connection.cursor() as cursor,
        ):
            cursor.execute(attack)
    # The foreign key: a card with entries stays.
    with pytest.raises(psycopg2.errors.IntegrityError):
        clone.query("DELETE FROM loyalty_card WHERE id = %s", [member.card_id])
    assert clone.query("SELECT * FROM dealer_loyalty_entry") == before
    assert broken_rules(odoo_env, clone) == []
