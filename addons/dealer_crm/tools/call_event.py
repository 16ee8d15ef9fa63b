"""Events of a telephone system, and the call they tell about.

One JSON object per event::

    {
      "call_id": "a1b2", "event": "ring" | "answer" | "hangup" | "recording",
      "time": "2026-03-14T18:42:07+03:00", "direction": "in" | "out",
      "phone": "+79001234567", "extension": "101",
      "duration": 35, "recording_url": "https://pbx.example.com/r/a1b2.mp3"
    }

``call_id``, ``event`` and ``time`` (ISO 8601 with time zone, or Unix seconds) are
needed. ``phone`` is the number outside the house, ``extension`` the telephone inside.
``duration`` is the seconds of talk, without the ringing; left out, it is counted from
the answer to the hang-up. Everything else may stand in any of the events.

Events may come twice and in any order: a call is always told from all its events.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import urlsplit

from .lead_error import LeadError

EVENTS = ("ring", "answer", "hangup", "recording")
MAX_TEXT = 64
MAX_URL = 500
DAY_SECONDS = 86_400
_STEP = {name: number for number, name in enumerate(EVENTS)}


class CallEventError(LeadError):
    """``empty``, ``not_json``, ``wrong_type`` or ``missing`` (detail: the field)."""


@dataclass(frozen=True)
class Call:
    """What is known of a call.

    Times are UTC without time zone, ``duration`` is seconds of talk.
    """

    direction: str
    phone: str
    extension: str
    started_at: datetime
    duration: int
    is_over: bool
    recording_url: str

    @property
    def is_missed(self) -> bool:
        """The customer has called and nobody has answered."""
        return self.is_over and self.direction == "in" and not self.duration


def parse(payload: bytes) -> dict:
    """Read one event.

    :param payload: UTF-8 JSON, with or without byte order mark
    :return: dict of JSON types: call_id, event, time (ISO, UTC), direction ("in",
        "out" or None), phone, extension, duration (int or None), recording_url
    :raise CallEventError: it is none
    """
    if not payload.strip():
        raise CallEventError("empty")
    try:
        data = json.loads(payload.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise CallEventError("not_json", str(error)) from error
    if not isinstance(data, Mapping):
        raise CallEventError("wrong_type", "event")
    return {
        "call_id": _text(data, "call_id", needed=True),
        "event": _choice(data, "event", EVENTS, needed=True),
        "time": _time(data.get("time")).isoformat(),
        "direction": _choice(data, "direction", ("in", "out")),
        "phone": _text(data, "phone"),
        "extension": _text(data, "extension"),
        "duration": _duration(data.get("duration")),
        "recording_url": _url(data),
    }


def event_key(event: Mapping) -> str:
    """What makes an event the same when it comes again: its call and its kind."""
    return f"{event['call_id']}/{event['event']}"


def tell(events: Iterable[Mapping]) -> Call:
    """The call which some of its events tell about.

    The order of ``events`` does not matter.

    :param events: one or more events of one call, as ``parse`` returns them
    :return: the call as far as it is known
    """
    rows = sorted(events, key=_sort_key)
    started = datetime.fromisoformat(rows[0]["time"])
    answers = [row for row in rows if row["event"] == "answer"]
    ends = [row for row in rows if row["event"] == "hangup"]
    # Whoever talked to the customer last counts, not whose telephone rang first.
    inside = _last(answers, "extension") or _last(rows, "extension")
    return Call(
        direction=_last(rows, "direction") or "in",
        phone=_last(rows, "phone") or "",
        extension=inside or "",
        started_at=started,
        duration=_talked(answers, ends),
        is_over=bool(ends),
        recording_url=_last(rows, "recording_url") or "",
    )


def _sort_key(row):
    return row["time"], _STEP[row["event"]], json.dumps(row, sort_keys=True)


def _last(rows, name):
    return next((row[name] for row in reversed(rows) if row.get(name)), None)


def _talked(answers, ends):
    """Seconds of talk; 0 until the call is over."""
    if not ends:
        return 0
    told = [row["duration"] for row in ends if row["duration"] is not None]
    if told:
        return min(max(told), DAY_SECONDS)
    if not answers:
        return 0
    first = datetime.fromisoformat(answers[0]["time"])
    last = datetime.fromisoformat(ends[-1]["time"])
    return min(max(int((last - first).total_seconds()), 0), DAY_SECONDS)


def _text(data, name, needed=False):
    value = data.get(name)
    if isinstance(value, int) and not isinstance(value, bool):
        value = str(value)
    if value is not None and not isinstance(value, str):
        raise CallEventError("wrong_type", name)
    # PostgreSQL keeps no zero byte and no half character.
    text = (value or "").encode("utf-8", "replace").decode()
    text = text.replace("\0", "").strip()
    if needed and not text:
        raise CallEventError("missing", name)
    if len(text) > MAX_TEXT:
        raise CallEventError("wrong_type", name)
    return text


def _choice(data, name, choices, needed=False):
    text = _text(data, name, needed).lower()
    if text and text not in choices:
        raise CallEventError("wrong_type", name)
    return text or None


def _time(value):
    if value in (None, ""):
        raise CallEventError("missing", "time")
    try:
        if isinstance(value, (int, float)) and not isinstance(value, bool):
            moment = datetime.fromtimestamp(value, UTC)
        else:
            moment = datetime.fromisoformat(value)
        if moment.tzinfo is None or not 2000 <= moment.year < 2100:
            raise CallEventError("wrong_type", "time")
        return moment.astimezone(UTC).replace(tzinfo=None, microsecond=0)
    except (ValueError, TypeError, OverflowError, OSError) as error:
        raise CallEventError("wrong_type", "time") from error


def _duration(value):
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise CallEventError("wrong_type", "duration")
    if not 0 <= value <= DAY_SECONDS:
        raise CallEventError("wrong_type", "duration")
    return int(value)


def _url(data):
    value = data.get("recording_url") or ""
    if not isinstance(value, str) or len(value) > MAX_URL:
        raise CallEventError("wrong_type", "recording_url")
    text = value.strip()
    try:
        scheme = urlsplit(text).scheme
    except ValueError as error:
        raise CallEventError("wrong_type", "recording_url") from error
    # Anything else would be opened by the browser as a script.
    if text and scheme not in ("http", "https"):
        raise CallEventError("wrong_type", "recording_url")
    return text.encode("utf-8", "replace").decode().replace("\0", "")
