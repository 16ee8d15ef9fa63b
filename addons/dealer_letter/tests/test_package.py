"""Files which are no letters, or do more than a letter does."""

import io
import time
import zipfile

from odoo.tests import BaseCase, tagged

from ..tools import letters, package
from .common import SCHEMA, make, repack

RELS = "word/_rels/document.xml.rels"
TYPE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def relate(kind, target, mode="External"):
    """A change which adds a relationship."""
    row = (
        f'<Relationship Id="rIdX" Type="{TYPE}/{kind}" Target="{target}"'
        f' TargetMode="{mode}"/>'
    )
    return {
        RELS: lambda data: data.replace(
            b"</Relationships>", row.encode() + b"</Relationships>"
        )
    }


@tagged("post_install", "-at_install")
class TestPackage(BaseCase):
    def refuse(self, content, code):
        with self.assertRaises(package.PackageError) as caught:
            letters.find_faults(content, SCHEMA)
        self.assertEqual(caught.exception.code, code, caught.exception)

    def test_no_word_document(self):
        for content in (b"", b"%PDF-1.7", make("x")[:2000], b"PK\x03\x04" + b"\0" * 99):
            self.refuse(content, "no_document")
        empty = io.BytesIO()
        zipfile.ZipFile(empty, "w").close()
        self.refuse(empty.getvalue(), "no_document")
        macros = repack(
            make("x"),
            {
                "[Content_Types].xml": lambda data: data.replace(
                    b"vnd.openxmlformats-officedocument.wordprocessingml.document.main",
                    b"vnd.ms-word.document.macroEnabled.main",
                )
            },
        )
        self.refuse(macros, "no_document")

    def test_damaged(self):
        self.refuse(repack(make("x"), {"word/styles.xml": b"<a>"}), "broken")

    def test_bombs_are_not_unpacked(self):
        big = b"\0" * (package.MAX_UNPACKED + 1)
        content = repack(make("x"), {"word/media/image1.png": big})
        self.assertLess(len(content), package.MAX_FILE)
        start = time.process_time()
        self.refuse(content, "too_big")
        self.assertLess(time.process_time() - start, 30)
        long = b"<a>" + b" " * package.MAX_XML + b"</a>"
        self.refuse(repack(make("x"), {"word/custom.xml": long}), "too_big")
        many = {f"word/media/{n}.png": b"x" for n in range(package.MAX_PARTS)}
        self.refuse(repack(make("x"), many), "too_big")
        self.refuse(b"x" * (package.MAX_FILE + 1), "too_big")

    def test_entities_bring_in_nothing(self):
        for declaration in (
            b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>',
            b'<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]>',
        ):

            def declare(data, declaration=declaration):
                start = data.index(b"<w:document")
                return data[:start] + declaration + data[start:]

            self.refuse(repack(make("x"), {"word/document.xml": declare}), "active")

    def test_nothing_is_loaded(self):
        for kind, target in (
            ("attachedTemplate", "http://evil.test/x.dotm"),
            ("image", "http://evil.test/x.png"),
            ("oleObject", "file:///etc/passwd"),
            ("frame", "http://evil.test/"),
            ("aFChunk", "x.html"),
        ):
            with self.subTest(kind=kind):
                self.refuse(repack(make("x"), relate(kind, target)), "active")
        link = repack(make("x"), relate("hyperlink", "https://dealer.test/"))
        self.assertEqual(letters.find_faults(link, SCHEMA), [])

    def test_no_field_of_word_includes_files(self):
        spread = (
            b'<w:r><w:instrText> INCLUDE</w:instrText></w:r><w:r><w:instrText>TEXT "'
            b'file:///etc/passwd"</w:instrText></w:r></w:p>'
        )
        simple = b'<w:fldSimple w:instr=" DDEAUTO c:\\cmd "/></w:p>'
        page = b'<w:fldSimple w:instr=" PAGE "/></w:p>'
        for code, refused in ((spread, True), (simple, True), (page, False)):
            content = repack(
                make("x"),
                {
                    "word/document.xml": lambda data, code=code: data.replace(
                        b"</w:p>", code, 1
                    )
                },
            )
            if refused:
                self.refuse(content, "active")
            else:
                self.assertEqual(letters.find_faults(content, SCHEMA), [])
