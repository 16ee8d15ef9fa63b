from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import new_test_user, tagged

from .common import ClubCommon

OURS = ("dealer.loyalty.entry", "dealer.loyalty.hold", "dealer.loyalty.pending")


@tagged("post_install", "-at_install")
class TestAccess(ClubCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.entry = cls._give(100)
        cls.hold = cls.ledger._hold(cls.card, 10)
        cls.portal = new_test_user(
            cls.env, login="club_portal", groups="base.group_portal"
        )

    def test_nobody_writes_our_tables(self):
        for user in (self.manager, self.desk, self.seller, self.reader, self.portal):
            for model in OURS:
                model_env = self.env[model].with_user(user)
                for operation in ("create", "write", "unlink"):
                    self.assertFalse(
                        model_env.has_access(operation), (user.login, model, operation)
                    )

    def test_who_reads(self):
        expected = {
            # entries, holds, rows to book
            self.manager: (True, True, True),
            self.desk: (True, True, False),
            self.seller: (False, True, False),
            self.reader: (False, False, False),
            self.portal: (False, False, False),
        }
        for user, rights in expected.items():
            for model, right in zip(OURS, rights, strict=True):
                self.assertEqual(
                    self.env[model].with_user(user).has_access("read"),
                    right,
                    (user.login, model),
                )

    def test_who_reads_cards(self):
        for user in (self.manager, self.desk, self.seller):
            self.assertEqual(self.card.with_user(user).dealer_balance, 100)
        for user in (self.reader, self.portal):
            card = self.card.with_user(user)
            card.invalidate_recordset()
            with self.assertRaises(AccessError):
                card.read(["dealer_balance"])

    def test_who_writes_cards(self):
        self.assertTrue(self.card.with_user(self.manager).has_access("write"))
        for user in (self.desk, self.seller, self.reader, self.portal):
            card = self.card.with_user(user)
            for operation in ("write", "unlink"):
                self.assertFalse(card.has_access(operation), (user.login, operation))

    def test_desk_does_not_see_gift_cards(self):
        program = self.env["loyalty.program"].create(
            {
                "name": "Gift",
                "program_type": "gift_card",
                "reward_ids": [Command.clear(), Command.create({"discount": 1})],
            }
        )
        self.assertTrue(program.reward_ids)
        gift = self.env["loyalty.card"].create(
            {"program_id": program.id, "points": 500}
        )
        both = gift | self.card
        cards = self.env["loyalty.card"]
        domain = [("id", "in", both.ids)]
        self.assertEqual(cards.with_user(self.desk).search(domain), self.card)
        self.assertEqual(cards.with_user(self.manager).search(domain), self.card)
        self.assertEqual(cards.with_user(self.seller).search(domain), both)
        self.assertTrue(gift.with_user(self.seller).has_access("write"))
        seller_desk = self._create_user(
            "both",
            "dealer_crm.group_dealer_user,dealer_loyalty.group_loyalty_desk",
        )
        self.assertEqual(cards.with_user(seller_desk).search(domain), both)
        programs = self.env["loyalty.program"].with_user(self.manager).search([])
        self.assertTrue(all(programs.mapped("dealer_club")))
        self.assertFalse(program.with_user(self.manager).has_access("write"))
        self.assertFalse(program.reward_ids.with_user(self.manager).has_access("write"))

    def test_showroom_rule(self):
        other = self.env["res.company"].create({"name": "Other Showroom"})
        foreign = self.ledger._post(
            self.card, "adjust", 5, "foreign", company=other, description="theirs"
        )
        entries = self.Entry.with_user(self.desk)
        domain = [("card_id", "=", self.card.id)]
        self.assertEqual(entries.search(domain), self.entry)
        self.desk.company_ids = [Command.link(other.id)]
        both = entries.with_context(
            allowed_company_ids=(self.env.company | other).ids
        ).search(domain)
        self.assertEqual(both, self.entry | foreign)
        # The card of a group-wide club and its balance are for all showrooms.
        self.assertEqual(self.card.with_user(self.desk).dealer_balance, 105)

    def test_local_club_is_for_its_showroom(self):
        other = self.env["res.company"].create({"name": "Other Showroom"})
        card = self.partner._dealer_enrol(
            self._create_club("Elsewhere", company_id=other.id)
        )
        cards = self.env["loyalty.card"].with_user(self.desk)
        self.assertFalse(cards.search([("id", "=", card.id)]))

    def test_menus(self):
        menus = {
            "dealer_loyalty.menu_dealer_club": (self.manager, self.desk),
            "dealer_loyalty.menu_dealer_points_to_book": (self.manager,),
            "dealer_loyalty.menu_dealer_clubs": (self.manager,),
        }
        for xmlid, users in menus.items():
            menu = self.env.ref(xmlid)
            for user in (self.manager, self.desk, self.seller, self.reader):
                visible = self.env["ir.ui.menu"].with_user(user)._visible_menu_ids()
                self.assertEqual(menu.id in visible, user in users, (xmlid, user.login))

    def test_views_open_for_each_role(self):
        """Reading everything the views show, as the client does."""
        cases = [
            ("loyalty.card", "loyalty_card_view_form_club", self.desk, self.card),
            ("loyalty.card", "loyalty_card_view_form_club", self.seller, self.card),
            ("loyalty.card", "loyalty_card_view_list_club", self.manager, self.card),
            (
                "dealer.loyalty.entry",
                "dealer_loyalty_entry_view_form",
                self.desk,
                self.entry,
            ),
            (
                "dealer.loyalty.entry",
                "dealer_loyalty_entry_view_list",
                self.desk,
                self.entry,
            ),
        ]
        for model, xmlid, user, record in cases:
            view = self.env.ref(f"dealer_loyalty.{xmlid}")
            model_env = self.env[model].with_user(user)
            data = model_env.get_views([(view.id, view.type)])
            names = list(data["models"][model]["fields"])
            arch = data["views"][view.type]["arch"]
            shown = [name for name in names if f'name="{name}"' in arch]
            self.assertTrue(record.with_user(user).read(shown), (xmlid, user.login))
