from datetime import date, timedelta

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import TransactionCase, new_test_user, tagged


@tagged("post_install", "-at_install")
class TestOwnCustomers(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        own = "dealer_crm.group_dealer_user,dealer_crm.group_own_customers"
        cls.anna = new_test_user(cls.env, "own_anna", own)
        cls.boris = new_test_user(cls.env, "own_boris", own)
        cls.open = new_test_user(cls.env, "own_open", "dealer_crm.group_dealer_user")
        cls.boss = new_test_user(cls.env, "own_boss", "dealer_crm.group_dealer_manager")
        partners = cls.env["res.partner"]
        cls.hers = partners.create({"name": "Hers Annasson", "user_id": cls.anna.id})
        cls.his = partners.create(
            {"name": "His Borisson", "user_id": cls.boris.id, "phone": "+49 30 901833"}
        )
        cls.nobodys = partners.create({"name": "Nobodys Freeson"})
        cls.people = cls.hers | cls.his | cls.nobodys
        cls.car = cls.env["dealer.vehicle"].create({"vin": "WBA8E9G50GNT43212"})
        cls.env["dealer.vehicle.ownership"].create(
            {
                "vehicle_id": cls.car.id,
                "partner_id": cls.his.id,
                "date_from": date(2024, 1, 1),
            }
        )
        cls.car.odometer_ids = [Command.create({"value": 5000})]

    def _seen(self, user, records=None):
        records = self.people if records is None else records
        return (
            records.with_user(user)
            .search([("id", "in", records.ids)])
            .with_env(self.env)
        )

    def test_flag(self):
        employee = self.anna.partner_id
        employee.user_id = self.boris
        self.assertEqual(
            (self.people | employee | self.env.company.partner_id).mapped(
                "dealer_restricted"
            ),
            [True, True, False, False, False],
        )
        child = self.env["res.partner"].create(
            {"name": "Delivery", "type": "delivery", "parent_id": self.his.id}
        )
        self.assertTrue(child.dealer_restricted)
        self.his.user_id = False
        self.assertFalse(self.his.dealer_restricted)

    def test_who_sees_whom(self):
        self.assertEqual(self._seen(self.anna), self.hers | self.nobodys)
        self.assertEqual(self._seen(self.boris), self.his | self.nobodys)
        self.assertEqual(self._seen(self.open), self.people)
        self.assertEqual(self._seen(self.boss), self.people)
        with self.assertRaises(AccessError):
            self.his.with_user(self.anna).read(["name"])
        with self.assertRaises(AccessError):
            self.his.with_user(self.anna).write({"phone": "1"})
        self.assertTrue(self.hers.with_user(self.anna).read(["name"]))

    def test_switch_works_at_once(self):
        group = self.env.ref("dealer_crm.group_own_customers")
        self.anna.group_ids -= group
        self.assertEqual(self._seen(self.anna), self.people)
        self.anna.group_ids += group
        self.assertEqual(self._seen(self.anna), self.hers | self.nobodys)

    def test_company_and_colleagues(self):
        company = self.env.company.partner_id
        company.user_id = self.boris
        self.assertTrue(company.with_user(self.anna).read(["name"]))
        self.assertTrue(self.boris.partner_id.with_user(self.anna).read(["name"]))
        self.assertTrue(self.boris.with_user(self.anna).read(["name"]))

    def test_creation(self):
        partner = self.env["res.partner"].with_user(self.anna).create({"name": "New"})
        self.assertEqual(partner.user_id, self.anna)
        child = partner.create(
            {"name": "Post", "parent_id": partner.id, "type": "other"}
        )
        self.assertTrue(child.with_user(self.anna).read(["name"]))

    def test_person_of_a_company_of_hers(self):
        company = self.env["res.partner"].create(
            {"name": "Annasson AB", "is_company": True, "user_id": self.anna.id}
        )
        self.his.parent_id = company
        self.his.user_id = self.boris
        self.assertIn(self.his, self._seen(self.anna))

    def test_car_and_what_hangs_on_it(self):
        for records in (self.car, self.car.odometer_ids, self.car.ownership_ids):
            self.assertFalse(self._seen(self.anna, records), records)
            self.assertEqual(self._seen(self.boris, records), records)
            self.assertEqual(self._seen(self.open, records), records)

    def test_lead(self):
        crm_leads = self.env["crm.lead"]
        base = {"type": "opportunity", "name": "Coupe"}
        leads = crm_leads.create(
            [
                {**base, "partner_id": self.his.id, "user_id": self.anna.id},
                {**base, "partner_id": self.hers.id, "user_id": self.boris.id},
                {**base, "partner_id": self.nobodys.id, "user_id": False},
                {**base, "partner_id": self.nobodys.id, "user_id": self.boris.id},
                {**base, "partner_id": False, "user_id": self.anna.id},
            ]
        )
        # Even one who may read all leads sees those of own customers only.
        for group in ("", "sales_team.group_sale_salesman_all_leads"):
            if group:
                self.anna.group_ids += self.env.ref(group)
            seen = self._seen(self.anna, leads)
            expected = leads[2] | leads[4] | (leads[1] if group else crm_leads)
            self.assertEqual(seen, expected, group)
            for lead in leads:
                self.assertEqual(
                    bool(lead.with_user(self.anna)._filtered_access("read")),
                    lead in expected,
                )

    def test_call_and_appointment(self):
        call = self.env["dealer.call"].create(
            {"partner_id": self.his.id, "result": "reached"}
        )
        event = self.env["calendar.event"].create(
            {
                "name": "Talk",
                "start": fields.Datetime.now(),
                "stop": fields.Datetime.now() + timedelta(hours=1),
                "user_id": self.boris.id,
                "partner_ids": [Command.set(self.his.ids)],
            }
        )
        for records in (call, event, event.attendee_ids):
            self.assertFalse(self._seen(self.anna, records), records)
            self.assertTrue(self._seen(self.boris, records), records)
        event.partner_ids |= self.anna.partner_id
        self.assertTrue(self._seen(self.anna, event))

    def test_hidden_follower(self):
        self.hers.message_subscribe(self.his.ids)
        followers = self.hers.message_follower_ids
        self.assertTrue(followers.filtered(lambda f: f.partner_id == self.his))
        self.env.invalidate_all()
        shown = self.hers.with_user(self.anna).message_follower_ids
        self.assertNotIn(self.his.id, shown.sudo().partner_id.ids)

    def test_stand_in(self):
        today = fields.Date.context_today(self.anna)
        absence = self.env["dealer.stand.in"].create(
            {
                "user_id": self.boris.id,
                "stand_in_id": self.anna.id,
                "date_from": today,
                "date_to": today,
            }
        )
        self.assertEqual(self._seen(self.anna), self.people)
        self.assertEqual(self._seen(self.anna, self.car), self.car)
        absence.date_from -= timedelta(days=9)
        absence.date_to = today - timedelta(days=1)
        self.assertEqual(self._seen(self.anna), self.hers | self.nobodys)
        absence.write({"date_from": today, "date_to": today})
        absence.unlink()
        self.assertEqual(self._seen(self.anna), self.hers | self.nobodys)

    def test_stand_in_is_entered_by_whom(self):
        values = {"user_id": self.boris.id, "stand_in_id": self.anna.id}
        absences = self.env["dealer.stand.in"]
        with self.assertRaises(AccessError):
            absences.with_user(self.anna).create(values)
        absences.with_user(self.boris).create(values)
        self.assertTrue(absences.with_user(self.anna).search([]))
        self.assertFalse(absences.with_user(self.open).search([]))

    def test_leader_of_the_team(self):
        self.env["crm.team"].create(
            {
                "name": "Annas team",
                "user_id": self.anna.id,
                "member_ids": [Command.set(self.boris.ids)],
            }
        )
        self.assertEqual(self._seen(self.anna), self.people)
        self.assertEqual(self._seen(self.boris), self.his | self.nobodys)

    def test_search_box_and_names(self):
        partners = self.env["res.partner"].with_user(self.anna)
        for query in ("Borisson", "+49 30 901833", "WBA8E9G50GNT43212", "T43212"):
            self.assertFalse(partners.dealer_find(query), query)
            self.assertFalse(partners.dealer_find_cards(query), query)
        self.assertFalse(partners.name_search("Borisson"))
        self.assertTrue(partners.name_search("Annasson"))
        groups = partners.formatted_read_group(
            [("name", "ilike", "Borisson")], ["user_id"], ["__count"]
        )
        self.assertFalse(groups)

    def test_duplicate_is_masked(self):
        found = (
            self.env["res.partner"]
            .with_user(self.anna)
            .dealer_duplicates({"name": "His Borisson", "phone": "+49 30 901833"})
        )
        self.assertEqual(len(found), 1)
        self.assertFalse(found[0]["partner_id"])
        self.assertFalse(found[0]["name"])
        self.assertEqual(found[0]["manager"], self.boris.name)

    def _hand_over(self, user, partners, to, **values):
        wizard = (
            self.env["dealer.hand.over"]
            .with_user(user)
            .create(
                {
                    "partner_ids": [Command.set(partners.ids)],
                    "user_id": to.id,
                    "reason": "Moves to the other showroom",
                    **values,
                }
            )
        )
        return wizard.action_hand_over()

    def test_hand_over(self):
        lead = self.env["crm.lead"].create(
            {
                "name": "Coupe",
                "type": "opportunity",
                "partner_id": self.hers.id,
                "user_id": self.anna.id,
            }
        )
        done = lead.copy()
        done.user_id = self.anna
        done.action_set_won()
        task = lead.activity_schedule(
            "mail.mail_activity_data_call", user_id=self.anna.id
        )
        self.assertEqual(
            self.hers.with_user(self.anna).action_dealer_hand_over()["context"],
            {"default_partner_ids": self.hers.ids},
        )
        self._hand_over(self.anna, self.hers, self.boris)
        self.assertEqual(self.hers.user_id, self.boris)
        self.assertEqual((lead.user_id, task.user_id), (self.boris, self.boris))
        self.assertEqual(done.user_id, self.anna)
        notes = " ".join(self.hers.message_ids.mapped("body"))
        self.assertIn("Moves to the other showroom", notes)
        self.assertIn(self.anna.name, notes)
        self.assertNotIn(self.hers, self._seen(self.anna))

    def test_hand_over_without_work(self):
        lead = self.env["crm.lead"].create(
            {"name": "Coupe", "partner_id": self.hers.id, "user_id": self.anna.id}
        )
        self._hand_over(self.boss, self.hers, self.boris, with_work=False)
        self.assertEqual(self.hers.user_id, self.boris)
        self.assertEqual(lead.user_id, self.anna)

    def test_hand_over_of_a_colleague(self):
        with self.assertRaises(AccessError):
            self._hand_over(self.anna, self.his, self.anna)
        with self.assertRaises(AccessError):
            self._hand_over(self.open, self.his, self.open)
        self.assertEqual(self.his.user_id, self.boris)

    def test_not_by_the_field(self):
        with self.assertRaises(UserError):
            self.hers.with_user(self.anna).user_id = self.boris
        with self.assertRaises(UserError):
            self.hers.with_user(self.anna).user_id = False
        self.nobodys.with_user(self.anna).user_id = self.anna

    def test_constant_queries(self):
        more = self.env["res.partner"].create(
            [{"name": f"More {n}", "user_id": self.anna.id} for n in range(40)]
        )
        counts = []
        for partners in (more[:2], more[:2], more):
            self.env.flush_all()
            self.env.invalidate_all()
            self.env.cr.cache.clear()
            before = self.cr.sql_log_count
            partners.with_user(self.anna).search([("id", "in", partners.ids)]).read(
                ["name", "phone"]
            )
            counts.append(self.cr.sql_log_count - before)
        self.assertEqual(counts[1], counts[2])
