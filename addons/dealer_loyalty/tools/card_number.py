"""Numbers of club cards: thirteen digits with a check digit.

The form is EAN-13 with the prefix 29. GS1 reserves the prefixes 20 to 29 for use
inside a company, so that a number can be printed as a bar code, is read by every
scanner and is never the number of a product.
"""

import re
import secrets

PREFIX = "29"
LENGTH = 13
_BODY = LENGTH - len(PREFIX) - 1
_SEPARATORS = re.compile(r"[\s\-‐-―.]+")


def check_digit(digits: str) -> str:
    """Check digit of an EAN-13 number (GS1 General Specifications, 7.9).

    From the right, digits count three times and once in turn; the check digit fills
    the sum up to the next multiple of ten. One wrong digit is always noticed, two
    neighbours in the wrong order nearly always.

    :param digits: the digits before the check digit
    :return: one digit
    :raise ValueError: other characters than the digits 0-9
    """
    if not digits.isascii() or not digits.isdigit():
        raise ValueError(f"not a number: {digits!r}")
    total = sum(
        int(digit) * (3 if place % 2 == 0 else 1)
        for place, digit in enumerate(reversed(digits))
    )
    return str(-total % 10)


def make(body: int) -> str:
    """The card number for a serial.

    :param body: 0 to 9 999 999 999
    :return: thirteen digits
    :raise ValueError: the serial does not fit
    """
    if not 0 <= body < 10**_BODY:
        raise ValueError(f"serial out of range: {body}")
    digits = f"{PREFIX}{body:0{_BODY}d}"
    return digits + check_digit(digits)


def draw() -> str:
    """A random card number: the next one cannot be guessed from a known one.

    :return: thirteen digits
    """
    return make(secrets.randbelow(10**_BODY))


def parse(text: str) -> str | None:
    """A card number as a person types it or a scanner reads it.

    :param text: digits, with spaces, dashes or dots anywhere
    :return: thirteen digits, or None when it is no valid number of a card
    """
    digits = _SEPARATORS.sub("", text or "")
    if len(digits) != LENGTH or not digits.isascii() or not digits.isdigit():
        return None
    if not digits.startswith(PREFIX) or check_digit(digits[:-1]) != digits[-1]:
        return None
    return digits


def pretty(code: str) -> str:
    """A card number in groups, easy to read out.

    :param code: any code; what is no number of a card is returned as it is
    :return: "2912 3456 7890 1"
    """
    digits = parse(code)
    if not digits:
        return code or ""
    return f"{digits[:4]} {digits[4:8]} {digits[8:12]} {digits[12:]}"
