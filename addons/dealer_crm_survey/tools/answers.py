"""Answers to a questionnaire as a lead in JSON (schema of ``dealer_crm``'s reader)."""

from collections.abc import Iterable
from dataclasses import dataclass

# Meanings of a question which have a place of their own in a lead.
CUSTOMER = ("name", "phone", "email")
TEST_DRIVE = "test_drive"


@dataclass(frozen=True)
class Answer:
    """``meaning``: what the question asks for, '' when it is just a question;
    ``title``: the question; ``text``: what was answered, '' when it was skipped."""

    meaning: str
    title: str
    text: str


def document(number: str, source: str, answers: Iterable[Answer], known=None) -> dict:
    """A finished questionnaire as a lead.

    Everything that has no place of its own, and everything about when and how, stands
    in the comments with its question, in the order of the questionnaire.

    :param number: of the answers, the same for each time they are handed in
    :param source: name of the system which has the number
    :param answers: in the order of the questions
    :param dict known: name, phone, email of a participant who is known; the answers
        count more
    :return: dict for ``json_lead``
    """
    given = [answer for answer in answers if answer.text]
    said = {}
    for answer in given:
        if answer.meaning:
            said.setdefault(answer.meaning, answer.text)
    customer = {
        name: said.get(name) or (known or {}).get(name) or None for name in CUSTOMER
    }
    customer["address"] = {"city": said.get("city")}
    make, _space, model = said.get("car", "").partition(" ")
    vehicle = {
        "make": said.get("make") or make or None,
        "model": said.get("model") or model or None,
        "year": said.get("year"),
        "price": said.get("budget"),
    }
    if TEST_DRIVE in said:
        vehicle["interest"] = "test-drive"
    placed = {*CUSTOMER, "city", "car", "make", "model", "year", "timeframe"}
    placed |= {"trade_in"}
    comments = [said.get("comments")]
    comments += [
        f"{answer.title}: {answer.text}"
        for answer in given
        if answer.meaning not in placed | {"comments"}
    ]
    return {
        "id": number,
        "source": source,
        "customer": customer,
        "vehicle": vehicle,
        "trade_in": {"model": said.get("trade_in")},
        "timeframe": said.get("timeframe"),
        "comments": "\n".join(filter(None, comments)),
    }
