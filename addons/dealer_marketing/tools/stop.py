"""Answers which mean: no more of this."""

import re

# One word is enough; each is what people of the language write, and what operators of
# networks ask for.
WORDS = {
    *("stop", "stopall", "unsubscribe", "optout", "cancel", "end", "quit"),
    *("стоп", "отписка", "отписаться", "отпишите", "отказ", "хватит"),
    *("退订", "退", "td", "取消订阅", "取消", "不要"),
    *("stopp", "arret", "arrêt", "abmelden", "baja"),
}
NO_LETTERS = re.compile(r"[\W_]+")
# Below this line of an answer stands what was answered.
QUOTE = re.compile(r"^\s*(>|--|__|on .* wrote:|от:|from:|发件人)", re.IGNORECASE)


def is_stop(text: str) -> bool:
    """Whether somebody wants no more messages.

    Only when that is the whole answer: "please don't stop" is none, nor is a long
    letter in which the word stands.

    :param text: the answer, what it quotes may follow
    """
    lines = []
    for line in (text or "").splitlines():
        if QUOTE.match(line):
            break
        if line.strip():
            lines.append(line)
    if not lines:
        return False
    return NO_LETTERS.sub("", lines[0]).casefold() in WORDS
