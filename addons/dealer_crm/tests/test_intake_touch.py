"""One person at two portals, and portals which say nothing."""

from datetime import timedelta

from odoo import fields
from odoo.tests import tagged

from .common import DealerCommon


@tagged("post_install", "-at_install")
class TestTouches(DealerCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.utm = cls.env["utm.source"].create({"name": "Other portal"})
        cls.other = cls.source.copy({"name": "Other", "utm_source_id": cls.utm.id})

    def test_two_portals_one_lead(self):
        first = self.take(self.adf("T-1", "Инна Ким", "+79005550111"))
        second = self.take(
            self.adf("X-9", "Инна Ким", "+79005550111", comments="Blue?"), self.other
        )
        self.assertEqual(second.state, "done")
        lead = second.lead_ids
        self.assertEqual(lead, first.lead_ids)
        self.assertEqual(
            lead.dealer_touch_ids.mapped("intake_source_id"), self.source + self.other
        )
        self.assertEqual(lead.dealer_touch_ids.mapped("is_first"), [True, False])
        self.assertEqual(lead.dealer_touch_ids[1].utm_source_id, self.utm)
        self.assertIn("Blue?", lead.message_ids[0].body)
        # The number of the second portal stands for the lead, too.
        again = self.take(
            self.adf("X-9", "Инна Ким", "+79005550111", comments="?"), self.other
        )
        self.assertEqual((again.state, again.lead_ids), ("duplicate", lead))
        self.assertEqual(len(lead.dealer_touch_ids), 2)

    def test_what_the_first_portal_did_not_say(self):
        lead = self.take(
            self.adf("T-2", "Инна Ким", "+79005550111", make="", model="")
        ).lead_ids
        self.assertFalse(lead.dealer_wish_model_id)
        self.take(self.adf("X-2", "Инна Ким", "+79005550111"), self.other)
        self.assertEqual(lead.dealer_wish_model_id, self.model_vesta)

    def test_leads_of_their_own(self):
        def took(ref, source):
            row = self.take(self.adf(ref, "Инна Ким", "+79005550111"), source)
            return row.lead_ids

        first = took("T-3", self.source)
        self.assertNotEqual(took("T-4", self.source), first, "the same portal")
        (first | took("T-5", self.source)).stage_id = self.stage_delivered
        open_leads = self.env["crm.lead"].search(
            [("partner_id", "=", first.partner_id.id), ("stage_id.is_won", "=", False)]
        )
        open_leads.action_set_lost()
        late = took("X-3", self.other)
        self.assertNotIn(late, first | open_leads, "nothing open")
        self.env["ir.config_parameter"].set_param("dealer_crm.touch_days", "0")
        self.assertNotEqual(took("T-6", self.source), late, "switched off")

    def test_long_ago(self):
        first = self.take(self.adf("T-7", "Инна Ким", "+79005550111")).lead_ids
        self.env.cr.execute(
            "UPDATE crm_lead SET create_date = create_date - interval '15 days' "
            "WHERE id = %s",
            [first.id],
        )
        first.invalidate_recordset()
        row = self.take(self.adf("X-7", "Инна Ким", "+79005550111"), self.other)
        self.assertNotEqual(row.lead_ids, first)

    def test_merged_leads(self):
        one = self.take(self.adf("T-8", "Инна Ким", "+79005550111"))
        two = self.take(self.adf("T-9", "Инна Ким", "+79005550111"))
        leads = one.lead_ids | two.lead_ids
        kept = leads.merge_opportunity()
        self.assertEqual(len(kept.dealer_touch_ids), 2)
        self.assertEqual((one | two).lead_ids, kept)
        again = self.take(self.adf("T-9", "Инна Ким", "+79005550111", comments="?"))
        self.assertEqual(again.lead_ids, kept)

    def test_rights(self):
        lead = self.take(self.adf("T-10", "Инна Ким", "+79005550111")).lead_ids
        lead.user_id = self.manager
        touches = self.env["dealer.lead.touch"]
        mine = [("lead_id", "=", lead.id)]
        self.assertFalse(touches.with_user(self.salesperson).search(mine))
        self.assertTrue(touches.with_user(self.manager).search(mine))
        lead.user_id = self.salesperson
        self.assertTrue(touches.with_user(self.salesperson).search(mine))
        self.assertFalse(touches.with_user(self.salesperson).has_access("write"))

    def test_settings(self):
        settings = self.env["res.config.settings"].create({"dealer_touch_days": "30"})
        settings.execute()
        self.assertEqual(self.env["dealer.inbox"]._get_touch_days(), 30)


@tagged("post_install", "-at_install")
class TestSilence(DealerCommon):
    def check(self):
        with self.enter_registry_test_mode():
            self.env.ref("dealer_crm.ir_cron_check_silence").method_direct_trigger()
        self.source.invalidate_recordset()

    def age(self, table, record, days):
        self.env.cr.execute(
            f"UPDATE {table} SET create_date = %s WHERE id = %s",  # noqa: S608
            [fields.Datetime.now() - timedelta(days=days), record.id],
        )
        record.invalidate_recordset()

    def test_one_task_for_one_silence(self):
        self.source.silence_days = 3
        self.team.user_id = self.salesperson
        row = self.take(self.adf("S-1"))
        self.check()
        self.assertFalse(self.source.activity_ids)
        self.age("dealer_inbox", row, 4)
        self.assertTrue(self.source.is_silent)
        self.check()
        self.assertEqual(self.source.activity_ids.user_id, self.salesperson)
        self.assertIn(self.source.name, self.source.activity_ids.summary)
        self.source.activity_ids.unlink()
        self.check()
        self.assertFalse(self.source.activity_ids, "told already")
        row = self.take(self.adf("S-2"))
        self.check()
        self.assertFalse(self.source.is_silent)
        self.assertEqual(self.source.today_count, 1)

    def test_task_speaks_the_language_of_its_owner(self):
        self.env["res.lang"]._activate_lang("ru_RU")
        self.team.user_id = self.salesperson
        self.salesperson.lang = "ru_RU"
        self.source.silence_days = 3
        self.age("dealer_inbox", self.take(self.adf("S-4")), 4)
        self.check()
        self.assertIn("Нет сообщений от", self.source.activity_ids.summary)

    def test_silence_without_alarm(self):
        row = self.take(self.adf("S-3"))
        self.age("dealer_inbox", row, 400)
        self.check()
        self.assertFalse(self.source.activity_ids)
