from datetime import datetime, timedelta

import psycopg2
from freezegun import freeze_time

from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import new_test_user, tagged

from .common import DealerCommon

MONDAY = datetime(2026, 3, 2, 9)


@tagged("post_install", "-at_install")
class TestAssignment(DealerCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company = cls.env.company
        cls.company.resource_calendar_id = False
        cls.users = cls.env["res.users"].concat(
            *[
                new_test_user(cls.env, f"seller-{name}", "dealer_crm.group_dealer_user")
                for name in ("a", "b", "c")
            ]
        )
        cls.team.write(
            {
                "dealer_distribution": True,
                "crm_team_member_ids": [
                    Command.create({"user_id": user.id}) for user in cls.users
                ],
            }
        )
        cls.members = cls.team.crm_team_member_ids.sorted("id")
        cls.a, cls.b, cls.c = cls.members
        cls.other = cls.env["res.company"].create({"name": "Far showroom"})

    def setUp(self):
        super().setUp()
        self.clock = self.enterContext(freeze_time(MONDAY))

    def lead(self, **values):
        return self.env["crm.lead"].create(
            {
                "name": "Wants a car",
                "type": "opportunity",
                "partner_id": self.anna.id,
                "team_id": self.team.id,
                "company_id": self.company.id,
                "user_id": False,
                "dealer_channel": "web",
                **values,
            }
        )

    def distribute(self):
        with self.enter_registry_test_mode():
            self.env.ref("dealer_crm.ir_cron_distribute").method_direct_trigger()

    def last(self, lead):
        return lead.dealer_assignment_ids.sorted("id")[-1:]

    # === WHO GETS IT === #

    def test_in_turn(self):
        leads = [self.lead() for _number in range(6)]
        self.assertEqual([lead.user_id for lead in leads], [*self.users, *self.users])
        self.assertEqual({self.last(lead).reason for lead in leads}, {"turn"})

    def test_many_at_a_time_are_left_to_the_job(self):
        leads = self.env["crm.lead"].create(
            [
                {
                    "name": f"Wants a car {number}",
                    "team_id": self.team.id,
                    "company_id": self.company.id,
                    "user_id": False,
                }
                for number in range(24)
            ]
        )
        self.assertFalse(leads.user_id)
        self.distribute()
        self.assertEqual(
            {user: len(own) for user, own in leads.grouped("user_id").items()},
            dict.fromkeys(self.users, 8),
        )

    def test_message_from_a_portal(self):
        [row] = self.take(self.adf("D-1", make="lada"))
        self.assertEqual(row.lead_ids.user_id, self.users[0])
        self.assertEqual(self.last(row.lead_ids).occasion, "new")
        self.source.user_id = self.salesperson
        [row] = self.take(self.adf("D-2", phone="+79005550199", name="Pavel Lund"))
        self.assertEqual(row.lead_ids.user_id, self.salesperson)
        self.assertEqual(self.last(row.lead_ids).reason, "source")

    def test_specialists(self):
        brand = self.env.ref("dealer_crm.model_lada_vesta").brand_id
        other = self.env["fleet.vehicle.model.brand"].search(
            [("id", "!=", brand.id)], limit=1
        )
        self.a.dealer_brand_ids = other
        self.b.dealer_lang_ids = self.env["res.lang"]._activate_lang("zh_CN")
        self.c.dealer_source_ids = self.source
        values = {"dealer_wish_brand_id": brand.id}
        self.anna.lang = "en_US"
        lead = self.lead(**values)
        self.assertFalse(lead.user_id)
        self.assertEqual(self.last(lead).reason, "nobody")
        self.assertEqual(
            [tuple(pair) for pair in self.last(lead).refusals],
            [
                (self.users[0].id, "brand"),
                (self.users[1].id, "language"),
                (self.users[2].id, "source"),
            ],
        )
        self.assertIn("another brand", self.last(lead).explanation)
        self.assertIn(self.users[0].name, self.last(lead).explanation)
        self.wang.lang = "zh_CN"
        self.assertEqual(
            self.lead(partner_id=self.wang.id, **values).user_id, self.users[1]
        )
        sourced = self.lead(dealer_intake_source_id=self.source.id, **values)
        self.assertEqual(sourced.user_id, self.users[2])

    def test_own_filter_of_stock(self):
        self.a.assignment_domain = "[('dealer_channel', '=', 'phone')]"
        self.b.assignment_optout = True
        self.c.assignment_domain_preferred = "[('dealer_channel', '=', 'web')]"
        self.a.dealer_turn = 0
        self.c.dealer_turn = 5
        lead = self.lead()
        self.assertEqual(lead.user_id, self.users[2])
        self.assertEqual(self.last(lead).reason, "preferred")
        self.assertEqual(self.lead(dealer_channel="phone").user_id, self.users[0])

    def test_personal_manager(self):
        self.anna.user_id = self.users[2]
        for _number in range(2):
            lead = self.lead()
            self.assertEqual(lead.user_id, self.users[2])
            self.assertEqual(self.last(lead).reason, "manager")
        self.c.assignment_optout = True
        self.assertEqual(self.lead().user_id, self.users[0])

    def test_load(self):
        self.a.dealer_open_max = 1
        self.b.dealer_open_max = 2
        self.c.assignment_optout = True
        users = [self.lead().user_id for _number in range(4)]
        a, b, _c = self.users
        self.assertEqual(users, [a, b, b, self.users.browse()])
        self.assertEqual(self.b.dealer_open_count, 2)
        self.env["crm.lead"].search([("user_id", "=", a.id)]).action_set_lost()
        self.assertEqual(self.lead().user_id, a)

    def test_absent(self):
        resource = self.env["resource.resource"].create(
            {"name": "A", "user_id": self.users[0].id, "calendar_id": False}
        )
        self.env["resource.calendar.leaves"].create(
            {
                "name": "Holiday",
                "resource_id": resource.id,
                "date_from": MONDAY - timedelta(days=1),
                "date_to": MONDAY + timedelta(days=1),
            }
        )
        lead = self.lead()
        self.assertEqual(lead.user_id, self.users[1])
        self.assertEqual(self.last(lead).refusals, [[self.users[0].id, "absent"]])

    def test_working_hours(self):
        self.team.dealer_calendar_id = self.env["resource.calendar"].create(
            {
                "name": "Mondays",
                "tz": "UTC",
                "company_id": self.company.id,
                "attendance_ids": [
                    Command.clear(),
                    Command.create(
                        {
                            "name": "Monday",
                            "dayofweek": "0",
                            "hour_from": 10,
                            "hour_to": 12,
                            "day_period": "morning",
                        }
                    ),
                ],
            }
        )
        lead = self.lead()
        self.assertFalse(lead.user_id)
        self.distribute()
        self.distribute()
        self.assertEqual(len(lead.dealer_assignment_ids), 1, "said once")
        self.assertIn("off duty", self.last(lead).explanation)
        self.clock.move_to(MONDAY + timedelta(hours=1))
        self.distribute()
        self.assertEqual(lead.user_id, self.users[0])

    def test_never_to_somebody_who_may_not_read_it(self):
        self.team.company_id = False
        self.team.dealer_own_stages = False
        self.source.company_id = self.company
        far = self.lead(company_id=self.other.id)
        self.assertFalse(far.user_id)
        self.assertEqual({code for _user, code in self.last(far).refusals}, {"rights"})
        self.users[1].company_ids |= self.other
        near = self.lead(company_id=self.other.id)
        self.assertEqual(near.user_id, self.users[1])
        self.assertTrue(
            near.with_user(self.users[1])
            .with_context(allowed_company_ids=self.other.ids)
            .has_access("read")
        )

    def test_rules_of_the_database_decide(self):
        """Whatever rule closes a lead, it goes to the next who may read it."""
        self.env["ir.rule"].create(
            {
                "name": "Secret leads",
                "model_id": self.env["ir.model"]._get_id("crm.lead"),
                "domain_force": f"[('user_id', '!=', {self.users[0].id})]",
            }
        )
        lead = self.lead()
        self.assertEqual(lead.user_id, self.users[1])
        self.assertEqual(self.last(lead).refusals, [[self.users[0].id, "rights"]])
        reader = self.reader
        self.team.crm_team_member_ids = [Command.create({"user_id": reader.id})]
        for _number in range(4):
            self.assertNotEqual(self.lead().user_id, reader)

    def test_team_of_several_showrooms(self):
        self.team.company_id = False
        self.users.company_ids |= self.other
        self.a.dealer_company_ids = self.other
        self.assertEqual(self.lead().user_id, self.users[1])
        self.assertEqual(self.lead(company_id=self.other.id).user_id, self.users[0])

    def test_empty_team(self):
        self.members.unlink()
        lead = self.lead()
        self.assertEqual(self.last(lead).reason, "empty")

    def test_team_which_does_not_distribute(self):
        self.team.dealer_distribution = False
        lead = self.lead()
        self.distribute()
        self.assertFalse(lead.user_id)
        self.assertFalse(lead.dealer_assignment_ids)

    def test_button_of_stock(self):
        self.env["ir.config_parameter"].set_param("crm.lead.auto.assignment", True)
        self.members.assignment_optout = True
        lead = self.lead()
        self.assertFalse(lead.user_id)
        self.a.assignment_optout = False
        self.team.action_assign_leads()
        self.assertEqual(lead.user_id, self.users[0])

    def test_taken_by_another_transaction(self):
        """While somebody else distributes, the lead waits for the job."""
        kind = type(self.team)

        def locked(_team):
            raise psycopg2.errors.LockNotAvailable

        self.patch(kind, "_dealer_lock_members", locked)
        triggers = self.env["ir.cron.trigger"]
        domain = [("cron_id", "=", self.env.ref("dealer_crm.ir_cron_distribute").id)]
        before = triggers.search_count(domain)
        lead = self.lead()
        self.assertFalse(lead.user_id)
        self.assertEqual(triggers.search_count(domain), before + 1)

    # === LATER === #

    def test_by_hand(self):
        lead = self.lead()
        self.team.dealer_reassign_minutes = 10
        lead.with_user(self.manager).user_id = self.users[2]
        row = self.last(lead)
        self.assertEqual((row.occasion, row.reason), ("by_hand", "by_hand"))
        self.assertEqual(row.previous_user_id, self.users[0])
        self.assertEqual(row.user_id, self.users[2])
        self.assertEqual(row.decided_by_id, self.manager)
        self.assertFalse(lead.dealer_reassign_at)

    def test_late_answer_goes_on_to_the_next(self):
        self.team.dealer_reassign_minutes = 30
        lead = self.lead()
        self.assertEqual(lead.dealer_reassign_at, MONDAY + timedelta(minutes=30))
        self.clock.move_to(MONDAY + timedelta(minutes=29))
        self.distribute()
        self.assertEqual(lead.user_id, self.users[0])
        self.clock.move_to(MONDAY + timedelta(minutes=31))
        self.distribute()
        self.assertEqual(lead.user_id, self.users[1])
        row = self.last(lead)
        self.assertEqual((row.occasion, row.reason), ("late", "turn"))
        self.assertEqual(row.previous_user_id, self.users[0])
        self.assertEqual(row.refusals, [[self.users[0].id, "had_it"]])
        self.clock.move_to(MONDAY + timedelta(minutes=62))
        self.distribute()
        self.assertEqual(lead.user_id, self.users[2])
        self.clock.move_to(MONDAY + timedelta(minutes=93))
        self.distribute()
        self.distribute()
        self.assertEqual(lead.user_id, self.users[2], "everybody has had it")
        self.assertEqual(self.last(lead).reason, "nobody")

    def test_answered_lead_stays(self):
        self.team.dealer_reassign_minutes = 30
        lead = self.lead()
        lead._dealer_visit_happened()
        self.clock.move_to(MONDAY + timedelta(hours=3))
        self.distribute()
        self.assertEqual(lead.user_id, self.users[0])

    def test_claim(self):
        """Tried, and the next task is planned: the lead stays for the days."""
        self.team.write({"dealer_reassign_minutes": 30, "dealer_claim_days": 2})
        lead = self.lead()
        lead.date_open = MONDAY
        lead._dealer_note_touch({lead: MONDAY + timedelta(minutes=5)})
        lead.activity_schedule(
            "mail.mail_activity_data_todo",
            date_deadline=(MONDAY + timedelta(days=5)).date(),
            user_id=self.users[0].id,
        )
        self.clock.move_to(MONDAY + timedelta(hours=1))
        self.distribute()
        self.assertEqual(lead.user_id, self.users[0])
        self.assertEqual(self.last(lead).reason, "kept")
        self.assertEqual(lead.dealer_reassign_at, MONDAY + timedelta(days=2))
        self.clock.move_to(MONDAY + timedelta(days=2, minutes=1))
        self.distribute()
        self.assertNotEqual(lead.user_id, self.users[0])

    def test_claim_ends_with_an_overdue_task(self):
        self.team.dealer_reassign_minutes = 30
        lead = self.lead()
        lead.date_open = MONDAY
        lead._dealer_note_touch({lead: MONDAY + timedelta(minutes=5)})
        task = lead.activity_schedule(
            "mail.mail_activity_data_todo",
            date_deadline=MONDAY.date(),
            user_id=self.users[0].id,
        )
        self.assertTrue(lead._is_dealer_claimed())
        task.date_deadline = MONDAY.date() - timedelta(days=1)
        self.assertFalse(lead._is_dealer_claimed())
        self.clock.move_to(MONDAY + timedelta(minutes=40))
        self.distribute()
        self.assertEqual(lead.user_id, self.users[1])

    def test_distribute_again(self):
        lead, kept = self.lead(), self.lead()
        kept.date_open = MONDAY
        kept._dealer_visit_happened()
        both = lead | kept
        with self.assertRaises(AccessError):
            both.with_user(self.users[0]).action_dealer_distribute()
        both.with_user(self.manager).action_dealer_distribute()
        self.assertEqual(lead.user_id, self.users[2])
        self.assertEqual(kept.user_id, self.users[1])
        self.assertEqual(self.last(kept).reason, "kept")
        self.assertEqual(self.last(lead).decided_by_id, self.manager)

    # === THE LOG === #

    def test_log_is_append_only(self):
        lead = self.lead()
        row = self.last(lead)
        for user in (self.manager, self.env.ref("base.user_admin")):
            with self.assertRaises(AccessError):
                row.with_user(user).write({"reason": "manager"})
            with self.assertRaises(AccessError):
                row.with_user(user).unlink()
            with self.assertRaises(AccessError):
                row.with_user(user).create({"lead_id": lead.id})
        with self.assertRaises(AccessError):
            row.sudo().write({"reason": "manager"})

    def test_log_obeys_rights(self):
        row = self.last(self.lead())
        self.assertTrue(row.with_user(self.users[0]).explanation)
        self.assertTrue(row.with_user(self.manager).explanation)
        with self.assertRaises(AccessError):
            row.with_user(self.users[1]).read(["reason"])
        with self.assertRaises(AccessError):
            row.with_user(self.reader).read(["reason"])

    def test_log_of_merged_leads(self):
        leads = self.lead() | self.lead()
        rows = leads.dealer_assignment_ids
        kept = leads.merge_opportunity()
        self.assertEqual(rows.exists().lead_id, kept)
        self.assertGreaterEqual(len(kept.dealer_assignment_ids), 2)

    def test_settings(self):
        with self.assertRaises(psycopg2.errors.CheckViolation), self.cr.savepoint():
            self.team.dealer_reassign_minutes = -1
            self.env.flush_all()
