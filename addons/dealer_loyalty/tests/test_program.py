from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import Form, tagged

from .common import ClubCommon


@tagged("post_install", "-at_install")
class TestProgram(ClubCommon):
    def test_default_club(self):
        club = self.env.ref("dealer_loyalty.loyalty_program_club")
        self.assertTrue(club.dealer_club)
        self.assertFalse(club.company_id)
        self.assertEqual(
            (club.program_type, club.applies_on, club.trigger),
            ("loyalty", "both", "auto"),
        )
        self.assertFalse(club.with_context(active_test=False).rule_ids)
        self.assertEqual(len(club.with_context(active_test=False).reward_ids), 1)
        self.assertEqual((club.dealer_earn_points, club.dealer_earn_amount), (1, 100))

    def test_club_must_have_the_right_kind(self):
        for values in (
            {"applies_on": "current"},
            {"trigger": "with_code"},
            {"program_type": "promotion"},
        ):
            with self.assertRaisesRegex(ValidationError, "loyalty cards"):
                self._create_club("Wrong", **values)

    def test_club_without_rules(self):
        with self.assertRaisesRegex(ValidationError, "no rules"):
            self._create_club("Wrong", rule_ids=[Command.create({})])
        with self.assertRaisesRegex(ValidationError, "no rules"):
            self.env["loyalty.rule"].create({"program_id": self.club.id})

    def test_club_needs_a_reward(self):
        with self.assertRaisesRegex(ValidationError, "at least one reward|needs a rew"):
            self._create_club("Wrong", reward_ids=[Command.clear()])

    def test_rewards_cost_whole_points(self):
        with self.assertRaisesRegex(ValidationError, "whole points"):
            self.reward.required_points = 0.5

    def test_earning_must_make_sense(self):
        for values in (
            {"dealer_earn_amount": 0},
            {"dealer_earn_amount": -5},
            {"dealer_earn_points": -1},
        ):
            with self.assertRaisesRegex(ValidationError, "how many points"):
                self.club.write(values)

    def test_what_cards_rest_on_is_frozen(self):
        other = self.env["res.currency"].search(
            [("id", "!=", self.club.currency_id.id)], limit=1
        )
        for values in (
            {"dealer_club": False},
            {"currency_id": other.id},
            {"company_id": self.env.company.id},
            {"program_type": "promotion"},
        ):
            with self.assertRaisesRegex(UserError, "has cards already"):
                self.club.write(values)
        self.club.write({"name": "New Name", "dealer_club": True, "company_id": False})
        self._create_club("No cards yet").write({"company_id": self.env.company.id})

    def test_programme_with_cards_does_not_become_a_club(self):
        program = self.env["loyalty.program"].create(
            {
                "name": "Old cards",
                "program_type": "loyalty",
                "applies_on": "both",
                "trigger": "auto",
                "rule_ids": [Command.clear()],
                "reward_ids": [Command.clear(), Command.create({"discount": 5})],
            }
        )
        self.env["loyalty.card"].create(
            {"program_id": program.id, "partner_id": self.partner.id, "points": 3}
        )
        with self.assertRaisesRegex(UserError, "has cards already"):
            program.dealer_club = True

    def test_manager_sets_up_a_club(self):
        programs = self.env["loyalty.program"].with_user(self.manager)
        with Form(
            programs.with_context(
                default_dealer_club=True, default_program_type="loyalty"
            )
        ) as form:
            form.name = "Second Club"
            form.dealer_earn_points = 2
        club = form.record
        self.assertTrue(club.dealer_club)
        self.assertFalse(club.rule_ids)
        self.assertTrue(club.reward_ids.discount_line_product_id)
        club.reward_ids.write({"discount": 3})
        self.assertEqual(club.reward_ids.discount, 3)

    def test_manager_renames_and_archives(self):
        """Also where products have more to them than a club manager may see."""
        club = self.club.with_user(self.manager)
        product = self.reward.discount_line_product_id
        club.reward_ids.description = "Paid with points"
        self.assertEqual(product.name, "Paid with points")
        club.active = False
        self.assertFalse(self.reward.active or product.active)
        club.active = True
        self.assertTrue(self.reward.active and product.active)
        for user in (self.desk, self.seller):
            with self.assertRaises(AccessError):
                self.club.with_user(user).active = False
            with self.assertRaises(AccessError):
                self.reward.with_user(user).description = "x"

    def test_a_limit_cannot_be_lifted_unseen(self):
        # The creation is not tracked.
        self.env.flush_all()
        self.cr.precommit.run()
        club = self.club.with_user(self.manager).with_context(
            tracking_disable=False, mail_notrack=False
        )
        club.dealer_adjust_limit = 100
        self.env.flush_all()
        self.cr.precommit.run()
        club.dealer_adjust_limit = 0
        self.env.flush_all()
        self.cr.precommit.run()
        club.invalidate_recordset()
        messages = self.club.message_ids
        values = messages.tracking_value_ids
        self.assertEqual(
            sorted(
                values.mapped(
                    lambda row: (row.old_value_integer, row.new_value_integer)
                )
            ),
            [(0, 100), (100, 0)],
        )
        self.assertEqual(messages.author_id, self.manager.partner_id)

    def test_first_club_is_the_default(self):
        other = self._create_club("Another")
        clubs = self.env["loyalty.program"]._get_dealer_clubs(self.env.company)
        self.assertEqual(clubs[:2], self.club | other)
        other.sequence = -1
        clubs = self.env["loyalty.program"]._get_dealer_clubs(self.env.company)
        self.assertEqual(clubs[:1], other)

    def test_clubs_of_a_company(self):
        programs = self.env["loyalty.program"]
        other = self.env["res.company"].create({"name": "Other Showroom"})
        local = self._create_club("Local", company_id=self.env.company.id)
        self.assertIn(local, programs._get_dealer_clubs(self.env.company))
        self.assertNotIn(local, programs._get_dealer_clubs(other))
        self.assertIn(self.club, programs._get_dealer_clubs(other))
        local.write({"date_from": "2026-01-01", "date_to": "2026-01-31"})
        january = programs._get_dealer_clubs(self.env.company, "2026-01-31")
        february = programs._get_dealer_clubs(self.env.company, "2026-02-01")
        self.assertIn(local, january)
        self.assertNotIn(local, february)
