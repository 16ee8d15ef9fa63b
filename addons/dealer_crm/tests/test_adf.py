import contextlib
import random
import time
from datetime import datetime

from odoo.tests import BaseCase, tagged

from odoo.addons.dealer_crm.tools import adf

CONTACT = '<name part="full">Nina Orlova</name><phone>+7 843 555 01 01</phone>'


def document(vehicle="", contact=CONTACT, comments="", before="", **attributes):
    """A plain document; keyword ``number`` gives the prospect an id."""
    number = attributes.get("number", "")
    return (
        f"{before}<adf><prospect>{number}{vehicle}<customer><contact>{contact}"
        f"</contact>{comments}</customer></prospect></adf>"
    )


def read(text):
    """The only prospect of a document."""
    (prospect,) = adf.parse(text if isinstance(text, bytes) else text.encode())
    return prospect


@tagged("post_install", "-at_install")
class TestAdf(BaseCase):
    def test_everything_in_its_place(self):
        prospect = read(
            """<?xml version="1.0" encoding="UTF-8"?><?adf version="1.0"?>
            <adf><prospect status="Resend"><id sequence="1" source="Portal">P-9</id>
            <requestdate>2026-01-02T03:04:05+03:00</requestdate>
            <vehicle interest="test-drive" status="new"><year>2026</year>
              <make>Geely</make><model>Monjaro</model><vin>LB37852D0NS000001</vin>
              <price currency="RUB">4350000</price>
              <odometer units="km">12</odometer><comments>Saturday</comments></vehicle>
            <vehicle interest="trade-in"><make>LADA</make><model>Niva</model></vehicle>
            <vehicle><make>Geely</make><model>Atlas</model></vehicle>
            <customer><contact><name part="first">Nina</name>
              <name part="middle">P.</name><name part="last">Orlova</name>
              <email>n@example.com</email>
              <phone type="cellphone">8 900 555-01-01</phone>
              <phone preferredcontact="1">8 900 555-01-02</phone>
              <address><street>Main 1</street><city>Kazan</city></address></contact>
              <timeframe><description>soon</description></timeframe>
              <comments>Hello</comments></customer>
            <vendor><vendorname>Showroom</vendorname><contact><phone>1</phone>
              <email>v@example.com</email></contact></vendor>
            <provider><name>Portal Ltd</name><id>77</id><phone>2</phone></provider>
            </prospect></adf>"""
        )
        customer = prospect["customer"]
        self.assertEqual(customer["full_name"], "Nina Orlova")
        self.assertEqual((customer["first"], customer["last"]), ("Nina", "Orlova"))
        self.assertEqual(customer["phones"], ["8 900 555-01-01", "8 900 555-01-02"])
        self.assertEqual(customer["preferred_phone"], "8 900 555-01-02")
        self.assertEqual(customer["emails"], ["n@example.com"])
        self.assertEqual(customer["address"]["city"], "Kazan")
        self.assertEqual(prospect["vehicle"]["interest"], "test-drive")
        self.assertEqual(prospect["vehicle"]["currency"], "RUB")
        self.assertEqual(prospect["trade_in"]["model"], "Niva")
        self.assertEqual(
            [car["model"] for car in prospect["other_vehicles"]], ["Atlas"]
        )
        self.assertEqual(prospect["comments"], "Hello")
        self.assertEqual(prospect["timeframe"], "soon")
        self.assertEqual(prospect["vendor"], "Showroom")
        self.assertEqual(prospect["provider"], "Portal Ltd")
        self.assertEqual(adf.split_prospect_key(prospect), "Portal|P-9")
        self.assertEqual(prospect["status"], "resend")

    def test_declarations_of_every_kind(self):
        for before in (
            '<?ADF VERSION "1.0"?>\n<?XML VERSION "1.0"?>',
            "<?XML VERSION “1.0”?>",
            '\n   <?xml version="1.0"?>',
            "\ufeff",
            '<!DOCTYPE adf SYSTEM "http://example.com/adf.dtd">',
            "From: portal\nSubject: lead\n\n",
        ):
            with self.subTest(before):
                text = document(before=before) + "\n-- \nSent by a portal"
                self.assertEqual(read(text)["customer"]["full_name"], "Nina Orlova")

    def test_broken_xml(self):
        car = "<vehicle><make>Kia</make><model>Rio</model></vehicle>"
        cases = {
            "ampersand": document(car, comments="<comments>A & B</comments>"),
            "attribute": document(car, contact="<name part=full>Nina Orlova</name>"),
            "end": document(car).replace("</make>", ""),
            "brace": document(car.replace("<vehicle>", "<vehicle>{")),
            "case": document(car).upper().replace("NINA ORLOVA", "Nina Orlova"),
            "truncated": document(car)[:-30],
            "stray end": document(car).replace("<customer>", "</foo><customer>"),
            "bare": document(car).replace("<adf>", "").replace("</adf>", ""),
            "prefix": document(car)
            .replace("</", "</x:")
            .replace("<x:", "<")
            .replace("</x:", "</")
            .replace("<adf>", '<x:adf xmlns:x="urn:x">')
            .replace("</adf>", "</x:adf>"),
            "no prospect": document(car)
            .replace("<prospect>", "")
            .replace("</prospect>", ""),
            "no contact": document(car)
            .replace("<contact>", "")
            .replace("</contact>", ""),
            "escaped": document(car).replace("<", "&lt;").replace(">", "&gt;"),
        }
        for name, text in cases.items():
            with self.subTest(name):
                prospect = read(text)
                self.assertEqual(prospect["customer"]["full_name"], "Nina Orlova")
                if name != "no prospect":
                    self.assertIn(prospect["vehicle"]["make"], ("Kia", "KIA"))

    def test_encodings(self):
        text = document(contact="<name>Пётр Иванович Щедрин</name><phone>12345</phone>")
        for encoding in ("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1251"):
            for declared in ("", '<?xml version="1.0" encoding="UTF-8"?>'):
                with self.subTest(encoding, declared=declared):
                    prospect = read((declared + text).encode(encoding))
                    name = prospect["customer"]["full_name"]
                    self.assertEqual(name, "Пётр Иванович Щедрин")
        declared = '<?xml version="1.0" encoding="windows-1251"?>'
        self.assertTrue(read((declared + text).encode("cp1251")))
        for name, encoding in (("王伟李明", "gb18030"), ("José Müller", "cp1252")):
            text = document(contact=f"<name>{name}</name><phone>12345</phone>")
            found = read(text.encode(encoding))["customer"]["full_name"]
            self.assertEqual(found, name)

    def test_comments_are_plain_text(self):
        for comments in (
            "<comments><![CDATA[<p>One</p>Two<br/>3 &lt; 4<script>x()</script>]]>"
            "</comments>",
            "<comment>One<br>Two<p>3 &lt; 4<script>x()</script></comment>",
        ):
            self.assertEqual(
                read(document(comments=comments))["comments"].splitlines(),
                ["One", "Two", "3 < 4"],
            )
        inside = CONTACT + "<comments>From inside</comments>"
        self.assertEqual(read(document(contact=inside))["comments"], "From inside")

    def test_trade_in_of_every_kind(self):
        wanted = "<vehicle><make>Kia</make></vehicle>"
        inner = "<year>2014</year><make>Opel</make>"
        for trade in (
            f'<vehicle interest="trade-in">{inner}</vehicle>',
            f'<vehicle interest="Trade_In">{inner}</vehicle>',
            f'<vehicle interest="sell">{inner}</vehicle>',
            f"<tradein>{inner}</tradein>",
            '<TradeVehicles><Vehicle Year="2014" Make="Opel"/></TradeVehicles>',
        ):
            for both in (trade + wanted, wanted + trade):
                with self.subTest(both):
                    prospect = read(document(both))
                    self.assertEqual(prospect["trade_in"]["make"], "Opel")
                    self.assertEqual(prospect["vehicle"]["make"], "Kia")
        empty = '<vehicle interest="sell"><year></year><make/></vehicle>'
        self.assertIsNone(read(document(empty))["trade_in"])

    def test_several_prospects(self):
        one = document(number='<id source="P">1</id>')
        inner = one[len("<adf>") : -len("</adf>")]
        nobody = "<prospect><vehicle><make>Kia</make></vehicle></prospect>"
        shared = "<vendor><vendorname>All</vendorname></vendor>"
        text = f"<adf>{inner}{nobody}{inner}{shared}</adf>"
        first, second, third = adf.parse(text.encode())
        self.assertEqual(third["duplicate_of"], 0)
        self.assertTrue(second["incomplete"])
        self.assertNotIn("duplicate_of", first)
        self.assertEqual(first["vendor"], "All")

    def test_what_is_no_lead(self):
        cases = {
            b"": "empty",
            b" \n ": "empty",
            b"hello": "not_xml",
            b"<html><body>hello</body></html>": "no_prospect",
            b"<adf></adf>": "no_prospect",
            b"<adf><prospect></prospect></adf>": "no_contact",
            b"<adf><prospect><vehicle><make>Kia</make>": "no_contact",
            b"x" * (adf.MAX_BYTES + 1): "too_large",
            b"<adf>" + b"<prospect/>" * 21 + b"</adf>": "too_many",
        }
        for payload, code in cases.items():
            with self.subTest(payload[:40]), self.assertRaises(adf.AdfError) as caught:
                adf.parse(payload)
            self.assertEqual(caught.exception.code, code)
            self.assertLessEqual(len(caught.exception.detail), 80)

    def test_entities_are_refused(self):
        lead = document(contact="<name>&x;</name><phone>12345</phone>")
        bomb = "".join(
            f'<!ENTITY a{level} "{f"&a{level - 1};" * 10}">' for level in range(1, 9)
        )
        for subset in (
            '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>',
            '<!DOCTYPE a [<!ENTITY % p SYSTEM "http://127.0.0.1/x.dtd"> %p;]>',
            f'<!DOCTYPE a [<!ENTITY a0 "lol">{bomb}<!ENTITY x "&a8;">]>',
        ):
            for encoding in ("utf-8", "utf-16", "utf-16-be"):
                payload = (subset + lead).encode(encoding)
                with self.subTest(subset[:40], encoding=encoding):
                    with self.assertRaises(adf.AdfError) as caught:
                        adf.parse(payload)
                    self.assertEqual(caught.exception.code, "forbidden_dtd")
        self.assertEqual(read(lead)["customer"]["full_name"], "&x;")

    def test_hostile_documents_cost_little(self):
        lead = document(comments="<comments>%s</comments>")
        pieces = ("<a>", "<", "<!--", "<![CDATA[", "&", "<script>", "<a", '=3D"', "<x:")
        texts = [piece * (adf.MAX_BYTES // len(piece) - 200) for piece in pieces]
        texts += [lead.replace("%s", text[: len(text) - 400]) for text in texts]
        texts += [f"<adf><prospect>{text[:-100]}" for text in texts[: len(pieces)]]
        for text in texts:
            started = time.process_time()
            with contextlib.suppress(adf.AdfError):
                adf.parse(text.encode())
            # Generous: quadratic behaviour takes half a minute here.
            self.assertLess(time.process_time() - started, 5, text[:60])

    def test_only_its_own_error_is_raised(self):
        source = document(
            "<vehicle interest='sell'><year>2014</year><make>Opel</make></vehicle>",
            comments="<comments><![CDATA[Ё & <b>]]></comments>",
            number='<id source="P">1</id>',
            before='<?xml version="1.0" encoding="UTF-8"?>',
        ).encode()
        dice = random.Random(4711)
        samples = [source[:end] for end in range(0, len(source), 7)]
        for _round in range(400):
            mutant = bytearray(source)
            for _change in range(dice.randint(1, 6)):
                mutant[dice.randrange(len(mutant))] = dice.randrange(256)
            start, end = sorted(dice.sample(range(len(mutant)), 2))
            samples += [bytes(mutant), source[:start] + source[end:], source[end:]]
        for sample in samples:
            try:
                prospects = adf.parse(sample)
            except adf.AdfError:
                continue
            self.assertTrue(prospects)

    def test_request_datetime(self):
        cases = {
            "2026-03-14T18:42:07+03:00": datetime(2026, 3, 14, 15, 42, 7),
            "2014-04-07T4:35:52 PM": datetime(2014, 4, 7, 16, 35, 52),
            "2026-03-14T8:47:50-08:0": datetime(2026, 3, 14, 16, 47, 50),
            "05.03.2026 10:00": datetime(2026, 3, 5, 10),
            "2026-03-14 9:41 AM": datetime(2026, 3, 14, 9, 41),
            "": None,
            "tomorrow": None,
            "9999999999999": None,
            None: None,
        }
        for text, moment in cases.items():
            self.assertEqual(adf.request_datetime(text), moment, text)
