"""Fills Word documents: one for each person, or all in one file."""

import copy
import io
import re
from collections.abc import Iterable
from types import SimpleNamespace

from docx.oxml import OxmlElement
from docxtpl import DocxTemplate
from jinja2 import TemplateError

from . import package, places
from .language import Environment, Fault, LanguageError
from .places import Place

W = places.W
# Characters which XML does not know, and those which docxtpl takes for a new paragraph
# and a new page.
UNPRINTABLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ufffe\uffff\ud800-\udfff]")
# What a header may name when all letters share it.
SHARED = {"company", "user", "today"}
TOGETHER = ("header", "footer", "footnotes")


def find_faults(content: bytes, schema: dict) -> list[tuple[Place, Fault]]:
    """Everything which would go wrong when the template is filled.

    :param content: the Word document
    :param schema: of ``language.Environment``
    :return: list of tuples (Place, Fault), empty when the template is good
    :raise package.PackageError: the file is no Word document one may open
    """
    parts = package.check(content)
    environment = Environment(schema)
    faults = places.find_faults(parts, environment)
    if faults:
        return faults
    # Tags need no paragraph: descriptions of pictures, properties of the file.
    template = _open(content)
    for text in _get_sources(template):
        try:
            environment.from_string(text)
        except LanguageError as error:
            return [(Place("hidden"), error.fault)]
        except TemplateError as error:
            return [(Place("hidden"), Fault("syntax", error.message or ""))]
    return []


def has_personal_header(content: bytes, schema: dict) -> bool:
    """Whether a header, footer or footnote names the customer.

    Such letters cannot be put into one file, whose headers are the same on all pages.
    """
    names = places.find_names(package.check(content), TOGETHER, Environment(schema))
    return bool((names & set(schema)) - SHARED)


def fill(content: bytes, schema: dict, values: Iterable[dict]):
    """Write a letter to each, and all into one file.

    In the one file each is on a page of its own, and the headers are those of the last:
    see ``has_personal_header``.

    :param content: the template, which ``find_faults`` has found good
    :param schema: of ``language.Environment``
    :param values: for each letter the values of the schema: texts, dicts, lists of
        dicts; at least one
    :return: tuple (list of Word documents in the order of the values, Word document
        with all of them)
    """
    package.check(content)
    environment = Environment(schema)
    documents, bodies = [], []
    for row in values:
        template = _open(content)
        names = {key: to_names(value) for key, value in row.items()}
        template.render(names, environment, autoescape=True)
        documents.append(_save(template))
        bodies.append(template.docx._element.body)
    if len(documents) == 1:
        return documents, documents[0]
    template.map_tree(_join(bodies))
    return documents, _save(template)


def _join(bodies):
    """One body with all the texts, each on a new page."""
    first = bodies[0]
    end = first.find(f"{W}sectPr")
    for body in bodies[1:]:
        for element in [_make_page_break(), *body]:
            if element.tag == f"{W}sectPr":
                continue
            added = copy.deepcopy(element)
            if end is None:
                first.append(added)
            else:
                end.addprevious(added)
    # Two drawings of one file must not have the same number.
    for number, drawing in enumerate(first.iter("{*}docPr"), 1):
        drawing.set("id", str(number))
    return first


def to_names(value):
    """Values as Jinja reads them: groups are objects without methods, texts are clean.

    A dict would give its methods as fields: ``customer.items``.
    """
    if isinstance(value, dict):
        names = {key: to_names(item) for key, item in value.items()}
        return SimpleNamespace(**names)
    if isinstance(value, list):
        return [to_names(item) for item in value]
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    # False is how the ORM says that there is nothing.
    return clean(value or "")


def clean(text: str) -> str:
    """A text without characters which a Word document cannot hold."""
    return UNPRINTABLE.sub("", str(text).replace("\r\n", "\n"))


def _open(content):
    template = DocxTemplate(io.BytesIO(content))
    template.render_init()
    return template


def _get_sources(template):
    """All texts which docxtpl gives to Jinja."""
    yield template.patch_xml(template.get_xml())
    for uri in (template.HEADER_URI, template.FOOTER_URI):
        for _key, part in template.get_headers_footers(uri):
            yield template.patch_xml(template.get_part_xml(part))
    for part in template.docx.part.package.iter_parts():
        if part.content_type.endswith("footnotes+xml"):
            yield template.patch_xml(part.blob.decode("utf-8"))
    properties = template.docx.core_properties
    for name in ("author", "comments", "identifier", "language", "subject", "title"):
        yield getattr(properties, name)


def _make_page_break():
    paragraph, run, page = (OxmlElement(name) for name in ("w:p", "w:r", "w:br"))
    page.set(f"{W}type", "page")
    run.append(page)
    paragraph.append(run)
    return paragraph


def _save(template):
    file = io.BytesIO()
    template.docx.save(file)
    return file.getvalue()
