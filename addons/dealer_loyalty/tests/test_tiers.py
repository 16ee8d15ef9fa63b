from datetime import date, timedelta
from unittest.mock import patch

import psycopg2

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.mail.tests.common import MailCase

from ..models import dealer_loyalty_tier_engine
from .common import ClubCommon

DAY = date(2026, 6, 15)


class TierCommon(ClubCommon):
    """Blue from 0, silver from 100, gold from 300 (twice the points)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.engine = cls.env["dealer.loyalty.tier.engine"]
        cls.blue, cls.silver, cls.gold = cls.env["dealer.loyalty.tier"].create(
            [
                {"name": "Blue", "program_id": cls.club.id},
                {"name": "Silver", "program_id": cls.club.id, "threshold": 100},
                {
                    "name": "Gold",
                    "program_id": cls.club.id,
                    "threshold": 300,
                    "multiplier": 2,
                },
            ]
        )

    def _earn(self, points, day, card=None):
        card = card or self.card
        kind = "earn" if points > 0 else "reverse"
        key = f"test:{card.id}:{card.dealer_seq}"
        self.ledger._post(card, kind, points, key, on_short="debt", date=day)

    def _rank(self, day=DAY, card=None):
        """Calculate the card's tier on a day and return it."""
        card = card or self.card
        self.engine._update(card.program_id, card, day)
        return card.dealer_tier_id

    def _history(self, card=None):
        changes = self.env["dealer.loyalty.tier.change"].search(
            [("card_id", "=", (card or self.card).id)], order="id"
        )
        return [(change.kind, change.new_tier_id.name) for change in changes]


@tagged("post_install", "-at_install")
class TestTiers(TierCommon):
    def test_new_member_has_the_first_tier(self):
        partner = self.env["res.partner"].create({"name": "Ivan Petrov"})
        card = partner._dealer_enrol(self.club)
        self.assertEqual(card.dealer_tier_id, self.blue)
        self.assertFalse(card.dealer_tier_until)
        self.assertEqual(self._history(card), [("up", "Blue")])

    def test_no_tier_below_the_first_one(self):
        self.blue.threshold = 50
        self.assertFalse(self._rank())
        self._earn(50, date(2026, 6, 1))
        self.assertEqual(self._rank(), self.blue)

    def test_up_at_once_down_after_period_and_grace(self):
        self._earn(120, date(2026, 1, 10))
        self.assertEqual(self._rank(), self.silver)
        self.assertEqual(self.card.dealer_tier_since, DAY)
        self.assertEqual(self.card.dealer_tier_until, date(2027, 6, 15))
        # The points of January have left the window; the period has not ended.
        self.assertEqual(self._rank(date(2027, 2, 1)), self.silver)
        self.assertEqual(self.card.dealer_tier_value, 0)
        self.assertEqual(self._rank(date(2027, 7, 15)), self.silver)
        self.assertEqual(self._rank(date(2027, 7, 16)), self.blue)
        self.assertEqual(self._history(), [("up", "Silver"), ("down", "Blue")])

    def test_kept_when_earned_again_in_grace(self):
        self._earn(120, date(2026, 1, 10))
        self._rank()
        self._earn(110, date(2027, 7, 1))
        self.assertEqual(self._rank(date(2027, 7, 16)), self.silver)
        self.assertEqual(self.card.dealer_tier_until, date(2028, 7, 16))
        self.assertEqual(self._history(), [("up", "Silver")])

    def test_falls_to_the_tier_earned_not_to_the_first(self):
        self._earn(350, date(2026, 1, 10))
        self.assertEqual(self._rank(), self.gold)
        self._earn(150, date(2027, 3, 1))
        self.assertEqual(self._rank(date(2027, 8, 1)), self.silver)

    def test_calendar_year_is_kept_through_the_next(self):
        self.club.dealer_tier_window = "year"
        self._earn(320, date(2026, 2, 1))
        self.assertEqual(self._rank(), self.gold)
        self.assertEqual(self.card.dealer_tier_until, date(2026, 12, 31))
        self.assertEqual(self._rank(date(2027, 2, 1)), self.gold)
        self.assertEqual(self.card.dealer_tier_until, date(2027, 12, 31))
        self.assertEqual(self._rank(date(2028, 1, 30)), self.gold)
        self.assertEqual(self._rank(date(2028, 2, 1)), self.blue)

    def test_only_earned_points_count(self):
        self._earn(120, date(2026, 5, 1))
        self._give(500)
        self._earn(-30, date(2026, 5, 20))
        self.assertEqual(self._rank(), self.blue)
        self.assertEqual(self.card.dealer_tier_value, 90)

    def test_invoice_lifts_and_the_next_one_is_worth_more(self):
        self._invoice(30_000)
        self._book()
        self.assertEqual(self.card.dealer_tier_id, self.gold)
        self._invoice(1_000)
        self._book()
        self.assert_entries([("earn", 300), ("earn", 20)])
        self.assert_sound()

    def test_posting_again_is_not_worth_more(self):
        invoice = self._invoice(30_000)
        self._book()
        invoice.button_draft()
        self._book()
        invoice.action_post()
        self._book()
        self.assert_card(300)

    def test_credit_note_takes_back_what_the_tier_gave(self):
        self._earn(300, date.today())
        self.engine._update_cards(self.card)
        invoice = self._invoice(1_000)
        self._book()
        self._refund(invoice)
        self._book()
        self.assert_entries([("earn", 300), ("earn", 20), ("reverse", -20)])

    def test_spend_of_company_and_people_without_card(self):
        self.club.dealer_tier_basis = "spend"
        company = self.env["res.partner"].create(
            {
                "name": "Fleet Ltd",
                "is_company": True,
                "child_ids": [
                    Command.create({"name": "Driver"}),
                    Command.create({"name": "Member"}),
                ],
            }
        )
        driver, member = company.child_ids.sorted("name")
        card = company._dealer_enrol(self.club)
        own = member._dealer_enrol(self.club)
        self._invoice(90, partner=company)
        invoice = self._invoice(60, partner=driver)
        self._invoice(500, partner=member)
        self._refund(invoice, 20)
        self.assertEqual(self._rank(card=card), self.silver)
        self.assertEqual(card.dealer_tier_value, 130)
        self.assertEqual(self._rank(card=own), self.gold)

    def test_spend_in_the_currency_of_the_club(self):
        currency = self.env["res.currency"].create(
            {
                "name": "CLB",
                "symbol": "c",
                "rate_ids": [Command.create({"name": "2026-01-01", "rate": 0.5})],
            }
        )
        club = self._create_club(
            "Export Club", currency_id=currency.id, dealer_tier_basis="spend"
        )
        tier = self.env["dealer.loyalty.tier"].create(
            {"name": "Star", "program_id": club.id, "threshold": 1}
        )
        card = self.partner._dealer_enrol(club)
        self._invoice(400)
        self.assertEqual(self._rank(card=card), tier)
        self.assertEqual(card.dealer_tier_value, 200)

    def test_archived_tier_is_replaced(self):
        self._earn(120, date(2026, 5, 1))
        self._rank()
        self.silver.active = False
        self.assertEqual(self._rank(), self.blue)

    def test_next_tier_and_progress(self):
        self._earn(150, date(2026, 5, 1))
        self._rank()
        self.assertEqual(self.card.dealer_next_tier_id, self.gold)
        self.assertEqual(self.card.dealer_next_missing, 150)
        self.assertEqual(self.card.dealer_next_progress, 25)
        self._earn(150, date(2026, 5, 2))
        self._rank()
        self.assertFalse(self.card.dealer_next_tier_id)
        self.assertEqual(self.card.dealer_next_progress, 100)


@tagged("post_install", "-at_install")
class TestTierNight(TierCommon, MailCase):
    def setUp(self):
        super().setUp()
        partners = self.env["res.partner"].create(
            [{"name": f"Member {number}"} for number in range(5)]
        )
        self.cards = self.card
        for partner in partners:
            self.cards |= partner._dealer_enrol(self.club)
        for card in self.cards:
            self._earn(100, date.today(), card)
        self.cron = self.env.ref("dealer_loyalty.ir_cron_update_tiers")

    def test_all_slices(self):
        with patch.object(dealer_loyalty_tier_engine, "SLICE", 2):
            self._book()
        self.assertEqual(self.cards.dealer_tier_id, self.silver)
        self.assertEqual(self.club.dealer_tier_day, date.today())

    def test_goes_on_where_it_was(self):
        self.club.write({"dealer_tier_day": False, "dealer_tier_cursor": 0})
        with patch.object(dealer_loyalty_tier_engine, "SLICE", 2):
            done = self.engine._update_slice_with_retries(self.club, date.today())
        self.assertEqual(done, 2)
        first = self.cards.sorted("id")[:2]
        self.assertEqual(self.cards.filtered("dealer_tier_value"), first)
        self.assertEqual(self.club.dealer_tier_cursor, first[-1].id)
        self._book()
        self.assertEqual(self.cards.dealer_tier_id, self.silver)

    def test_threshold_ranks_again(self):
        self._book()
        self.silver.threshold = 200
        self.assertFalse(self.club.dealer_tier_day)
        self._book()
        # Nobody falls before the period ends.
        self.assertEqual(self.cards.dealer_tier_id, self.silver)
        self.silver.threshold = 50
        self.gold.threshold = 90
        self._book()
        self.assertEqual(self.cards.dealer_tier_id, self.gold)

    def test_notice_once_for_each_period(self):
        self.partner.email = "olga@example.com"
        others = self.cards - self.card
        others.partner_id.email = "no@example.com"
        self._book()
        with self.mock_mail_gateway():
            self.assertFalse(self.engine._send_notices(self.club, date.today()))
            later = self.card.dealer_tier_until - timedelta(days=10)
            for card in others:
                self._earn(100, later, card)
            self.assertEqual(self.card.dealer_keep_missing, 100)
            self.assertEqual(others[0].dealer_keep_missing, 0)
            self.assertEqual(self.engine._send_notices(self.club, later), self.cards)
            self.assertFalse(self.engine._send_notices(self.club, later))
        mail = self.env["mail.mail"].search(
            [("model", "=", "loyalty.card"), ("res_id", "in", self.cards.ids)]
        )
        self.assertEqual(mail.recipient_ids, self.partner)
        self.assertIn("100", mail.body_html)
        self.assertIn("Silver", mail.subject)

    def test_no_notice_when_switched_off(self):
        self.partner.email = "olga@example.com"
        self._book()
        self.club.dealer_tier_notice = 0
        later = self.card.dealer_tier_until - timedelta(days=10)
        self.assertFalse(self.engine._send_notices(self.club, later))

    def test_constant_number_of_queries(self):
        self.engine._update_cards(self.card)  # fills the cache of the time zone
        counts = []
        for cards in (self.card, self.cards):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.engine._update_cards(cards)
            counts.append(self.env.cr.sql_log_count - before)
        self.assertEqual(counts[0], counts[1])


@tagged("post_install", "-at_install")
class TestTierRules(TierCommon):
    def test_nobody_writes_a_tier(self):
        for values in ({"dealer_tier_id": self.gold.id}, {"dealer_tier_value": 999}):
            for user in (self.manager, self.env.user):
                with self.assertRaises(AccessError):
                    self.card.with_user(user).write(values)
        partner = self.env["res.partner"].create({"name": "New"})
        with self.assertRaises(AccessError):
            self.env["loyalty.card"].create(
                {
                    "program_id": self.club.id,
                    "partner_id": partner.id,
                    "dealer_tier_id": self.gold.id,
                }
            )

    def test_history_is_read_only(self):
        self._earn(120, DAY)
        self._rank()
        change = self.env["dealer.loyalty.tier.change"].search(
            [("card_id", "=", self.card.id)], limit=1
        )
        for user in (self.desk, self.manager):
            self.assertEqual(change.with_user(user).kind, "up")
            with self.assertRaises(AccessError):
                change.with_user(user).write({"kind": "down"})
        with self.assertRaises(AccessError):
            change.with_user(self.seller).read(["kind"])

    def test_who_sets_up_tiers(self):
        self.gold.with_user(self.manager).threshold = 400
        for user in (self.desk, self.seller):
            self.assertEqual(self.gold.with_user(user).name, "Gold")
            with self.assertRaises(AccessError):
                self.gold.with_user(user).threshold = 1

    @mute_logger("odoo.sql_db")
    def test_values(self):
        for values in ({"threshold": -1}, {"multiplier": 0}, {"threshold": 300}):
            with self.assertRaises(psycopg2.IntegrityError), self.cr.savepoint():
                self.silver.write(values)
                self.silver.flush_recordset()

    def test_settings(self):
        for values in ({"dealer_tier_months": 0}, {"dealer_tier_grace": -1}):
            with self.assertRaises(ValidationError):
                self.club.write(values)

    def test_tier_of_no_club(self):
        program = self.env["loyalty.program"].create(
            {"name": "Gift", "program_type": "promotion"}
        )
        with self.assertRaises(ValidationError):
            self.silver.program_id = program

    def test_price_list_of_the_tier(self):
        self.env["res.config.settings"].create(
            {"group_product_pricelist": True}
        ).execute()
        pricelist, own = self.env["product.pricelist"].create(
            [{"name": "Gold prices"}, {"name": "Own prices"}]
        )
        self.gold.pricelist_id = pricelist
        order = self._order(100, user=self.seller, claim=False)
        self.assertNotEqual(order.pricelist_id, pricelist)
        self._earn(300, date.today())
        self.engine._update_cards(self.card)
        order = self._order(100, user=self.seller, claim=False)
        self.assertEqual(order.pricelist_id, pricelist)
        self.partner.specific_property_product_pricelist = own
        order = self._order(100, user=self.seller, claim=False)
        self.assertEqual(order.pricelist_id, own)

    def test_tier_on_the_contact(self):
        self._rank()
        partner = self.partner.with_user(self.reader)
        self.assertEqual(partner.dealer_tier_id, self.blue)
        other = self.env["res.partner"].create({"name": "No Member"})
        partners = self.env["res.partner"].with_user(self.reader)
        both = [("id", "in", (self.partner | other).ids)]
        for domain, found in (
            ([("dealer_tier_id", "=", self.blue.id)], self.partner),
            ([("dealer_tier_id", "ilike", "blu")], self.partner),
            ([("dealer_tier_id", "!=", self.blue.id)], other),
            ([("dealer_tier_id", "=", False)], other),
            ([("dealer_tier_id", "!=", False)], self.partner),
        ):
            self.assertEqual(partners.search(domain + both), found, domain)

    def test_check_finds_what_was_written_past_the_engine(self):
        self._rank()
        self.assert_sound()
        self.env.cr.execute(
            "UPDATE loyalty_card SET dealer_tier_id = %s WHERE id = %s",
            (self.gold.id, self.card.id),
        )
        rows = self.env["dealer.check"]._run()
        (row,) = [row for row in rows if row["code"] == "loyalty-tier"]
        self.assertIn(self.card.id, row["ids"])


@tagged("post_install", "-at_install")
class TestTierMerge(TierCommon):
    def test_the_better_tier_stays(self):
        other = self.env["res.partner"].create({"name": "Olga Veber"})
        card = other._dealer_enrol(self.club)
        self._earn(310, date(2026, 5, 1), card)
        self._rank(card=card)
        until = card.dealer_tier_until
        merge = self.env["dealer.merge"]._merge(self.partner, other)
        self.assertEqual(self.card.dealer_tier_id, self.gold)
        self.assertEqual(self.card.dealer_tier_until, until)
        self.assertEqual(self.card.dealer_tier_value, 310)
        merge.action_undo()
        self.assertEqual(card.dealer_tier_id, self.gold)
        self.assert_sound()

    def test_points_of_both_count(self):
        other = self.env["res.partner"].create({"name": "Olga Veber"})
        card = other._dealer_enrol(self.club)
        for one in self.card | card:
            self._earn(60, date.today(), one)
        self.env["dealer.merge"]._merge(self.partner, other)
        self.assertEqual(self.card.dealer_tier_id, self.silver)
        self.assertEqual(self.card.dealer_tier_value, 120)


@tagged("post_install", "-at_install")
class TestTierSimulation(TierCommon):
    def _simulate(self, *thresholds, **values):
        simulation = (
            self.env["dealer.loyalty.tier.simulation"]
            .with_user(self.manager)
            .create({"program_id": self.club.id, **values})
        )
        simulation.line_ids = [
            Command.clear(),
            *(
                Command.create({"name": str(threshold), "threshold": threshold})
                for threshold in thresholds
            ),
        ]
        simulation.action_calculate()
        return simulation

    def test_counts_without_changing_anything(self):
        self._earn(150, date.today())
        other = self.env["res.partner"].create({"name": "Other"})
        other._dealer_enrol(self.club)
        simulation = self._simulate(50, 140, 200)
        self.assertEqual(simulation.line_ids.mapped("members"), [0, 1, 0])
        self.assertEqual(simulation.line_ids.mapped("share"), [0, 50, 0])
        self.assertEqual((simulation.below, simulation.total), (1, 2))
        self.assertFalse(self._history()[1:])

    def test_starts_with_the_tiers_there_are(self):
        simulation = (
            self.env["dealer.loyalty.tier.simulation"]
            .with_user(self.manager)
            .create({"program_id": self.club.id})
        )
        self.assertEqual(simulation.line_ids.mapped("threshold"), [0, 100, 300])
        self.assertEqual(simulation.months, 12)

    def test_bad_input_says_what_to_do(self):
        for thresholds, values in (
            ((), {}),
            ((10, 10), {}),
            ((-1, 10), {}),
            ((1,), {"months": 0}),
        ):
            with self.assertRaises(UserError):
                self._simulate(*thresholds, **values)

    def test_only_for_the_manager(self):
        with self.assertRaises(AccessError):
            self.env["dealer.loyalty.tier.simulation"].with_user(self.desk).create(
                {"program_id": self.club.id}
            )
