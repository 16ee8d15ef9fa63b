"""What a campaign has brought against a hold-out: differences with intervals.

Formulas: E. B. Wilson, "Probable inference, the law of succession, and statistical
inference", JASA 22 (1927); R. G. Newcombe, "Interval estimation for the difference
between independent proportions: comparison of eleven methods", Statistics in Medicine
17 (1998), method 10; B. L. Welch, "The generalization of 'Student's' problem when
several different population variances are involved", Biometrika 34 (1947); quantiles of
Student's distribution: Abramowitz and Stegun, "Handbook of Mathematical Functions",
26.7.5.
"""

from dataclasses import dataclass
from math import sqrt
from statistics import NormalDist

CONFIDENCE = 0.95
# Below this size of an arm a mean of skewed amounts is not near enough to normal.
FEWEST = 30


@dataclass(frozen=True)
class Arm:
    """One side of a comparison of amounts.

    :ivar size: people
    :ivar mean: of the amount, for a person
    :ivar variance: of the sample (divided by size - 1)
    """

    size: int
    mean: float
    variance: float


@dataclass(frozen=True)
class Effect:
    """A difference between treated people and the hold-out.

    :ivar value: treated less hold-out
    :ivar low: lower end of the interval
    :ivar high: upper end
    """

    value: float
    low: float
    high: float

    @property
    def is_shown(self) -> bool:
        """Whether the interval leaves zero out."""
        return self.low > 0 or self.high < 0


def wilson(
    successes: int, size: int, confidence: float = CONFIDENCE
) -> tuple[float, float]:
    """Score interval of a share (Wilson 1927).

    :param successes: people with the property
    :param size: people asked, at least 1
    :param confidence: between 0 and 1
    :return: tuple (low, high), within 0 and 1
    """
    z = _normal(confidence)
    share = successes / size
    middle = share + z * z / (2 * size)
    half = z * sqrt(share * (1 - share) / size + z * z / (4 * size * size))
    whole = 1 + z * z / size
    # Rounding must not put the share itself outside.
    low, high = (middle - half) / whole, (middle + half) / whole
    return max(0.0, min(low, share)), min(1.0, max(high, share))


def share_difference(
    treated: int,
    treated_size: int,
    held: int,
    held_size: int,
    confidence: float = CONFIDENCE,
) -> Effect | None:
    """Difference of two shares with the hybrid score interval (Newcombe 1998).

    :param treated: people with the property among the treated
    :param treated_size: treated people
    :param held: people with the property in the hold-out
    :param held_size: people in the hold-out
    :param confidence: between 0 and 1
    :return: Effect, None when one side is empty
    """
    if not treated_size or not held_size:
        return None
    one, two = treated / treated_size, held / held_size
    low1, high1 = wilson(treated, treated_size, confidence)
    low2, high2 = wilson(held, held_size, confidence)
    value = one - two
    return Effect(
        value,
        value - sqrt((one - low1) ** 2 + (high2 - two) ** 2),
        value + sqrt((high1 - one) ** 2 + (two - low2) ** 2),
    )


def mean_difference(
    treated: Arm, held: Arm, confidence: float = CONFIDENCE
) -> Effect | None:
    """Difference of two means with Welch's interval (1947).

    :param treated: amounts of the treated people
    :param held: amounts of the hold-out
    :param confidence: between 0 and 1
    :return: Effect, None when a side has less than ``FEWEST`` people
    """
    if min(treated.size, held.size) < FEWEST:
        return None
    value = treated.mean - held.mean
    one, two = treated.variance / treated.size, held.variance / held.size
    error = one + two
    if not error:
        return Effect(value, value, value)
    # Welch and Satterthwaite; a side without any spread adds no freedom.
    freedom = error**2 / (one**2 / (treated.size - 1) + two**2 / (held.size - 1))
    half = student(freedom, confidence) * sqrt(error)
    return Effect(value, value - half, value + half)


def student(freedom: float, confidence: float = CONFIDENCE) -> float:
    """Two-sided quantile of Student's distribution (Abramowitz and Stegun 26.7.5).

    :param freedom: degrees of freedom; from 5 on right to two decimals at 95 %
    :param confidence: between 0 and 1
    :return: quantile, at least that of the normal distribution
    """
    x = _normal(confidence)
    terms = (
        (x**3 + x) / 4,
        (5 * x**5 + 16 * x**3 + 3 * x) / 96,
        (3 * x**7 + 19 * x**5 + 17 * x**3 - 15 * x) / 384,
        (79 * x**9 + 776 * x**7 + 1482 * x**5 - 1920 * x**3 - 945 * x) / 92160,
    )
    return x + sum(term / freedom**power for power, term in enumerate(terms, start=1))


def _normal(confidence: float) -> float:
    """Two-sided quantile of the normal distribution."""
    return NormalDist().inv_cdf((1 + confidence) / 2)
