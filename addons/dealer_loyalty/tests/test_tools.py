import random

from odoo.tests import BaseCase, tagged

from ..tools import card_number
from ..tools import points as rules


@tagged("post_install", "-at_install")
class TestCardNumber(BaseCase):
    def test_check_digit_vectors(self):
        # GS1's own example and two books.
        self.assertEqual(card_number.check_digit("629104150021"), "3")
        self.assertEqual(card_number.check_digit("978020137962"), "4")
        self.assertEqual(card_number.check_digit("400638133393"), "1")

    def test_make(self):
        self.assertEqual(card_number.make(0)[:12], "290000000000")
        self.assertEqual(len(card_number.make(9_999_999_999)), 13)
        for body in (-1, 10**10):
            with self.assertRaises(ValueError):
                card_number.make(body)

    def test_parse_forms(self):
        code = card_number.make(1234567890)
        for text in (code, card_number.pretty(code), f" {code[:6]}-{code[6:]}."):
            self.assertEqual(card_number.parse(text), code)

    def test_parse_rejects(self):
        code = card_number.make(1234567890)
        wrong_digit = str((int(code[-1]) + 1) % 10)
        foreign = "4006381333931"
        full_width = code.translate({48 + n: 0xFF10 + n for n in range(10)})
        for text in (
            *("", None, "29", code[:-1] + wrong_digit, code + "0", foreign),
            *(full_width, code.replace("2", "O", 1), "abc"),
        ):
            self.assertIsNone(card_number.parse(text), text)

    def test_every_wrong_digit_is_noticed(self):
        code = card_number.make(5550123456)
        for place in range(2, 13):
            for digit in "0123456789":
                wrong = code[:place] + digit + code[place + 1 :]
                if wrong != code:
                    self.assertIsNone(card_number.parse(wrong), wrong)

    def test_draw_is_random_and_valid(self):
        drawn = {card_number.draw() for _n in range(200)}
        self.assertEqual(len(drawn), 200)
        self.assertTrue(all(card_number.parse(code) for code in drawn))

    def test_pretty(self):
        self.assertEqual(card_number.pretty(card_number.make(0)), "2900 0000 0000 1")
        self.assertEqual(card_number.pretty("044-ab"), "044-ab")
        self.assertEqual(card_number.pretty(""), "")


@tagged("post_install", "-at_install")
class TestPoints(BaseCase):
    def test_whole_cost(self):
        for cost, expected in (
            (0, 0),
            (1234.5, 1235),
            (1234.0000000001, 1234),
            (0.01, 1),
            (-3, 0),
        ):
            self.assertEqual(rules.whole_cost(cost), expected, cost)

    def test_share_adds_up(self):
        for total, whole in ((10, 3), (7, 7), (1, 4), (100, 0.3)):
            parts = [whole * n / 4 for n in range(5)]
            shares = [rules.share(total, part, whole) for part in parts]
            self.assertEqual((shares[0], shares[-1]), (0, total))
            self.assertEqual(shares, sorted(shares))
        self.assertEqual(rules.share(5, 9, 3), 5)
        self.assertEqual(rules.share(5, -1, 3), 0)
        self.assertEqual(rules.share(5, 1, 0), 5)

    def test_hold_target(self):
        cases = [
            # total, quantity, invoiced, refunded, alive -> held, redeemed
            ((100, 1, 0, 0, True), (100, 0)),
            ((100, 1, 0, 0, False), (0, 0)),
            ((100, 1, 1, 0, True), (0, 100)),
            ((100, 1, 1, 0, False), (0, 100)),
            ((100, 1, 1, 1, True), (0, 0)),
            ((100, 1, 2, 1, True), (0, 100)),
            ((100, 4, 1, 0, True), (75, 25)),
            ((100, 4, 4, 1, True), (0, 75)),
        ]
        for args, expected in cases:
            self.assertEqual(rules.hold_target(*args), expected, args)

    def test_settle(self):
        cases = [
            # account, points, held, may_owe -> account, owed
            (rules.Account(10), (5, 0, False), rules.Account(15), 0),
            (rules.Account(10), (-10, 0, False), rules.Account(0), 0),
            (rules.Account(10), (0, 10, False), rules.Account(10, 10), 0),
            (rules.Account(10, 10), (-10, -10, False), rules.Account(0, 0), 0),
            (rules.Account(20, 0), (-50, 0, True), rules.Account(0, 0, 30), 30),
            (rules.Account(20, 15), (-50, 0, True), rules.Account(15, 15, 45), 45),
            (rules.Account(0, 0, 30), (10, 0, False), rules.Account(0, 0, 20), -10),
            (rules.Account(0, 0, 30), (40, 0, False), rules.Account(10, 0, 0), -30),
            # Points which go back on hold do not pay debt.
            (rules.Account(0, 0, 30), (40, 40, False), rules.Account(40, 40, 30), 0),
            # Released points do.
            (rules.Account(40, 40, 30), (0, -40, False), rules.Account(10, 0, 0), -30),
        ]
        for account, args, after, owed in cases:
            settlement = rules.settle(account, *args)
            self.assertEqual((settlement.account, settlement.owed), (after, owed), args)
        with self.assertRaises(rules.NotEnoughPointsError) as caught:
            rules.settle(rules.Account(10, 4), -7)
        self.assertEqual((caught.exception.available, caught.exception.needed), (6, 7))
        with self.assertRaises(rules.NotEnoughPointsError):
            rules.settle(rules.Account(10, 4), 0, 7)
        with self.assertRaises(ValueError):
            rules.settle(rules.Account(10, 4), 0, -5)

    def test_settle_keeps_its_promises(self):
        dice = random.Random(7)
        for _n in range(2000):
            held = dice.randrange(20)
            balance = held + dice.randrange(20)
            debt = dice.randrange(9) if balance == held else 0
            before = rules.Account(balance, held, debt)
            points, hold = dice.randrange(-40, 40), dice.randrange(-held, 20)
            result = rules.settle(before, points, hold, may_owe=True)
            after = result.account
            self.assertEqual(after.balance, balance + points + result.owed)
            self.assertEqual(after.debt - debt, result.owed)
            self.assertEqual(after.held, held + hold)
            self.assertGreaterEqual(after.available, 0)
            self.assertGreaterEqual(after.debt, 0)
            self.assertFalse(after.debt and after.available)
