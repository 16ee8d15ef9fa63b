import contextlib
import html
import json
import random
import time
from datetime import datetime
from urllib.parse import quote_plus

from odoo.tests import BaseCase, tagged

from odoo.addons.dealer_crm.tools import adf
from odoo.addons.dealer_crm.tools import prospect as prospect_text

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
            "<comment>&amp;lt;p&amp;gt;One&amp;lt;/p&amp;gt;Two&lt;br&gt;3 &lt; 4"
            "&amp;lt;script&amp;gt;x()&amp;lt;/script&amp;gt;</comment>",
            "<comment>One<br>Two<br><iframe src='x'>3 &lt; 4</iframe></comment>",
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
            f'<vehicle tradein="yes">{inner}</vehicle>',
            f"<trade-in><vehicle>{inner}</vehicle></trade-in>",
            f"<vehicles><vehicle interest='trade-in'>{inner}</vehicle></vehicles>",
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

    def test_wrapped_documents(self):
        """Forms, JSON, SOAP and double escapes around a document."""
        car = '<vehicle interest="buy"><make>Kia</make></vehicle>'
        text = document(car, number='<id source="P">1</id>')
        for name, wrapped in {
            "escaped twice": html.escape(html.escape(text)),
            "json": json.dumps({"lead": {"adf": text}}),
            "form": f"xml={quote_plus(text)}",
            "cdata": f"<lead><![CDATA[{text}]]></lead>",
            "soap": f"<s:Envelope xmlns:s='urn:s'><s:Body>{text}</s:Body></s:Envelope>",
            "soap escaped": f"<Envelope><Body>{html.escape(text)}</Body></Envelope>",
        }.items():
            with self.subTest(name):
                prospect = read(wrapped)
                self.assertEqual(prospect["customer"]["full_name"], "Nina Orlova")
                self.assertEqual(prospect["vehicle"]["interest"], "buy")
                self.assertEqual(adf.split_prospect_key(prospect), "P|1")

    def test_damaged_bytes_do_not_change_the_encoding(self):
        contact = "<name>Пётр Иванович Щедрин</name><phone>12345</phone>"
        text = document(contact=contact, comments="<comments>Жду X звонка</comments>")
        for damaged in (
            text.encode().replace(b"X", b"\xd0"),
            text.encode() + b"\xff\xfe",
        ):
            found = read(damaged)
            self.assertEqual(found["customer"]["full_name"], "Пётр Иванович Щедрин")
            self.assertIn("звонка", found["comments"])

    def test_names(self):
        person = '<name part="last">{}</name><name part="first">{}</name>'.format
        cases = {
            person("Orlova", "Nina"): "Nina Orlova",
            person("Ли", "Анна") + '<name part="middle">Сергеевна</name>': (
                "Ли Анна Сергеевна"
            ),
            person("王", "小明"): "王小明",
            person("Orlova", "Nina") + '<name part="suffix">Jr.</name>': "Nina Orlova",
            person("Orlova", "Nina") + '<name type="business">Romashka</name>': (
                "Nina Orlova"
            ),
            '<name type="business">Romashka</name>': "Romashka",
            '<name first="Nina" last="Orlova"/>': "Nina Orlova",
            "<name><first>Nina</first><last>Orlova</last></name>": "Nina Orlova",
            "<first_name>Nina</first_name><last_name>Orlova</last_name>": "Nina Orlova",
            "<name>Ni\u200bna\u00ad \u202eOrlova\u202c</name>": "Nina Orlova",
        }
        for contact, name in cases.items():
            with self.subTest(contact):
                found = read(document(contact=contact))
                self.assertEqual(found["customer"]["full_name"], name)

    def test_phones_and_addresses(self):
        found = read(
            document(
                contact="""<name>N</name><phone type="fax">111 11 11</phone>
                <phone>222 22 22</phone><phone type="home">222-22-22</phone>
                <phone>8 900 333-33-33; 8 900 444-44-44</phone><phone>n/a</phone>
                <phone number="555 55 55"/><mobile>666 66 66 ext. 7</mobile>
                <email>Nina &lt;mailto:n@example.com&gt;</email><email>none</email>
                <email preferredcontact="1">a@example.com, b@example.com</email>
                <email>777 77 77</email>
                <address><address1>Main 1</address1><state>TX</state><zip>75001</zip>
                </address>"""
            )
        )["customer"]
        self.assertEqual(
            found["phones"],
            [
                *("111 11 11", "222 22 22", "8 900 333-33-33", "8 900 444-44-44"),
                *("555 55 55", "666 66 66 ext. 7", "777 77 77"),
            ],
        )
        self.assertEqual(found["preferred_phone"], "222 22 22")
        self.assertEqual(
            found["emails"], ["n@example.com", "a@example.com", "b@example.com"]
        )
        self.assertEqual(found["preferred_email"], "a@example.com")
        self.assertEqual(found["address"]["street"], "Main 1")
        self.assertEqual(found["address"]["postalcode"], "75001")

    def test_nothing_said_is_lost(self):
        found = read(
            document(
                """<vehicle interest="TestDrive"><make>Kia</make>
                <colorcombination><exteriorcolor>red</exteriorcolor>
                  <preference>2</preference></colorcombination>
                <colorcombination><exteriorcolor>blue</exteriorcolor>
                  <preference>1</preference></colorcombination>
                <option><optionname>Sunroof</optionname></option>
                <finance><method>lease</method>
                  <amount type="monthly" currency="EUR">300</amount></finance></vehicle>
                <appointment><date>2026-03-20</date><time>10:00</time></appointment>
                <campaign>Spring</campaign>""",
            ).replace(
                "</prospect>",
                "<customer><contact><name>Second</name></contact></customer></prospect>",
            )
        )
        self.assertEqual(found["vehicle"]["interest"], "test-drive")
        self.assertEqual(found["vehicle"]["colour"], "blue")
        self.assertEqual(found["customer"]["full_name"], "Nina Orlova")
        text = prospect_text.describe(found)
        for said in (
            *("blue", "Sunroof", "lease", "monthly 300 EUR", "2026-03-20, 10:00"),
            *("campaign: Spring", "Second"),
        ):
            self.assertIn(said, text)

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
            "2026-W11-6T18:42:07Z": datetime(2026, 3, 14, 18, 42, 7),
            "20260314T184207Z": datetime(2026, 3, 14, 18, 42, 7),
            "2026-03-14 9:41 AM": datetime(2026, 3, 14, 9, 41),
            "": None,
            "tomorrow": None,
            "9999999999999": None,
            None: None,
        }
        for text, moment in cases.items():
            self.assertEqual(adf.request_datetime(text), moment, text)
