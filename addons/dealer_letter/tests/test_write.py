import io
import os
import stat
import tempfile
import zipfile
from base64 import b64decode
from pathlib import Path
from unittest.mock import patch

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import Form, new_test_user, tagged

from odoo.addons.dealer_marketing.tests.common import ConsentCommon

from ..tools import office
from .common import encode, make, texts

# Stands for LibreOffice: writes what it is asked for, or hangs, or fails.
PROGRAM = """#!/bin/sh
while [ "$1" != "--outdir" ]; do shift; done
out=$2; shift 2
for file in "$@"; do echo '%PDF-1.7' > "$out/$(basename "$file" .docx).pdf"; done
"""


@tagged("post_install", "-at_install")
class TestWrite(ConsentCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("ru_RU")
        cls.no.lang = "ru_RU"
        cls.template = cls.env["dealer.letter.template"].create(
            {
                "name": "Spring",
                "purpose_id": cls.offers.id,
                "file_ids": [
                    Command.create(
                        {
                            "lang_id": cls.env.ref(f"base.lang_{code}").id,
                            "content": encode(make(f"{word} {{{{ customer.name }}}}")),
                            "filename": f"{code}.docx",
                        }
                    )
                    for code, word in (("en", "Dear"), ("ru", "Привет"))
                ],
            }
        )
        cls._say(cls.yes, "granted", channel="post")
        # No LibreOffice but the one a test makes.
        cls.startClassPatcher(patch.object(office.shutil, "which", return_value=None))

    def wizard(self, records, user=None, template=None, **values):
        return (
            self.env["dealer.letter.write"]
            .with_user(user or self.staff)
            .with_context(active_model=records._name, active_ids=records.ids)
            .create({"template_id": (template or self.template).id, **values})
        )

    def letters_of(self, record):
        return self.env["ir.attachment"].search(
            [("res_model", "=", record._name), ("res_id", "=", record.id)]
        )

    def test_only_who_agreed_to_post_gets_one(self):
        wizard = self.wizard(self.yes | self.no)
        self.assertEqual(wizard.free_count, 1)
        self.assertIn(self.no.name, wizard.refused)
        wizard.action_write()
        self.assertEqual(texts(b64decode(wizard.result)), ["Dear Ines Prado"])
        self.assertEqual(self.letters_of(self.yes).name, "Spring Ines Prado.docx")
        self.assertEqual(
            self.yes.message_ids[:1].attachment_ids, self.letters_of(self.yes)
        )
        self.assertFalse(self.letters_of(self.no))
        refusal = self.Refusal.search([("partner_id", "=", self.no.id)])
        self.assertEqual((refusal.channel, refusal.reason), ("post", "none"))

    def test_withdrawn_between_looking_and_writing(self):
        wizard = self.wizard(self.yes)
        self.assertEqual(wizard.free_count, 1)
        self._say(self.yes, "withdrawn", channel="post")
        with self.assertRaises(UserError):
            wizard.action_write()
        self.assertFalse(self.letters_of(self.yes))

    def test_the_arbitration_counts_letters(self):
        other = self.env["res.company"].create({"name": "Other Showroom"})
        self.env["dealer.contact.claim"]._claim(
            self.yes, self.offers, "post", "mailing:1", company=other
        )
        wizard = self.wizard(self.yes)
        self.assertEqual(wizard.free_count, 0)
        self.assertIn("Other Showroom", wizard.refused)

    def test_a_file_for_each_or_one_for_each_language(self):
        self._say(self.no, "granted", channel="post")
        for layout in ("each", "one"):
            wizard = self.wizard(self.yes | self.no, layout=layout)
            wizard.action_write()
            with zipfile.ZipFile(io.BytesIO(b64decode(wizard.result))) as archive:
                found = [texts(archive.read(name)) for name in archive.namelist()]
            self.assertEqual(found, [["Dear Ines Prado"], ["Привет Jonas Falk"]])

    def test_one_language_in_one_file(self):
        self.no.lang = "en_US"
        self._say(self.no, "granted", channel="post")
        wizard = self.wizard(self.yes | self.no)
        wizard.action_write()
        found = [text.strip() for text in texts(b64decode(wizard.result))]
        self.assertEqual(
            [text for text in found if text], ["Dear Ines Prado", "Dear Jonas Falk"]
        )
        self.assertEqual(len(self.letters_of(self.no)), 1)

    def test_a_wrong_field_is_named_in_words(self):
        with self.assertRaises(ValidationError) as caught:
            self.template.file_ids[0].content = encode(
                make("x", table=[["a", "{{ customer.nmae }}"]])
            )
        message = str(caught.exception)
        self.assertIn("customer.nmae", message)
        self.assertIn("customer.name", message)
        self.assertIn("table 1, row 1, cell 2", message)
        with self.assertRaises(ValidationError) as caught:
            self.template.file_ids[0].content = encode(b"no document")
        self.assertIn("not a Word document", str(caught.exception))

    def test_shipped_letters_are_good(self):
        files = self.env["dealer.letter.file"].search([])
        self.assertGreaterEqual(len(files), 6)
        files._check_content()
        lead = self.env["crm.lead"].create(
            {
                "name": "Wants a car",
                "contact_name": "Olga Stranger",
                "type": "opportunity",
                "dealer_wish_text": "A red one",
            }
        )
        user = new_test_user(
            self.env, login="letter_sales", groups="dealer_crm.group_dealer_manager"
        )
        offer = self.env.ref("dealer_letter.letter_offer")
        wizard = self.wizard(lead, user=user, template=offer)
        wizard.action_write()
        text = "\n".join(texts(b64decode(wizard.result)))
        self.assertIn("Olga Stranger", text)
        self.assertIn("A red one", text)
        self.assertEqual(len(self.letters_of(lead)), 1)

    def test_many_need_a_purpose(self):
        self.template.purpose_id = False
        with self.assertRaises(UserError):
            self.wizard(self.yes | self.no).action_write()
        self.wizard(self.no).action_write()
        self.assertEqual(len(self.letters_of(self.no)), 1)

    def test_pdf_where_libreoffice_is(self):
        with tempfile.TemporaryDirectory() as folder:
            program = Path(folder, "soffice")
            program.write_text(PROGRAM)
            program.chmod(program.stat().st_mode | stat.S_IXUSR)
            with patch.object(office.shutil, "which", return_value=str(program)):
                wizard = self.wizard(self.yes, file_type="pdf")
                wizard.action_write()
                self.assertTrue(b64decode(wizard.result).startswith(b"%PDF"))
                self.assertEqual(self.letters_of(self.yes).mimetype, "application/pdf")
                # It hangs: the letters stay Word documents.
                program.write_text("#!/bin/sh\nexec sleep 60\n")
                with (
                    patch.object(office, "START_SECONDS", 0.2),
                    patch.object(office, "SECONDS_EACH", 0),
                    self.assertLogs("odoo.addons.dealer_letter", "WARNING"),
                ):
                    wizard = self.wizard(self.yes, file_type="pdf")
                    wizard.action_write()
                self.assertEqual(texts(b64decode(wizard.result)), ["Dear Ines Prado"])
                self.assertIn("LibreOffice", wizard.note)
        self.assertFalse(os.path.exists(folder))

    def test_rights(self):
        stranger = new_test_user(
            self.env, login="letter_stranger", groups="base.group_user"
        )
        with self.assertRaises(AccessError):
            self.wizard(self.yes, user=stranger)
        own = new_test_user(
            self.env,
            login="letter_own",
            groups="dealer_crm.group_dealer_user,dealer_crm.group_own_customers",
        )
        self.yes.user_id = self.staff
        with self.assertRaises(AccessError):
            self.wizard(self.yes, user=own).action_write()
        with self.assertRaises(AccessError):
            self.template.with_user(self.staff).name = "x"

    def test_queries_do_not_grow_with_the_letters(self):
        people = self.env["res.partner"].create(
            [{"name": f"Person {n}", "city": "Tver"} for n in range(24)]
        )
        self._say(people, "granted", channel="post")
        counts = []
        for part in (people[:4], people[4:]):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            known = self.env["dealer.letter.fields"].with_user(self.staff)
            known._prepare_values(part.with_user(self.staff))
            counts.append(self.env.cr.sql_log_count - before)
        self.assertLessEqual(counts[1], counts[0] + 2)

    def test_group_by_its_button(self):
        group = self.env["mailing.filter"].create(
            {
                "name": "Two",
                "mailing_model_id": self.env["ir.model"]._get_id("res.partner"),
                "mailing_domain": f"[('id', 'in', {(self.yes | self.no).ids})]",
            }
        )
        action = group.with_user(self.marketer).action_dealer_letters()
        wizard = self.env["dealer.letter.write"].with_user(self.marketer)
        form = Form(wizard.with_context(**action["context"]))
        self.assertEqual((form.count, form.free_count), (2, 1))
