"""The outline of a car and the marks on it: no ORM.

The same outline is drawn in the browser (static/src/body_marks).
"""

from html import escape

WIDTH, HEIGHT = 200, 100
MAX_MARKS = 60
MAX_NOTE = 120
KINDS = {
    "scratch": "#e0a800",
    "dent": "#d9534f",
    "chip": "#5b9bd5",
    "broken": "#7b1fa2",
}
# Seen from above, front to the left.
OUTLINE = (
    "M20 30 Q22 22 40 20 L150 18 Q180 20 184 34 L184 66 Q180 80 150 82 L40 80"
    " Q22 78 20 70 Z M60 28 L80 34 L80 66 L60 72 Q54 50 60 28 Z"
    " M140 30 L156 26 Q162 50 156 74 L140 70 Z M80 34 L140 30 M80 66 L140 70"
    " M110 22 L110 32 M110 68 L110 78"
)


def are_marks(marks) -> bool:
    """Whether data from a client are marks: a list of points with a kind."""
    return (
        isinstance(marks, list)
        and len(marks) <= MAX_MARKS
        and all(_is_mark(mark) for mark in marks)
    )


def _is_mark(mark) -> bool:
    return (
        isinstance(mark, dict)
        and set(mark) <= {"x", "y", "kind", "note", "photo"}
        and mark.get("kind") in KINDS
        and all(_is_share(mark.get(axis)) for axis in "xy")
        and isinstance(mark.get("note", ""), str)
        and len(mark.get("note", "")) <= MAX_NOTE
        and _is_id(mark.get("photo", 1))
    )


def _is_id(value) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value > 0


def _is_share(value) -> bool:
    number = isinstance(value, int | float) and not isinstance(value, bool)
    return number and 0 <= value <= 1


def picture(marks: list[dict]) -> str:
    """SVG of the outline with numbered marks.

    :param marks: x and y as parts of width and height, kind, note, id of the photo
    """
    points = "".join(
        f'<circle cx="{mark["x"] * WIDTH:.1f}" cy="{mark["y"] * HEIGHT:.1f}" r="4"'
        f' fill="{KINDS[mark["kind"]]}"/>'
        f'<text x="{mark["x"] * WIDTH:.1f}" y="{mark["y"] * HEIGHT + 2:.1f}"'
        f' font-size="5" text-anchor="middle" fill="#fff">{escape(str(number))}</text>'
        for number, mark in enumerate(marks, start=1)
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}">'
        f'<path d="{OUTLINE}" fill="none" stroke="#555" stroke-width="1.2"/>'
        f"{points}</svg>"
    )
