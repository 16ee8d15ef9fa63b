"""Customers in three scripts, and the same people entered a second time."""

from dataclasses import dataclass, replace
from random import Random

from . import contact, names

# Which customers a showroom has.
_CHINESE_SHARE = {"moscow": 0.06, "kazan": 0.02, "vladivostok": 0.14}
_LATIN_SHARE = {"moscow": 0.07, "kazan": 0.03, "vladivostok": 0.03}
_TATAR_SHARE = {"moscow": 0.02, "kazan": 0.4, "vladivostok": 0.01}
_COMPANY_SHARE = 0.05

DUPLICATE_KINDS = ("typo", "script", "phone", "email", "short")


@dataclass(frozen=True)
class Person:
    """A customer: what the desk enters.

    ``latin`` are the parts of the name in Latin letters, surname first; ``script`` is
    ru, latin or zh.
    """

    name: str
    latin: tuple[str, ...]
    script: str
    gender: str
    is_company: bool
    area: str
    phone: str
    national: str
    email: str
    street: str
    city: str
    zip: str


def russian_name(rng: Random, gender: str, tatar: float) -> tuple[str, str, str]:
    """Surname, first name and patronymic with the endings of the gender.

    :param gender: m or f
    :param tatar: probability of a Tatar name, 0 to 1
    """
    is_tatar = rng.random() < tatar
    surname = rng.choice(names.SURNAMES_TATAR if is_tatar else names.SURNAMES_RU)
    fathers = names.MEN_TATAR if is_tatar else names.MEN_RU
    father = rng.choice(fathers)
    if gender == "f":
        firsts = names.WOMEN_TATAR if is_tatar else names.WOMEN_RU
        return names.feminine(surname), rng.choice(firsts), father[2]
    return surname, rng.choice(fathers)[0], father[1]


def _name(rng: Random, area: str, gender: str) -> tuple[str, tuple[str, ...], str]:
    """Name as shown, its Latin parts (surname first) and its script."""
    draw = rng.random()
    if draw < _CHINESE_SHARE[area]:
        surname, pinyin = rng.choice(names.CHINESE_SURNAMES)
        given = names.CHINESE_MEN if gender == "m" else names.CHINESE_WOMEN
        first, first_pinyin = rng.choice(given)
        return surname + first, (pinyin, first_pinyin), "zh"
    if draw < _CHINESE_SHARE[area] + _LATIN_SHARE[area]:
        first = rng.choice(names.LATIN_MEN if gender == "m" else names.LATIN_WOMEN)
        surname = rng.choice(names.LATIN_SURNAMES)
        return f"{first} {surname}", (surname, first), "latin"
    parts = russian_name(rng, gender, _TATAR_SHARE[area])
    return " ".join(parts), tuple(names.romanise(part) for part in parts), "ru"


def company(rng: Random, area: str, index: int) -> Person:
    """A company that runs cars.

    :param index: number of the customer, decides about the phone
    """
    word = rng.choice(names.COMPANY_WORDS)
    name = f"{names.COMPANY_FORMS[rng.random() < 0.15]} «{word}»"
    latin = tuple(names.romanise(word).replace("-", " ").split())
    return _with_contacts(rng, area, index, name, latin, "ru", "", True)


def person(rng: Random, area: str, index: int) -> Person:
    """A customer of a showroom.

    :param rng: source of chance
    :param area: one of contact.AREAS
    :param index: number of the customer; each gets another phone and e-mail
    """
    if rng.random() < _COMPANY_SHARE:
        return company(rng, area, index)
    gender = "m" if rng.random() < 0.6 else "f"
    name, latin, script = _name(rng, area, gender)
    return _with_contacts(rng, area, index, name, latin, script, gender, False)


def _with_contacts(rng, area, index, name, latin, script, gender, is_company) -> Person:
    national = contact.mobile(index)
    if is_company:
        address = contact.company_email(latin, index + 11)
    else:
        address = contact.email(latin[:2], rng, index + 11)
    return Person(
        name=name,
        latin=latin,
        script=script,
        gender=gender,
        is_company=is_company,
        area=area,
        phone=contact.format_phone(national, rng.choice((0, 0, 0, 1, 2, 3))),
        national=national,
        # Some people leave no address.
        email=address if rng.random() < 0.85 else "",
        **contact.address(area, rng),
    )


# Letters which lie side by side, or sound alike, in the three scripts.
_CONFUSED = (
    ("о", "а"),
    ("е", "и"),
    ("ё", "е"),
    ("й", "и"),
    ("д", "т"),
    ("щ", "ш"),
    ("i", "y"),
    ("e", "a"),
    ("k", "c"),
    ("v", "w"),
)


def misspell(text: str, rng: Random) -> str:
    """The text with one typing error: two letters swapped, one lost, doubled or taken
    for another. The first letter stays, the result always differs.

    :param text: at least four characters long for an error to be possible
    """
    if len(text) < 4:
        return text
    for _attempt in range(20):
        at = rng.randrange(1, len(text) - 1)
        kind = rng.randrange(4)
        if kind == 0:
            result = text[:at] + text[at + 1] + text[at] + text[at + 2 :]
        elif kind == 1:
            result = text[:at] + text[at + 1 :]
        elif kind == 2:
            result = text[:at] + text[at] + text[at:]
        else:
            result = _confuse(text, at)
        if result != text:
            return result
    return text + text[-1]


def _confuse(text: str, at: int) -> str:
    for first, second in _CONFUSED:
        for letter, other in ((first, second), (second, first)):
            if text[at] == letter:
                return text[:at] + other + text[at + 1 :]
    return text


def duplicate(original: Person, kind: str, rng: Random) -> Person:
    """The same customer as another colleague would have entered him.

    :param kind: ``typo`` error in the surname, other form of the phone;
        ``script`` name in Latin letters, no e-mail; ``phone`` same name, other form of
        the phone, no e-mail; ``email`` other spelling of the address, no phone;
        ``short`` surname and initials, same phone
    """
    other_phone = contact.format_phone(original.national, rng.choice((1, 2, 3)))
    surname, *rest = original.name.split(" ")
    if kind == "script" and original.script != "latin":
        name = " ".join(reversed(original.latin[:2]))
        return replace(original, name=name, script="latin", phone=other_phone, email="")
    if kind == "typo" and len(original.name) > 3:
        name = " ".join([misspell(surname, rng), *rest])
        return replace(original, name=name, phone=other_phone, email="")
    if kind == "email" and original.email:
        local, domain = original.email.split("@")
        email = f"{local.capitalize()}@{domain.upper()}"
        return replace(original, phone="", email=email)
    if kind == "short" and original.script == "ru" and not original.is_company:
        initials = "".join(f"{part[0]}." for part in rest)
        return replace(original, name=f"{surname} {initials}", phone=other_phone)
    return replace(original, phone=other_phone, email="", street="", zip="")
