"""People entered twice or more, with the truth: what a duplicate search is judged by.

The second record of a person is what another colleague, a portal or an import made of
him: another script, order, initials, a typing error; other phone, no address. Beside
them stand those who must not be taken for one: families with one phone, namesakes.
"""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from random import Random

from . import contact, names, people, spellings

SCRIPTS = (("ru", 60), ("zh", 22), ("latin", 18))
# Phones and addresses from here on belong to nobody else in the generated dealership.
FIRST_NUMBER = 70_000_000
# From a number to one that has nothing in common with it.
OTHER_PHONE = 13_579_753
CITIES = {
    "Москва": "Moscow",
    "Казань": "Kazan",
    "Владивосток": "Vladivostok",
    "Самара": "Samara",
    "Нижний Новгород": "Nizhny Novgorod",
    "Тверь": "Tver",
}
_STREETS = ("ул. Лесная", "ул. Садовая", "просп. Мира", "ул. Ключевая", "Речной пер.")


@dataclass(frozen=True)
class Record:
    """One entry of the base; ``person`` is the truth: who it really is."""

    person: str
    name: str
    phone: str = ""
    email: str = ""
    birthdate: date | None = None
    street: str = ""
    city: str = ""
    zip: str = ""


@dataclass(frozen=True)
class _Human:
    """Somebody with all that could be known of him; ``parts`` is the surname first."""

    key: str
    script: str
    gender: str
    parts: tuple[str, ...]
    native: str
    number: int
    email: str
    birthdate: date
    street: str
    city: str
    zip: str


def records(count: int, seed: int) -> list[Record]:
    """People who are in the base twice, once more as strangers who look like them.

    :param count: people with two records each
    :return: the records, shuffled; the same for the same seed
    """
    rng = Random(seed)
    result = []
    for number in range(count):
        human = _human(rng, number)
        result += [_first(human, rng), _second(human, rng)]
        draw = rng.random()
        if draw < 0.20:
            result.append(_second(_relative(human, rng, number + count), rng))
        elif draw < 0.32:
            result.append(_first(_namesake(human, rng, number + count), rng))
    rng.shuffle(result)
    return result


def _human(rng, number):
    script = rng.choices(*zip(*SCRIPTS, strict=True))[0]
    gender = rng.choice("mf")
    if script == "zh":
        native, parts = spellings.chinese(rng)
    elif script == "latin":
        first = rng.choice(names.LATIN_MEN if gender == "m" else names.LATIN_WOMEN)
        parts = (rng.choice(names.LATIN_SURNAMES), first)
        native = " ".join(reversed(parts))
    else:
        parts = people.russian_name(rng, gender, 0.15)
        if rng.random() < 0.05:
            parts = (f"{parts[0]}-{rng.choice(names.SURNAMES_RU)}", *parts[1:])
        native = " ".join(parts)
    return _Human(
        key=f"p{number}",
        script=script,
        gender=gender,
        parts=parts,
        native=native,
        number=FIRST_NUMBER + number,
        email=_email(parts, script, rng, number),
        birthdate=date(1950, 1, 1) + timedelta(days=rng.randrange(20_000)),
        street=f"{rng.choice(_STREETS)}, {rng.randint(1, 180)}",
        city=rng.choice(list(CITIES)),
        zip=str(rng.randint(101_000, 690_999)),
    )


def _email(parts, script, rng, number):
    words = [
        spellings.latin(part, "icao") if script == "ru" else part for part in parts[:2]
    ]
    domain = rng.choice(("gmail.com", contact.DOMAIN, contact.DOMAIN))
    return f"{words[1][0]}.{words[0]}{number % 97}@{domain}".lower().replace(" ", "")


def _first(human, rng):
    """The record a careful colleague makes."""
    return Record(
        person=human.key,
        name=human.native,
        phone=_maybe(rng, 0.95, _phone(human.number, rng)),
        email=_maybe(rng, 0.75, human.email),
        birthdate=human.birthdate if rng.random() < 0.5 else None,
        street=_maybe(rng, 0.4, human.street),
        city=_maybe(rng, 0.8, human.city),
        zip=_maybe(rng, 0.3, human.zip),
    )


def _second(human, rng):
    """The record of somebody in a hurry, or of another system."""
    own, other = _phone(human.number, rng), _phone(human.number + OTHER_PHONE, rng)
    phone = rng.choices((own, other, ""), (80, 10, 10))[0]
    emails = (human.email, _other_form(human.email, rng), f"x{human.email}", "")
    # Who gives no phone is reached by e-mail.
    weights = (40, 10, 5, 45) if phone == own else (65, 15, 5, 15)
    city = CITIES[human.city] if rng.random() < 0.5 else human.city
    born = rng.choices(
        (human.birthdate, _slip(human.birthdate, rng), None), (40, 4, 56)
    )[0]
    return Record(
        person=human.key,
        name=_name(human, rng),
        phone=phone,
        email=rng.choices(emails, weights)[0],
        birthdate=born,
        street=_maybe(rng, 0.3, human.street),
        city=_maybe(rng, 0.7, city),
        zip=_maybe(rng, 0.2, human.zip),
    )


def _name(human, rng):
    """A name in another script or another form of it, sometimes with an error."""
    parts, written = human.parts, human.native
    if human.script == "ru" and rng.random() < 0.6:
        parts = parts[:2]
    if rng.random() < 0.65:
        parts = spellings.spellings(parts, human.script, rng)
    elif human.script == "zh":
        return written
    if human.script == "ru" and len(parts) > 1 and rng.random() < 0.1:
        initials = "".join(f"{part[0]}." for part in parts[1:])
        return f"{parts[0]} {initials}"
    if rng.random() < 0.15:
        parts = (people.misspell(parts[0], rng), *parts[1:])
    if rng.random() < 0.15:
        parts = tuple(part.replace("ё", "е").replace("-", " ") for part in parts)
    if rng.random() < 0.45:
        parts = (*parts[1:], parts[0])
    text = " ".join(parts)
    return rng.choices((text, text.upper(), text.lower()), (84, 8, 8))[0]


def _relative(human, rng, number):
    """Somebody of the family: surname, address and often the phone are the same."""
    other = _human(rng, number)
    while other.script != human.script:
        other = _human(rng, number)
    shares_phone = rng.random() < 0.5
    shares_email = rng.random() < 0.15
    if human.script == "zh":
        given = rng.choice(names.CHINESE_MEN + names.CHINESE_WOMEN)
        parts, native = (human.parts[0], given[1]), human.native[:1] + given[0]
        if human.parts[0] in ("Ouyang", "Sima"):
            native = human.native[:2] + given[0]
    else:
        # Russian husbands and wives have surnames of two endings.
        parts = (human.parts[0], *other.parts[1:])
        native = " ".join(parts if human.script == "ru" else reversed(parts))
    if parts[1] == human.parts[1]:
        return _relative(human, rng, number)
    return replace(
        other,
        parts=parts,
        native=native,
        number=human.number if shares_phone else other.number,
        email=human.email if shares_email else other.email,
        street=human.street,
        city=human.city,
        zip=human.zip,
    )


def _namesake(human, rng, number):
    """Somebody of the same name, in the same town or not."""
    other = _human(rng, number)
    return replace(
        other,
        script=human.script,
        parts=human.parts,
        native=human.native,
        email=_email(human.parts, human.script, rng, number),
        city=rng.choice((human.city, other.city)),
    )


def _maybe(rng, share, text):
    return text if rng.random() < share else ""


def _phone(number, rng):
    return contact.format_phone(
        contact.mobile(number % 100_000_000), rng.choice((0, 1, 2, 3))
    )


def _other_form(address, rng):
    local, domain = address.split("@")
    if domain == "gmail.com" and rng.random() < 0.5:
        return f"{local.replace('.', '')}@{domain}"
    return f"{local}+auto@{domain}" if rng.random() < 0.5 else address.upper()


def _slip(day, rng):
    """A date with a typing error."""
    if day.day <= 12 and day.day != day.month and rng.random() < 0.5:
        return day.replace(month=day.day, day=day.month)
    return day.replace(
        year=day.year + rng.choice((-10, -1, 1, 10)), day=min(day.day, 28)
    )
