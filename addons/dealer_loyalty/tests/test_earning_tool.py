from datetime import date
from decimal import Decimal
from fractions import Fraction

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from odoo.tests import BaseCase, tagged

from ..tools import earning, lots
from ..tools.earning import Document, Facts, Rule

DAY = date(2026, 3, 2)
LABOUR = Facts(frozenset({1, 5}))
PARTS = Facts(frozenset({1, 6}))
AMOUNTS = st.dictionaries(
    st.sampled_from([LABOUR, PARTS, Facts()]),
    st.integers(-500, 20_000).map(Fraction),
    min_size=1,
)


def points(document, rules, *args):
    shares = earning.shares(document, rules, *args)
    return {rule_id: share.points for rule_id, share in shares.items()}


@tagged("post_install", "-at_install")
class TestEarning(BaseCase):
    def test_first_rule_which_fits_and_extras(self):
        rules = [
            Rule(id=1, points=2, categories=(5,)),
            Rule(id=2, points=1, extra=True, date_to="2026-03-31"),
            Rule(id=3, points=9, categories=(1,), brands=(7,)),
            Rule(),
        ]
        document = Document(DAY, {LABOUR: Fraction(1000), PARTS: Fraction(500)})
        self.assertEqual(points(document, rules), {1: 20, 2: 15, 0: 5})
        later = Document(date(2026, 4, 1), document.lines)
        self.assertEqual(points(later, rules), {1: 20, 0: 5})
        brand = Facts(PARTS.categories, brand=7)
        self.assertEqual(
            points(Document(DAY, {brand: Fraction(100)}), rules), {2: 1, 3: 9}
        )

    def test_pay_type(self):
        rules = [Rule(id=1, points=0, pay_types=("warranty", "internal")), Rule()]
        lines = {
            Facts(pay_type="warranty"): Fraction(5000),
            Facts(pay_type="customer"): Fraction(300),
        }
        self.assertEqual(points(Document(DAY, lines), rules), {0: 3})

    def test_minimum_cap_and_multiplier(self):
        rule = Rule(minimum=Decimal(1000), cap=15)
        for amount, expected in ((999, 0), (1000, 10), (5000, 15)):
            document = Document(DAY, {PARTS: Fraction(amount)})
            self.assertEqual(points(document, [rule]).get(0, 0), expected, amount)
        document = Document(DAY, {PARTS: Fraction(1000)})
        self.assertEqual(points(document, [rule], Decimal("1.25")), {0: 12})

    def test_credit_note_takes_its_part_of_a_capped_invoice(self):
        rule = Rule(minimum=Decimal(1000), cap=20)
        document = Document(DAY, {PARTS: Fraction(4000)}, {PARTS: Fraction(-3500)})
        # An eighth is left, also below the minimum.
        self.assertEqual(points(document, [rule], Decimal(1), earning.NEAREST), {0: 3})

    def test_discount_without_category_reduces_everything_alike(self):
        lines = {LABOUR: Fraction(600), PARTS: Fraction(400), Facts(): Fraction(-500)}
        rules = [Rule(id=1, points=2, categories=(5,)), Rule()]
        self.assertEqual(points(Document(DAY, lines), rules), {1: 6, 0: 2})

    def test_rounding_of_the_whole(self):
        lines = {LABOUR: Fraction(50), PARTS: Fraction(50)}
        rules = [Rule(id=1, categories=(5,)), Rule()]
        for rounding, expected in (("down", 1), ("nearest", 1), ("up", 1)):
            total = sum(
                points(Document(DAY, lines), rules, Decimal(1), rounding).values()
            )
            self.assertEqual(total, expected)
        half = Document(DAY, {LABOUR: Fraction(150)})
        for rounding, expected in (("down", 1), ("nearest", 2), ("up", 2)):
            self.assertEqual(
                sum(points(half, rules, Decimal(1), rounding).values()), expected
            )

    def test_due(self):
        rules = [Rule(id=1, wait_days=14, categories=(5,)), Rule(earned_on="paid")]
        lines = {LABOUR: Fraction(100), PARTS: Fraction(100)}
        shares = earning.shares(Document(DAY, lines), rules)
        self.assertEqual(shares[1].due, date(2026, 3, 16))
        self.assertIsNone(shares[0].due)
        paid = earning.shares(Document(DAY, lines, is_paid=True), rules)
        self.assertEqual(paid[0].due, DAY)

    def test_rule_without_amount(self):
        document = Document(DAY, {PARTS: Fraction(1)})
        with self.assertRaises(ValueError):
            earning.shares(document, [Rule(amount=Decimal(0))])

    def test_kept_as_json(self):
        rule = Rule(3, 2, Decimal("0.50"), True, (1,), (2,), ("a",), "2026-01-01")
        self.assertEqual(earning.load(earning.dump(rule)), rule)
        self.assertEqual(earning.load(earning.dump(Rule())), Rule())

    @settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(lines=AMOUNTS, refunds=AMOUNTS)
    def test_never_more_than_the_invoice_and_nothing_when_all_is_refunded(
        self, lines, refunds
    ):
        rules = [Rule(id=1, points=3, categories=(5,), cap=50), Rule()]
        whole = sum(points(Document(DAY, lines), rules).values())
        refunds = {facts: -abs(amount) for facts, amount in refunds.items()}
        part = sum(points(Document(DAY, lines, refunds), rules).values())
        self.assertLessEqual(part, whole)
        self.assertGreaterEqual(part, 0)
        full = {facts: -amount for facts, amount in lines.items()}
        self.assertEqual(points(Document(DAY, lines, full), rules), {})

    @settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(
        total=st.integers(0, 500),
        weights=st.dictionaries(st.integers(0, 9), st.integers(1, 99), min_size=1),
    )
    def test_largest_remainder_adds_up(self, total, weights):
        parts = earning.allocate(total, weights)
        self.assertEqual(sum(parts.values()), total)
        for key, part in parts.items():
            exact = Fraction(total * weights[key], sum(weights.values()))
            self.assertLess(abs(part - exact), 1)


@tagged("post_install", "-at_install")
class TestLotRules(BaseCase):
    def test_consume(self):
        self.assertEqual(lots.consume([(1, 5), (2, 0), (3, 9)], 7), {1: 5, 3: 2})
        with self.assertRaises(ValueError):
            lots.consume([(1, 5)], 6)

    def test_refill(self):
        self.assertEqual(lots.refill([(13, 2), (11, 5)], 4), ({13: 2, 11: 2}, 0))
        self.assertEqual(lots.refill([(13, 2)], 5), ({13: 2}, 3))
        self.assertEqual(lots.refill([], 5), ({}, 5))
