from datetime import datetime, timedelta

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from .common import DealerCommon


@tagged("post_install", "-at_install")
class TestBdc(DealerCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.bdc = new_test_user(cls.env, "test-bdc", "dealer_crm.group_dealer_bdc")
        cls.team.dealer_bdc_first = True

    def lead(self, user=None, **values):
        """A lead of the salesperson which came by itself or was entered by somebody."""
        leads = self.env["crm.lead"].with_user(user or self.intake_user)
        return leads.create(
            {
                "name": "Vesta",
                "type": "opportunity",
                "partner_id": self.anna.id,
                "team_id": self.team.id,
                "company_id": self.env.company.id,
                "user_id": self.salesperson.id,
                **values,
            }
        ).with_user(self.bdc)

    def test_works_leads_of_others_until_handed_over(self):
        lead = self.lead()
        self.assertTrue(lead.has_access("write"))
        lead.dealer_level = "h"
        self.env["dealer.call"].with_user(self.bdc).create(
            {
                "lead_id": lead.id,
                "partner_id": self.anna.id,
                "result": "reached",
                "note": "Wants red",
            }
        )
        lead.activity_schedule(
            "mail.mail_activity_data_call", user_id=self.bdc.id, summary="Tell price"
        )
        lead.action_dealer_hand_over_lead()
        self.assertTrue(lead.has_access("read"), "the customer may call again")
        with self.assertRaises(AccessError):
            lead.write({"dealer_level": "c"})
        lead = lead.with_user(self.salesperson)
        self.assertFalse(lead.dealer_with_bdc)
        self.assertEqual(lead.dealer_bdc_user_id, self.bdc)
        self.assertEqual(lead.activity_ids.user_id, self.salesperson)
        self.assertEqual(lead.activity_ids.summary, "Tell price")
        log = lead.dealer_assignment_ids[:1]
        self.assertEqual((log.occasion, log.decided_by_id), ("bdc", self.bdc))
        self.assertIn("Wants red", log.explanation)

    def test_leads_which_never_were_the_call_centres(self):
        mine = self.lead(user=self.salesperson)
        visitor = self.lead(dealer_channel="walk_in")
        for lead in mine | visitor:
            self.assertFalse(lead.has_access("read"))
        self.team.dealer_bdc_first = False
        self.assertFalse(self.lead().has_access("read"))

    def test_enters_leads_for_everybody(self):
        self.team.dealer_bdc_first = False
        lead = self.lead(user=self.bdc)
        self.assertTrue(lead.dealer_with_bdc)
        lead.action_dealer_hand_over_lead()
        self.assertEqual(lead.sudo().activity_ids.user_id, self.salesperson)

    def test_the_reason_is_what_was_reached(self):
        lead = self.lead()
        soon = datetime.now().replace(microsecond=0) + timedelta(days=2)
        meeting = self.env["calendar.event"].create(
            {
                "name": "Visit",
                "start": soon,
                "stop": soon + timedelta(hours=1),
                "opportunity_id": lead.id,
            }
        )
        self.assertIn("Appointment", lead._get_dealer_hand_over_reason())
        demo = self.env["dealer.vehicle"].create(
            {"model_id": self.model_vesta.id, "state": "demo"}
        )
        self.env["dealer.test.drive"].create(
            {
                "lead_id": lead.id,
                "vehicle_id": demo.id,
                "start": meeting.start,
                "user_id": self.salesperson.id,
            }
        )
        lead.invalidate_recordset()
        self.assertIn("Test drive", lead._get_dealer_hand_over_reason())

    def test_somebody_must_get_it(self):
        lead = self.lead(user_id=False)
        with self.assertRaises(UserError):
            lead.action_dealer_hand_over_lead()
        self.env["crm.team.member"].create(
            {"user_id": self.salesperson.id, "crm_team_id": self.team.id}
        )
        self.team.company_id.resource_calendar_id = False  # works at any hour
        self.team.dealer_distribution = True
        lead.action_dealer_hand_over_lead()
        self.assertEqual(lead.sudo().user_id, self.salesperson)

    def test_salespeople_do_not_hand_over(self):
        lead = self.lead().with_user(self.salesperson)
        with self.assertRaises(AccessError):
            lead.action_dealer_hand_over_lead()
        lead.with_user(self.manager).action_dealer_hand_over_lead()
        self.assertFalse(lead.dealer_with_bdc)
        self.assertTrue(lead.activity_ids)
        self.assertEqual(
            lead.activity_ids.date_deadline, fields.Date.context_today(lead)
        )
