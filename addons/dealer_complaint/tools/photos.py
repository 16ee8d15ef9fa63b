"""Photos which people without a login hand in."""

MAX_PHOTOS = 4
# One photo of a phone; larger ones are refused.
MAX_BYTES = 6 * 1024 * 1024
# The whole form: the photos and some text.
MAX_FORM_BYTES = MAX_PHOTOS * MAX_BYTES + 256 * 1024
# By content, whatever the file calls itself. SVG can carry scripts.
KINDS = {
    b"\xff\xd8\xff": ("image/jpeg", "jpg"),
    b"\x89PNG\r\n\x1a\n": ("image/png", "png"),
}


def get_kind(content: bytes) -> tuple[str, str] | None:
    """MIME type and ending of a photo; None when it is none that we take."""
    for start, kind in KINDS.items():
        if content.startswith(start):
            return kind
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return "image/webp", "webp"
    return None
