"""Percentiles, ratios, and the table for the terminal."""

import time


def percentile(values: list[float], share: float) -> float:
    """The value below which a share of the sorted values lies (nearest rank).

    :param values: at least one
    :param share: from 0 to 1
    """
    ranked = sorted(values)
    return ranked[min(len(ranked) - 1, int(share * len(ranked)))]


def timed(function, arguments: list) -> list[tuple[float, object]]:
    """Call a function for each argument.

    :return: list of (milliseconds, result)
    """
    results = []
    for argument in arguments:
        started = time.perf_counter()
        result = function(argument)
        results.append(((time.perf_counter() - started) * 1000, result))
    return results


def spread(milliseconds: list[float]) -> dict:
    """Median and 95th percentile in milliseconds."""
    return {
        "p50": round(percentile(milliseconds, 0.50), 3),
        "p95": round(percentile(milliseconds, 0.95), 3),
    }


def ratio(value: float, base: float) -> float | None:
    """How many times the base; None when there is no base."""
    return round(value / base, 2) if base else None


def table(title: str, columns: list[str], rows: list[list]) -> str:
    """A table for the terminal; numbers to the right."""
    cells = [columns, *([_text(cell) for cell in row] for row in rows)]
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    lines = [title]
    for row in cells:
        first, *rest = (
            cell.ljust(width) if not number else cell.rjust(width)
            for number, (cell, width) in enumerate(zip(row, widths, strict=True))
        )
        lines.append("  " + "  ".join([first, *rest]).rstrip())
    return "\n".join(lines)


def _text(cell) -> str:
    if cell is None:
        return "-"
    if isinstance(cell, float):
        return f"{cell:,.2f}" if abs(cell) < 100 else f"{cell:,.0f}"
    if isinstance(cell, int):
        return f"{cell:,}"
    return str(cell)
