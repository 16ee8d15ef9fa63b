"""What a template may say, and where it is told what is wrong."""

import io

from docx import Document

from odoo.tests import BaseCase, tagged

from ..tools import letters
from ..tools.language import Environment, LanguageError
from .common import SCHEMA, make, save, texts

VALUES = {
    "today": "28.11.2026",
    "company": {"name": "A & B <Motors>"},
    "customer": {"name": "Ира\x00 {{ 7*7 }}", "city": "Тверь\nцентр"},
    "cars": [{"name": "LADA", "vin": "X1"}, {"name": "Geely", "vin": ""}],
}
ATTACKS = (
    "{{ ''.__class__.__mro__[1].__subclasses__() }}",
    "{{ customer.__class__ }}",
    "{{ customer.name.__class__.__base__ }}",
    "{{ customer['__init__'] }}",
    "{{ self.__init__.__globals__ }}",
    "{{ cycler.__init__.__globals__.os.popen('id').read() }}",
    "{{ namespace() }}",
    "{{ lipsum() }}",
    "{{ range(999999999) }}",
    "{{ 'a' * 999999999 }}",
    "{{ 9 ** 9 ** 9 }}",
    "{{ customer.name|attr('__class__') }}",
    "{{ 'x'|format(1) }}",
    "{{ customer.name.format(customer) }}",
    "{{ ().__class__ }}",
    "{% set x = customer %}",
    "{% include 'x' %}",
    "{% import 'x' as y %}",
    "{% macro m() %}{% endmacro %}",
    "{% filter upper %}x{% endfilter %}",
    "{% for x in (1, 2) %}{% endfor %}",
    "{% for x in cars recursive %}{{ loop(cars) }}{% endfor %}",
    "{{ loop }}",
    "{{ env }}",
    "{%- set x = 1 -%}",
    "{% cellbg customer.name.__class__ %}",
)


@tagged("post_install", "-at_install")
class TestLanguage(BaseCase):
    def faults(self, *paragraphs, **options):
        return letters.find_faults(make(*paragraphs, **options), SCHEMA)

    def one(self, *paragraphs, **options):
        found = self.faults(*paragraphs, **options)
        self.assertEqual(len(found), 1, found)
        return found[0]

    def test_letters_are_filled(self):
        content = make(
            "Dear {{ customer.name }} of {{ customer.city|upper }},",
            "{% if customer.city and not cars %}no{% else %}yes{% endif %}",
            "{{ company.name }}",
            table=[["{%tr for car in cars %}"], ["{{ car.name }}"], ["{%tr endfor %}"]],
        )
        self.assertEqual(letters.find_faults(content, SCHEMA), [])
        (document,), _together = letters.fill(content, SCHEMA, [VALUES])
        self.assertEqual(
            texts(document),
            [
                # Values are texts: tags in them are not run, controls are left out.
                "Dear Ира {{ 7*7 }} of ТВЕРЬ\nЦЕНТР,",
                "yes",
                "A & B <Motors>",
                "LADA",
                "Geely",
            ],
        )

    def test_what_is_empty_is_left_empty(self):
        values = {**VALUES, "customer": {"name": False, "city": None}}
        content = make("[{{ customer.name }}{{ customer.city }}]")
        (document,), _together = letters.fill(content, SCHEMA, [values])
        self.assertEqual(texts(document), ["[]"])

    def test_a_tag_which_word_has_cut_into_pieces(self):
        document = Document()
        paragraph = document.add_paragraph("Dear ")
        for piece in ("{", "{ customer", ".na", "me }", "}"):
            paragraph.add_run(piece).bold = True
        content = save(document)
        self.assertEqual(letters.find_faults(content, SCHEMA), [])
        (filled,), _together = letters.fill(content, SCHEMA, [VALUES])
        self.assertEqual(texts(filled), ["Dear Ира {{ 7*7 }}"])

    def test_all_in_one_file(self):
        values = [{**VALUES, "customer": {"name": n, "city": ""}} for n in "ABC"]
        documents, together = letters.fill(
            make("{{ customer.name }}"), SCHEMA, iter(values)
        )
        self.assertEqual(
            [texts(document) for document in documents], [[*"A"], [*"B"], [*"C"]]
        )
        document = Document(io.BytesIO(together))
        found = [paragraph.text.strip() for paragraph in document.paragraphs]
        self.assertEqual([text for text in found if text], ["A", "B", "C"])
        breaks = document.element.body.xpath(".//w:br[@w:type='page']")
        self.assertEqual(len(breaks), 2)
        self.assertEqual(len(document.sections), 1)

    def test_a_wrong_field_has_its_name_and_place(self):
        place, fault = self.one("Hello", "Dear {{ customer.nam }},")
        self.assertEqual(
            (fault.code, fault.name, fault.hint),
            ("unknown", "customer.nam", "customer.name"),
        )
        self.assertEqual((place.paragraph, place.text), (2, "Dear {{ customer.nam }},"))
        place, fault = self.one("x", table=[["a", "b"], ["c", "{{ car.colour }}"]])
        self.assertEqual((place.table, place.row, place.cell), (1, 2, 2))
        self.assertEqual(fault.name, "car")
        place, fault = self.one(
            table=[["{%tr for c in cars %}"], ["{{ c.vinn }}"], ["{%tr endfor %}"]]
        )
        self.assertEqual((place.row, fault.name, fault.hint), (2, "c.vinn", "c.vin"))
        place, fault = self.one("x", header="{{ compny.name }}")
        self.assertEqual((place.part, fault.hint), ("header", "company"))

    def test_other_mistakes(self):
        for text, code in (
            ("{{ customer }}", "group"),
            ("{{ cars }}", "list"),
            ("{{ cars.name }}", "list"),
            ("{{ today.year }}", "text"),
            ("{% for x in customer %}{% endfor %}", "text"),
            ("{{ customer.name", "unclosed"),
            ("customer.name }}", "unclosed"),
            ("{% if today %}", "unclosed"),
            ("{% endif %}", "unopened"),
            ("{% if today %}{% endfor %}{% endif %}", "unopened"),
            ("{{ customer. }}", "syntax"),
            ("{{ customer.name|urlize }}", "forbidden"),
        ):
            with self.subTest(text=text):
                found = self.faults(text)
                self.assertEqual({fault.code for _place, fault in found}, {code})

    def test_what_is_not_language_does_not_run(self):
        for attack in ATTACKS:
            with self.subTest(attack=attack):
                self.assertTrue(self.faults(attack))
                # Also by who comes past the check of the document.
                with self.assertRaises(Exception) as caught:
                    Environment(SCHEMA).from_string(attack)
                self.assertIn(
                    type(caught.exception).__name__,
                    ("LanguageError", "TemplateSyntaxError", "TemplateAssertionError"),
                )

    def test_places_without_a_paragraph_are_checked(self):
        place, fault = self.one("x", title="{{ customer.__class__ }}")
        self.assertEqual((place.part, fault.code), ("hidden", "unknown"))
        document = Document()
        paragraph = document.add_paragraph("x")
        paragraph._p.set("{urn:x}note", "{{ self.__init__ }}")
        with self.subTest("attribute"):
            found = letters.find_faults(save(document), SCHEMA)
            self.assertEqual([place.part for place, _fault in found], ["hidden"])

    def test_loops_are_bounded(self):
        text = "{% for a in cars %}" * 3 + "{% endfor %}" * 3
        self.assertIn("depth", {fault.code for _place, fault in self.faults(text)})
        with self.assertRaises(LanguageError):
            Environment(SCHEMA).from_string(text)

    def test_a_header_with_the_customer(self):
        has = letters.has_personal_header
        self.assertTrue(has(make("x", header="{{ customer.name }}"), SCHEMA))
        self.assertFalse(has(make("x", header="{{ company.name }}"), SCHEMA))
