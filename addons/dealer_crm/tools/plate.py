"""Registration plates."""

import re
import unicodedata

_LOOK_ALIKES = str.maketrans("АВЕКМНОРСТУХ", "ABEKMHOPCTYX")


class PlateError(ValueError):
    """A text which cannot be a plate."""

    def __init__(self, reason):
        super().__init__(reason)
        self.reason = reason


def normalise(text: str) -> str:
    """Search key of a plate."""
    key = unicodedata.normalize("NFKC", (text or "")[:200]).upper()
    key = re.sub(r"[\s\-.·_\u200b-\u200f\u202a-\u202e\ufeff]", "", key).translate(
        _LOOK_ALIKES
    )
    if not key:
        raise PlateError("empty")
    if len(key) > 15:
        raise PlateError("too_long")
    if not key.isalnum() or not any(c.isdigit() for c in key):
        raise PlateError("bad_character")
    return key
