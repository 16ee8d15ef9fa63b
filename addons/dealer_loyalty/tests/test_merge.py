from odoo.tests import tagged

from .common import ClubCommon


@tagged("post_install", "-at_install")
class TestMerge(ClubCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.partner.email = "olga@example.com"
        cls.other = cls.env["res.partner"].create(
            {"name": "Olga Weber", "email": "olga@example.com"}
        )

    def _merge(self, destination, *sources):
        partners = destination.concat(*sources)
        self.env["base.partner.merge.automatic.wizard"]._merge(
            partners.ids, destination
        )

    def test_two_members(self):
        second = self.other._dealer_enrol(self.club)
        self._give(100)
        self._give(40, second)
        self._merge(self.other, self.partner)
        self.assertFalse(self.partner.exists())
        self.assert_card(140, card=second)
        self.assertTrue(second.active)
        self.assert_entries([("adjust", 40), ("transfer", 100)], second)
        self.assert_card(0)
        self.assertFalse(self.card.active)
        self.assertEqual(self.card.partner_id, self.other)
        self.assert_sound()

    def test_only_the_source_is_a_member(self):
        self._give(100)
        self._merge(self.other, self.partner)
        self.assertEqual(self.card.partner_id, self.other)
        self.assertTrue(self.card.active)
        self.assert_card(100)
        self.assert_entries([("adjust", 100)])
        self.assert_sound()

    def test_two_sources(self):
        third = self.env["res.partner"].create(
            {"name": "O. Weber", "email": "olga@example.com"}
        )
        cards = self.card | third._dealer_enrol(self.club)
        for card in cards:
            self._give(30, card)
        self._merge(self.other, self.partner, third)
        active = cards.filtered("active")
        self.assertEqual(len(active), 1)
        self.assertEqual(active.partner_id, self.other)
        self.assert_card(60, card=active)
        self.assert_sound()

    def test_old_number_still_finds_the_person(self):
        self.other._dealer_enrol(self.club)
        self._merge(self.other, self.partner)
        hits = self.env["res.partner"].dealer_find(self.card.code)
        self.assertEqual(hits[0]["partner_id"], self.other.id)

    def test_confirmed_order_and_its_invoice(self):
        second = self.other._dealer_enrol(self.club)
        self._give(100)
        order = self._order(1000)
        order.action_confirm()
        self._merge(self.other, self.partner)
        self.assert_card(100, held=100, card=second)
        self.assertEqual(order.partner_id, self.other)
        order._update_programs_and_rewards()
        self.assertEqual(order.amount_total, 900)
        self.assert_card(100, held=100, card=second)
        invoice = order._create_invoices()
        invoice.action_post()
        self.assert_card(0, card=second)
        self._book()
        self.assert_card(9, card=second)
        self.assert_sound()

    def test_invoice_before_credit_note_after(self):
        second = self.other._dealer_enrol(self.club)
        invoice = self._invoice(1000)
        self._book()
        self._merge(self.other, self.partner)
        self.assert_card(10, card=second)
        self._refund(invoice, 500)
        self._book()
        self.assert_card(5, card=second)
        invoice.button_draft()
        self._book()
        self.assert_card(0, card=second)
        self.assert_sound()

    def test_debt_is_paid(self):
        second = self.other._dealer_enrol(self.club)
        self.ledger._post(self.card, "reverse", -30, "r", on_short="debt")
        self._give(100, second)
        self._merge(self.other, self.partner)
        self.assert_card(70, card=second)
        self.assert_sound()

    def test_gift_cards_are_merged_the_stock_way(self):
        wallets = self._create_wallets(self.partner | self.other)
        self._merge(self.other, self.partner)
        self.assertEqual(wallets[1].points, 11)
