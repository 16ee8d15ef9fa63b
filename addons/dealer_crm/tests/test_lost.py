from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import Form, TransactionCase, new_test_user, tagged


@tagged("post_install", "-at_install")
class TestLost(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.seller = new_test_user(
            cls.env, "lost_seller", "dealer_crm.group_dealer_user"
        )
        cls.boss = new_test_user(
            cls.env, "lost_boss", "dealer_crm.group_dealer_manager"
        )
        cls.customer = cls.env["res.partner"].create({"name": "Karl Busch"})
        cls.lead = cls.env["crm.lead"].create(
            {
                "name": "Estate",
                "type": "opportunity",
                "partner_id": cls.customer.id,
                "user_id": cls.seller.id,
            }
        )
        cls.reason = cls.env["crm.lost.reason"].create({"name": "Too dear"})
        cls.brand = cls.env["fleet.vehicle.model.brand"].create({"name": "Wanderer"})

    def _lose(self, user, **values):
        form = Form(
            self.env["crm.lead.lost"].with_user(user),
            view="crm.crm_lead_lost_view_form",
        )
        form.lost_reason_id = self.reason
        wizard = form.save()
        wizard.write(
            {
                "lead_ids": [Command.set(self.lead.ids)],
                "lost_reason_id": self.reason.id,
                **values,
            }
        )
        wizard.action_lost_reason_apply()

    def test_asked_and_approved(self):
        self._lose(
            self.seller,
            dealer_competitor_brand_id=self.brand.id,
            dealer_competitor="Autohaus West",
        )
        self.assertEqual(self.lead.won_status, "lost")
        self.assertEqual(self.lead.dealer_lost_state, "requested")
        self.assertEqual(self.lead.dealer_competitor_brand_id, self.brand)
        self.assertEqual(self.lead.dealer_competitor, "Autohaus West")
        action = self.env.ref("dealer_crm.crm_lead_action_losses")
        waiting = self.env["crm.lead"].with_context(active_test=False)
        self.assertIn(
            self.lead, waiting.search([("dealer_lost_state", "=", "requested")])
        )
        self.assertTrue(action)
        self.lead.with_user(self.boss).action_dealer_confirm_loss()
        self.assertEqual(self.lead.dealer_lost_state, "confirmed")
        self.assertEqual(self.lead.won_status, "lost")

    def test_back_to_work(self):
        self._lose(self.seller)
        self.lead.with_user(self.boss).action_dealer_refuse_loss()
        self.assertEqual(self.lead.won_status, "pending")
        self.assertTrue(self.lead.active)
        self.assertFalse(self.lead.dealer_lost_state)
        self.assertEqual(self.lead.activity_ids.user_id, self.seller)

    def test_only_managers_decide(self):
        self._lose(self.seller)
        mine = self.lead.with_user(self.seller)
        for method in ("action_dealer_confirm_loss", "action_dealer_refuse_loss"):
            with self.assertRaises(AccessError):
                getattr(mine, method)()
        with self.assertRaises(AccessError):
            mine.write({"dealer_lost_state": "confirmed"})
        self.assertEqual(self.lead.dealer_lost_state, "requested")

    def test_a_manager_asks_nobody(self):
        self._lose(self.boss)
        self.assertEqual(self.lead.dealer_lost_state, "confirmed")

    def test_ask_again(self):
        day = fields.Date.today() + timedelta(days=90)
        self._lose(self.seller, dealer_return_date=day)
        task = self.customer.activity_ids
        self.assertEqual((task.date_deadline, task.user_id), (day, self.seller))
        self.assertIn("Estate", task.summary)
        self.lead.with_user(self.boss).action_dealer_refuse_loss()
        self.assertFalse(self.customer.activity_ids, "the lead is in work again")
        self.assertFalse(self.lead.dealer_return_date)

    def test_ask_again_somebody_who_is_no_customer_yet(self):
        self.lead.write({"partner_id": False, "contact_name": "Nora Lind"})
        day = fields.Date.today() + timedelta(days=90)
        self._lose(self.seller, dealer_return_date=day)
        self.assertEqual(self.lead.partner_id.name, "Nora Lind")
        self.assertEqual(self.lead.partner_id.activity_ids.date_deadline, day)

    def test_reason_and_day_are_asked_for(self):
        for values in (
            {"lost_reason_id": False},
            {"dealer_return_date": fields.Date.today()},
        ):
            with self.assertRaises(UserError):
                self._lose(self.seller, **values)
        self.assertEqual(self.lead.won_status, "pending")

    def test_the_manager_reads_why(self):
        self._lose(self.seller, lost_feedback="<p>Wants <b>red</b></p>")
        self.assertEqual(self.lead.dealer_lost_comment, "Wants *red*")
