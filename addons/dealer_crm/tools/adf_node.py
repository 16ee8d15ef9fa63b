"""Texts of elements, as a person reads them: bounded, without markup, in one line."""

import html
import re

from . import adf_repair

MAX_FIELD = 500
MAX_COMMENTS = 20_000

_LINES = adf_repair.HTML_LINES
_TAGS = adf_repair.HTML_TAGS | {
    *("script", "style", "iframe", "object", "embed", "svg", "math", "form", "input"),
    *("button", "textarea", "label", "link", "base", "video", "audio", "source"),
    *("section", "article", "header", "footer", "pre", "code", "blockquote", "strike"),
    *("s", "dl", "dt", "dd", "h5", "h6", "tfoot", "colgroup", "col", "noscript"),
}
_MARKUP = re.compile(
    r"<\s*/?\s*(?:" + "|".join(sorted(_TAGS)) + r")\b[^<>]*>", re.IGNORECASE
)
# What some sender has escaped once more than the document needs.
_ESCAPED = re.compile(r"&(?:amp|lt|gt|quot|apos|nbsp|#\d{1,7}|#x[0-9a-f]{1,6});", re.I)
ESCAPES = 3
# Marks which do not show, and turn the direction of what follows.
_INVISIBLE = re.compile(
    "[\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff]"
)


def name(node) -> str:
    """Name of an element in lower case, without prefix and namespace."""
    tag = node.tag if isinstance(node.tag, str) else ""
    return tag.rpartition("}")[2].lower()


def children(node, *names):
    """The children of an element with one of the names; none of no element."""
    return [] if node is None else [child for child in node if name(child) in names]


def first(node, *names):
    """The first of these children, or None."""
    return next(iter(children(node, *names)), None)


def attribute(node, *names):
    """An attribute, whatever the case of its name; None when empty or no element."""
    if node is None:
        return None
    for key, text in node.attrib.items():
        if key.rpartition("}")[2].lower() in names and text.strip():
            return line(text)
    return None


def line(text: str) -> str | None:
    """One line of bounded length, None when empty."""
    return " ".join(plain(text).split())[:MAX_FIELD].strip() or None


def lines(text: str) -> str | None:
    """Several lines of bounded length, without empty ones; None when empty."""
    found = [" ".join(part.split()) for part in plain(text).split("\n")]
    return "\n".join(filter(None, found))[:MAX_COMMENTS] or None


def plain(text: str) -> str:
    """Plain text of what may be HTML; tags are dropped, never executed."""
    text = _INVISIBLE.sub("", text)
    for _round in range(ESCAPES):
        if _MARKUP.search(text):
            text = _without_markup(text)
        if not _ESCAPED.search(text):
            break
        text = html.unescape(text)
    return _without_markup(text) if _MARKUP.search(text) else text


def _without_markup(text):
    text = re.sub(r"(?is)<(script|style)\b.*?(?:</\1\s*>|\Z)", "", text)
    text = re.sub(r"(?i)<\s*/?\s*(?:br|p|div|li|tr|hr)\b[^<>]*>", "\n", text)
    return html.unescape(_MARKUP.sub("", text))


def raw_text(node) -> str:
    """All text inside an element, with line breaks where HTML has them."""
    if node is None:
        return ""
    parts = [node.text or ""]
    for child in node.iterdescendants():
        if name(child) in _LINES:
            parts.append("\n")
        parts += [child.text or "", child.tail or ""]
    return "".join(parts)


def text(node) -> str | None:
    """Text of an element in one line, None when empty."""
    return line(raw_text(node))


def value(node, *names) -> str | None:
    """Text of the first child with one of the names, or of an attribute."""
    for child in children(node, *names):
        if found := text(child):
            return found
    return attribute(node, *names)
