"""Personal data: how a model is treated, traces of a person, keys of suppression.

Pure rules without a database. A trace is a text by which one person can be recognised
(full name, telephone number, e-mail address) wherever it stands.
"""

import hashlib
import hmac
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from . import keys

Treatment = Literal["erase", "delete", "keep", "none"]
# Fewer digits may be anything: an amount, a mileage.
MIN_DIGITS = 7
# Country codes and trunk prefixes are left out of a trace.
TAIL_DIGITS = 10
# What may stand between two digits of a telephone number.
_GAP = r"[\s().\-\u00a0\u2010-\u2015]{0,3}"


@dataclass(frozen=True)
class Policy:
    """What happens to the records of a model which belong to a person.

    ``treatment``: *erase* (the record stays, its personal values are replaced),
    *delete*, *keep* (stays as it is: say why in ``note``), *none* (nothing personal
    but the link to the contact).

    ``links``: paths of fields to contacts by which the records are found; None takes
    every stored many2one to a contact. ``document``: names of the two fields (model,
    id) of records which hang on another one. ``contact``: pairs (field, "email" or
    "phone") to find records which are linked to nobody. ``has``: what hangs on these
    records is the person's, too: "all" (messages, activities, files), "messages"
    (without files) or "".

    ``erase``: column -> new value, ``{id}`` in a text is the record's id. ``kept``:
    texts which tell nothing about a person. ``mentions``: free texts in which records
    of others may name the person: traces are cut out of them. ``show``: fields of the
    export, None takes what is stored and readable, () shows nothing.
    """

    treatment: Treatment
    links: tuple[str, ...] | None = None
    document: tuple[str, str] | None = None
    contact: tuple[tuple[str, str], ...] = ()
    has: Literal["all", "messages", ""] = ""
    erase: Mapping[str, Any] = field(default_factory=dict)
    kept: tuple[str, ...] = ()
    mentions: tuple[str, ...] = ()
    show: tuple[str, ...] | None = None
    note: str = ""

    def is_classified(self, name: str) -> bool:
        """Whether something is said about a field with a text."""
        return name in self.erase or name in self.kept or name in self.mentions


@dataclass(frozen=True)
class Traces:
    """Texts by which a person can be recognised, all of them normalised.

    ``names``: full names of at least two words; ``phones``: digits; ``emails``: lower
    case. See ``traces``.
    """

    names: frozenset[str] = frozenset()
    phones: frozenset[str] = frozenset()
    emails: frozenset[str] = frozenset()

    def __bool__(self) -> bool:
        return bool(self.names or self.phones or self.emails)

    def pattern(self) -> str:
        """Regular expression which finds any trace, for Python and PostgreSQL.

        To be used without regard to case. '' when there are no traces.
        """
        parts = [re.escape(email) for email in sorted(self.emails)]
        parts += [
            rf"(\+?\d{{1,3}}{_GAP})?{_GAP.join(phone)}(?!\d)"
            for phone in sorted(self.phones)
        ]
        for name in sorted(self.names):
            words = [re.escape(word) for word in name.split()]
            for order in {tuple(words), tuple(words[1:] + words[:1])}:
                parts.append(r"[\s,]+".join(order))
        return "|".join(f"({part})" for part in parts)

    def find(self, text: str | None) -> bool:
        """Whether a text names the person."""
        return bool(self and text and re.search(self.pattern(), text, re.IGNORECASE))

    def redact(self, text: str, token: str) -> str:
        """The text with a token in the place of each trace."""
        if not self or not text:
            return text
        return re.sub(self.pattern(), lambda _match: token, text, flags=re.IGNORECASE)


def traces(
    names: Iterable[str | None],
    phones: Iterable[str | None],
    emails: Iterable[str | None],
) -> Traces:
    """Traces of a person; what is too short to be sure is left out.

    :param names: full names; single words are no trace
    :param phones: numbers in any format; the last ten digits count
    :param emails: addresses, with or without a name around them
    """
    numbers = (keys.digits(phone)[-TAIL_DIGITS:] for phone in phones)
    return Traces(
        frozenset(
            " ".join(name.split()) for name in names if name and len(name.split()) > 1
        ),
        frozenset(number for number in numbers if len(number) >= MIN_DIGITS),
        frozenset(filter(None, (keys.email_key(email) for email in emails))),
    )


def suppression_keys(
    *,
    phones: Iterable[str | None] = (),
    emails: Iterable[str | None] = (),
    name: str | None = None,
    birthdate: str | None = None,
    country_code: str | None = None,
) -> set[tuple[str, str]]:
    """What an erased person is recognised by, before it is hashed.

    :param phones: numbers in any format
    :param emails: addresses
    :param name: full name; counts together with the birthdate only
    :param birthdate: ISO date
    :param country_code: ISO code for numbers without country code
    :return: set of tuples (kind, key)
    """
    found = {("phone", keys.phone_key(phone, country_code)) for phone in phones}
    found |= {("email", keys.email_key(email)) for email in emails}
    if name and birthdate and keys.name_key(name):
        found.add(("person", f"{keys.name_key(name)}|{birthdate}"))
    return {(kind, key) for kind, key in found if key}


def seal(secret: bytes, kind: str, key: str) -> str:
    """Keyed hash (HMAC-SHA-256, RFC 2104) of a key: of no use without the secret.

    :param secret: of the database
    :param kind: kind of the key
    :param key: normalised text
    :return: 64 hexadecimal digits
    """
    return hmac.new(secret, f"{kind}:{key}".encode(), hashlib.sha256).hexdigest()
