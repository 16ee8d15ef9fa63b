"""Registration plates."""

import unicodedata

from .vin import LOOK_ALIKES, MAX_TEXT, NOISE

MAX_LENGTH = 15


class PlateError(ValueError):
    """A text which cannot be a plate; ``reason``: empty, too_long, bad_character."""

    def __init__(self, reason: str):
        super().__init__(reason)
        self.reason = reason


def normalise(text: str | None) -> str:
    """The search key of a plate: upper case, no separators, look-alikes Latin.

    Russian plates use the twelve letters which look alike in both alphabets, so one
    plate is one key however it is typed. Chinese characters stay.

    :raise PlateError: the text cannot be a plate
    """
    text = unicodedata.normalize("NFKC", (text or "")[:MAX_TEXT]).upper()
    key = NOISE.sub("", unicodedata.normalize("NFKC", text)).translate(LOOK_ALIKES)
    if not key:
        raise PlateError("empty")
    if len(key) > MAX_LENGTH:
        raise PlateError("too_long")
    if not key.isalnum() or not any(character.isdecimal() for character in key):
        raise PlateError("bad_character")
    return key
