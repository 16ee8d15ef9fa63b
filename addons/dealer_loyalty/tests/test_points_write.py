from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from ..models.loyalty_card import SKIP_POINTS, TOKEN_KEY
from .common import ClubCommon


@tagged("post_install", "-at_install")
class TestPointsWrite(ClubCommon):
    """Every stock way to change points becomes an entry or is refused."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._give(100)

    def test_salesperson_cannot_write_points(self):
        card = self.card.with_user(self.seller)
        for values in (
            {"points": 1e6},
            {"partner_id": self.seller.partner_id.id},
            {"code": "0001"},
            {"dealer_balance": 5},
            {"active": False},
        ):
            with self.assertRaises(AccessError):
                card.write(values)
        # The token is an object: what a client can send is not it.
        for token in (True, "SKIP_POINTS", 1, [1]):
            with self.assertRaises(AccessError):
                card.with_context(**{TOKEN_KEY: token}).write({"points": 1e6})
        self.assert_card(100)

    def test_sales_manager_cannot_either(self):
        user = self._create_user("boss", "sales_team.group_sale_manager")
        with self.assertRaises(AccessError):
            self.card.with_user(user).points = 5
        with self.assertRaises(AccessError):
            self.env["loyalty.card"].with_user(user).create(
                {
                    "program_id": self.club.id,
                    "partner_id": user.partner_id.id,
                    "points": 500,
                }
            )

    def test_club_manager_archives_but_does_not_write_points(self):
        card = self.card.with_user(self.manager)
        for values in ({"points": 5}, {"dealer_debt": 1}, {"partner_id": False}):
            with self.assertRaises(AccessError):
                card.write(values)
        card.active = False
        self.assert_card(100)

    def test_skip_token_of_our_own_code(self):
        card = self.card.with_user(self.seller)
        card.with_context(**{TOKEN_KEY: SKIP_POINTS}).write({"points": 5})
        self.assert_card(100)

    def test_system_write_becomes_one_entry(self):
        self.card.points = 130
        self.assert_card(130)
        self.card.with_user(self.seller).sudo().points -= 50
        self.assert_card(80)
        self.card.points = 80
        self.assert_entries([("adjust", 100), ("adjust", 30), ("adjust", -50)])
        self.assert_sound()

    def test_system_write_of_available_points(self):
        self.ledger._hold(self.card, 60)
        self.card.points = 50
        self.assert_card(110, held=60)
        self.card.points = -10
        self.assert_card(60, held=60, debt=10)
        self.assert_sound()

    def test_system_writes_whole_points_only(self):
        with self.assertRaisesRegex(ValidationError, "whole points"):
            self.card.points = 10.5
        self.assert_card(100)

    def test_ledger_fields_are_closed_for_the_system_too(self):
        with self.assertRaises(AccessError):
            self.card.dealer_balance = 5000

    def test_created_by_the_system_with_points(self):
        person = self.env["res.partner"].create({"name": "Import"})
        card = self.env["loyalty.card"].create(
            {"program_id": self.club.id, "partner_id": person.id, "points": 40}
        )
        self.assert_card(40, card=card)
        self.assert_entries([("adjust", 40)], card)

    def test_mixed_write_with_other_programmes(self):
        program = self.env["loyalty.program"].create(
            {"name": "Gift", "program_type": "gift_card"}
        )
        gift = self.env["loyalty.card"].create(
            {"program_id": program.id, "partner_id": self.partner.id, "points": 5}
        )
        (gift | self.card).write({"points": 7})
        self.assertEqual(gift.points, 7)
        self.assert_card(7)

    def test_import_file(self):
        result = (
            self.env["loyalty.card"]
            .with_user(self.manager)
            .load([".id", "points"], [[str(self.card.id), "5000"]])
        )
        self.assertFalse(result["ids"])
        self.assertTrue(result["messages"])
        self.assert_card(100)

    def test_stock_windows_are_refused(self):
        for user in (self.seller, self.manager):
            wizard = (
                self.env["loyalty.card.update.balance"]
                .sudo()
                .create(
                    {
                        "card_id": self.card.id,
                        "new_balance": 5000,
                        "description": "x",
                    }
                )
            )
            with self.assertRaisesRegex(UserError, "cannot be set"):
                wizard.with_user(user).sudo(False).action_update_card_point()
        generate = self.env["loyalty.generate.wizard"].create(
            {
                "program_id": self.club.id,
                "mode": "selected",
                "customer_ids": self.seller.partner_id.ids,
                "points_granted": 500,
            }
        )
        with self.assertRaisesRegex(UserError, "enrol the customer"):
            generate.generate_coupons()
        self.assert_card(100)

    def test_stock_button_opens_our_adjustment(self):
        action = self.card.with_user(self.manager).action_loyalty_update_balance()
        self.assertEqual(action["res_model"], "dealer.loyalty.adjust")

    def test_adjust_is_a_change_with_a_reason(self):
        wizards = self.env["dealer.loyalty.adjust"].with_user(self.manager)
        wizard = wizards.create(
            {"card_id": self.card.id, "points": 50, "reason": " Late delivery "}
        )
        # Meanwhile all points are spent: nothing of that is undone.
        self.ledger._post(self.card, "redeem", -100, "spent")
        wizard.action_adjust()
        wizard.action_adjust()
        self.assert_card(50)
        entry = self.card.dealer_entry_ids[0]
        self.assertRecordValues(
            entry,
            [
                {
                    "kind": "adjust",
                    "points": 50,
                    "description": "Late delivery",
                    "create_uid": self.manager.id,
                }
            ],
        )

    def test_adjust_refuses_nonsense(self):
        wizards = self.env["dealer.loyalty.adjust"].with_user(self.manager)
        for points, reason in ((0, "x"), (5, "  ")):
            with self.assertRaises(UserError):
                wizards.create(
                    {"card_id": self.card.id, "points": points, "reason": reason}
                )
        wizard = wizards.create(
            {"card_id": self.card.id, "points": -101, "reason": "mistake"}
        )
        with self.assertRaisesRegex(UserError, "100 points available"):
            wizard.action_adjust()
        self.assert_card(100)

    def test_only_managers_adjust(self):
        values = {"card_id": self.card.id, "points": 5, "reason": "gift"}
        for user in (self.seller, self.desk, self.reader):
            with self.assertRaises(AccessError):
                self.env["dealer.loyalty.adjust"].with_user(user).create(values)
        wizard = self.env["dealer.loyalty.adjust"].create(values)
        with self.assertRaises(AccessError):
            wizard.with_user(self.seller).action_adjust()

    def test_history_of_club_cards_is_the_ledger(self):
        history = self.env["loyalty.history"]
        rows = history.create(
            [{"card_id": self.card.id, "description": "x", "issued": 5}]
        )
        self.assertFalse(rows)
