from odoo.exceptions import UserError
from odoo.tests import tagged

from odoo.addons.dealer_crm.append_only import BLOT

from .common import ClubCommon


@tagged("post_install", "-at_install")
class TestPrivacy(ClubCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.privacy = cls.env["dealer.privacy"]
        cls.boss = cls._create_user("boss", "dealer_crm.group_dealer_privacy")

    def erase(self, confirmed=True):
        privacy = self.privacy.with_user(self.boss)
        privacy._erase(self.partner, "letter", confirmed=confirmed)

    def test_points_are_lost_only_when_confirmed(self):
        self.ledger._post(self.card, "adjust", 40, "a", description="Olga's birthday")
        with self.assertRaisesRegex(UserError, "40 points of the card .* will be lost"):
            self.erase(confirmed=False)
        self.assertEqual(self.card.dealer_balance, 40)
        code = self.card.code
        self.erase()
        self.assertEqual(self.card.dealer_balance, 0)
        self.assertFalse(self.card.active)
        self.assertNotEqual(self.card.code, code)
        entries = self.card.dealer_entry_ids.sorted("seq")
        self.assertEqual(
            entries.mapped(lambda entry: (entry.kind, entry.points)),
            [("adjust", 40), ("expire", -40)],
        )
        self.assertEqual(entries.mapped("description"), [BLOT, "Card closed"])
        self.assertEqual(self.env["dealer.check"]._run(), [])

    def test_reserved_points_are_in_the_way(self):
        self.ledger._post(self.card, "adjust", 40, "a")
        hold = self.ledger._hold(self.card, 30)
        with self.assertRaisesRegex(UserError, "are reserved"):
            self.erase()
        self.ledger._void(hold)
        self.erase()
        self.assertFalse(self.card.active)

    def test_numbers_of_documents_stay(self):
        order = self.env["sale.order"].create({"partner_id": self.partner.id})
        order.action_cancel()
        self.ledger._post(self.card, "adjust", 5, "a", order=order)
        self.erase()
        entry = self.card.dealer_entry_ids.filtered(lambda entry: entry.points == 5)
        self.assertEqual(entry.description, order.name)
