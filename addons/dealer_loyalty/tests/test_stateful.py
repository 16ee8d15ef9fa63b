"""The whole life of cards against a plain Python model, by hypothesis."""

import os
from collections import Counter
from datetime import date, timedelta
from unittest.mock import patch

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from odoo import fields
from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import ClubCommon

# In full: DEALER_STATEFUL_RUNS=50 DEALER_STATEFUL_STEPS=200
RUNS = int(os.environ.get("DEALER_STATEFUL_RUNS", "4"))
STEPS = int(os.environ.get("DEALER_STATEFUL_STEPS", "40"))
START = date(2026, 1, 1)
MONTH = 30
# Points which were spent and come back live so long at least.
RETURNED = timedelta(days=30)
NEVER = date.max
CARDS = st.integers(0, 2)
POINTS = st.integers(1, 60)


class Model:
    """One card: lots as a plain list of [last day, points, origin, day of issue], what
    is held, owed."""

    def __init__(self):
        self.lots, self.held, self.debt = [], 0, 0

    @property
    def balance(self):
        return sum(lot[1] for lot in self.lots)

    @property
    def free(self):
        return self.balance - self.held

    def take(self, points, first=None):
        """FEFO, lots of the given origin first; returns [(lot, points)]."""
        taken = []
        for lot in sorted(
            self.lots,
            key=lambda lot: (first is None or lot[2] != first, lot[0], lot[3]),
        ):
            part = min(lot[1], points)
            if part:
                lot[1] -= part
                points -= part
                taken.append((lot, part))
        assert not points
        return taken

    def pay_debt(self, points):
        """What of new points pays the debt, only from what is free."""
        paid = min(self.debt, points)
        self.debt -= paid
        return points - paid


class Life(RuleBasedStateMachine):
    """Operations on three cards; every one is sent twice.

    :cvar case: the test with a club, set by it
    """

    case = None

    @initialize()
    def begin(self):
        self.savepoint = self.case.cr.savepoint(flush=False)
        self.case.env.invalidate_all()
        people = self.case.env["res.partner"].create(
            [{"name": f"Person {n}"} for n in range(3)]
        )
        self.cards = [person._dealer_enrol(self.case.club) for person in people]
        self.models = [Model() for _card in self.cards]
        # card -> the one which has its points; joined cards keep their number.
        self.place = [0, 1, 2]
        self.step, self.day = 0, START
        self.holds, self.earned, self.sent = [], [], []

    def teardown(self):
        if hasattr(self, "savepoint"):
            self.case.assert_sound()
            self.savepoint.close(rollback=True)
            self.case.env.invalidate_all()

    def get_model(self, number):
        return self.models[self.place[number]]

    def key(self):
        self.step += 1
        return f"step:{self.step}"

    def post(self, card, kind, points, **values):
        args = (card, kind, points, self.key())
        self.case.ledger._post(*args, **values)
        self.case.ledger._post(*args, **values)
        self.sent.append((args, values))

    @rule(number=CARDS, points=POINTS, life=st.integers(1, 6))
    def earn(self, number, points, life):
        card, model = self.cards[number], self.get_model(number)
        # Each day once: what expires first is never a matter of taste.
        day = self.day + timedelta(days=MONTH * life, hours=0)
        day += timedelta(days=self.step % 29)
        while any(lot[0] == day for m in self.models for lot in m.lots):
            day += timedelta(days=1)
        origin = self.case.env["res.partner"].create({"name": "Document"})
        self.post(card, "earn", points, origin=origin, expires_on=day, date=self.day)
        rest = model.pay_debt(points)
        if rest:
            model.lots.append([day, rest, origin.id, self.day])
        self.earned.append([number, origin, points])

    @precondition(lambda self: self.earned)
    @rule(data=st.data())
    def reverse(self, data):
        """A credit note: what was given by a document is taken back."""
        row = data.draw(st.sampled_from(self.earned))
        number, origin, points = row
        part = data.draw(st.integers(1, points))
        card, model = self.cards[number], self.get_model(number)
        row[2] -= part
        if not row[2]:
            self.earned.remove(row)
        self.post(
            card,
            "reverse",
            -part,
            origin=origin,
            on_short="debt",
            date=self.day,
        )
        free = min(part, model.free)
        model.debt += part - free
        if free:
            model.take(free, origin.id)

    @rule(number=CARDS, points=POINTS)
    def hold(self, number, points):
        card, model = self.cards[number], self.get_model(number)
        if points > model.free:
            with self.case.assertRaises(UserError), self.case.cr.savepoint():
                self.case.ledger._hold(card, points)
            return
        hold = self.case.ledger._hold(card, points)
        model.held += points
        self.holds.append([number, hold, points, None])

    @precondition(lambda self: self.holds)
    @rule(data=st.data())
    def void(self, data):
        row = data.draw(st.sampled_from(self.holds))
        number, hold, points, taken = row
        model = self.get_model(number)
        for _twice in range(2):
            self.case.ledger._void(hold)
        if taken is None:
            self.holds.remove(row)
            model.held -= points
            self.settle_debt(model)

    def settle_debt(self, model):
        paid = min(model.debt, model.free)
        if paid:
            model.take(paid)
            model.debt -= paid

    @precondition(lambda self: self.holds)
    @rule(data=st.data())
    def redeem(self, data):
        row = data.draw(st.sampled_from(self.holds))
        number, hold, points, taken = row
        model = self.get_model(number)
        for _twice in range(2):
            self.case.ledger._redeem(hold)
        if taken is None:
            model.held -= points
            row[3] = model.take(points)

    @precondition(lambda self: any(row[3] for row in self.holds))
    @rule(data=st.data())
    def give_back(self, data):
        """A credit note of what was paid with points."""
        rows = [row for row in self.holds if row[3]]
        row = data.draw(st.sampled_from(rows))
        number, hold, points, taken = row
        model = self.get_model(number)
        # Each last day once, as above.
        while any(lot[0] == self.day + RETURNED for m in self.models for lot in m.lots):
            self.day += timedelta(days=1)
        with patch.object(fields.Date, "context_today", lambda *_args: self.day):
            for _twice in range(2):
                self.case.ledger._settle_hold(hold, 0, 0)
        rest = model.pay_debt(points)
        for lot, part in reversed(taken):
            back = min(part, rest)
            rest -= back
            if back and lot[0] < self.day + RETURNED:
                model.lots.append([self.day + RETURNED, back, *lot[2:]])
            else:
                lot[1] += back
        self.holds.remove(row)

    @precondition(lambda self: any(row[3] is None for row in self.holds))
    @rule(data=st.data())
    def time_out(self, data):
        """A reservation whose time is over is released."""
        rows = [row for row in self.holds if row[3] is None]
        row = data.draw(st.sampled_from(rows))
        number, hold, points, _taken = row
        model = self.get_model(number)
        for _twice in range(2):
            hold._time_out()
        self.holds.remove(row)
        model.held -= points
        self.settle_debt(model)

    @rule(one=CARDS, other=CARDS)
    def join(self, one, other):
        """Two cards become one: a merge of contacts, or a family. What is for the old
        card goes to the other one from now on."""
        old, new = self.place[one], self.place[other]
        if old == new:
            return
        self.case.ledger._transfer(self.cards[old], self.cards[new])
        gone, model = self.models[old], self.models[new]
        self.models[old] = Model()
        model.lots += gone.lots
        model.held += gone.held
        model.debt += gone.debt
        self.settle_debt(model)
        self.place = [new if place == old else place for place in self.place]

    @rule(number=CARDS, points=POINTS)
    def give(self, number, points):
        """A manual adjustment: points which never expire."""
        card, model = self.cards[number], self.get_model(number)
        self.post(card, "adjust", points, date=self.day)
        if rest := model.pay_debt(points):
            model.lots.append([NEVER, rest, None, self.day])

    @rule(number=CARDS, points=POINTS)
    def take_away(self, number, points):
        """A manual adjustment: refused when there is not enough."""
        card, model = self.cards[number], self.get_model(number)
        if points > model.free:
            with self.case.assertRaises(UserError), self.case.cr.savepoint():
                self.case.ledger._post(card, "adjust", -points, self.key())
            return
        self.post(card, "adjust", -points, date=self.day)
        model.take(points)

    @rule(days=st.integers(1, 90))
    def night(self, days):
        """Time passes and expired points are taken."""
        self.day += timedelta(days=days)
        for _twice in range(2):
            ids = self.case.ledger._get_due_cards(self.day, 0)
            if ids:
                self.case.ledger._expire_cards(ids, self.day)
        for model in self.models:
            over = [lot for lot in model.lots if lot[0] < self.day]
            free = model.free
            for lot in sorted(over, key=lambda lot: (lot[0], lot[3])):
                part = min(lot[1], free)
                lot[1] -= part
                free -= part

    @precondition(lambda self: self.sent)
    @rule(data=st.data())
    def send_again(self, data):
        """Whatever was sent before comes once more, much later."""
        args, values = data.draw(st.sampled_from(self.sent))
        self.case.ledger._post(*args, **values)

    @invariant()
    def same_as_the_model(self):
        if not hasattr(self, "cards"):
            return
        for card, model in zip(self.cards, self.models, strict=True):
            card.invalidate_recordset()
            self.case.assertEqual(
                (card.dealer_balance, card.dealer_held, card.dealer_debt),
                (model.balance, model.held, model.debt),
            )
            self.case.assertEqual(card.points, model.free)
            # Of joined cards a lot can have two parts.
            lots, expected = Counter(), Counter()
            for lot in card.dealer_lot_ids:
                lots[lot.expires_on or NEVER] += lot.remaining
            for lot in model.lots:
                expected[lot[0]] += lot[1]
            self.case.assertEqual(+lots, +expected)


@tagged("post_install", "-at_install")
class TestStateful(ClubCommon):
    def test_life_of_cards(self):
        self.patch(Life, "case", self)
        run_state_machine_as_test(
            Life,
            settings=settings(
                max_examples=RUNS,
                stateful_step_count=STEPS,
                deadline=None,
                derandomize=True,
                database=None,
                suppress_health_check=list(HealthCheck),
            ),
        )
