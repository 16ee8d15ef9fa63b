"""The readers of the intake against everything that can come in by a wire.

Whatever the bytes are: leads which can be kept as JSON, or an error of our own; in
bounded time and memory.
"""

import json
import os
import tracemalloc

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from odoo.tests import BaseCase, tagged

from ..tools import adf, call_event, json_lead, mail_lead, prospect
from ..tools.lead_error import LeadError
from .common import DealerCommon

# The same examples in every run; DEALER_FUZZ=20000 tries so many new ones.
EXAMPLES = os.environ.get("DEALER_FUZZ")
SETTINGS = settings(
    max_examples=int(EXAMPLES or 300),
    derandomize=not EXAMPLES,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)
# A reader may use so much for each byte it is given, and so much anyway.
BYTES_EACH, BYTES_ANYWAY = 400, 8 * 1024 * 1024

ADF = """<?xml version="1.0" encoding="UTF-8"?>
<?ADF version="1.0"?>
<adf><prospect status="new"><id source="portal">77</id>
<requestdate>2026-03-02T10:00:00+03:00</requestdate>
<vehicle interest="buy" status="new"><year>2025</year><make>LADA</make>
<model>Vesta</model><vin>XTAGFK330JY144213</vin></vehicle>
<vehicle interest="trade-in"><make>Honda</make><model>Accord</model>
<odometer units="mi">90000</odometer></vehicle>
<customer><contact><name part="first">Anna</name><name part="last">L</name>
<email>anna@example.com</email><phone type="cellphone">+7 900 123-45-67</phone>
<address><city>Kazan</city></address></contact>
<comments><![CDATA[<b>When</b> can I come?]]></comments></customer>
<provider><name part="full">Portal</name></provider></prospect></adf>"""
LETTER = f"""From: Portal <leads@portal.example>
To: sales@dealer.example
Subject: New lead
MIME-Version: 1.0
Content-Type: multipart/mixed; boundary="x"

--x
Content-Type: text/plain; charset=utf-8
Content-Transfer-Encoding: quoted-printable

Name: Anna =D0=9B
Phone: +7 900 123-45-67

--x
Content-Type: application/xml; name="lead.xml"

{ADF}
--x--
"""
EVENT = {
    "call_id": "c-1",
    "event": "hangup",
    "time": "2026-03-02T10:00:00Z",
    "direction": "in",
    "phone": "+7 900 123-45-67",
    "extension": "101",
    "duration": 65,
    "recording_url": "https://pbx.example/rec/1.mp3",
}
LEAD = {
    "id": "w-1",
    "customer": {"name": "Anna L", "phone": "+7 900 123-45-67", "emails": ["a@b.co"]},
    "vehicle": {"make": "LADA", "model": "Vesta", "year": "2025"},
    "trade_in": {"make": "Honda", "odometer": "90000"},
    "other_vehicles": [{"make": "Kia"}],
    "comments": "When can I come?",
}

anything = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False)
    | st.text(max_size=40),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.text(max_size=12), inner, max_size=4)
    ),
    max_leaves=12,
)


@st.composite
def damaged(draw, text):
    """A document of which parts were cut, doubled or overwritten on the way."""
    data = bytearray(text.encode())
    for _n in range(draw(st.integers(1, 6))):
        start = draw(st.integers(0, len(data)))
        stop = min(len(data), start + draw(st.integers(0, 60)))
        how = draw(st.sampled_from(("cut", "double", "noise", "tags")))
        if how == "cut":
            del data[start:stop]
        elif how == "double":
            data[start:start] = data[start:stop]
        elif how == "noise":
            data[start:stop] = draw(st.binary(max_size=30))
        else:
            tag = draw(st.sampled_from(("</prospect>", "<adf>", "]]>", "<!--", "&x;")))
            data[start:start] = tag.encode()
    return bytes(data)


@st.composite
def changed(draw, document):
    """A JSON object of which some values are of any kind."""
    result = json.loads(json.dumps(document))
    for name in draw(
        st.lists(st.sampled_from(sorted(document)), max_size=4, unique=True)
    ):
        if isinstance(result[name], dict) and draw(st.booleans()):
            key = draw(st.sampled_from(sorted(document[name])))
            result[name][key] = draw(anything)
        else:
            result[name] = draw(anything)
    return json.dumps(result).encode()


def check_prospects(read, payload):
    """Read; what comes out can be kept and described, or the error is our own."""
    try:
        prospects = read(payload)
    except LeadError as error:
        assert error.code
        return
    assert prospects
    assert json.loads(json.dumps(prospects)) == prospects
    for item in prospects:
        # Nothing that a text column of PostgreSQL would refuse.
        assert "\x00" not in prospect.describe(item)
        assert isinstance(prospect.title(item), str)
        assert isinstance(prospect.year(item.get("vehicle") or {}), int)


@tagged("post_install", "-at_install")
class TestFuzz(BaseCase):
    @SETTINGS
    @given(st.one_of(st.binary(max_size=2000), damaged(ADF)))
    def test_adf(self, payload):
        check_prospects(adf.parse, payload)

    @SETTINGS
    @given(
        st.one_of(
            st.binary(max_size=500),
            changed(LEAD),
            anything.map(lambda value: json.dumps(value).encode()),
            damaged(json.dumps(LEAD)),
        )
    )
    def test_json(self, payload):
        check_prospects(json_lead.parse, payload)

    @SETTINGS
    @given(st.one_of(st.binary(max_size=2000), damaged(LETTER)))
    @example(b"Content-Type: multipart/;boundary=x\n\n--x\nContent-Type:;charset=\0")
    def test_mail(self, payload):
        check_prospects(mail_lead.read, payload)
        assert isinstance(mail_lead.readable(payload), str)

    @SETTINGS
    @given(
        st.one_of(st.binary(max_size=500), changed(EVENT), damaged(json.dumps(EVENT)))
    )
    def test_call(self, payload):
        try:
            event = call_event.parse(payload)
        except LeadError as error:
            assert error.code
            return
        assert json.loads(json.dumps(event)) == event
        assert call_event.event_key(event)
        assert call_event.tell([event]).duration >= 0

    def test_whole_documents_are_read(self):
        """The seeds of the fuzz are leads themselves."""
        for read, payload in (
            (adf.parse, ADF),
            (json_lead.parse, json.dumps(LEAD)),
            (mail_lead.read, LETTER),
        ):
            (item,) = read(payload.encode())
            self.assertIn("Anna", item["customer"]["full_name"])
            self.assertTrue(item["customer"]["phones"])

    def test_memory(self):
        """Deep, wide and repeated input costs no more than its size allows."""
        hostile = (
            (adf.parse, b"<adf>" * 50_000),
            (adf.parse, b"<adf>" + b"<prospect><id>1</id></prospect>" * 20_000),
            (adf.parse, b'<adf a="' + b"x" * 500_000 + b'"/>'),
            (json_lead.parse, b"[" * 100_000),
            (json_lead.parse, b'{"customer":' * 50_000),
            (mail_lead.read, b"Content-Type: multipart/mixed; boundary=x\n\n" * 5_000),
            (mail_lead.read, b"Subject: " + b"=?utf-8?q?x?=" * 30_000),
        )
        for read, payload in hostile:
            tracemalloc.start()
            try:
                check_prospects(read, payload)
                _now, peak = tracemalloc.get_traced_memory()
            finally:
                tracemalloc.stop()
            limit = BYTES_ANYWAY + BYTES_EACH * len(payload)
            self.assertLess(peak, limit, payload[:40])


@tagged("post_install", "-at_install")
class TestFuzzIntake(DealerCommon):
    """What was damaged on the way leaves a lead which is whole, or nothing."""

    MODELS = ("crm.lead", "res.partner", "dealer.lead.touch", "dealer.vehicle")

    def count(self):
        return {name: self.env[name].search_count([]) for name in self.MODELS}

    def check(self, payload, format_):
        inbox = self.env["dealer.inbox"].with_user(self.intake_user)
        before = self.count()
        row, is_new = inbox._store(self.source, payload, format=format_)
        row._process()
        row = row.sudo()
        if not is_new:
            return
        if row.state == "quarantine":
            assert row.error
            assert "Unexpected" not in row.error, row.error
            assert self.count() == before
            return
        assert row.state in ("done", "duplicate")
        assert row.lead_ids
        for lead in row.lead_ids:
            assert lead.partner_id
            assert lead.dealer_touch_ids
            assert lead.dealer_intake_source_id == self.source

    @settings(SETTINGS, max_examples=int(EXAMPLES or 40))
    @given(damaged(ADF))
    def test_adf(self, payload):
        self.check(payload, "adf")

    @settings(SETTINGS, max_examples=int(EXAMPLES or 25))
    @given(st.one_of(changed(LEAD), damaged(json.dumps(LEAD))))
    def test_json(self, payload):
        self.check(payload, "json")
