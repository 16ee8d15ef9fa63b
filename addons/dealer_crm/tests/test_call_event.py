import json
from datetime import datetime
from itertools import permutations

from odoo.tests import BaseCase, tagged

from ..tools import call_event


def event(kind, minute=0, **values):
    return call_event.parse(
        json.dumps(
            {
                "call_id": "c-1",
                "event": kind,
                "time": f"2026-03-02T10:{minute:02}:00+03:00",
                **values,
            }
        ).encode()
    )


@tagged("post_install", "-at_install")
class TestCallEvent(BaseCase):
    def test_read(self):
        found = event("ring", phone=" +79005550201 ", direction="IN", extension=101)
        self.assertEqual(found["time"], "2026-03-02T07:00:00")
        self.assertEqual(found["phone"], "+79005550201")
        self.assertEqual(found["direction"], "in")
        self.assertEqual(found["extension"], "101")
        self.assertIsNone(found["duration"])

    def test_seconds_since_1970(self):
        text = b'{"call_id": "c", "event": "ring", "time": 1772434800}'
        self.assertEqual(call_event.parse(text)["time"], "2026-03-02T07:00:00")

    def test_refused(self):
        good = {"call_id": "c", "event": "ring", "time": "2026-03-02T10:00:00Z"}
        for change, code in (
            ({"call_id": ""}, "missing"),
            ({"call_id": ["c"]}, "wrong_type"),
            ({"call_id": "x" * 65}, "wrong_type"),
            ({"event": "dance"}, "wrong_type"),
            ({"event": None}, "missing"),
            ({"time": None}, "missing"),
            ({"time": "2026-03-02T10:00:00"}, "wrong_type"),
            ({"time": "soon"}, "wrong_type"),
            ({"time": 1e300}, "wrong_type"),
            ({"time": True}, "wrong_type"),
            ({"duration": -1}, "wrong_type"),
            ({"duration": 90_000}, "wrong_type"),
            ({"duration": "long"}, "wrong_type"),
            ({"recording_url": "javascript:alert(1)"}, "wrong_type"),
            ({"recording_url": "http://[x"}, "wrong_type"),
        ):
            with self.assertRaises(call_event.CallEventError, msg=change) as caught:
                call_event.parse(json.dumps({**good, **change}).encode())
            self.assertEqual(caught.exception.code, code, change)
        for text, code in (
            (b" ", "empty"),
            (b"[1]", "wrong_type"),
            (b"{", "not_json"),
            (b"\xff", "not_json"),
            (b"[" * 100_000, "not_json"),
        ):
            with self.assertRaises(call_event.CallEventError) as caught:
                call_event.parse(text)
            self.assertEqual(caught.exception.code, code)

    def test_any_order(self):
        events = [
            event("ring", 0, phone="+79005550201", direction="in", extension="101"),
            event("answer", 1, extension="102"),
            event("hangup", 4),
            event("recording", 5, recording_url="https://pbx.example.com/1.mp3"),
        ]
        expected = call_event.Call(
            direction="in",
            phone="+79005550201",
            extension="102",
            started_at=datetime(2026, 3, 2, 7, 0),
            duration=180,
            is_over=True,
            recording_url="https://pbx.example.com/1.mp3",
        )
        for order in permutations(events):
            self.assertEqual(call_event.tell(order), expected)
            self.assertEqual(call_event.tell([*order, order[0]]), expected)

    def test_length(self):
        ring = event("ring", 0)
        for events, seconds in (
            ([ring], 0),
            ([ring, event("answer", 1)], 0),
            ([ring, event("hangup", 2)], 0),
            ([ring, event("hangup", 2, duration=35)], 35),
            ([ring, event("answer", 1), event("hangup", 2, duration=0)], 0),
            # The clocks of two machines may differ.
            ([event("answer", 5), event("hangup", 2)], 0),
        ):
            self.assertEqual(call_event.tell(events).duration, seconds)

    def test_missed(self):
        ring, end = event("ring", 0, direction="in"), event("hangup", 1)
        self.assertTrue(call_event.tell([ring, end]).is_missed)
        self.assertFalse(call_event.tell([ring]).is_missed)
        self.assertFalse(call_event.tell([ring, event("answer"), end]).is_missed)
        out = event("ring", 0, direction="out")
        self.assertFalse(call_event.tell([out, end]).is_missed)
