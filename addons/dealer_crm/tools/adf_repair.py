"""From the bytes of a sender to a text which a strict XML parser reads.

Senders of leads write ADF by hand: declarations with typographic quotes or in the
wrong order, attributes without quotes, ampersands as they are, tags never closed,
another encoding than declared. Everything here is one pass over the text, without
recursion, so that no document can make it slow.
"""

import codecs
import contextlib
import html
import json
import quopri
import re
from urllib.parse import unquote_plus
from xml.sax.saxutils import escape, quoteattr

# Elements which hold text only: the next tag ends one that was never closed.
LEAVES = frozenset(
    [
        "year",
        "make",
        "model",
        "vin",
        "stock",
        "trim",
        "doors",
        "bodystyle",
        "transmission",
        "odometer",
        "condition",
        "price",
        "interiorcolor",
        "exteriorcolor",
        "preference",
        "requestdate",
        "name",
        "email",
        "phone",
        "street",
        "apartment",
        "city",
        "regioncode",
        "postalcode",
        "country",
        "vendorname",
        "service",
        "url",
        "id",
        "description",
        "earliestdate",
        "latestdate",
        "optionname",
        "manufacturercode",
        "weighting",
        "method",
        "amount",
        "balance",
        "imagetag",
    ]
)
# HTML in comments: the first kind starts a new line.
HTML_LINES = frozenset(
    ["br", "p", "div", "li", "tr", "hr", "h1", "h2", "h3", "h4", "table", "ul", "ol"]
)
HTML_TAGS = HTML_LINES | frozenset(
    [
        "a",
        "b",
        "i",
        "u",
        "em",
        "strong",
        "span",
        "font",
        "small",
        "td",
        "th",
        "tbody",
        "thead",
        "img",
        "html",
        "body",
        "head",
        "meta",
        "title",
        "center",
        "big",
        "sup",
        "sub",
    ]
)
MAX_DEPTH = 60

_ROOT = re.compile(r"<\s*(?:[\w.-]+:)?(?:adf|prospect)\b", re.IGNORECASE)
_ROOT_END = re.compile(r"</\s*(?:[\w.-]+:)?(?:adf|prospect)\s*>", re.IGNORECASE)
_ESCAPED_ROOT = re.compile(r"&(?:amp;){0,3}lt;\s*(?:adf|prospect)\b", re.IGNORECASE)
_QUOTED_ROOT = re.compile(r"%3C(?:adf|prospect)(?:%3E|%20|\+)", re.IGNORECASE)
_SUBSET = re.compile(r"<!\s*(?:DOCTYPE[^>\[]{0,500}\[|ENTITY|ELEMENT|ATTLIST)", re.I)
_DECLARED = re.compile(rb"encoding\s*=?\s*[\"'\x93\x94]?\s*([\w.-]+)", re.IGNORECASE)
_FORBIDDEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_TOKEN = re.compile(
    r"<!\[CDATA\[(?P<cdata>.*?)(?:\]\]>|\Z)"
    r"|<!--.*?(?:-->|\Z)"
    r"|<[?!][^<>]*>"
    r"|<(?P<end>/)?\s*(?P<name>[A-Za-z_][\w.:-]*)(?P<attrs>[^<>]*)>",
    re.DOTALL,
)
_ATTRIBUTE = re.compile(
    r"([A-Za-z_][\w.:-]*)\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|[“”„]([^“”„]*)[“”]|([^\s\"'>]+))"
)


def decode(payload: bytes) -> str:
    """The text of a document in whatever encoding it really is.

    Order: byte order mark, UTF-16 by its zero bytes, UTF-8, the declared encoding,
    then a guess between Cyrillic, Chinese and Western single bytes.
    """
    for mark, name in (
        (codecs.BOM_UTF8, "utf-8"),
        (codecs.BOM_UTF16_LE, "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be"),
    ):
        if payload.startswith(mark):
            return payload[len(mark) :].decode(name, "replace")
    zeros = payload[:200].count(0)
    if zeros > len(payload[:200]) // 4:
        name = "utf-16-be" if payload[:1] == b"\x00" else "utf-16-le"
        return payload.decode(name, "replace")
    declared = _DECLARED.search(payload[:300])
    with contextlib.suppress(ValueError):
        return payload.decode("utf-8")
    text = payload.decode("utf-8", "replace")
    if _is_mostly_read(text):
        # A few damaged bytes do not make another encoding of a document.
        return text
    if declared:
        with contextlib.suppress(LookupError, ValueError):
            return payload.decode(declared.group(1).decode("ascii"))
    return payload.decode(_guess(payload), "replace")


def _is_mostly_read(text: str) -> bool:
    """Whether a text with damaged places is UTF-8 all the same."""
    damaged = text.count("\ufffd")
    return sum(character > "\x7f" for character in text) > 5 * damaged


def _guess(payload: bytes) -> str:
    """Encoding of a text which is neither UTF-8 nor what it declares."""
    high = [byte for byte in payload if byte >= 0x80]
    runs = [len(run) for run in re.findall(rb"[\x80-\xff]+", payload)]
    if max(runs) < 3:
        return "cp1252"  # single accents between ASCII letters
    # Lower case Cyrillic lies above 0xE0; the first bytes of common Chinese
    # characters lie between 0xB0 and 0xD7.
    if sum(byte >= 0xE0 for byte in high) > 0.5 * len(high):
        return "cp1251"
    try:
        payload.decode("gb18030")
    except UnicodeError:
        return "cp1251"
    return "gb18030"


def has_own_declarations(text: str) -> bool:
    """Whether the text declares entities or a document type of its own."""
    root = _ROOT.search(text)
    return bool(_SUBSET.search(text, 0, root.start() if root else len(text)))


def cut(text: str) -> str | None:
    """The ADF part of a text: without declarations, mail text around it and escapes.

    :return: text which begins with the root element, None when there is none
    """
    text = _unwrap(_FORBIDDEN.sub("", text))
    root = _ROOT.search(text)
    if not root:
        return None
    if re.search(r"=3D[\"']", text):
        raw = quopri.decodestring(text[root.start() :].encode())
        text = raw.decode("utf-8", "replace")
        root = _ROOT.search(text)
        if not root:
            return None
    ends = [end.end() for end in _ROOT_END.finditer(text, root.start())]
    return text[root.start() : ends[-1] if ends else len(text)]


def _unwrap(text):
    """A document out of what a sender has wrapped it in: escapes, a form, JSON."""
    if "\\" in text and text.lstrip()[:1] in ("{", "[", '"'):
        with contextlib.suppress(ValueError, RecursionError):
            text = next(filter(_ROOT.search, _strings(json.loads(text))), text)
    if not _ROOT.search(text) and _QUOTED_ROOT.search(text):
        text = _FORBIDDEN.sub("", unquote_plus(text, errors="replace"))
    for _round in range(3):
        if _ROOT.search(text) or not _ESCAPED_ROOT.search(text):
            break
        text = html.unescape(text)
    return _FORBIDDEN.sub("", text)


def _strings(value, depth=0):
    """The texts in a JSON value, not deeper than a sender has reason to."""
    if isinstance(value, str):
        yield value
    elif depth < 5 and isinstance(value, list | dict):
        for inner in value.values() if isinstance(value, dict) else value:
            yield from _strings(inner, depth + 1)


def repair(text: str) -> str:
    """Well-formed XML with the same elements, names in lower case without prefix.

    A tag that is never closed ends where its parent ends, an end without a beginning
    is left out, text is escaped anew, HTML in texts becomes line breaks.
    """
    writer = _Writer()
    position = 0
    text = _drop_scripts(text)
    for token in _TOKEN.finditer(text):
        writer.text(html.unescape(text[position : token.start()]))
        position = token.end()
        if token["cdata"] is not None:
            writer.text(token["cdata"])
        elif token["name"]:
            name = token["name"].split(":")[-1].lower()
            if token["end"]:
                writer.end(name)
            else:
                writer.start(name, token["attrs"])
    writer.text(html.unescape(text[position:]))
    return writer.close()


def _drop_scripts(text):
    """The text without scripts and style sheets that have an end."""
    for name in ("script", "style"):
        # Behind the last end nothing can match: searching there would be quadratic.
        end = text.lower().rfind(f"</{name}")
        if end >= 0:
            pattern = rf"(?is)<{name}\b[^<>]*>.*?</{name}\s*"
            head, tail = text[: end + len(name) + 2], text[end + len(name) + 2 :]
            text = re.sub(pattern, "<br ", head) + tail
    return text


class _Writer:
    """Writes elements so that they nest."""

    def __init__(self):
        self._out = []
        self._open = []
        self._starts = []

    def text(self, text):
        if self._open:
            self._out.append(escape(_FORBIDDEN.sub("", text)))

    def start(self, name, attributes):
        if name in HTML_TAGS:
            self._out.append("\n" if name in HTML_LINES and self._open else "")
            return
        if self._open and self._open[-1] in LEAVES:
            self._close_last(unclosed=True)
        if len(self._open) >= MAX_DEPTH:
            return
        pairs = {}
        for found in _ATTRIBUTE.finditer(attributes):
            key = found[1].split(":")[-1].lower()
            value = next((part for part in found.groups()[1:] if part is not None), "")
            if key not in ("xmlns", "unclosed"):
                pairs[key] = html.unescape(value)
        text = "".join(f" {key}={quoteattr(value)}" for key, value in pairs.items())
        self._starts.append(len(self._out))
        self._out.append(f"<{name}{text}>")
        self._open.append(name)
        if attributes.rstrip().endswith("/"):
            self._close_last()

    def end(self, name):
        if name in HTML_TAGS:
            self._out.append("\n" if name in HTML_LINES and self._open else "")
            return
        if name in self._open:
            while self._open[-1] != name:
                self._close_last(unclosed=True)
            self._close_last()

    def _close_last(self, unclosed=False):
        start = self._starts.pop()
        if unclosed:
            # The reader may want to know that the text has no end of its own.
            self._out[start] = self._out[start][:-1] + ' unclosed="1">'
        self._out.append(f"</{self._open.pop()}>")

    def close(self):
        while self._open:
            self._close_last(unclosed=True)
        return f"<document>{''.join(self._out)}</document>"
