from datetime import datetime, timedelta

import psycopg2

from odoo import fields
from odoo.exceptions import AccessError, ValidationError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from .common import DealerCommon


@tagged("post_install", "-at_install")
class TestVisit(DealerCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.source = cls.env["dealer.intake.source"].create(
            {
                "name": "Reception",
                "channel": "walk_in",
                "team_id": cls.team.id,
                "company_id": cls.env.company.id,
                "utm_source_id": cls.env["utm.source"].create({"name": "Door"}).id,
            }
        )

    def visit(self, user=None, **values):
        visits = self.env["dealer.visit"].with_user(user or self.salesperson)
        return visits.create(values)

    # === WHO === #

    def test_new_visitor_becomes_customer_and_lead(self):
        visit = self.visit(
            visitor_name="Pavel Novak",
            visitor_phone="8 (900) 555-00-11",
            model_id=self.model_vesta.id,
        )
        self.assertEqual(visit.partner_id.name, "Pavel Novak")
        self.assertEqual(visit.partner_id.user_id, self.salesperson)
        self.assertFalse(visit.visitor_phone)
        lead = visit.lead_id
        self.assertEqual(lead.partner_id, visit.partner_id)
        self.assertEqual(lead.team_id, self.team)
        self.assertEqual(lead.user_id, self.salesperson)
        self.assertEqual(lead.dealer_channel, "walk_in")
        self.assertEqual(lead.dealer_wish_model_id, self.model_vesta)
        self.assertEqual(lead.source_id.name, "Door")
        self.assertEqual(lead.dealer_touch_ids.intake_source_id, self.source)
        self.assertTrue(lead.dealer_touch_ids.is_first)

    def test_known_number_finds_the_customer(self):
        visit = self.visit(visitor_phone="89001234567", visitor_name="Anna")
        self.assertEqual(visit.partner_id, self.anna)

    def test_form_shows_the_customer_while_typing(self):
        with Form(
            self.env["dealer.visit"].with_user(self.salesperson),
            view="dealer_crm.dealer_visit_view_form_log",
        ) as form:
            form.visitor_phone = "8 900 123 45 67"
            self.assertEqual(form.partner_id, self.anna)
        self.assertTrue(form.record.lead_id)

    def test_who_gives_no_name_is_counted(self):
        visit = self.visit()
        self.assertFalse(visit.partner_id)
        self.assertFalse(visit.lead_id)
        self.assertEqual(visit.recorded_rate, 0)
        self.assertEqual(visit.display_name, "Unknown visitor")

    def test_name_given_later(self):
        visit = self.visit()
        visit.visitor_phone = "+7 900 777-00-22"
        self.assertEqual(visit.partner_id.name, "+7 900 777-00-22")
        self.assertTrue(visit.lead_id)
        self.assertEqual(visit.recorded_rate, 100)

    # === WHICH LEAD === #

    def test_open_lead_is_joined(self):
        lead = self.env["crm.lead"].create(
            {
                "name": "By the website",
                "type": "opportunity",
                "partner_id": self.anna.id,
                "team_id": self.team.id,
                "company_id": self.env.company.id,
            }
        )
        visit = self.visit(partner_id=self.anna.id, model_id=self.model_vesta.id)
        self.assertEqual(visit.lead_id, lead)
        self.assertEqual(lead.dealer_wish_model_id, self.model_vesta)
        self.assertEqual(lead.dealer_touch_ids.mapped("is_first"), [False])
        self.assertEqual(lead.dealer_visit_count, 1)

    def test_delivery_and_service_make_no_lead(self):
        for purpose in ("delivery", "paper", "service", "other"):
            visit = self.visit(partner_id=self.anna.id, purpose=purpose)
            self.assertFalse(visit.lead_id)
        visit.purpose = "used_car"
        self.assertTrue(visit.lead_id)

    def test_without_a_source(self):
        self.source.active = False
        visit = self.visit(partner_id=self.anna.id)
        self.assertEqual(visit.lead_id.dealer_channel, "walk_in")
        self.assertFalse(visit.lead_id.dealer_touch_ids)

    # === WHAT FOLLOWS === #

    def test_a_visit_answers_the_customer(self):
        visit = self.visit(partner_id=self.anna.id)
        self.assertTrue(visit.lead_id.dealer_first_response_at)
        self.assertEqual(visit.lead_id.dealer_response_kind, "visit")

    def test_who_waits_has_no_answer_yet(self):
        visit = self.visit(partner_id=self.anna.id, user_id=False)
        self.assertFalse(visit.lead_id.dealer_first_response_at)
        visit.with_user(self.salesperson).action_take()
        self.assertEqual(visit.user_id, self.salesperson)
        self.assertTrue(visit.lead_id.dealer_first_response_at)
        visit.with_user(self.manager).action_take()
        self.assertEqual(visit.user_id, self.salesperson)

    def test_who_left_is_called(self):
        visit = self.visit(partner_id=self.anna.id, user_id=False)
        visit.result = "left"
        visit.result = "left"
        call = visit.lead_id.activity_ids
        self.assertEqual(
            call.activity_type_id, self.env.ref("mail.mail_activity_data_call")
        )
        self.assertFalse(visit.lead_id.dealer_first_response_at)

    def test_gate(self):
        self.env["dealer.stage.rule"].create(
            {"stage_id": self.stage_visit.id, "kind": "visit"}
        )
        lead = self.visit(partner_id=self.wang.id).lead_id
        other = lead.copy()
        unmet = (lead | other)._get_dealer_unmet(self.stage_visit)
        self.assertEqual(list(unmet), [other])

    # === FIGURES === #

    def test_came_again(self):
        now = fields.Datetime.now()
        first = self.visit(
            partner_id=self.anna.id, arrived_at=now - timedelta(days=100)
        )
        second = self.visit(
            partner_id=self.anna.id, arrived_at=now - timedelta(days=50)
        )
        third = self.visit(partner_id=self.anna.id)
        other = self.visit(partner_id=self.wang.id)
        self.assertEqual(
            (first | second | third | other).mapped("is_return"),
            [False, True, True, False],
        )

    def test_hour_of_the_showroom(self):
        self.env.company.resource_calendar_id.tz = "Asia/Vladivostok"
        visit = self.visit(arrived_at=datetime(2026, 3, 2, 1, 30))
        self.assertEqual(visit.hour, 11)

    def test_time_zone_which_the_system_does_not_know(self):
        """Odoo offers names of old which a system may have given up."""
        calendar = self.env.company.resource_calendar_id
        calendar._write({"tz": "Europe/Nowhere"})
        calendar.invalidate_recordset()
        zone = self.env.company._get_dealer_timezone()
        self.assertEqual(zone.key, "UTC")

    def test_sold_follows_the_lead(self):
        visit = self.visit(partner_id=self.anna.id)
        self.assertEqual(visit.sold_rate, 0)
        visit.lead_id.sudo().write(
            {"stage_id": self.stage_delivered.id, "dealer_vehicle_id": self.vesta.id}
        )
        self.assertEqual(visit.sold_rate, 100)

    def test_lead_merge_keeps_the_visits(self):
        first = self.visit(partner_id=self.anna.id)
        other = first.lead_id.copy({"partner_id": self.wang.id})
        second = self.visit(partner_id=self.wang.id, lead_id=other.id)
        kept = (first.lead_id | other).sudo().merge_opportunity()
        self.assertEqual((first | second).lead_id, kept)

    # === BAD INPUT AND RIGHTS === #

    def test_not_in_the_future(self):
        with self.assertRaises(ValidationError):
            self.visit(arrived_at=fields.Datetime.now() + timedelta(days=1))

    @mute_logger("odoo.sql_db")
    def test_persons(self):
        for people in (0, 100):
            with self.assertRaises(psycopg2.IntegrityError), self.cr.savepoint():
                self.visit(people=people)

    def test_rights(self):
        visit = self.visit(partner_id=self.anna.id)
        self.assertEqual(visit.with_user(self.reader).purpose, "new_car")
        with self.assertRaises(AccessError):
            visit.with_user(self.reader).write({"result": "looked"})
        with self.assertRaises(AccessError):
            visit.with_user(self.salesperson).unlink()
        visit.with_user(self.manager).unlink()
