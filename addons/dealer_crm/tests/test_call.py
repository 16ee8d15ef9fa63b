from datetime import datetime

import psycopg2

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, TransactionCase, new_test_user, tagged
from odoo.tools import mute_logger


@tagged("post_install", "-at_install")
class TestCall(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company = cls.env["res.company"].create(
            {"name": "Showroom North", "country_id": cls.env.ref("base.de").id}
        )
        cls.customer = cls.env["res.partner"].create(
            {"name": "Greta Lindqvist", "phone": "+49 30 901820"}
        )
        cls.seller = new_test_user(
            cls.env,
            "call_seller",
            "dealer_crm.group_dealer_user",
            company_id=cls.company.id,
        )
        cls.colleague = new_test_user(
            cls.env,
            "call_colleague",
            "dealer_crm.group_dealer_user",
            company_id=cls.company.id,
        )
        cls.stranger = new_test_user(
            cls.env, "call_stranger", "dealer_crm.group_dealer_user"
        )
        cls.Call = cls.env["dealer.call"].with_company(cls.company)

    def _call(self, **values):
        return self.Call.with_user(self.seller).create(
            {"partner_id": self.customer.id, "result": "reached", **values}
        )

    def test_number_of_the_customer(self):
        call = self._call()
        self.assertEqual(call.phone, "+49 30 901820")
        self.assertEqual(call.phone_key, "+4930901820")
        self.assertEqual(call.user_id, self.seller)
        self.assertEqual(call.company_id, self.company)

    def test_answered(self):
        for result, answered in (
            ("reached", True),
            ("booked", True),
            ("refused", True),
            ("no_answer", False),
            ("wrong_number", False),
        ):
            self.assertEqual(self._call(result=result).is_answered, answered, result)
        self.assertFalse(self._call(result=False, duration=0).is_answered)
        self.assertTrue(self._call(result=False, duration=31).is_answered)
        self.assertFalse(self._call(result="no_answer", duration=31).is_answered)

    def test_call_back_needs_a_time(self):
        with self.assertRaises(ValidationError):
            self._call(result="call_back")
        call = self._call(result="call_back", call_back_at=datetime(2026, 3, 2, 9))
        self.assertTrue(call.is_answered)

    @mute_logger("odoo.sql_db")
    def test_same_call_once(self):
        self._call(external_id="c-1")
        with self.assertRaises(psycopg2.errors.UniqueViolation), self.cr.savepoint():
            self._call(external_id="c-1")
            self.env.flush_all()

    @mute_logger("odoo.sql_db")
    def test_length(self):
        with self.assertRaises(psycopg2.errors.CheckViolation), self.cr.savepoint():
            self._call(duration=-1)
            self.env.flush_all()

    def test_facts_of_the_telephone_system(self):
        team = self.env["crm.team"].create(
            {"name": "Telephone team", "company_id": self.company.id}
        )
        source = self.env["dealer.intake.source"].create(
            {
                "name": "Telephone",
                "company_id": self.company.id,
                "team_id": team.id,
            }
        )
        call = self._call()
        call.sudo().write({"intake_source_id": source.id, "duration": 40})
        with self.assertRaises(UserError):
            call.write({"duration": 400})
        call.write({"note": "Wants a red one", "result": "booked"})
        self.assertEqual(call.duration, 40)

    def test_rights(self):
        call = self._call()
        self.assertEqual(call.with_user(self.colleague).phone, "+49 30 901820")
        with self.assertRaises(AccessError):
            call.with_user(self.colleague).write({"note": "not mine"})
        with self.assertRaises(AccessError):
            call.with_user(self.stranger).read(["phone"])
        with self.assertRaises(AccessError):
            call.unlink()

    def test_log_from_lead_and_customer(self):
        lead = self.env["crm.lead"].create(
            {
                "name": "Estate car",
                "partner_id": self.customer.id,
                "user_id": self.seller.id,
                "company_id": self.company.id,
                "team_id": False,
            }
        )
        for record in (lead, self.customer):
            action = record.with_user(self.seller).action_dealer_log_call()
            form = Form(
                self.Call.with_user(self.seller).with_context(**action["context"]),
                view="dealer_crm.dealer_call_view_form_log",
            )
            form.result = "no_answer"
            call = form.save()
            self.assertEqual(call.partner_id, self.customer)
            self.assertEqual(call.direction, "out")
        self.assertEqual(self.customer.dealer_call_ids.lead_id, lead)
