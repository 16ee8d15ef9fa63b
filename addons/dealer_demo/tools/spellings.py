"""How one name is written by people of different habits: in Latin letters, in Cyrillic.

Sources of the tables: ICAO Doc 9303 part 3 (passports since 2013), the everyday English
and German ways, GOST 7.79-2000 B, the Palladius system for Chinese in Cyrillic.
"""

import re
from random import Random

from . import names

_CYRILLIC = "абвгдеёжзийклмнопрстуфхцчшщъыьэюя"


def _table(letters: str) -> dict[str, str]:
    """Letter by letter; "-" stands for nothing."""
    written = [text.replace("-", "") for text in letters.split()]
    return dict(zip(_CYRILLIC, written, strict=True))


LATIN_WAYS = {
    "icao": _table(
        "a b v g d e e zh z i i k l m n o p r s t u f kh ts ch sh shch ie y - e iu ia"
    ),
    "english": _table(
        "a b v g d e yo zh z i y k l m n o p r s t u f h ts ch sh sch - y - e yu ya"
    ),
    "gost": _table(
        "a b v g d e yo zh z i j k l m n o p r s t u f x cz ch sh shh - y - e yu ya"
    ),
    "german": _table(
        "a b w g d e jo sch s i j k l m n o p r s t u f ch z tsch sch schtsch - y - e"
        " ju ja"
    ),
}
# The ends of surnames that everyday English shortens.
_ENDS = ((re.compile("(yy|iy|ii|ij)$"), "y"), (re.compile("ey$"), "ei"))

# Longest first: "sch" before "s".
_ENGLISH_SOUNDS = (
    *(("sch", "ш"), ("tch", "ч"), ("sh", "ш"), ("ch", "ч"), ("th", "т"), ("ph", "ф")),
    *(("ck", "к"), ("qu", "кв"), ("ee", "и"), ("oo", "у"), ("ou", "у"), ("ei", "ей")),
    *(
        ("ja", "я"),
        ("ju", "ю"),
        ("jo", "йо"),
        ("ie", "и"),
        ("a", "а"),
        ("b", "б"),
        ("c", "к"),
        ("d", "д"),
    ),
    *(("e", "е"), ("f", "ф"), ("g", "г"), ("h", "х"), ("i", "и"), ("j", "я")),
    *(("k", "к"), ("l", "л"), ("m", "м"), ("n", "н"), ("o", "о"), ("p", "п")),
    *(("r", "р"), ("s", "с"), ("t", "т"), ("u", "у"), ("v", "в"), ("w", "в")),
    *(("x", "кс"), ("y", "и"), ("z", "з")),
)

_INITIALS = {
    **dict(
        zip("bpmfdtnlgkhrcsz", "б п м ф д т н л г к х ж ц с цз".split(), strict=True)
    ),
    "j": "цз",
    "q": "ц",
    "x": "с",
    "zh": "чж",
    "ch": "ч",
    "sh": "ш",
    "": "",
}
_FINALS = {
    "a": "а",
    "o": "о",
    "e": "э",
    "i": "и",
    "u": "у",
    "ai": "ай",
    "ei": "эй",
    "ao": "ао",
    "ou": "оу",
    "an": "ань",
    "en": "энь",
    "ang": "ан",
    "eng": "эн",
    "ong": "ун",
    "ia": "я",
    "ie": "е",
    "iao": "яо",
    "iu": "ю",
    "ian": "янь",
    "in": "инь",
    "iang": "ян",
    "ing": "ин",
    "iong": "юн",
    "ua": "уа",
    "uo": "о",
    "uai": "уай",
    "ui": "уй",
    "uan": "уань",
    "un": "унь",
    "uang": "уан",
    "ue": "юэ",
    "er": "эр",
}
# After j, q, x the letter u is another vowel; after the whistling ones i is another.
_AFTER_J = {"u": "юй", "uan": "юань", "un": "юнь", "ue": "юэ"}
_WHOLE = {
    "yi": "и",
    "ya": "я",
    "ye": "е",
    "yao": "яо",
    "you": "ю",
    "yan": "янь",
    "yin": "инь",
    "yang": "ян",
    "ying": "ин",
    "yong": "юн",
    "yu": "юй",
    "yue": "юэ",
    "yuan": "юань",
    "yun": "юнь",
    "wu": "у",
    "wa": "ва",
    "wo": "во",
    "wai": "вай",
    "wei": "вэй",
    "wan": "вань",
    "wen": "вэнь",
    "wang": "ван",
    "weng": "вэн",
    "zi": "цзы",
    "ci": "цы",
    "si": "сы",
    "hui": "хуэй",
    "guo": "го",
    "duo": "до",
    "luo": "ло",
}
_SYLLABLE = (
    "(?:(?:zh|ch|sh|[bpmfdtnlgkhjqxrzcsyw])"
    "(?:iong|iang|uang|ang|eng|ong|ing|iao|ian|uai|uan|ai|ei|ao|ou|an|en|in|un|ia|ie"
    "|iu|ua|uo|ui|ue|a|o|e|i|u)|(?:ang|eng|ai|ei|ao|ou|an|en|er|a|o|e))"
)


def syllables(pinyin: str) -> list[str]:
    """The syllables of a word of pinyin without tones.

    :raise ValueError: it is not pinyin
    """
    text = pinyin.lower()
    for count in range(1, 5):
        found = re.fullmatch(f"({_SYLLABLE})" * count, text)
        if found:
            return list(found.groups())
    raise ValueError(pinyin)


def palladius(pinyin: str) -> str:
    """A word of pinyin as Russians write it.

    >>> palladius("Xiaoming")
    'Сяомин'
    """
    written = []
    for syllable in syllables(pinyin):
        if syllable in _WHOLE:
            written.append(_WHOLE[syllable])
            continue
        initial, final = re.fullmatch("(zh|ch|sh|[^aoeiu])?(.+)", syllable).groups("")
        end = _AFTER_J.get(final) if initial in ("j", "q", "x") else None
        written.append(_INITIALS[initial] + (end or _FINALS[final]))
    return "".join(written).capitalize()


def latin(text: str, way: str) -> str:
    """A Russian word in Latin letters.

    :param way: one of ``LATIN_WAYS``
    """
    table = LATIN_WAYS[way]
    written = "".join(table.get(letter, letter) for letter in text.lower())
    if way == "english":
        for pattern, end in _ENDS:
            written = pattern.sub(end, written)
    return "-".join(part.capitalize() for part in written.split("-"))


def cyrillic(word: str) -> str:
    """A Western name as a Russian clerk writes what he hears or reads."""
    text, written = word.lower(), ""
    while text:
        sound, letters = next(
            (pair for pair in _ENGLISH_SOUNDS if text.startswith(pair[0])),
            (text[0], text[0]),
        )
        written += letters
        text = text[len(sound) :]
    return re.sub(r"(.)\1", r"\1", written).capitalize()


def spellings(parts: tuple[str, ...], script: str, rng: Random) -> tuple[str, ...]:
    """The parts of a name in another script than its own.

    :param parts: surname first; Chinese ones in pinyin
    :param script: ru, latin or zh: the script the name comes from
    """
    if script == "ru":
        way = rng.choices(list(LATIN_WAYS), (45, 40, 8, 7))[0]
        return tuple(latin(part, way) for part in parts)
    if script == "zh" and rng.random() < 0.35:
        return tuple(palladius(part) for part in parts)
    if script == "zh":
        surname, given = parts
        if rng.random() < 0.3:
            given = " ".join(word.capitalize() for word in syllables(given))
        return (surname, given)
    return tuple(cyrillic(part) for part in parts)


def chinese(rng: Random) -> tuple[str, tuple[str, str]]:
    """A Chinese name: in characters, and its parts in pinyin."""
    surname, pinyin = rng.choice(names.CHINESE_SURNAMES)
    given, given_pinyin = rng.choice(names.CHINESE_MEN + names.CHINESE_WOMEN)
    return surname + given, (pinyin, given_pinyin)
