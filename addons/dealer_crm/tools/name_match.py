"""How alike two names are, whatever the script, spelling, order and division."""

import re
from functools import lru_cache
from itertools import combinations, pairwise, permutations

from rapidfuzz.distance import DamerauLevenshtein, JaroWinkler

from . import keys

# Syllables of Chinese in Latin letters (pinyin without tones).
PINYIN = re.compile(
    "(?:zh|ch|sh|[bpmfdtnlgkhjqxrzcsyw])?"
    "(?:iang|iong|uang|ang|eng|ian|iao|ing|ong|uai|uan|ai|an|ao|ei|en|er|ia|ie|in|iu|ou"
    "|ua|ue|ui|un|uo|a|e|i|o|u|v)"
)
MAX_SYLLABLES = 4
# A word of the name that is less alike than this is another name.
WORD_OTHER = 0.7
# Longest syllable of Chinese in Latin letters.
SYLLABLE = 6
PATRONYMIC = re.compile("(vich|vna|[lmk]ich|ichna|vic|witsch)$")
# How words of Russian, Chinese and English names sound alike in Latin letters; in this
# order. "shch" is one letter in Russian, "chzh" the Russian way to write pinyin's "zh",
# "tsz" its "j", and "ui" at the end its "u".
SOUNDS = [
    (re.compile(pattern), sound)
    for pattern, sound in (
        ("dzh|dj", "j"),
        ("chzh|tszh", "zh"),
        ("shch|sch|tsch|sh|zh|ch", "s"),
        ("tsz|ts|tz|ks|x|q|j", "s"),
        ("c(?=[eiyv])|cz", "s"),
        ("ck|c", "k"),
        ("ph", "f"),
        ("w", "v"),
        ("kh", "h"),
        # Not heard: John, Sarah.
        ("h(?![aeiouy])", ""),
        ("ng(?=$|[^aeiou])", "n"),
        ("[iy]?[oe]u", "u"),
        ("[iy]+(?=[aoeu])", ""),
        ("y", "i"),
        ("ui$", "u"),
        (r"(.)\1+", r"\1"),
    )
]


@lru_cache(maxsize=65536)
def sound(word: str) -> str:
    """Roughly how a word in Latin letters sounds, whoever wrote it down.

    >>> sound("shchukina") == sound("schukina")
    True
    """
    for pattern, replacement in SOUNDS:
        word = pattern.sub(replacement, word)
    return word


def sound_key(name: str | None) -> str:
    """How the words of a name sound, sorted: what an index of names is built on."""
    return sound_key_of_words(tuple(keys.words(name)))


def sound_key_of_words(words: tuple[str, ...]) -> str:
    """The same for words that are in Latin letters already."""
    return " ".join(sorted(filter(None, map(sound, _without_patronymic(words)))))


def blocks(words: tuple[str, ...]) -> list[str]:
    """What two likely names of one person have in common: one word, and how another
    begins. A single word stands for itself.

    A name that is mistyped in one word keeps the block of another one; looking up
    blocks costs a fraction of looking up trigrams.

    >>> blocks(("anna", "orlova"))
    ['anna|o', 'orlova|a']
    """
    words = _without_patronymic(words)
    if len(words) == 1:
        return [f"={heard}" for heard in sorted(_sounds(words[0])) if heard]
    return sorted(
        {
            f"{one}|{other[0]}"
            for word, rest in permutations(words, 2)
            for one in _sounds(word)
            for other in _sounds(rest)
            if len(one) > 1 and other
        }
    )


def blocks_with_single(words: tuple[str, ...]) -> list[str]:
    """Blocks to look for: also those of records which have one of the words only."""
    own = {f"={heard}" for word in words for heard in _sounds(word) if heard}
    return sorted({*blocks(words), *own})


def divided_otherwise(words: tuple[str, ...]) -> list[tuple[str, ...]]:
    """Other ways to divide the name of a Chinese person into words, syllable by
    syllable or the given name as one word; none for a name which cannot be one.

    >>> divided_otherwise(("wang", "weiqiang"))
    [('wang', 'wei', 'qiang')]
    >>> divided_otherwise(("wang", "wei", "qiang"))
    [('wang', 'weiqiang'), ('wangwei', 'qiang')]
    """
    syllables = [_syllables(word) for word in words]
    if not all(syllables):
        return []
    parts = tuple(part for found in syllables for part in found)
    if not 2 <= len(parts) <= MAX_SYLLABLES:
        return []
    ways = [parts, *((("".join(parts[:n]), "".join(parts[n:]))) for n in (1, 2))]
    return [way for way in dict.fromkeys(ways) if all(way) and way != words]


def _syllables(word):
    """Syllables of a word, or nothing when it is none of pinyin."""
    found = PINYIN.findall(word)
    return found if "".join(found) == word else []


def _without_patronymic(words):
    """Some write it and some do not; all the ends of patronymics are alike."""
    rest = tuple(word for word in words if not PATRONYMIC.search(word))
    return rest if len(rest) > 1 else words


def name_likeness(one: tuple[str, ...], other: tuple[str, ...]) -> float | None:
    """How alike two names are, from 0 to 1; None when one of them is empty.

    Order does not matter. A word that only the longer name has (a patronymic, a second
    surname) costs little; an initial counts as a weak likeness of its word.

    :param one: words in Latin letters
    """
    return align_names(one, other)[0]


def align_names(one, other):
    """Likeness of two names, and that of the words which are least alike."""
    if not one or not other:
        return None, None
    short, long = sorted((one, other), key=lambda words: (len(words), words))
    ways = [long, *_divided_otherwise(long, len(short))]
    return max(_align_words(short, words) for words in ways)


def _align_words(short, long):
    rest, total, weights, worst = list(long), 0.0, 0.0, 1.0
    # The longest words first: they tell most and choose their partner first.
    for word in sorted(short, key=len, reverse=True):
        best = max(rest, key=lambda candidate: word_likeness(word, candidate))
        rest.remove(best)
        weight, likeness = max(len(word), len(best), 3), word_likeness(word, best)
        total += weight * likeness
        weights += weight
        worst = min(worst, likeness)
    more = len(rest) if len(short) > 1 else 0
    return max(0.0, total / weights - 0.03 * more), worst


def _divided_otherwise(words, count):
    """The same name in fewer words: "Xiao Ming" is "Xiaoming" to some."""
    if not 0 < count < len(words) <= 5 or max(map(len, words)) > SYLLABLE:
        return []
    ways = []
    for cuts in combinations(range(1, len(words)), count - 1):
        ends = [0, *cuts, len(words)]
        ways.append(tuple("".join(words[a:b]) for a, b in pairwise(ends)))
    return ways


@lru_cache(maxsize=262144)
def word_likeness(one: str, other: str) -> float:
    """How alike two words of names are, from 0 to 1."""
    if one == other:
        return 1.0
    short, long = sorted((one, other), key=len)
    if len(short) == 1:
        return 0.85 if long.startswith(short) else 0.0
    heard = [(a, b) for a in _sounds(one) for b in _sounds(other)]
    if any(a == b for a, b in heard):
        return 0.97
    edits = max(
        DamerauLevenshtein.normalized_similarity(one, other),
        *(DamerauLevenshtein.normalized_similarity(a, b) - 0.03 for a, b in heard),
    )
    if len(short) >= 3 and long.startswith(short) and not PATRONYMIC.search(long):
        # A short form, or a word that was cut off.
        edits = max(edits, 0.85 if len(short) > 3 else 0.78)
    if edits >= WORD_OTHER or len(short) < 4:
        return edits
    return min(edits + 0.1, JaroWinkler.similarity(one, other))


def _sounds(word):
    """How a word may sound: J is one letter to an Englishman, another to a German."""
    return {sound(word), sound(word.replace("j", "y"))}
