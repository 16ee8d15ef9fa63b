"""Are two records the same person? A score and its reasons, from one table of weights.

Each field that both records have is compared and gives evidence for or against, in
bits: how many times (as a power of two) the likeness is more frequent between two
records of one person than between records of two people, after Fellegi and Sunter, "A
Theory for Record Linkage" (JASA 64, 1969). What one record lacks says nothing. The sum
becomes a score from 0 to 100.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from math import log2

from rapidfuzz.distance import DamerauLevenshtein

from . import birthdate as birthdates
from . import keys
from . import vin as vins
from .name_match import WORD_OTHER, align_names, sound_key_of_words

# Evidence in bits. Positive: for one person; negative: for two.
WEIGHTS = {
    # Two words of a name or more: how alike (see name_likeness).
    "name_same": 10.5,
    "name_alike": 9.5,
    "name_near": 7.5,
    "name_part": 3.0,
    "name_other": -4.5,
    # One of the records has a single word.
    "word_same": 5.5,
    "word_alike": 5.0,
    "word_near": 3.0,
    "word_part": 1.0,
    "word_other": -3.5,
    "phone_same": 11.5,
    "phone_typo": 4.0,
    "phone_other": -1.0,
    "email_same": 13.0,
    # The same but for dots or a "+tag"; the same before the @.
    "email_alike": 11.0,
    # The same but for a few letters; the digits are equal.
    "email_typo": 7.5,
    "email_other": -2.0,
    # One record has a word of its name in the mailbox only.
    "email_names": 3.5,
    "birthdate_same": 11.0,
    # One digit, two digits exchanged, or day and month exchanged.
    "birthdate_typo": 5.0,
    # Each part about the same: a slip of the pen, or a guess.
    "birthdate_near": 5.0,
    "birthdate_other": -2.5,
    # With the number of the house.
    "street_same": 10.0,
    "street_alike": 7.5,
    # Another house, or no number.
    "street_part": 3.0,
    "street_other": -2.5,
    "zip_same": 4.0,
    "zip_other": -1.0,
    "city_same": 3.0,
    "city_other": -1.5,
    "vin_same": 10.0,
}
# Without any evidence: of some hundred candidates hardly one is the same person.
PRIOR = -7.0
# Points of the score for each bit; 50 is "as likely as not".
POINTS_PER_BIT = 6.0
# A name and a town alone make nobody the same, and two people of one household share
# phone, address and surname: a score above this needs a strong reason beside a name
# that agrees, two of them beside one that does not.
UNSURE_LIMIT = 62
STRONG = {
    *("phone_same", "email_same", "email_alike", "email_typo", "vin_same"),
    *("birthdate_same", "birthdate_typo", "birthdate_near"),
    *("street_same", "street_alike", "zip_same"),
}
# What few people in the world share. A birthdate or a single word of a name is shared
# by the more records, the bigger the base is: see _is_enough.
IDENTIFYING = {
    *("phone_same", "email_same", "email_alike", "email_typo", "vin_same"),
    *("street_same", "street_alike", "name_same", "name_alike", "name_near"),
}
# What only the person has. Phone, address, car and even the mailbox are often those of
# the household: with another given name they make nobody the same.
PERSONAL = {"birthdate_same", "birthdate_typo"}
# Size of a base in which each record has hardly a stranger that shares two weak things.
SMALL_BASE = 100
ENOUGH_BITS = 2.5
# A name that more records than this have says less, one bit for each doubling.
COMMON_NAME = 3

NAME_SAME, NAME_ALIKE, NAME_NEAR, NAME_PART = 0.97, 0.88, 0.78, 0.60
STREET_SAME, STREET_ALIKE = 0.95, 0.75
# Mailboxes whose dots mean nothing.
DOTLESS = {"gmail.com", "googlemail.com"}
EMAIL_ALIKE = 0.85
# Shorter texts before the @ are the same by chance.
LONG_LOCAL = 8
LONG_WORD = 4


@dataclass(frozen=True)
class Identity:
    """What is known of a person, in keys; empty when it is not known.

    ``names``: words in Latin letters; ``phones``: E.164; ``emails``: lower case;
    ``street``, ``city``: words in Latin letters, as one text; ``vins``: normalised.
    """

    names: tuple[str, ...] = ()
    phones: frozenset[str] = frozenset()
    emails: frozenset[str] = frozenset()
    birthdate: date | None = None
    street: str = ""
    city: str = ""
    zip: str = ""
    vins: frozenset[str] = frozenset()
    other_script: bool = False


@dataclass(frozen=True)
class Match:
    """Likeness of two records: ``score`` 0-100, ``reasons`` (evidence, its bits).

    ``name``: how alike the names are, 0-1, or None when one has none.
    """

    score: int
    reasons: tuple[tuple[str, float], ...]
    name: float | None = None
    other_script: bool = False

    def as_dict(self) -> dict:
        """What is kept of it: ``reasons`` (words), ``name``, ``other_script``."""
        return {
            "reasons": [word for word, _bits in self.reasons],
            "name": self.name,
            "other_script": self.other_script,
        }


def identity(
    name: str | None = None,
    phones: Iterable[str | None] = (),
    emails: Iterable[str | None] = (),
    birthdate: date | None = None,
    street: str | None = None,
    city: str | None = None,
    postcode: str | None = None,
    cars: Iterable[str | None] = (),
    country_code: str | None = None,
) -> Identity:
    """What is known of a person, from texts as people write them.

    :param cars: VINs of the person's cars
    :param country_code: ISO code for phone numbers without country code
    """
    return Identity(
        names=tuple(keys.words(name)),
        phones=frozenset(keys.phone_key(text, country_code) for text in phones) - {""},
        emails=frozenset(keys.email_key(text) for text in emails) - {""},
        birthdate=birthdate or None,
        street=" ".join(keys.words(street)),
        city=" ".join(keys.words(city)),
        zip="".join(keys.words(postcode)),
        vins=frozenset(vins.normalise(text) for text in cars if text) - {""},
        other_script=bool(name) and not (name or "").isascii(),
    )


def compare(one: Identity, other: Identity, bearers: int = 0, size: int = 0) -> Match:
    """How sure it is that two records are the same person, and why.

    :param bearers: how many records have a name like this; 0 when it is not known
    :param size: how many records there are; 0 when it is not known
    """
    likeness, worst = align_names(one.names, other.names)
    single = min(len(one.names), len(other.names)) == 1
    evidence = [
        _name_evidence(likeness, worst, single),
        _phone_evidence(one.phones, other.phones),
        _email_evidence(one.emails, other.emails),
        _mailbox_evidence(one, other) or _mailbox_evidence(other, one),
        birthdates.evidence(one.birthdate, other.birthdate),
        *_address_evidence(one, other),
        "vin_same" if one.vins & other.vins else None,
    ]
    reasons = [(word, WEIGHTS[word]) for word in evidence if word]
    return Match(
        score=_score(reasons, likeness, bearers, size),
        reasons=tuple(sorted(reasons, key=lambda reason: -reason[1])),
        name=likeness,
        other_script=one.other_script != other.other_script,
    )


def _score(reasons, likeness, bearers, size):
    bits = PRIOR + sum(weight for _word, weight in reasons)
    if likeness is not None and likeness >= NAME_PART and bearers > COMMON_NAME:
        bits -= log2(bearers / COMMON_NAME)
    score = max(0, min(100, round(50 + POINTS_PER_BIT * bits)))
    words = {word for word, _weight in reasons}
    return score if _is_enough(words, bits, size) else min(score, UNSURE_LIMIT)


def _is_enough(words, bits, size):
    """Whether there are reasons enough to be sure, whatever the sum."""
    strong = words & STRONG
    if not strong:
        return False
    contradicted = words & {"name_part", "name_other"}
    if contradicted and not strong & PERSONAL and not _is_near_with_email(strong):
        return False
    if words & IDENTIFYING and (not contradicted or len(strong) > 1):
        return True
    return bits - log2(max(size, SMALL_BASE) / SMALL_BASE) >= ENOUGH_BITS


def _is_near_with_email(strong):
    emails = {"email_same", "email_alike", "email_typo"}
    return "birthdate_near" in strong and bool(strong & emails)


# === EVIDENCE OF EACH FIELD === #


def _name_evidence(likeness, worst, single):
    if likeness is None:
        return None
    kind = "word" if single else "name"
    if not single and worst < WORD_OTHER:
        # The surname of the family, the patronymic of the brother.
        likeness = min(likeness, NAME_PART) if likeness >= NAME_PART else likeness
    for least, grade in (
        (NAME_SAME, "same"),
        (NAME_ALIKE, "alike"),
        (NAME_NEAR, "near"),
        (NAME_PART, "part"),
    ):
        if likeness >= least:
            return f"{kind}_{grade}"
    return f"{kind}_other"


def _phone_evidence(one, other):
    if not one or not other:
        return None
    if one & other:
        return "phone_same"
    if any(birthdates.is_typo(a, b) for a in one for b in other):
        return "phone_typo"
    return "phone_other"


def _email_evidence(one, other):
    if not one or not other:
        return None
    if one & other:
        return "email_same"
    if any(_is_one_mailbox(a, b) for a in one for b in other):
        return "email_alike"
    if any(_is_email_typo(a, b) for a in one for b in other):
        return "email_typo"
    return "email_other"


def mailbox(address: str) -> str:
    """The mailbox behind an address: without "+tag", and without dots where the
    provider ignores them."""
    local, _at, domain = address.partition("@")
    local = local.partition("+")[0]
    if domain in DOTLESS:
        local = local.replace(".", "")
    return f"{local}@{domain}"


def _mailbox_evidence(one, other):
    """Whether a name that one record lacks stands in its mailbox."""
    if len(one.names) > 1 or one.emails & other.emails:
        return None
    boxes = "".join(re.sub("[^a-z]", "", e.partition("@")[0]) for e in one.emails)
    missing = [w for w in other.names if w not in one.names and len(w) >= LONG_WORD]
    return "email_names" if any(word in boxes for word in missing) else None


def _is_one_mailbox(one, other):
    if mailbox(one) == mailbox(other):
        return True
    left, right = one.partition("@")[0], other.partition("@")[0]
    return left == right and len(left) >= LONG_LOCAL


def _is_email_typo(one, other):
    """Letters may be mistyped; other digits are another mailbox of the same name."""
    number = keys.digits(one)
    if number != keys.digits(other):
        return False
    # Between two short names without digits one letter makes the difference.
    left, right = one.partition("@")[0], other.partition("@")[0]
    if len(number) < 2 and min(len(left), len(right)) < LONG_LOCAL:
        return False
    return DamerauLevenshtein.normalized_similarity(one, other) >= EMAIL_ALIKE


def _address_evidence(one, other):
    """Evidence of street, zip code and city: a street is that of its town."""
    street = _street_evidence(one.street, other.street)
    postcode = city = None
    if one.zip and other.zip:
        postcode = "zip_same" if one.zip == other.zip else "zip_other"
    if one.city and other.city:
        city = "city_same" if _are_alike(one.city, other.city) else "city_other"
    elsewhere = city == "city_other" and postcode != "zip_same"
    if elsewhere and street in ("street_same", "street_alike"):
        street = "street_part"
    return street, postcode, city


def _street_evidence(one, other):
    if not one or not other:
        return None
    (name, number), (other_name, other_number) = map(_split_street, (one, other))
    likeness = max(
        DamerauLevenshtein.normalized_similarity(name, other_name),
        DamerauLevenshtein.normalized_similarity(*map(_sorted, (name, other_name))),
    )
    if likeness < STREET_ALIKE:
        return "street_other"
    if number == other_number:
        if likeness < STREET_SAME or not number:
            return "street_alike"
        return "street_same"
    # Exchanged digits, or no flat beside the house.
    shared = number & other_number and (
        number <= other_number or other_number <= number
    )
    exchanged = sorted("".join(number)) == sorted("".join(other_number))
    return "street_alike" if shared or exchanged else "street_part"


@lru_cache(maxsize=65536)
def _split_street(text):
    words = text.split()
    number = frozenset(word for word in words if not word.isalpha())
    return " ".join(word for word in words if word.isalpha()), number


def _sorted(text):
    return " ".join(sorted(text.split()))


def _are_alike(one, other):
    if DamerauLevenshtein.normalized_similarity(one, other) >= STREET_ALIKE:
        return True
    return sound_key_of_words(tuple(one.split())) == sound_key_of_words(
        tuple(other.split())
    )
