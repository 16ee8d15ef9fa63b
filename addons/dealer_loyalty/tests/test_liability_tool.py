from decimal import Decimal

from odoo.tests import BaseCase, tagged

from ..tools import liability as rules

CENT = Decimal("0.01")


@tagged("post_install", "-at_install")
class TestLiabilityTool(BaseCase):
    """Figures of IFRS 15, Illustrative Example 52."""

    def test_allocation(self):
        self.assertEqual(
            rules.allocate(Decimal(100_000), 10_000, Decimal(1), Decimal("0.97"), CENT),
            (Decimal("91157.70"), Decimal("8842.30")),
        )
        self.assertEqual(
            rules.allocate(Decimal(500), 25, Decimal(1), Decimal("0.8"), CENT)[1],
            Decimal("19.23"),
        )
        self.assertEqual(
            rules.allocate(Decimal(0), 25, Decimal(1), Decimal(1), CENT), (0, 0)
        )

    def _revenue(self, redeemed, share):
        vintage = rules.Vintage(10_000, 0, redeemed, 0, Decimal("8842.30"))
        moved = rules.measure(vintage, "contract", Decimal(1), Decimal(share), CENT)
        return -(moved.redeemed + moved.breakage)

    def test_breakage_and_changed_estimate(self):
        second = self._revenue(4500, "0.97")
        self.assertEqual(second, Decimal("4102.10"))
        self.assertEqual(self._revenue(8500, "0.99") - second, Decimal("3489.77"))
        self.assertEqual(self._revenue(8500, "0.92") - second, Decimal("4067.42"))

    def test_nothing_stays(self):
        """All redeemed, all expired, or all taken back, partly after use."""
        for vintage in (
            rules.Vintage(25, 0, 25, 0, Decimal("19.23")),
            rules.Vintage(25, 0, 10, 15, Decimal("19.23")),
            rules.Vintage(25, 0, 0, 25, Decimal("19.23")),
            rules.Vintage(25, -25, 0, 0, Decimal("19.23"), Decimal("-19.23")),
            rules.Vintage(25, -5, 20, 0, Decimal("19.23"), Decimal("-3.846")),
        ):
            with self.subTest(vintage=vintage):
                for mode in ("contract", "provision"):
                    moved = rules.measure(
                        vintage, mode, Decimal(1), Decimal("0.8"), CENT
                    )
                    self.assertEqual(moved.closing, 0)

    def test_provision(self):
        vintage = rules.Vintage(100, 0, 40, 0, Decimal(80))
        moved = rules.measure(vintage, "provision", Decimal(1), Decimal("0.5"), CENT)
        self.assertEqual(
            moved, rules.Movements(Decimal(80), Decimal(-32), Decimal(-18), Decimal(0))
        )
        self.assertEqual(moved.closing, 30)

    def test_largest_remainder(self):
        parts = rules.share_out(Decimal("1.00"), [Decimal(1)] * 3, CENT)
        self.assertEqual(parts, [Decimal("0.34"), Decimal("0.33"), Decimal("0.33")])
        self.assertEqual(rules.share_out(Decimal(2), [Decimal(0)] * 2, CENT), [0, 2])
