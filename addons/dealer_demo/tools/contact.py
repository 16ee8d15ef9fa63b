"""Phones, e-mail addresses, streets and plates which cannot reach anybody."""

from random import Random

# Codes of the Russian mobile range that no operator has been given.
MOBILE_CODES = ("935", "940", "945", "946", "947", "948", "972", "973", "974", "979")
# Reserved for examples (RFC 2606): nothing is ever delivered. CRM counts it among the
# providers of free mailboxes, so that two people are not taken for colleagues.
DOMAIN = "example.com"

AREAS = ("moscow", "kazan", "vladivostok")
CITIES = {"moscow": "Москва", "kazan": "Казань", "vladivostok": "Владивосток"}
_ZIPS = {"moscow": (101, 129), "kazan": (420, 420), "vladivostok": (690, 690)}
_STREETS = {
    "moscow": (
        "ул. Профсоюзная",
        "Ленинский просп.",
        "ул. Вавилова",
        "Кутузовский просп.",
        "ул. Академика Янгеля",
        "Дмитровское ш.",
        "ул. Большая Черкизовская",
        "Волгоградский просп.",
        "ул. Маршала Бирюзова",
        "Каширское ш.",
        "ул. Люблинская",
        "просп. Мира",
        "Варшавское ш.",
        "ул. Новослободская",
        "ул. Верхняя Масловка",
        "Алтуфьевское ш.",
    ),
    "kazan": (
        "ул. Баумана",
        "просп. Победы",
        "ул. Чистопольская",
        "ул. Декабристов",
        "ул. Пушкина",
        "просп. Ямашева",
        "ул. Рихарда Зорге",
        "ул. Карла Маркса",
        "ул. Четаева",
        "ул. Габдуллы Тукая",
        "ул. Кремлёвская",
        "ул. Аделя Кутуя",
    ),
    "vladivostok": (
        "ул. Светланская",
        "Океанский просп.",
        "ул. Алеутская",
        "ул. Русская",
        "просп. 100-летия Владивостока",
        "ул. Набережная",
        "Партизанский просп.",
        "ул. Кирова",
        "ул. Калинина",
        "ул. Борисенко",
        "ул. Нейбута",
        "ул. Фонтанная",
    ),
}
PLATE_LETTERS = "АВЕКМНОРСТУХ"
PLATE_REGIONS = {
    "moscow": ("77", "97", "99", "177", "197", "199", "777", "797", "799"),
    "kazan": ("16", "116", "716"),
    "vladivostok": ("25", "125"),
}
_CHINESE_PROVINCES = "京沪粤黑吉辽"
_LATIN_PLATE_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ"


def mobile(index: int) -> str:
    """The national number (10 digits) of a phone.

    A walk through all numbers which looks random and never meets one twice.

    :param index: number of the person, 0 to 99 999 999
    """
    scattered = (index * 61_803_399 + 27_182_818) % 100_000_000
    code = MOBILE_CODES[scattered // 10_000_000]
    return f"{code}{scattered % 10_000_000:07d}"


def format_phone(national: str, style: int) -> str:
    """A Russian number as different people write it.

    :param national: 10 digits
    :param style: 0 international with spaces, 1 with 8 and brackets, 2 only digits,
        3 E.164
    """
    code, a, b, c = national[:3], national[3:6], national[6:8], national[8:]
    return (
        f"+7 {code} {a}-{b}-{c}",
        f"8 ({code}) {a}-{b}-{c}",
        f"8{national}",
        f"+7{national}",
    )[style]


def email(words: tuple[str, ...], rng: Random, number: int) -> str:
    """A plausible address.

    :param words: parts of the name in Latin letters, surname first
    :param number: makes the address unlike that of a namesake
    """
    clean = ["".join(filter(str.isalnum, word)).lower() for word in words]
    clean = [word for word in clean if word]
    surname, first = clean[0], clean[1] if len(clean) > 1 else ""
    local = rng.choice(
        (
            f"{surname}.{first}" if first else surname,
            f"{first[:1]}.{surname}" if first else surname,
            f"{first}_{surname}" if first else surname,
            f"{surname}{first[:1]}",
        )
    )
    return f"{local}{number}@{DOMAIN}"


def company_email(words: tuple[str, ...], number: int) -> str:
    """Address of a company in a domain of its own, reserved for tests.

    :param words: parts of the name in Latin letters
    :param number: makes the address unlike that of a namesake
    """
    name = "-".join("".join(filter(str.isalnum, word)).lower() for word in words)
    return f"office@{name}{number}.test"


def address(area: str, rng: Random) -> dict[str, str]:
    """Street, city and post code in one of the three cities.

    :param area: one of AREAS
    """
    low, high = _ZIPS[area]
    house = f"д. {rng.randint(1, 180)}"
    if rng.random() < 0.25:
        house += f", корп. {rng.randint(1, 4)}"
    return {
        "street": f"{rng.choice(_STREETS[area])}, {house}, кв. {rng.randint(1, 320)}",
        "city": CITIES[area],
        "zip": f"{rng.randint(low, high)}{rng.randint(0, 999):03d}",
    }


def plate(area: str, index: int, rng: Random) -> str:
    """A Russian registration plate in Cyrillic letters, each index another one.

    :param area: one of AREAS, gives the region code
    :param index: number of the car, 0 to 1 726 271 (999 * 12 ** 3 - 1)
    """
    scattered = (index * 1_000_003 + 314_159) % (999 * 1728)
    number, letters = divmod(scattered, 1728)
    first, rest = divmod(letters, 144)
    second, third = divmod(rest, 12)
    region = rng.choice(PLATE_REGIONS[area])
    return (
        f"{PLATE_LETTERS[first]}{number + 1:03d}"
        f"{PLATE_LETTERS[second]}{PLATE_LETTERS[third]}{region}"
    )


def chinese_plate(electric: bool, rng: Random) -> str:
    """A plate of a car that still runs with its Chinese registration.

    :param electric: new energy vehicles have six characters after the letter
    """
    city = rng.choice("ABCDE")
    province = rng.choice(_CHINESE_PROVINCES)
    if electric:
        return f"{province}{city}D{rng.randint(0, 99999):05d}"
    tail = f"{rng.randint(0, 9999):04d}{rng.choice(_LATIN_PLATE_LETTERS)}"
    return f"{province}{city}{tail}"
