import random

from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import ClubCommon


class PlainLife:
    """What a card should be, in integers; each action also asks the ledger, twice."""

    def __init__(self, case, dice):
        self.case, self.card, self.ledger = case, case.card, case.ledger
        self.dice = dice
        self.balance = self.debt = 0
        self.holds = {}
        self.actions = [
            self.earn,
            self.earn,
            self.reverse,
            self.redeem,
            self.hold,
            self.end,
        ]

    @property
    def held(self):
        return sum(self.holds.values())

    @property
    def free(self):
        return self.balance - self.held

    def _pay(self, points):
        paid = min(self.debt, points)
        self.balance, self.debt = self.balance - paid, self.debt - paid

    def _twice(self, kind, points, key, on_short="refuse"):
        for _n in range(2):
            self.ledger._post(self.card, kind, points, key, on_short=on_short)

    def earn(self, points, key):
        self.balance += points
        self._pay(points)
        self._twice("earn", points, key)

    def reverse(self, points, key):
        lent = max(0, points - self.free)
        self.balance, self.debt = self.balance - points + lent, self.debt + lent
        self._twice("reverse", -points, key, "debt")

    def redeem(self, points, key):
        if points > self.free:
            with self.case.assertRaises(UserError):
                self._twice("redeem", -points, key)
            return
        self.balance -= points
        self._twice("redeem", -points, key)

    def hold(self, points, _key):
        if points > self.free:
            with self.case.assertRaises(UserError), self.case.cr.savepoint():
                self.ledger._hold(self.card, points)
            return
        self.holds[self.ledger._hold(self.card, points)] = points

    def end(self, _points, _key):
        if not self.holds:
            return
        hold = self.dice.choice(list(self.holds))
        points = self.holds.pop(hold)
        if self.dice.random() < 0.5:
            self.balance -= points
            finish = self.ledger._redeem
        else:
            self._pay(points)
            finish = self.ledger._void
        finish(hold)
        finish(hold)


@tagged("post_install", "-at_install")
class TestLedger(ClubCommon):
    def test_post_appends(self):
        entry = self.ledger._post(self.card, "earn", 30, "a", description="A 1")
        self.assertRecordValues(
            entry,
            [
                {
                    "card_id": self.card.id,
                    "seq": 1,
                    "kind": "earn",
                    "points": 30,
                    "balance_after": 30,
                    "idempotency_key": "a",
                    "description": "A 1",
                    "company_id": self.env.company.id,
                }
            ],
        )
        self.ledger._post(self.card, "redeem", -12, "b")
        self.assert_card(18)
        self.assert_entries([("earn", 30), ("redeem", -12)])
        self.assertEqual(self.card.dealer_entry_ids[0].balance_after, 18)
        self.assert_sound()

    def test_repeated_key_books_once(self):
        first = self.ledger._post(self.card, "earn", 30, "a")
        again = self.ledger._post(self.card, "earn", 30, "a")
        self.assertEqual(first, again)
        self.assert_card(30)

    def test_key_of_another_booking_is_refused(self):
        self.ledger._post(self.card, "earn", 30, "a")
        with self.assertRaisesRegex(UserError, "another booking"):
            self.ledger._post(self.card, "earn", 31, "a")
        self.assert_card(30)

    def test_more_than_available_is_refused(self):
        self._give(10)
        with self.assertRaisesRegex(UserError, "10 points available, 11"):
            self.ledger._post(self.card, "redeem", -11, "a")
        self.assert_card(10)
        self.assertEqual(len(self.card.dealer_entry_ids), 1)

    def test_what_is_missing_becomes_debt_and_is_paid_first(self):
        self._give(20)
        self.ledger._post(self.card, "reverse", -50, "r", on_short="debt")
        self.assert_card(0, debt=30)
        self.assert_entries([("adjust", 20), ("debt", 30), ("reverse", -50)])
        self.ledger._post(self.card, "earn", 10, "e1")
        self.assert_card(0, debt=20)
        self.ledger._post(self.card, "earn", 25, "e2")
        self.assert_card(5)
        entries = self.card.dealer_entry_ids
        self.assertEqual(sum(entries.mapped("points")), 5)
        self.assertEqual(entries[0].kind, "debt")
        self.assertEqual(entries[0].idempotency_key, "e2:debt")
        self.assert_sound()
        again = self.ledger._post(self.card, "earn", 25, "e2")
        self.assertEqual(again.points, 25)
        self.assert_card(5)

    def test_hold_void_redeem(self):
        self._give(100)
        hold = self.ledger._hold(self.card, 60)
        self.assertEqual((hold.state, hold.points), ("open", 60))
        self.assert_card(100, held=60)
        with self.assertRaisesRegex(UserError, "40 points available"):
            self.ledger._hold(self.card, 41)
        with self.assertRaisesRegex(UserError, "40 points available"):
            self.ledger._post(self.card, "redeem", -41, "x")
        other = self.ledger._hold(self.card, 40)
        self.ledger._void(other)
        self.ledger._void(other)
        self.assertEqual((other.state, other.points), ("void", 40))
        self.ledger._redeem(hold)
        self.ledger._redeem(hold)
        self.assertEqual((hold.state, hold.points), ("posted", 60))
        self.assert_card(40)
        self.assert_entries([("adjust", 100), ("redeem", -60)])
        self.assert_sound()

    def test_debt_does_not_touch_reserved_points(self):
        self._give(100)
        hold = self.ledger._hold(self.card, 80)
        self.ledger._post(self.card, "reverse", -50, "r", on_short="debt")
        self.assert_card(80, held=80, debt=30)
        self.ledger._void(hold)
        self.assert_card(50)
        self.assert_sound()

    def test_wrong_arguments(self):
        for kind, points in (
            ("earn", 0),
            ("earn", 1.0),
            ("earn", True),
            ("debt", 5),
        ):
            with self.assertRaises(ValueError):
                self.ledger._post(self.card, kind, points, "a")
        with self.assertRaises(ValueError):
            self.ledger._post(self.card, "earn", 5, "a", on_short="ignore")
        gift = self.env["loyalty.card"].create(
            {
                "program_id": self.env["loyalty.program"]
                .create({"name": "Gift", "program_type": "gift_card"})
                .id,
                "points": 50,
            }
        )
        with self.assertRaisesRegex(UserError, "not a card of a customer club"):
            self.ledger._post(gift, "earn", 5, "a")
        self.assertEqual(gift.points, 50)

    def test_transfer_moves_everything(self):
        other = self.env["res.partner"].create({"name": "Olga W."})
        target = other._dealer_enrol(self.club)
        self._give(100)
        self._give(7, target)
        hold = self.ledger._hold(self.card, 30)
        self.ledger._transfer(self.card, target)
        self.assert_card(0)
        self.assert_card(107, held=30, card=target)
        self.assertEqual(hold.card_id, target)
        self.assertFalse(self.card.active)
        self.assertEqual(self.card._get_dealer_current(), target)
        self.assert_entries([("adjust", 100), ("transfer", -100)])
        self.assert_entries([("adjust", 7), ("transfer", 100)], target)
        self.assert_sound()

    def test_transfer_moves_debt(self):
        other = self.env["res.partner"].create({"name": "Olga W."})
        target = other._dealer_enrol(self.club)
        self.ledger._post(self.card, "reverse", -30, "r", on_short="debt")
        self._give(20, target)
        self.ledger._transfer(self.card, target)
        self.assert_card(0)
        self.assert_card(0, debt=10, card=target)
        self.assert_sound()

    def test_transfer_of_balanced_cards_in_debt(self):
        other = self.env["res.partner"].create({"name": "Olga W."})
        target = other._dealer_enrol(self.club)
        for card in (self.card, target):
            self._give(30, card)
            self.ledger._hold(card, 30)
            key = f"r{card.id}"
            self.ledger._post(card, "reverse", -30, key, on_short="debt")
            self.assert_card(30, held=30, debt=30, card=card)
        self.ledger._transfer(self.card, target)
        self.assert_card(0)
        self.assert_card(60, held=60, debt=60, card=target)
        self.assert_sound()

    def test_points_reached_mail(self):
        template = self.env["mail.template"].create(
            {
                "name": "Fifty",
                "model_id": self.env.ref("loyalty.model_loyalty_card").id,
                "subject": "Fifty points",
                "email_from": "club@example.com",
                "partner_to": "{{ object.partner_id.id }}",
            }
        )
        self.club.communication_plan_ids = [
            (
                0,
                0,
                {
                    "trigger": "points_reach",
                    "points": 50,
                    "mail_template_id": template.id,
                },
            )
        ]
        domain = [("subject", "=", "Fifty points")]
        mails = self.env["mail.mail"]
        self._give(49)
        self.assertFalse(mails.search(domain))
        self._give(1)
        self.assertEqual(len(mails.search(domain)), 1)
        self._give(10)
        self.assertEqual(len(mails.search(domain)), 1)

    def test_random_life_against_a_plain_model(self):
        """300 operations, each sent twice, against a plain Python model."""
        dice = random.Random(20260302)
        life = PlainLife(self, dice)
        for step in range(300):
            action = dice.choice(life.actions)
            action(dice.randrange(1, 40), f"step:{step}")
            self.assert_card(life.balance, life.held, life.debt)
        self.assert_sound()
