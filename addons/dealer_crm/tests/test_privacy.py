import io
import json
import zipfile

import psycopg2

from odoo import http
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import HttpCase, new_test_user, tagged
from odoo.tools import mute_logger

from .common import DealerCommon

# Planted everywhere; after the erasure nobody may find one of them.
NAME = "Zinaida Quillfeather"
PHONE = "+7 917 555-01-77"
EMAIL = "zina.quill@mail.example"
PLANTED = ("quill", "917 555", "9175550177", "Plum lane", "hates Mondays", "1961-04-05")


@tagged("post_install", "-at_install")
class TestPrivacy(DealerCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.privacy = cls.env["dealer.privacy"]
        cls.officer = new_test_user(
            cls.env, "officer", "dealer_crm.group_dealer_privacy"
        )
        cls.zina = cls.env["res.partner"].create(
            {
                "name": NAME,
                "phone": PHONE,
                "email": EMAIL,
                "street": "Plum lane 3",
                "comment": "hates Mondays",
                "dealer_birthdate": "1961-04-05",
            }
        )
        cls.accord._set_owner(cls.zina)
        cls.lead = cls.env["crm.lead"].create(
            {
                "name": f"Call {NAME}",
                "type": "opportunity",
                "team_id": cls.team.id,
                "partner_id": cls.zina.id,
                "description": "<p>hates Mondays</p>",
            }
        )
        cls.lead.message_post(body=f"Told {NAME} of the offer", subject="hates Mondays")
        cls.zina.activity_schedule(
            "mail.mail_activity_data_todo", summary="Ask Quillfeather", user_id=1
        )
        cls.file = cls.env["ir.attachment"].create(
            {
                "name": "passport quill.txt",
                "res_model": "crm.lead",
                "res_id": cls.lead.id,
                "raw": b"hates Mondays",
            }
        )
        cls.event = cls.env["calendar.event"].create(
            {
                "name": f"Test drive {NAME}",
                "start": "2026-05-01 10:00:00",
                "stop": "2026-05-01 11:00:00",
                "partner_ids": [Command.set(cls.zina.ids)],
            }
        )
        cls.row = cls.take(
            cls.adf("P-1", NAME, PHONE, email=EMAIL, comments="hates Mondays")
        )
        cls.env["mail.compose.message"].create(
            {
                "model": "crm.lead",
                "res_ids": str(cls.lead.ids),
                "body": f"<p>Dear {NAME}</p>",
            }
        )
        cls.env["ir.model.data"].create(
            {
                "module": "__import__",
                "name": "quillfeather_lead",
                "model": "crm.lead",
                "res_id": cls.lead.id,
            }
        )
        cls.note = cls.vesta.message_post(
            body="<p>Sold by friends of Quillfeather Zinaida, 8(917)555-01-77</p>"
        )

        cls.tracked = cls._track()

    @classmethod
    def _track(cls):
        fields = cls.env["ir.model.fields"]
        return cls.env["mail.tracking.value"].create(
            [
                {
                    # Somebody else's record whose contact the person was.
                    "mail_message_id": cls.note.id,
                    "field_id": fields._get("dealer.vehicle", "owner_id").id,
                    "old_value_integer": cls.zina.id,
                    "old_value_char": NAME,
                    "new_value_integer": cls.anna.id,
                    "new_value_char": cls.anna.name,
                },
                {
                    "mail_message_id": cls.lead.message_ids[0].id,
                    "field_id": fields._get("crm.lead", "contact_name").id,
                    "old_value_char": "Plum lane",
                },
            ]
        )

    def erase(self, partner=None, reason="letter"):
        privacy = self.privacy.with_user(self.officer)
        return privacy._erase(partner or self.zina, reason)

    def texts(self):
        """All rows which contain a planted text."""
        self.env.flush_all()
        self.env.invalidate_all()
        found = []
        for model in self.env.registry.values():
            if not model._auto or model._abstract:
                continue
            self.env.cr.execute(
                f'SELECT row_to_json(tab)::text FROM "{model._table}" tab'
                " WHERE row_to_json(tab)::text ILIKE ANY(%s)",
                [[f"%{text}%" for text in PLANTED]],
            )
            found += [(model._name, row[0][:300]) for row in self.env.cr.fetchall()]
        return found

    # === ERASURE === #

    def test_nothing_is_left_of_the_person(self):
        planted = {name for name, _row in self.texts()}
        self.assertLessEqual(
            {
                *("res.partner", "crm.lead", "mail.message", "mail.activity"),
                *("ir.attachment", "calendar.event", "calendar.attendee"),
                *("dealer.inbox", "mail.tracking.value", "mail.compose.message"),
                "ir.model.data",
            },
            planted,
        )
        self.erase()
        self.assertEqual(self.texts(), [])
        self.assertEqual(self.zina.name, f"Erased person #{self.zina.id}")
        self.assertFalse(self.zina.active)
        self.assertFalse(self.file.exists())
        self.assertEqual(self.row._get_payload(), b"erased")
        self.assertEqual(self.env["dealer.check"]._run(), [])

    def test_others_who_name_the_person(self):
        self.anna.comment = f"<p>Sister of {NAME}</p>"
        lead = self.env["crm.lead"].create(
            {
                "name": "Anna",
                "partner_id": self.anna.id,
                "description": "<p>Pays: 8 917 555 01 77</p>",
            }
        )
        mail = self.env["mail.mail"].create({"email_to": f"Z <{EMAIL}>"})
        self.erase()
        self.assertEqual(self.texts(), [])
        self.assertIn("Sister of Erased person", self.anna.comment)
        self.assertIn("Pays: Erased person", lead.description)
        self.assertFalse(mail.exists())

    def test_history_stays(self):
        messages = len(self.lead.message_ids)
        self.erase()
        self.assertEqual(self.accord.owner_id, self.zina)
        self.assertEqual(self.lead.partner_id, self.zina)
        self.assertEqual(self.lead.won_status, "lost")
        self.assertGreaterEqual(len(self.lead.message_ids), messages)
        self.assertIn("Sold by friends of", self.note.body)
        self.assertEqual(self.tracked[0].new_value_char, self.anna.name)
        self.assertIn(f"Erased person #{self.zina.id}", self.note.body)

    def test_others_are_left_alone(self):
        """A number which a family shares is no trace of one of them."""
        son = self.env["res.partner"].create(
            {"name": "Petr Quillfeather", "phone": PHONE}
        )
        note = self.vesta.message_post(body="<p>Petr: +7 917 555-01-77</p>")
        self.erase()
        hashes = self.env["dealer.privacy.suppression"].search([])
        self.assertEqual(set(hashes.mapped("kind")), {"email", "person"})
        son.email = "petr@mail.example"
        self.assertFalse(son.dealer_erased_before)
        self.assertEqual(son.phone, PHONE)
        self.assertIn("555-01-77", note.body)
        self.assertIn("Erased person", self.note.body)
        self.assertEqual(self.anna.name, "Анна Лещинская")

    def test_merged_contacts_are_the_same_person(self):
        twin = self.env["res.partner"].create(
            {"name": "Z. Quillfeather", "street": "Plum lane 4"}
        )
        merge = self.env["dealer.merge"]._merge(self.zina, twin)
        self.erase(twin)
        self.assertEqual(self.texts(), [])
        self.assertTrue(self.zina.dealer_erased_at)
        self.assertTrue(twin.dealer_erased_at)
        self.assertFalse(merge.with_user(self.manager).can_undo)
        with self.assertRaisesRegex(UserError, "erased since"):
            merge.action_undo()
        with self.assertRaisesRegex(UserError, "cannot be merged"):
            self.env["dealer.merge"]._merge(self.anna, self.zina)

    def test_quarantine(self):
        self.row = self.take(b"<adf>broken " + EMAIL.encode())
        self.assertEqual(self.row.state, "quarantine")
        self.erase()
        self.assertEqual(self.texts(), [])
        self.assertFalse(self.row.exists())

    def test_lead_without_contact(self):
        lead = self.env["crm.lead"].create(
            {"name": "Web", "email_from": EMAIL, "contact_name": "Plum lane"}
        )
        lead.partner_id = False
        self.erase()
        self.assertFalse(lead.email_from)
        self.assertEqual(self.texts(), [])

    def test_portal_login_is_closed(self):
        user = self.env["res.users"].create(
            {
                "name": NAME,
                "login": EMAIL,
                "partner_id": self.zina.id,
                "group_ids": [Command.set(self.env.ref("base.group_portal").ids)],
            }
        )
        self.erase()
        self.assertFalse(user.active)
        self.assertEqual(user.login, f"erased-{user.id}")
        self.assertEqual(self.texts(), [])

    def test_colleagues_and_companies_are_refused(self):
        with self.assertRaisesRegex(UserError, "colleague"):
            self.erase(self.salesperson.partner_id)
        self.zina.is_company = True
        with self.assertRaisesRegex(UserError, "is a company"):
            self.erase()

    def test_contacts_below_are_other_people(self):
        child, address = self.env["res.partner"].create(
            [
                {"name": "Lev", "type": "contact", "parent_id": self.zina.id},
                {"name": "Plum lane 9", "type": "other", "parent_id": self.zina.id},
            ]
        )
        with self.assertRaisesRegex(UserError, "other people"):
            self.erase()
        self.privacy._erase(self.zina, "letter", confirmed=True)
        self.assertEqual(child.name, "Lev")
        self.assertTrue(child.active)
        self.assertEqual(address.name, f"Erased person #{address.id}")

    def test_twice(self):
        self.erase()
        with self.assertRaisesRegex(UserError, "already"):
            self.erase()
        with self.assertRaisesRegex(UserError, "new contact"):
            self.zina.with_user(self.manager).write({"active": True})

    # === COMING BACK === #

    def test_who_comes_back_is_known(self):
        self.erase()
        hashes = self.env["dealer.privacy.suppression"].search([])
        self.assertEqual(set(hashes.mapped("kind")), {"phone", "email", "person"})
        row = self.take(self.adf("P-2", "Zina", "8 (917) 555-01-77"))
        partner = row.lead_ids.partner_id
        self.assertNotEqual(partner, self.zina)
        self.assertTrue(partner.dealer_erased_before)
        self.assertIn("asked to be erased", row.lead_ids.message_ids[0].body)
        typed = self.env["res.partner"].with_user(self.salesperson)
        typed = typed.create({"name": NAME, "dealer_birthdate": "1961-04-05"})
        self.assertTrue(typed.dealer_erased_before)
        self.assertFalse(self.wang.dealer_erased_before)
        self.wang.phone = PHONE
        self.assertTrue(self.wang.dealer_erased_before)

    # === EXPORT === #

    def export(self, user=None):
        privacy = self.privacy.with_user(user or self.officer)
        name, data = privacy._export(self.zina, "letter")
        self.assertEqual(name, f"person-{self.zina.id}.zip")
        archive = zipfile.ZipFile(io.BytesIO(data))
        return {name: archive.read(name) for name in archive.namelist()}

    def test_export_holds_everything(self):
        files = self.export()
        page = files["person.html"].decode()
        for text in (NAME, "+7 917 555-01-77", "Plum lane 3", "hates Mondays", "1HGCM"):
            self.assertIn(text, page)
        data = json.loads(files["person.json"])
        self.assertEqual(data["res.partner"][0]["email"], EMAIL)
        self.assertEqual(data["dealer.vehicle"][0]["id"], self.accord.id)
        self.assertIn(self.lead.id, [row["id"] for row in data["crm.lead"]])
        self.assertIn("Told Zinaida", str(data["mail.message"]))
        self.assertIn(EMAIL, str(data["dealer.inbox"]))
        self.assertEqual(
            files[f"files/{self.file.id}-passport quill.txt"], b"hates Mondays"
        )
        self.assertNotIn("Лещинская", page)

    def test_rights(self):
        for user in (self.salesperson, self.reader, self.manager):
            with self.assertRaises(AccessError):
                self.export(user)
            with self.assertRaises(AccessError):
                self.privacy.with_user(user)._erase(self.zina, "x")
            for model in ("dealer.privacy.log", "dealer.privacy.suppression"):
                with self.assertRaises(AccessError):
                    self.env[model].with_user(user).search([])
            for model in ("dealer.privacy.export", "dealer.privacy.erase"):
                with self.assertRaises(AccessError):
                    self.env[model].with_user(user).create({"partner_id": self.zina.id})

    # === LOG === #

    def test_log(self):
        self.export()
        log = self.erase()
        rows = self.env["dealer.privacy.log"].search(
            [("partner_id", "=", self.zina.id)], order="id"
        )
        self.assertEqual(rows.mapped("kind"), ["export", "erase"])
        self.assertEqual(rows.user_id, self.officer)
        self.assertEqual(len(set(rows.mapped("subject_hash"))), 1)
        self.assertEqual(log.reason, "letter")
        with self.assertRaises(AccessError):
            log.with_user(self.officer).reason = "other"
        with self.assertRaises(AccessError):
            log.unlink()
        for query in (
            "UPDATE dealer_privacy_log SET reason = 'x' WHERE id = %s",
            "DELETE FROM dealer_privacy_log WHERE id = %s",
        ):
            with (
                mute_logger("odoo.sql_db"),
                self.assertRaises(psycopg2.errors.RestrictViolation),
                self.cr.savepoint(),
            ):
                self.cr.execute(query, [log.id])

    def test_exported_lists_are_logged(self):
        logs = self.env["dealer.privacy.log"]
        self.salesperson.group_ids += self.env.ref("base.group_allow_export")
        partners = (self.zina | self.anna).with_user(self.salesperson)
        partners.export_data(["name", "phone"])
        log = logs.search([], limit=1)
        self.assertEqual(
            (log.kind, log.record_count, log.user_id), ("list", 2, self.salesperson)
        )
        self.assertIn("res.partner", log.details)
        self.assertIn("phone", log.details)
        count = logs.search_count([])
        self.team.export_data(["name"])
        self.assertEqual(logs.search_count([]), count)

    # === WIZARDS === #

    def test_preview_and_erase_by_wizard(self):
        wizards = self.env["dealer.privacy.erase"].with_user(self.officer)
        wizard = wizards.with_context(active_id=self.zina.id).create({})
        lines = {line.name: line for line in wizard.line_ids}
        self.assertEqual(lines["Lead"].kind, "change")
        self.assertEqual(lines["Attachment"].kind, "delete")
        self.assertEqual(lines["Vehicle"].kind, "stay")
        self.assertTrue(lines["Vehicle"].note)
        self.assertFalse(wizard.has_block)
        with self.assertRaisesRegex(UserError, "who asked"):
            wizard.action_erase()
        wizard.reason = "letter"
        with self.assertRaisesRegex(UserError, "Tick the box"):
            wizard.action_erase()
        wizard.confirmed_final = True
        wizard.action_erase()
        self.assertTrue(self.zina.dealer_erased_at)

    def test_export_by_wizard(self):
        wizards = self.env["dealer.privacy.export"].with_user(self.officer)
        wizard = wizards.with_context(active_id=self.zina.id).create({})
        with self.assertRaisesRegex(UserError, "who asked"):
            wizard.action_export()
        wizard.reason = "letter"
        wizard.action_export()
        self.assertTrue(wizard.file)
        # Its window is closed and forgotten with the person.
        self.erase()
        self.assertFalse(wizard.exists())


@tagged("post_install", "-at_install")
class TestPrivacyHttp(HttpCase):
    def test_searches_of_exported_lists_are_logged(self):
        self.authenticate("admin", "admin")
        self.env["res.partner"].create({"name": "Zinaida Exported"})
        data = {
            "model": "res.partner",
            "fields": [{"name": "name", "label": "Name", "type": "char"}],
            "ids": False,
            "domain": [["name", "=", "Zinaida Exported"]],
            "import_compat": False,
            "groupby": [],
        }
        answer = self.url_open(
            "/web/export/csv",
            data={
                "data": json.dumps(data),
                "csrf_token": http.Request.csrf_token(self),
            },
        )
        self.assertEqual(answer.status_code, 200, answer.text)
        log = self.env["dealer.privacy.log"].search([], limit=1)
        self.assertEqual((log.kind, log.record_count), ("list", 1))
        self.assertIn("Zinaida Exported", log.details)
