from datetime import datetime, timedelta

from odoo import fields
from odoo.tests import TransactionCase, tagged


@tagged("post_install", "-at_install")
class TestLevel(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.lead = cls.env["crm.lead"].create(
            {"name": "Estate", "type": "opportunity", "dealer_level": "a"}
        )
        cls.today = fields.Date.today()

    def test_days_of_the_level(self):
        for level, days in (("h", 2), ("a", 3), ("b", 7), ("c", 30)):
            self.lead.dealer_level = level
            due = self.lead.create_date.date() + timedelta(days=days)
            self.assertEqual(self.lead.dealer_contact_due, due)

    def test_settings(self):
        self.env["res.config.settings"].create({"dealer_level_days_a": 5}).execute()
        lead = self.lead.copy({"dealer_level": "a"})
        due = lead.create_date.date() + timedelta(days=5)
        self.assertEqual(lead.dealer_contact_due, due)

    def test_a_call_counts_when_answered(self):
        before = self.lead.dealer_contact_due
        later = datetime.now() + timedelta(days=9)
        call = self.env["dealer.call"].create(
            {"lead_id": self.lead.id, "result": "no_answer", "started_at": later}
        )
        self.assertEqual(self.lead.dealer_contact_due, before)
        call.result = "reached"
        self.assertEqual(self.lead.dealer_contact_due, later.date() + timedelta(days=3))

    def test_overdue(self):
        overdue = [("dealer_is_overdue", "=", True), ("id", "=", self.lead.id)]
        leads = self.env["crm.lead"]
        self.assertFalse(leads.search(overdue))
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE crm_lead SET dealer_contact_due = %s WHERE id = %s",
            [self.today - timedelta(days=1), self.lead.id],
        )
        self.env.invalidate_all()
        self.assertTrue(self.lead.dealer_is_overdue)
        self.assertEqual(leads.search(overdue), self.lead)
        self.assertFalse(
            leads.search([("dealer_is_overdue", "=", False), ("id", "=", self.lead.id)])
        )

    def test_closed_leads_wait_for_nothing(self):
        self.lead.action_set_lost()
        self.assertFalse(self.lead.dealer_contact_due)
        self.lead.action_restore()
        self.assertTrue(self.lead.dealer_contact_due)
