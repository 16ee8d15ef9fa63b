"""Rules of campaigns which need no database."""

from hashlib import sha256

# Things a person does, in the order of the way to a purchase.
WAY = (
    "delivered",
    "opened",
    "clicked",
    "answered",
    "visited",
    "test_drive",
    "bought",
)
NEGATION = "not_"


def is_held_out(family: str, person: int, share: int) -> bool:
    """Whether a person gets nothing, so that the others can be compared with them.

    The same for all campaigns of a family, whenever it is asked: a larger share only
    adds people.

    :param family: name of the campaigns which leave the same people out
    :param person: id of the contact
    :param share: percent who are held out
    """
    digest = sha256(f"{family}:{person}".encode()).digest()
    return int.from_bytes(digest[:8], "big") < share * 2**64 // 100


def is_met(condition: str, done: set[str]) -> bool:
    """Whether a step is for somebody.

    :param condition: always, a part of ``WAY``, or one with not_ before it
    :param done: parts of ``WAY`` which the person has done
    """
    if condition == "always":
        return True
    if condition.startswith(NEGATION):
        return condition.removeprefix(NEGATION) not in done
    return condition in done


def furthest(done: set[str]) -> str:
    """How far a person has come.

    :param done: parts of ``WAY`` which the person has done
    :return: the last of them, none when there is nothing
    """
    return max(done, key=WAY.index, default="none")
