"""Whether two names can be those of one person."""

from difflib import SequenceMatcher

# One letter of five: a typing error or another way to write it in Latin letters.
ALIKE = 0.8


def names_agree(first: str, second: str) -> bool:
    """Whether nothing speaks against one person: order, initials, a part may differ.

    :param first: key of a name (``dealer_crm.tools.keys.name_key``)
    :param second: another one
    :return: True also when one of them is unknown
    """
    shorter, longer = sorted((first.split(), second.split()), key=len)
    if not shorter:
        return True
    rest = list(longer)
    matched = 0
    for word in sorted(shorter, key=len, reverse=True):
        partner = next((other for other in rest if _alike(word, other)), None)
        if partner is not None:
            rest.remove(partner)
            matched += 1
    return matched >= min(2, len(shorter))


def _alike(word, other):
    if word == other:
        return True
    if len(word) == 1 or len(other) == 1:
        return word[0] == other[0]
    if min(len(word), len(other)) < 4:
        return False
    return SequenceMatcher(None, word, other, autojunk=False).ratio() >= ALIKE
