"""A club card as a picture: bar code EAN-13 and QR code, as SVG and as PNG."""

import io
from html import escape

from PIL import Image, ImageDraw, ImageFont
from reportlab.graphics.barcode.qrencoder import QRCode, QRErrorCorrectLevel

from . import card_number

# EAN-13 (GS1 General Specifications, 5.2.1): seven modules for a digit. The first digit
# is not drawn but chooses which of two sets the left digits use.
_LEFT_ODD = (
    *("0001101", "0011001", "0010011", "0111101", "0100011"),
    *("0110001", "0101111", "0111011", "0110111", "0001011"),
)
_RIGHT = tuple("".join("01"[bit == "0"] for bit in pattern) for pattern in _LEFT_ODD)
_LEFT_EVEN = tuple(pattern[::-1] for pattern in _RIGHT)
_PARITY = (
    *("LLLLLL", "LLGLGG", "LLGGLG", "LLGGGL", "LGLLGG"),
    *("LGGLLG", "LGGGLL", "LGLGLG", "LGLGGL", "LGGLGL"),
)
_GUARD, _CENTRE = "101", "01010"
# Version 1 holds thirteen digits with the level "M"; a scanner wants four modules
# around it.
QR_VERSION, QR_QUIET = 1, 4
# CR80, the size of a bank card (ISO/IEC 7810 ID-1), in tenths of a millimetre.
WIDTH, HEIGHT = 856, 540
INK, PAPER, BAND = "#1f2937", "#ffffff", "#1d4f73"


def ean13(digits: str) -> str:
    """Bars of an EAN-13 number.

    :param digits: thirteen digits with a right check digit
    :return: 95 modules, "1" for a bar
    :raise ValueError: not such a number
    """
    if len(digits) != card_number.LENGTH:
        raise ValueError(f"not thirteen digits: {digits!r}")
    if card_number.check_digit(digits[:-1]) != digits[-1]:
        raise ValueError(f"wrong check digit: {digits!r}")
    sets = {"L": _LEFT_ODD, "G": _LEFT_EVEN}
    left = "".join(
        sets[parity][int(digit)]
        for parity, digit in zip(_PARITY[int(digits[0])], digits[1:7], strict=True)
    )
    right = "".join(_RIGHT[int(digit)] for digit in digits[7:])
    return f"{_GUARD}{left}{_CENTRE}{right}{_GUARD}"


def qr(digits: str) -> list[list[bool]]:
    """Modules of a QR code.

    :param digits: number of a card
    :return: rows of True (dark) and False
    """
    code = QRCode(QR_VERSION, QRErrorCorrectLevel.M)
    code.addData(digits)
    code.make()
    return [[bool(cell) for cell in row] for row in code.modules]


def rectangles(digits: str) -> list[tuple[float, float, float, float]]:
    """Dark rectangles of both codes on a card, in tenths of a millimetre.

    :param digits: number of a card
    :return: tuples x, y, width, height
    """
    result = []
    step, left, top = 5.2, 60, 290
    bars = ean13(digits)
    for place, bar in enumerate(bars):
        if bar == "1":
            result.append((left + place * step, top, step, 150))
    modules = qr(digits)
    side = 230 / (len(modules) + 2 * QR_QUIET)
    # The white border is part of the code.
    x0, y0 = 585 + QR_QUIET * side, 235 + QR_QUIET * side
    for row, cells in enumerate(modules):
        for column, dark in enumerate(cells):
            if dark:
                result.append((x0 + column * side, y0 + row * side, side, side))
    return result


def svg(digits: str, club: str = "", holder: str = "", tier: str = "") -> str:
    """The card as a vector picture, any size.

    :param digits: number of the card
    :param club: name of the club
    :param holder: name on the card
    :param tier: name of the tier
    :return: SVG document
    """
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}"'
        f' width="{WIDTH / 10}mm" height="{HEIGHT / 10}mm">',
        f'<rect width="{WIDTH}" height="{HEIGHT}" rx="32" fill="{PAPER}"/>',
        f'<path d="M0 32a32 32 0 0 1 32-32H{WIDTH - 32}a32 32 0 0 1 32 32V200H0z"'
        f' fill="{BAND}"/>',
        _text(60, 95, 52, PAPER, club, 24, bold=True),
        _text(60, 160, 36, PAPER, holder, 34),
        _text(WIDTH - 60, 95, 34, PAPER, tier, 14, end=True),
    ]
    parts += [
        f'<rect x="{x:.2f}" y="{y:.2f}" width="{w:.2f}" height="{h:.2f}"'
        f' fill="{INK}" shape-rendering="crispEdges"/>'
        for x, y, w, h in rectangles(digits)
    ]
    parts.append(_text(307, 490, 36, INK, card_number.pretty(digits), 20, middle=True))
    return "".join([*parts, "</svg>"])


def _text(x, y, size, color, text, longest, **options):
    """A line of text; what is too long is cut."""
    text = text or ""
    if len(text) > longest:
        text = f"{text[: longest - 1]}…"
    anchor = "end" if options.get("end") else "start"
    if options.get("middle"):
        anchor = "middle"
    weight = "bold" if options.get("bold") else "normal"
    return (
        f'<text x="{x}" y="{y}" font-size="{size}" fill="{color}"'
        f' font-family="sans-serif" font-weight="{weight}" text-anchor="{anchor}">'
        f"{escape(text)}</text>"
    )


def png(digits: str, scale: int = 2) -> bytes:
    """The codes of a card as a picture for the telephone, without any name.

    :param digits: number of the card
    :param scale: pixels for a tenth of a millimetre
    :return: PNG
    """
    image = Image.new("RGB", (WIDTH * scale, HEIGHT * scale), PAPER)
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, 0, WIDTH * scale, 200 * scale), fill=BAND)
    for x, y, w, h in rectangles(digits):
        box = (x * scale, y * scale, (x + w) * scale, (y + h) * scale)
        left, top, right, bottom = map(round, box)
        draw.rectangle((left, top, right - 1, bottom - 1), fill=INK)
    font = ImageFont.load_default(size=44 * scale)
    place = (60 * scale, 100 * scale)
    draw.text(place, card_number.pretty(digits), fill=PAPER, font=font, anchor="lm")
    stream = io.BytesIO()
    image.save(stream, "PNG", optimize=True)
    return stream.getvalue()
