from datetime import date

from odoo.exceptions import ValidationError
from odoo.fields import Command
from odoo.tests import Form, TransactionCase, new_test_user, tagged


@tagged("post_install", "-at_install")
class TestProfile(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.boss, cls.anna, cls.boris = (
            new_test_user(cls.env, f"profile_{name}", groups, notification_type="inbox")
            for name, groups in (
                ("boss", "dealer_crm.group_dealer_manager,base.group_partner_manager"),
                ("anna", "dealer_crm.group_dealer_user"),
                ("boris", "dealer_crm.group_dealer_user"),
            )
        )
        cls.customers = cls.env["res.partner"].create(
            [{"name": f"Customer {number}"} for number in range(25)]
        )
        cls.customer = cls.customers[0]
        cls.interest = cls.env["dealer.interest"].create({"name": "Classic rallies"})
        cls.motive = cls.env["dealer.motive"].create({"name": "Resale value"})

    def _told(self, user):
        return self.env["mail.message"].search(
            [
                ("message_type", "=", "user_notification"),
                ("partner_ids", "=", user.partner_id.id),
            ]
        )

    def test_vip_needs_a_manager(self):
        with self.assertRaises(ValidationError):
            self.customer.dealer_is_vip = True
        self.customer.write({"dealer_is_vip": True, "user_id": self.anna.id})
        with self.assertRaises(ValidationError):
            self.customer.user_id = False
        self.customer.write({"dealer_is_vip": False, "user_id": False})
        # Nobody looks after an archived one.
        self.customer.write({"active": False, "dealer_is_vip": True})

    def test_both_are_told(self):
        customer = self.customer.with_user(self.boss)
        customer.user_id = self.anna
        self.assertEqual(len(self._told(self.anna)), 1)
        self.assertFalse(self._told(self.boris))
        self.env.flush_all()
        self.cr.precommit.run()
        customer.user_id = self.boris
        taken, given = self._told(self.anna)[:1], self._told(self.boris)
        self.assertIn("not the personal manager any more", taken.body)
        self.assertIn(self.boris.name, taken.body)
        self.assertEqual(len(given), 1)
        self.assertIn(self.customer.name, given.body)
        self.assertEqual((given.model, given.res_id), ("res.partner", self.customer.id))
        self.env.flush_all()
        self.cr.precommit.run()
        tracked = self.customer.message_ids.sudo().tracking_value_ids
        names = tracked.filtered(lambda value: value.field_id.name == "user_id")
        self.assertIn(
            (self.anna.name, self.boris.name),
            [(value.old_value_char, value.new_value_char) for value in names],
        )

    def test_one_message_for_many(self):
        self.customers.with_user(self.boss).write({"user_id": self.anna.id})
        told = self._told(self.anna)
        self.assertEqual(len(told), 1)
        self.assertIn("and 5 more", told.body)

    def test_who_does_it_knows_it(self):
        self.customers.with_user(self.anna).write({"user_id": self.anna.id})
        self.assertFalse(self._told(self.anna))

    def test_same_manager_again(self):
        self.customer.user_id = self.anna
        count = len(self._told(self.anna))
        self.customer.with_user(self.boss).user_id = self.anna
        self.assertEqual(len(self._told(self.anna)), count)

    def test_profile_is_kept_at_loss(self):
        lead = self.env["crm.lead"].create(
            {"name": "Estate", "type": "opportunity", "partner_id": self.customer.id}
        )
        lead.dealer_interest_ids = self.interest
        lead.dealer_motive_ids = self.motive
        lead.action_set_lost()
        self.assertEqual(self.customer.dealer_interest_ids, self.interest)
        self.assertEqual(self.customer.dealer_motive_ids, self.motive)

    def test_form(self):
        with Form(self.env["res.partner"].with_user(self.boss)) as form:
            form.name = "Irma Vogel"
            form.user_id = self.anna
            form.dealer_is_vip = True
            form.dealer_birthdate = date(1980, 5, 6)
            form.dealer_children = 2
            form.dealer_interest_ids.add(self.interest)
        self.assertTrue(form.record.dealer_is_vip)

    def test_next_action(self):
        lead = self.env["crm.lead"].create(
            {
                "name": "Estate",
                "type": "opportunity",
                "partner_id": self.customer.id,
                "user_id": self.anna.id,
            }
        )
        self.customer.activity_schedule(
            "mail.mail_activity_data_todo",
            date_deadline=date(2026, 5, 2),
            summary="Birthday",
            user_id=self.anna.id,
        )
        first = lead.activity_schedule(
            "mail.mail_activity_data_call",
            date_deadline=date(2026, 5, 1),
            summary="Ask for the colour",
            user_id=self.anna.id,
        )
        customer = self.customer.with_user(self.anna)
        self.assertEqual(customer.dealer_next_activity_id, first)
        self.assertEqual(customer.dealer_next_text, "Ask for the colour · Estate")
        self.assertEqual(customer.dealer_next_date, date(2026, 5, 1))
        action = customer.action_dealer_next()
        self.assertEqual((action["res_model"], action["res_id"]), ("crm.lead", lead.id))
        # The lead of a colleague is not read, nor is what is planned on it.
        other = self.customer.with_user(self.boris)
        self.assertEqual(other.dealer_next_text, "Birthday")
        self.assertFalse(self.customers[1].with_user(self.anna).dealer_next_activity_id)

    def test_next_action_constant_queries(self):
        for customer in self.customers:
            customer.activity_schedule(
                "mail.mail_activity_data_todo", user_id=self.anna.id
            )
        counts = []
        self.customers.with_user(self.anna).mapped("dealer_next_text")
        for customers in (self.customers[:2], self.customers):
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            customers.with_user(self.anna).mapped("dealer_next_text")
            counts.append(self.cr.sql_log_count - before)
        self.assertEqual(*counts)

    def test_mass_edit(self):
        self.customers.with_user(self.boss).write(
            {"dealer_interest_ids": [Command.link(self.interest.id)]}
        )
        self.assertEqual(
            self.env["res.partner"].search(
                [("dealer_interest_ids", "=", self.interest.id)]
            ),
            self.customers.sorted(lambda partner: (partner.complete_name, -partner.id)),
        )

    def test_same_word_once(self):
        with self.assertRaises(Exception) as caught, self.cr.savepoint():
            self.env["dealer.interest"].create({"name": "CLASSIC rallies"})
            self.env.flush_all()
        self.assertIn("dealer_interest", str(caught.exception))
