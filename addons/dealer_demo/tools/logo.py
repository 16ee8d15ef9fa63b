"""The mark of the group: a globe with its meridians."""

from io import BytesIO

from PIL import Image, ImageDraw

SIZE = 240
_MARGIN = 12
_BLUE = (31, 78, 121, 255)
_WHITE = (255, 255, 255, 255)


def png() -> bytes:
    """The mark as a PNG image with a transparent background."""
    # Drawn four times as large, so that the lines become smooth.
    scale = 4
    image = Image.new("RGBA", (SIZE * scale, SIZE * scale), (0, 0, 0, 0))
    draw = ImageDraw.Draw(image)
    low, high = _MARGIN * scale, (SIZE - _MARGIN) * scale
    middle, width = SIZE * scale // 2, 5 * scale
    draw.ellipse((low, low, high, high), fill=_BLUE)
    for part in (0.35, 0.72):
        half = (high - low) / 2 * part
        box = (middle - half, low, middle + half, high)
        draw.ellipse(box, outline=_WHITE, width=width)
    draw.line((middle, low, middle, high), fill=_WHITE, width=width)
    draw.line((low, middle, high, middle), fill=_WHITE, width=width)
    result = BytesIO()
    image.resize((SIZE, SIZE), Image.Resampling.LANCZOS).save(result, "PNG")
    return result.getvalue()
