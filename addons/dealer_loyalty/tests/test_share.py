from odoo.exceptions import UserError
from odoo.tests import tagged

from .desk_common import DeskCommon


@tagged("post_install", "-at_install")
class TestShare(DeskCommon):
    def _share(self, partner=None, role="redeem"):
        return self.member.with_user(self.desk)._share(
            self.card, partner or self.son, role
        )

    def test_points_of_the_family_come_together(self):
        self._share(role="earn")
        self._invoice(1000, partner=self.son)
        self._invoice(2000)
        self._book()
        self.assert_card(30)
        self.assertEqual(self.son.dealer_card_id, self.card)
        person = self._find("9007771133")["person"]
        self.assertEqual(person["card"]["holder"], "Olga Weber")
        self.assertFalse(person["card"]["is_holder"])
        self.assert_sound()

    def test_own_card_is_joined(self):
        own = self.son._dealer_enrol(self.club)
        self._give(40, own)
        self._give(10)
        order = self._order(1000, partner=self.son)
        order.action_confirm()
        self.assert_card(40, held=40, card=own)
        self._share()
        self.assert_card(50, held=40)
        self.assertFalse(own.active)
        self.assertEqual(order.order_line.coupon_id, self.card)
        order._create_invoices().action_post()
        self.assert_card(10)
        self.assert_sound()

    def test_who_may_redeem(self):
        self._give(500)
        self._share(role="earn")
        order = self._order(1000, partner=self.son)
        self.assertFalse(order.order_line.coupon_id, "only earns")
        with self.assertRaises(UserError):
            self.desk_page.dealer_desk_rewards(self.son.id)
        self._share(role="redeem")
        order = self._order(1000, partner=self.son)
        self.assertEqual(order.order_line.coupon_id, self.card)
        order.action_confirm()
        self.assert_card(500, held=500)

    def test_salesperson_claims_from_a_shared_card(self):
        self._give(500)
        self._share()
        order = self._order(1000, partner=self.son, user=self.seller)
        order.action_confirm()
        self.assert_card(500, held=500)

    def test_card_of_a_hidden_holder_is_not_loaded(self):
        self._give(500)
        self._share()
        self.partner.user_id = self.manager
        self._own_only(self.seller)
        order = self._order(1000, partner=self.son, user=self.seller)
        self.assertFalse(order.sudo().order_line.coupon_id)

    def test_company_card_is_loaded_for_its_people(self):
        firm = self.env["res.partner"].create({"name": "Weber Ltd", "is_company": True})
        card = firm._dealer_enrol(self.club)
        self._give(100, card)
        driver = self.env["res.partner"].create(
            {"name": "Driver", "parent_id": firm.id}
        )
        order = self._order(1000, partner=driver)
        self.assertEqual(order.order_line.coupon_id, card)

    def test_ended_sharing_spends_nothing(self):
        self._give(500)
        row = self._share()
        order = self._order(1000, partner=self.son)
        row.with_user(self.desk).action_end()
        with self.assertRaises(UserError):
            order.action_confirm()
        self.assertNotEqual(self.son._dealer_enrol(self.club), self.card)

    def test_enrolling_a_sharer_makes_no_second_card(self):
        self._share()
        self.assertEqual(self.son._dealer_enrol(self.club), self.card)

    def test_one_shared_card(self):
        self._share()
        other = self.env["res.partner"].create({"name": "Aunt"})
        card = other._dealer_enrol(self.club)
        with self.assertRaises(UserError):
            self.member._share(card, self.son, "redeem")
        with self.assertRaises(UserError):
            self.member._share(card, self.partner, "redeem")

    def test_merged_contacts(self):
        aunt, twin = self.env["res.partner"].create([{"name": "A"}, {"name": "B"}])
        self._share(aunt)
        self._share(twin, "earn")
        self.env["dealer.merge"]._merge(aunt, twin)
        rows = self.member.search([("card_id", "=", self.card.id)])
        self.assertEqual((rows.partner_id, rows.role), (aunt, "redeem"))

    def test_merged_with_the_holder(self):
        self._share()
        merge = self.env["dealer.merge"]._merge(self.partner, self.son)
        self.assertFalse(self.member.search([("card_id", "=", self.card.id)]))
        merge._undo() if hasattr(merge, "_undo") else merge.action_undo()
        rows = self.member.search([("card_id", "=", self.card.id)])
        self.assertEqual(rows.partner_id, self.son)

    def test_merged_gifts(self):
        gifts = self.env["dealer.loyalty.gift"]
        for person in (self.partner, self.son):
            gifts._give(person, 2026, "Perfume")
        self.env["dealer.merge"]._merge(self.partner, self.son)
        rows = gifts.with_context(active_test=False).search(
            [("partner_id", "=", self.partner.id)]
        )
        self.assertEqual(sorted(rows.mapped("active")), [False, True])

    def test_window_warns_of_an_own_card_only(self):
        window = self.env["dealer.loyalty.share"].with_user(self.desk)
        window = window.new({"card_id": self.card.id})
        self.assertFalse(window.own_card, "nobody is chosen yet")
        window.partner_id = self.son
        self.assertFalse(window.own_card)
        self.son._dealer_enrol(self.club)
        self.son.invalidate_recordset()
        window.partner_id = self.son.create({"name": "Somebody"})
        window.partner_id = self.son
        self.assertIn("joined to this card", window.own_card)
