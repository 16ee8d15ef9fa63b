from math import isclose
from random import Random
from statistics import mean, variance

from hypothesis import given, settings
from hypothesis import strategies as st

from odoo.tests import TransactionCase, tagged

from ..tools import campaigns, uplift

counts = st.integers(0, 400)
# The first people of the family "offers" who are held out at 10 percent.
HELD = [3, 20, 28, 35, 41]


@tagged("post_install", "-at_install")
class TestUplift(TransactionCase):
    def _assert_near(self, found, expected, places=4):
        for one, two in zip(found, expected, strict=True):
            self.assertAlmostEqual(one, two, places)

    def test_known_intervals(self):
        # Newcombe 1998, table II: 56/70 - 48/80, 9/10 - 3/10, 0/20 - 0/10.
        for given_, low, high in (
            ((56, 70, 48, 80), 0.0524, 0.3339),
            ((9, 10, 3, 10), 0.1705, 0.8090),
            ((0, 20, 0, 10), -0.2775, 0.1611),
        ):
            effect = uplift.share_difference(*given_)
            self._assert_near((effect.low, effect.high), (low, high))
        # Wilson's interval of 81 of 263: Newcombe 1998, first of the two papers.
        self._assert_near(uplift.wilson(81, 263), (0.2553, 0.3662))

    def test_known_quantiles(self):
        # Tables of Student's distribution, two-sided 95 %.
        for freedom, expected in ((5, 2.571), (10, 2.228), (30, 2.042), (1e9, 1.96)):
            self.assertAlmostEqual(uplift.student(freedom), expected, 2)

    def test_means(self):
        # Equal arms: the interval of Student's test with 2 n - 2 degrees of freedom.
        arm = uplift.Arm(50, 10.0, 4.0)
        effect = uplift.mean_difference(arm, uplift.Arm(50, 9.0, 4.0))
        half = 1.9845 * (4 / 50 + 4 / 50) ** 0.5
        self._assert_near((effect.value, effect.high - 1), (1.0, half), 3)
        self.assertIsNone(uplift.mean_difference(arm, uplift.Arm(29, 9.0, 4.0)))
        still = uplift.Arm(50, 0.0, 0.0)
        self.assertFalse(uplift.mean_difference(still, still).is_shown)

    def test_planted_share(self):
        """A planted gain of 4 points is shown, none is not."""
        # 12 % and 8 % of 5000 and 1000 people.
        effect = uplift.share_difference(600, 5000, 80, 1000)
        self.assertTrue(effect.is_shown)
        self.assertTrue(effect.low < 0.04 < effect.high)
        self.assertFalse(uplift.share_difference(400, 5000, 80, 1000).is_shown)

    def test_planted_margin(self):
        """Of 200 experiments the interval holds the truth in about 95 %."""
        rng = Random(4)

        def arm(size, chance):
            values = [
                rng.uniform(500, 1500) if rng.random() < chance else 0.0
                for _ in range(size)
            ]
            return uplift.Arm(size, mean(values), variance(values))

        def experiments(gain):
            for _ in range(200):
                yield uplift.mean_difference(arm(2000, 0.10 + gain), arm(400, 0.10))

        nothing = sum(effect.is_shown for effect in experiments(0.0))
        self.assertLess(nothing, 200 * 0.10)
        found = list(experiments(0.04))
        inside = sum(effect.low <= 40 <= effect.high for effect in found)
        self.assertGreater(inside, 200 * 0.90)
        self.assertGreater(sum(effect.is_shown for effect in found), 90)

    def test_always_true(self):
        @settings(max_examples=200, deadline=None)
        @given(counts, counts, counts, counts)
        def check(k1, more1, k2, more2):
            n1, n2 = k1 + more1, k2 + more2
            effect = uplift.share_difference(k1, n1, k2, n2)
            if not n1 or not n2:
                assert effect is None
                return
            assert -1 <= effect.low <= effect.value <= effect.high <= 1
            other = uplift.share_difference(k2, n2, k1, n1)
            assert isclose(effect.low, -other.high, abs_tol=1e-12)
            if k1 * n2 == k2 * n1:
                assert not effect.is_shown

        check()


@tagged("post_install", "-at_install")
class TestHoldOut(TransactionCase):
    def test_share_and_persistence(self):
        people = range(1, 20001)
        held = {id_ for id_ in people if campaigns.is_held_out("offers", id_, 10)}
        self.assertTrue(1900 < len(held) < 2100, len(held))
        # A larger share only adds people; another family has others.
        more = {id_ for id_ in people if campaigns.is_held_out("offers", id_, 20)}
        self.assertLess(held, more)
        other = {id_ for id_ in people if campaigns.is_held_out("club", id_, 10)}
        self.assertTrue(100 < len(held & other) < 320, len(held & other))
        self.assertFalse(campaigns.is_held_out("offers", min(held), 0))
        # The hash is part of the contract: who was held out stays it.
        self.assertEqual(sorted(held)[:5], HELD)

    def test_conditions(self):
        self.assertTrue(campaigns.is_met("always", set()))
        self.assertTrue(campaigns.is_met("opened", {"opened"}))
        self.assertFalse(campaigns.is_met("not_opened", {"opened"}))
        self.assertTrue(campaigns.is_met("not_bought", {"visited"}))
        self.assertEqual(campaigns.furthest({"opened", "visited"}), "visited")
        self.assertEqual(campaigns.furthest(set()), "none")
