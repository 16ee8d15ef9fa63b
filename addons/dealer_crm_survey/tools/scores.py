"""Marks of customers: NPS and CSI.

Net Promoter Score: F. Reichheld, "The One Number You Need to Grow", Harvard Business
Review, December 2003: of answers from 0 to 10, the share of 9 and 10 minus the share
of 0 to 6. With 100, 0 and -100 for each answer it is their average, so that any
grouping of a pivot shows it.
"""

PROMOTER = 9
PASSIVE = 7


def nps_group(mark: int) -> str:
    """promoter, passive or detractor, of a mark from 0 to 10."""
    if mark >= PROMOTER:
        return "promoter"
    return "passive" if mark >= PASSIVE else "detractor"


def nps_points(mark: int) -> int:
    """What a mark from 0 to 10 counts in the average which is the NPS."""
    return {"promoter": 100, "passive": 0, "detractor": -100}[nps_group(mark)]


def csi(marks: list[tuple[float, float, float]]) -> float | None:
    """Satisfaction in percent: the average of the marks, each on its own scale.

    :param marks: tuples (mark, lowest, highest)
    :return: 0 to 100, None without marks
    """
    parts = [
        (mark - lowest) / (highest - lowest)
        for mark, lowest, highest in marks
        if highest > lowest
    ]
    return 100 * sum(parts) / len(parts) if parts else None
