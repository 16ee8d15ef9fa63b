from unittest.mock import patch

from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import new_test_user, tagged

from odoo.addons.dealer_marketing.tests.common import ConsentCommon

from ..models import dealer_letter_batch_run
from ..tools import office
from ..wizards import dealer_letter_write
from .common import encode, make, texts


@tagged("post_install", "-at_install")
class TestBatch(ConsentCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.template = cls.env["dealer.letter.template"].create(
            {
                "name": "Spring",
                "purpose_id": cls.offers.id,
                "file_ids": [
                    Command.create(
                        {
                            "lang_id": cls.env.ref("base.lang_en").id,
                            "content": encode(make("Dear {{ customer.name }}")),
                        }
                    )
                ],
            }
        )
        cls.people = cls.env["res.partner"].create(
            [{"name": f"Reader {number}"} for number in range(5)]
        )
        cls._say(cls.people, "granted", channel="post")
        cls.startClassPatcher(patch.object(office.shutil, "which", return_value=None))
        cls.startClassPatcher(patch.object(dealer_letter_write, "MAX_LETTERS", 3))
        cls.startClassPatcher(patch.object(dealer_letter_batch_run, "SLICE", 2))

    def order(self):
        wizards = self.env["dealer.letter.write"].with_user(self.staff)
        people = self.people | self.no
        wizard = wizards.with_context(
            active_model="res.partner", active_ids=people.ids
        ).create({"template_id": self.template.id, "layout": "one"})
        self.assertTrue(wizard.is_long)
        action = wizard.action_write()
        self.assertEqual(action["res_model"], "dealer.letter.batch")
        return self.env["dealer.letter.batch"].browse(action["res_id"])

    def run_cron(self):
        with self.enter_registry_test_mode():
            self.env.ref("dealer_letter.ir_cron_letters").method_direct_trigger()

    def letters(self, partner):
        return self.env["ir.attachment"].search(
            [("res_model", "=", "res.partner"), ("res_id", "=", partner.id)]
        )

    def test_written_in_slices(self):
        batch = self.order()
        self.assertFalse(self.letters(self.people[0]))
        self.run_cron()
        self.assertEqual((batch.state, batch.progress), ("done", 100))
        self.assertEqual((batch.written_count, batch.refused_count), (5, 1))
        files = batch.attachment_ids.sorted("name")
        self.assertEqual(len(files), 3)
        first = [text.strip() for text in texts(files[0].raw)]
        self.assertEqual(
            [text for text in first if text], ["Dear Reader 0", "Dear Reader 1"]
        )
        for person in self.people:
            self.assertEqual(len(self.letters(person)), 1)
        note = self.env["mail.message"].search(
            [("model", "=", batch._name), ("res_id", "=", batch.id)], limit=1
        )
        self.assertEqual(note.notified_partner_ids, self.staff.partner_id)
        self.assertIn("5", note.body)
        # Nothing is written twice.
        self.run_cron()
        self.assertEqual(len(self.letters(self.people[0])), 1)

    def test_consent_of_the_moment(self):
        batch = self.order()
        self._say(self.people[4], "withdrawn", channel="post")
        self.run_cron()
        self.assertEqual(batch.written_count, 4)
        self.assertFalse(self.letters(self.people[4]))

    def test_one_which_fails_stops_no_other(self):
        batch = self.order()
        kind = type(self.env["dealer.letter.fields"])
        prepare, bad = kind._prepare_customer, self.people[1]

        def fail(fields_, partner):
            if partner == bad:
                raise ValueError("no such thing")
            return prepare(fields_, partner)

        with (
            patch.object(kind, "_prepare_customer", fail),
            self.assertLogs("odoo.addons.dealer_letter", "WARNING"),
        ):
            self.run_cron()
        self.assertEqual((batch.state, batch.written_count), ("done", 4))
        self.assertIn(f"{bad.id}: no such thing", batch.problem)
        self.assertEqual(len(self.letters(self.people[0])), 1)

    def test_cancelled(self):
        batch = self.order()
        self.assertTrue(batch._write_slice())
        with self.assertRaises(AccessError):
            batch.with_user(self.marketer).action_cancel()
        batch.with_user(self.staff).action_cancel()
        self.run_cron()
        self.assertEqual((batch.state, batch.written_count), ("cancelled", 2))
        self.assertEqual(len(batch.attachment_ids), 1)

    def test_rights(self):
        batch = self.order()
        manager = new_test_user(
            self.env, login="batch_boss", groups="dealer_crm.group_dealer_manager"
        )
        self.assertEqual(batch.with_user(manager).name, "Spring")
        with self.assertRaises(AccessError):
            batch.with_user(self.marketer).read(["name"])
        with self.assertRaises(AccessError):
            batch.with_user(self.staff).write({"total": 1})

    def test_files_are_not_kept_for_ever(self):
        batch = self.order()
        self.run_cron()
        file = batch.attachment_ids[:1]
        self.env.cr.execute(
            "UPDATE dealer_letter_batch SET create_date = '2001-01-01' WHERE id = %s",
            [batch.id],
        )
        self.env["dealer.letter.batch"]._gc_batches()
        self.assertFalse(batch.exists())
        self.assertFalse(file.exists())
        self.assertTrue(self.letters(self.people[0]))
