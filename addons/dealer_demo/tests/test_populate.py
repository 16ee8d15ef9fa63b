from unittest import SkipTest
from unittest.mock import patch

from odoo.exceptions import AccessDenied
from odoo.tests import TransactionCase, tagged
from odoo.tools import SQL

from odoo.addons.dealer_crm.tools import keys, vin
from odoo.addons.dealer_service.tools.states import OPEN

from ..models import dealer_demo_telephone
from ..models.dealer_demo import DealerDemo
from ..tools import leads, plan
from ..tools.house import STAFF

# Not a function of the record alone.
CLOCK = {"date_last_stage_update"}


class PopulatedCase(TransactionCase):
    """A small dealership, made once for all tests of a class."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # Commits are impossible in a test.
        commit = patch.object(DealerDemo, "_commit", lambda self: None)
        cls.startClassPatcher(commit)
        cls.demo = cls.env["dealer.demo"]
        if cls.demo._get_state():
            raise SkipTest("The database is populated already: use an empty one.")
        cls.last_id = cls._get_last_ids()
        cls.state = cls.demo._populate(scale=0.05, seed=5)

    @classmethod
    def _get_last_ids(cls):
        models = ("res.partner", "dealer.vehicle", "crm.lead", "loyalty.card")
        models += ("dealer.service.order", "dealer.loyalty.entry")
        return {
            name: cls.env[name]
            .with_context(active_test=False)
            .search([], order="id desc", limit=1)
            .id
            or 0
            for name in models
        }

    def _get_new(self, model, since=None):
        since = since or self.last_id
        return (
            self.env[model]
            .with_context(active_test=False)
            .search([("id", ">", since[model])])
        )


@tagged("post_install", "-at_install")
class TestPopulate(PopulatedCase):
    def test_invariants_hold(self):
        self.assertEqual(self.env["dealer.check"]._run(), [])

    def test_everybody_of_the_mass_has_a_card(self):
        before = self._get_last_ids()
        self.demo._populate(scale=1.1, members=100)
        people = self._get_new("res.partner", before)
        cards = self._get_new("loyalty.card", before)
        self.assertEqual(len(people), 40)
        self.assertEqual(sorted(cards.partner_id.ids), sorted(people.ids))
        self.assertEqual(self.env["dealer.check"]._run(), [])

    def test_second_call_does_nothing(self):
        before = self._get_last_ids()
        with patch.object(DealerDemo, "_save") as save:
            state = self.demo._populate(scale=0.05, seed=6)
        save.assert_not_called()
        self.assertEqual(state, self.state)
        self.assertEqual(self._get_last_ids(), before)

    def test_broken_call_is_continued(self):
        """A stage without its marker is made again, those with one are not."""
        state = dict(self.state)
        state["done"] = [name for name in state["done"] if name != "quarantine"]
        self.demo._set_state(state)
        # One answer of the questionnaire waits there, too: it is of another stage.
        kept = [
            ("state", "=", "quarantine"),
            ("intake_source_id.channel", "!=", "event"),
        ]
        inbox = self.env["dealer.inbox"].search(kept)
        self.assertEqual(len(inbox), 2)
        inbox.sudo().unlink()
        before = self._get_last_ids()
        self.assertEqual(
            sorted(self.demo._populate()["done"]), sorted(self.state["done"])
        )
        self.assertEqual(self._get_last_ids(), before)
        self.assertEqual(len(inbox.search(kept)), 2)

    def test_volumes(self):
        size = plan.core(0.05)
        count = len(self.demo._get_records("res.partner", "customer"))
        self.assertEqual(count, size.customers)
        self.assertGreaterEqual(len(self._get_new("dealer.vehicle")), size.vehicles)
        # Two callers and those of the website come on top; the trade fair, the cold
        # list and friends of members have stages of their own.
        extra = 2 + len(dealer_demo_telephone.WEBSITE)
        leads_ = self._get_new("crm.lead")
        fair = leads_.filtered(
            lambda lead: lead.dealer_intake_source_id.channel in ("event", "cold")
        )
        friends = self.env["dealer.loyalty.referral"].search([]).lead_id
        self.assertTrue(fair)
        self.assertEqual(len(leads_ - fair - friends), size.leads + extra)

    def test_showrooms(self):
        companies = self.demo._get_companies()
        self.assertEqual(len(companies), 3)
        for company in companies.values():
            self.assertEqual(company.currency_id.name, "RUB")
            self.assertEqual(company.country_id.code, "RU")
            self.assertEqual(company.chart_template, "generic_coa")
            self.assertEqual(company.account_sale_tax_id.amount, 22)
            self.assertEqual(company.account_sale_tax_id.country_id.code, "RU")

    def test_staff_can_log_in(self):
        users = self.env["res.users"]
        for person in STAFF:
            user = self.demo._get_record(f"user_{person.login}")
            self.assertEqual(user.login, person.login)
            self.assertEqual(len(user.company_ids), len(person.areas))
            self.assertTrue(user._is_internal())
        for login in ("admin", "sales1", "portal1"):
            credential = {"type": "password", "login": login, "password": login}
            user = users.search([("login", "=", login)])
            user = user.with_user(user)
            self.assertEqual(
                user._check_credentials(credential, {"interactive": True})["uid"],
                user.id,
            )
        colleague = self.demo._get_record("user_advisor.kazan")
        colleague = colleague.with_user(colleague)
        credential = {
            "type": "password",
            "login": colleague.login,
            "password": colleague.login,
        }
        with self.assertRaises(AccessDenied):
            colleague._check_credentials(credential, {"interactive": True})

    def test_portal_customer_has_a_car_with_history(self):
        user = self.demo._get_record("user_portal1")
        self.assertTrue(user._is_portal())
        self.assertTrue(user.partner_id.dealer_vehicle_ids)
        orders = self.env["dealer.service.order"].search(
            [("vehicle_id", "in", user.partner_id.dealer_vehicle_ids.ids)]
        )
        self.assertTrue(orders)

    def test_truth_about_duplicates(self):
        truth = self.demo._get_duplicate_truth()
        self.assertEqual(len(truth), round(plan.core(0.05).customers * 0.08))
        partners = self.env["res.partner"]
        for row in truth:
            first = partners.browse(row["partner_id"])
            twin = partners.browse(row["duplicate_id"])
            self.assertNotEqual(first, twin)
            self.assertTrue(
                twin.dealer_phone_key
                and first.dealer_phone_key == twin.dealer_phone_key
                or twin.dealer_email_key
                and first.dealer_email_key == twin.dealer_email_key
            )

    def test_test_drives(self):
        drives = self._get_new("dealer.test.drive", {"dealer.test.drive": 0})
        self.assertEqual(set(drives.mapped("state")), {"done", "planned"})
        for drive in drives:
            self.assertEqual(drive.vehicle_id.company_id, drive.company_id)

    def test_profiles_and_calls(self):
        known = self.env["res.partner"].search([("dealer_interest_ids", "!=", False)])
        self.assertTrue(known.filtered("dealer_birthdate"))
        vips = known.filtered("dealer_is_vip")
        self.assertTrue(vips)
        self.assertTrue(all(vips.mapped("user_id")))
        calls = self._get_new("dealer.call", {"dealer.call": 0})
        self.assertTrue({"reached", "no_answer"} <= set(calls.mapped("result")))

    def test_clock_of_leads(self):
        new = self._get_new("crm.lead").filtered("dealer_channel")
        answered = new.filtered("dealer_first_response_at")
        self.assertGreater(len(answered), len(new) / 2)
        for lead in answered:
            self.assertGreaterEqual(lead.dealer_first_response_at, lead.create_date)
        self.assertTrue(new.filtered(lambda lead: lead.dealer_clock == "answered"))

    def test_telephone_system(self):
        source = self.env["dealer.intake.source"].search([("channel", "=", "phone")])
        states = source.inbox_ids.mapped("state")
        self.assertEqual(set(states), {"done"})
        self.assertEqual(len(source.inbox_ids.call_id), 5)
        # Who was missed is called back, who is unknown is a lead now.
        calls = source.inbox_ids.call_id
        strangers = calls.filtered(lambda call: "555-40" in call.phone)
        self.assertEqual(len(strangers.lead_id), 2)
        kind = self.env.ref("dealer_crm.mail_activity_type_missed_call")
        tasks = self.env["mail.activity"].search([("activity_type_id", "=", kind.id)])
        self.assertEqual(len(tasks), 2)

    def test_distribution_says_why(self):
        log = self.env["dealer.assignment.log"].search([])
        self.assertTrue(log)
        self.assertTrue(all(log.mapped("reason")))

    def test_planted_duplicates_wait_for_a_decision(self):
        pairs = self.env["dealer.duplicate"].search([("state", "=", "open")])
        found = {frozenset((pair.partner_id.id, pair.other_id.id)) for pair in pairs}
        for row in self.demo._get_duplicate_truth():
            self.assertIn(frozenset((row["partner_id"], row["duplicate_id"])), found)

    def test_no_mail_goes_out(self):
        mails = self.env["mail.mail"].search([])
        self.assertFalse(mails, mails.mapped("subject"))

    def test_intake_token(self):
        source = self.env["dealer.intake.source"]._find_by_token("demo-adf")
        self.assertEqual(source.company_id, self.env.ref("base.main_company"))
        states = source.inbox_ids.mapped("state")
        self.assertEqual(states.count("quarantine"), 2)
        self.assertIn("done", states)

    def test_leads_in_all_stages(self):
        new = self._get_new("crm.lead")
        for name, _weight, _span in leads.STAGES:
            if name != "lost":
                stage = self.env.ref(f"dealer_crm.{name}")
                self.assertTrue(new.filtered(lambda lead, s=stage: lead.stage_id == s))
        lost = new.filtered(lambda lead: lead.won_status == "lost")
        self.assertTrue(lost)
        self.assertTrue(all(lead.lost_reason_id for lead in lost))
        for lead in new.filtered(lambda lead: lead.won_status == "won"):
            self.assertEqual(lead.dealer_vehicle_id.owner_id, lead.partner_id)
            [period] = lead.dealer_vehicle_id.ownership_ids
            self.assertEqual(period.date_from, lead.date_closed.date())
        taken = new.filtered("user_id")
        self.assertTrue(all(lead.date_open >= lead.create_date for lead in taken))

    def test_service_orders(self):
        orders = self._get_new("dealer.service.order")
        states = set(orders.mapped("state"))
        self.assertLessEqual({"history", *OPEN, "delivered"}, states)
        self.assertTrue(self.env["dealer.warranty.claim"].search([]))
        self.assertEqual(len(orders.company_id), 3)
        for order in orders:
            if order.state == "delivered" and order.invoice_ids:
                self.assertEqual(order.invoice_status, "paid")
                self.assertEqual(order.invoice_ids.invoice_date, order.date.date())
            if order.odometer:
                self.assertEqual(order.odometer_id.value, order.odometer)
        billed = orders.filtered(lambda order: order.invoice_status == "invoiced")
        self.assertTrue(billed)
        authors = orders.filtered(lambda order: order.state != "history").create_uid
        self.assertIn("advisor1", authors.mapped("login"))

    def test_points_of_invoices_are_booked(self):
        rows = self.env["dealer.loyalty.pending"].search([])
        self.assertTrue(rows)
        self.assertEqual(set(rows.mapped("state")), {"done"})
        entries = self._get_new("dealer.loyalty.entry").filtered("move_id")
        self.assertTrue(entries)
        for entry in entries:
            self.assertEqual(entry.date, entry.move_id.invoice_date)
            self.assertEqual(
                entry.points, int(entry.move_id.amount_untaxed_signed // 100)
            )

    def test_club(self):
        cards = self._get_new("loyalty.card").filtered("dealer_club")
        self.assertTrue(cards)
        self.assertEqual(len(cards.partner_id), len(cards))
        self.assertTrue(any(card.points > 0 for card in cards))
        self.assertEqual(set(cards.program_id.currency_id.mapped("name")), {"RUB"})
        self.assertTrue(any(card.dealer_expiring for card in cards))
        self.assertTrue(cards.program_id.dealer_identify)
        self.assertTrue(cards.program_id.dealer_wait_days)

    def test_ready_groups_and_campaigns(self):
        """What the demo plants for marketing is there, at any size."""
        marketing = self.env["res.users"].search([("login", "=", "marketing")])
        for name in ("lada_2110_2003", "warranty", "sold"):
            group = self.env.ref(f"dealer_marketing.group_{name}").with_user(marketing)
            self.assertGreater(group.dealer_count, 0, name)
        campaigns = self.env["utm.campaign"].search([("dealer_is_campaign", "=", True)])
        self.assertEqual(
            sorted(campaigns.mapped("dealer_state")), ["done", "draft", "running"]
        )
        finished = campaigns.filtered(lambda one: one.dealer_state == "done")
        members = self.env["dealer.campaign.member"].search(
            [("campaign_id", "=", finished.id), ("state", "=", "active")]
        )
        self.assertFalse(members, "nobody waits for a step")

    def test_visits(self):
        visits = self.env["dealer.visit"].search([])
        self.assertEqual(
            visits.company_id,
            self.env["res.company"].union(*self.demo._get_companies().values()),
        )
        self.assertTrue(visits.filtered("lead_id"))
        self.assertTrue(visits.filtered(lambda visit: not visit.partner_id))
        self.assertTrue(visits.filtered(lambda visit: not visit.user_id))

    def test_follow_ups(self):
        runs = self.env["dealer.follow.up.run"].search([])
        self.assertLessEqual(
            {"planned", "stopped"}, set(runs.mapped("state")), "both are shown"
        )
        self.assertTrue(runs.activity_ids, "somebody has something to do")
        tried = self.env.ref("dealer_crm.dealer_follow_up_rule_ownership")
        self.assertEqual(tried.state, "replayed")
        self.assertTrue(tried.replay_graph)

    def test_tiers(self):
        cards = self._get_new("loyalty.card").filtered("dealer_club")
        self.assertGreater(len(cards.dealer_tier_id), 1)
        self.assertEqual(cards.filtered("dealer_tier_id"), cards)
        changes = self.env["dealer.loyalty.tier.change"].search(
            [("card_id", "in", cards.ids)]
        )
        self.assertEqual(set(changes.mapped("kind")), {"up", "down"})


@tagged("post_install", "-at_install")
class TestMass(PopulatedCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.core_id = cls._get_last_ids()
        cls.mass_state = cls.demo._populate(scale=1.05)

    def _check_computed(self, records, skipped=()):
        """Compare what is stored with what the ORM computes anew.

        :param records: records which were written with COPY
        """
        self.assertTrue(records)
        stored = [
            field
            for field in records._fields.values()
            if field.compute
            and field.store
            and field.column_type
            # Counters of chatter and activities depend on other tables only.
            and field.name not in skipped
        ]
        self.assertTrue(stored)
        before = {field: self._get_column(records, field) for field in stored}
        for field in stored:
            self.env.add_to_compute(field, records)
        self.env.flush_all()
        for field in stored:
            self.assertEqual(
                self._get_column(records, field), before[field], field.name
            )

    def _get_column(self, records, field):
        rows = self.env.execute_query(
            SQL(
                "SELECT id, %s FROM %s WHERE id IN %s ORDER BY id",
                SQL.identifier(field.name),
                SQL.identifier(records._table),
                tuple(records.ids),
            )
        )
        # An empty number is stored as NULL or as 0, both read the same.
        return [(id_, value or None) for id_, value in rows]

    def test_invariants_hold(self):
        self.assertEqual(self.env["dealer.check"]._run(), [])

    def test_volumes(self):
        customers = 20
        self.assertEqual(self.mass_state["mass"], plan.CUSTOMERS + customers)
        expected = {
            "res.partner": customers,
            "dealer.vehicle": plan.MASS_VEHICLES * customers,
            "crm.lead": plan.MASS_LEADS * customers,
            "dealer.loyalty.entry": plan.MASS_ENTRIES * customers,
            "dealer.service.order": plan.MASS_HISTORY * customers,
        }
        for model, count in expected.items():
            self.assertEqual(len(self._get_new(model, self.core_id)), count, model)

    def test_second_call_does_nothing(self):
        before = self._get_last_ids()
        self.assertEqual(self.demo._populate(scale=1.05), self.mass_state)
        self.assertEqual(self._get_last_ids(), before)

    def test_partners_are_as_the_orm_stores_them(self):
        self._check_computed(self._get_new("res.partner", self.core_id))

    def test_vehicles_are_as_the_orm_stores_them(self):
        vehicles = self._get_new("dealer.vehicle", self.core_id)
        self._check_computed(vehicles)
        for vehicle in vehicles.filtered("vin"):
            self.assertEqual(vehicle.vin_status, vin.status(vehicle.vin))
        self.assertTrue(all(vehicle.owner_id for vehicle in vehicles))

    def test_leads_are_as_the_orm_stores_them(self):
        leads_ = self._get_new("crm.lead", self.core_id)
        lost = leads_.filtered(lambda lead: lead.won_status == "lost")
        self._check_computed(leads_ - lost, CLOCK)
        # Stock sets the scores of lost leads to zero by hand.
        self.assertEqual(set(lost.mapped("automated_probability")), {0})
        self._check_computed(lost, CLOCK | {"automated_probability", "probability"})

    def test_orders_are_as_the_orm_stores_them(self):
        orders = self._get_new("dealer.service.order", self.core_id)
        self._check_computed(orders)
        self._check_computed(orders.line_ids)
        for order in orders:
            self.assertEqual(order.state, "history")
            self.assertEqual(order.odometer_id.value, order.odometer)
            self.assertEqual(order.odometer_id.vehicle_id, order.vehicle_id)
            net = sum(line.price_subtotal for line in order.line_ids)
            self.assertAlmostEqual(order.amount_total, net * 1.22, delta=0.02)

    def test_cards_are_as_the_orm_stores_them(self):
        self._check_computed(self._get_new("loyalty.card", self.core_id))

    def test_new_records_continue_the_sequences(self):
        before = self._get_last_ids()["res.partner"]
        partner = self.env["res.partner"].create({"name": "Next"})
        self.assertGreater(partner.id, before)
        card = self._get_new("loyalty.card", self.core_id)[:1]
        entry = self.env["dealer.loyalty.ledger"]._post(
            card, "earn", 7, "demo test: next", description="Next"
        )
        self.assertEqual(entry.seq, card.dealer_seq)
        self.assertEqual(entry.balance_after, card.points)

    def test_customers_are_found(self):
        partners = self._get_new("res.partner", self.core_id)
        vehicle = self._get_new("dealer.vehicle", self.core_id).filtered("vin")[:1]
        hits = partners.dealer_find(vehicle.vin[-6:])
        self.assertIn(vehicle.owner_id.id, [hit["partner_id"] for hit in hits])
        named = partners.filtered("phone")[:1]
        hits = partners.dealer_find(named.phone)
        self.assertIn(named.id, [hit["partner_id"] for hit in hits])
        self.assertEqual(named.dealer_phone_key, keys.phone_key(named.phone, "RU"))
