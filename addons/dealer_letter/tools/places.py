"""Where in a document something stands, and what of it is wrong there."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from jinja2 import nodes

from . import language
from .language import Fault, LanguageError, Scope

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
TAG = re.compile(r"\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}", re.S)
LOOSE = re.compile(r"\{\{|\}\}|\{%|%\}|\{#|#\}")
STATEMENT = re.compile(r"\{%-?(?:(?:tr|tc|p|r)\s)?\s*(\w+)\s*(.*?)\s*-?%\}", re.S)
# As docxtpl: what Word makes of quotes is read as quotes.
QUOTES = str.maketrans({"“": '"', "”": '"', "‘": "'", "’": "'"})


@dataclass(frozen=True)
class Place:
    """Counted as a reader counts: from 1, 0 when it is in none.

    :ivar part: body, header, footer, footnotes, or hidden for what has no paragraph
    """

    part: str = "body"
    paragraph: int = 0
    table: int = 0
    row: int = 0
    cell: int = 0
    text: str = ""


def find_faults(parts, environment) -> list[tuple[Place, Fault]]:
    """What is wrong with the tags of a document, each with its place.

    :param dict parts: name -> lxml element, as of ``package.check``
    :param environment: language.Environment
    :return: list, in the order of the document
    """
    faults = []
    for part, root in get_parts(parts):
        for place, fault in _find_in_part(part, root, environment):
            if (place, fault) not in faults:
                faults.append((place, fault))
    return faults


def get_parts(parts):
    """The parts in which there may be tags.

    :return: iterator of tuples (kind, lxml element)
    """
    for name, root in parts.items():
        if name == "word/document.xml":
            yield "body", root
        elif found := re.fullmatch(r"word/(header|footer|footnotes)\d*\.xml", name):
            yield found.group(1), root


def find_names(parts, kinds, environment) -> set[str]:
    """First names of the fields used in some kinds of parts.

    :param kinds: of parts, see ``Place``
    :return: set, as ``{"customer", "company"}``
    """
    names = set()
    for kind, root in get_parts(parts):
        if kind not in kinds:
            continue
        for place in walk(kind, root):
            for tag in TAG.findall(place.text):
                try:
                    tree = _parse(tag, environment)
                except LanguageError:
                    continue
                names |= {node.name for node in tree.find_all(nodes.Name)}
    return names


def walk(part, root) -> Iterator[Place]:
    """All paragraphs with their text, also in tables, boxes and controls."""
    body = root.find(f"{W}body") if part == "body" else root
    yield from _walk(root if body is None else body, Place(part), [0, 0])


def _walk(element, place, counts):
    """:param list counts: paragraphs and tables until now, changed in place"""
    for child in element:
        if child.tag == f"{W}p":
            if not place.table:
                counts[0] += 1
            number = counts[0]
            if place.table:
                number = _number_in_cell(child)
            inner = replace(place, paragraph=number, text=_get_text(child))
            yield inner
            for box in _get_boxes(child):
                yield from _walk(box, inner, counts)
        elif child.tag == f"{W}tbl":
            counts[1] += 1
            yield from _walk_table(child, replace(place, table=counts[1]), counts)
        elif isinstance(child.tag, str):
            yield from _walk(child, place, counts)


def _walk_table(table, place, counts):
    rows = (row for row in table.iter(f"{W}tr") if _get_owner(row, "tbl") is table)
    for row_number, row in enumerate(rows, 1):
        cells = (cell for cell in row.iter(f"{W}tc") if _get_owner(cell, "tr") is row)
        for cell_number, cell in enumerate(cells, 1):
            inner = replace(place, row=row_number, cell=cell_number)
            yield from _walk(cell, inner, counts)


def _get_owner(element, tag):
    return next(element.iterancestors(f"{W}{tag}"), None)


def _number_in_cell(paragraph):
    return 1 + sum(1 for _before in paragraph.itersiblings(f"{W}p", preceding=True))


def _get_boxes(paragraph):
    boxes = paragraph.iter(f"{W}txbxContent")
    return [box for box in boxes if _get_owner(box, "p") is paragraph]


def _get_text(paragraph):
    """What a reader sees of a paragraph, without boxes which hang on it."""
    return "".join(
        text.text or ""
        for text in paragraph.iter(f"{W}t")
        if _get_owner(text, "p") is paragraph
    )


def _parse(tag, environment):
    """One tag as a whole template: the beginning of a block gets its end."""
    tag = tag.translate(QUOTES)
    found = STATEMENT.fullmatch(tag)
    if not found:
        return language.parse_tag(environment, tag)
    word, rest = found.groups()
    if word not in ("for", "if", "elif"):
        raise LanguageError(Fault("forbidden", word))
    block = "for" if word == "for" else "if"
    source = f"{{% {block} {rest} %}}{{% end{block} %}}"
    return language.parse_tag(environment, source)


class _Reader:
    """Reads the tags of one part in their order; remembers which blocks are open."""

    def __init__(self, environment):
        self.environment = environment
        self.blocks = []
        self.scopes = [Scope(environment.schema)]

    def take(self, tag, place):
        if tag.startswith("{#"):
            return
        found = STATEMENT.fullmatch(tag.translate(QUOTES))
        if found and found.group(1) in ("else", "endfor", "endif"):
            self._close(found.group(1))
            return
        word = found.group(1) if found else ""
        if word == "elif" and self._get_open() != "if":
            raise LanguageError(Fault("unopened", word))
        if word in ("for", "if"):
            self.blocks.append((word, place))
            self.scopes.append(self.scopes[-1])
        node = _parse(tag, self.environment)
        if word == "for":
            row = language.get_loop(node, self.scopes[-1])
            self.scopes[-1] = self.scopes[-1].enter(*row)
        language.visit(node, self.scopes[-2] if word == "for" else self.scopes[-1])

    def _get_open(self):
        return self.blocks[-1][0] if self.blocks else ""

    def _close(self, word):
        is_open = self._get_open()
        if not is_open or (word != "else" and word != f"end{is_open}"):
            raise LanguageError(Fault("unopened", word))
        if word != "else":
            self.blocks.pop()
            self.scopes.pop()


def _find_in_part(part, root, environment):
    reader = _Reader(environment)
    for place in walk(part, root):
        for tag in TAG.findall(place.text):
            try:
                reader.take(tag, place)
            except LanguageError as error:
                yield place, error.fault
        if found := LOOSE.search(TAG.sub("", place.text)):
            yield place, Fault("unclosed", found.group())
    for word, place in reader.blocks:
        yield place, Fault("unclosed", word)
