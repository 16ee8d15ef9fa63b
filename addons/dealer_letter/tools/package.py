"""Is a file a Word document one may open? Without database, without Word.

What comes from outside is measured before it is unpacked, and may hold nothing that
runs, loads or includes anything by itself when somebody, or LibreOffice, opens it.
"""

import io
import posixpath
import re
import zipfile

from lxml import etree

MAX_FILE = 5 * 1024 * 1024
MAX_UNPACKED = 40 * 1024 * 1024
# A longer text than this is no letter; the rules of text search would take minutes.
MAX_XML = 2 * 1024 * 1024
MAX_PARTS = 500
CONTENT_TYPE = (
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
)
# Ends of the types of relationship which a letter needs. Others load or run things:
# templates, objects, frames, other documents, macros.
RELATIONSHIPS = {
    *("officeDocument", "styles", "stylesWithEffects", "settings", "webSettings"),
    *("fontTable", "font", "theme", "numbering", "header", "footer", "footnotes"),
    *("endnotes", "image", "hyperlink", "core-properties", "extended-properties"),
    *("custom-properties", "customXml", "customXmlProps", "thumbnail", "comments"),
    *("commentsExtended", "commentsIds", "people", "chart", "glossaryDocument"),
}
# Fields of Word which fetch other files, from the disk of the server, too.
LOADING_FIELDS = re.compile(
    r"\b(INCLUDETEXT|INCLUDEPICTURE|INCLUDE|IMPORT|DDE|DDEAUTO|LINK|DATABASE|RD)\b",
    re.I,
)
WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


class PackageError(Exception):
    """The file is refused.

    :ivar code: no_document, too_big, broken, active
    :ivar detail: the part of the file or what it contains, "" when that is the file
    """

    def __init__(self, code, detail=""):
        super().__init__(f"{code} {detail}")
        self.code = code
        self.detail = detail


def check(content: bytes) -> dict:
    """Look at a file before anything else opens it.

    :param content: the file
    :return: dict name of the part -> lxml element, of the parts which are XML
    :raise PackageError: it is no Word document, too big, broken, or would load or run
        something
    """
    if len(content) > MAX_FILE:
        raise PackageError("too_big")
    parts = {
        name: _parse(name, data)
        for name, data in _unpack(content).items()
        if name.endswith((".xml", ".rels"))
    }
    _check_kind(parts)
    for name, root in parts.items():
        if name.endswith(".rels"):
            _check_relationships(root)
        else:
            _check_fields(name, root)
    return parts


def _unpack(content):
    """All parts, none of them read further than it may be long."""
    parts, total = {}, 0
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            entries = archive.infolist()
            if len(entries) > MAX_PARTS:
                raise PackageError("too_big")
            for entry in entries:
                limit = MAX_UNPACKED - total
                if entry.filename.endswith((".xml", ".rels")):
                    limit = min(limit, MAX_XML)
                with archive.open(entry) as part:
                    # The sizes which the archive tells may be made up.
                    data = part.read(limit + 1)
                if len(data) > limit:
                    raise PackageError("too_big", entry.filename)
                if entry.filename in parts:
                    raise PackageError("broken", entry.filename)
                total += len(data)
                parts[entry.filename] = data
    except (
        zipfile.BadZipFile,
        zipfile.LargeZipFile,
        NotImplementedError,
        RuntimeError,
        EOFError,
        OSError,
        ValueError,
    ) as error:
        raise PackageError("no_document") from error
    return parts


def _parse(name, data):
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise PackageError("broken", name) from error
    if root.getroottree().docinfo.doctype:
        # Word writes none; entities would bring in other files.
        raise PackageError("active", name)
    return root


def _check_kind(parts):
    types = parts.get("[Content_Types].xml")
    if types is None or "word/document.xml" not in parts:
        raise PackageError("no_document")
    found = {element.get("ContentType") for element in types.iter("{*}Override")}
    if CONTENT_TYPE not in found:
        # With macros, or a spreadsheet.
        raise PackageError("no_document")


def _check_relationships(root):
    for element in root.iter("{*}Relationship"):
        kind = posixpath.basename(element.get("Type") or "")
        if kind not in RELATIONSHIPS:
            raise PackageError("active", kind)
        if element.get("TargetMode") == "External" and kind != "hyperlink":
            raise PackageError("active", element.get("Target") or kind)


def _check_fields(name, root):
    """A code of a field may be spread over several runs."""
    simple = " ; ".join(
        element.get(f"{WORD}instr") or "" for element in root.iter(f"{WORD}fldSimple")
    )
    spread = "".join(element.text or "" for element in root.iter(f"{WORD}instrText"))
    for codes in (simple, spread):
        if found := LOADING_FIELDS.search(codes):
            raise PackageError("active", f"{found.group(1).upper()}, {name}")
