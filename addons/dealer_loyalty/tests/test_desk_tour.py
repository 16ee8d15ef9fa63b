from odoo.tests import HttpCase, new_test_user, tagged

from .desk_common import DeskCommon


@tagged("post_install", "-at_install")
class TestDeskTour(DeskCommon, HttpCase):
    def test_enrol_earn_birthday_and_redeem(self):
        self._born(0)
        self._invoice(30000)
        self._book()
        order = self._order(1000, claim=False)
        order.action_confirm()
        code = self.card.code
        self.start_tour("/odoo/card-desk", "dealer_card_desk", login="club_desk")
        self.assert_card(300, held=300)
        self.assertEqual(order.amount_untaxed, 700)
        self.assertEqual(self.card.dealer_number_ids.code, code)
        gifts = self.env["dealer.loyalty.gift"].search(
            [("partner_id", "=", self.partner.id)]
        )
        self.assertEqual(gifts.user_id, self.desk)
        new = self.env["res.partner"].search([("name", "=", "Vera Newman")])
        self.assertEqual(new.dealer_card_id.program_id, self.club)
        self.assert_sound()

    def test_portal(self):
        self._invoice(30000)
        self._book()
        new_test_user(
            self.env,
            login="club_portal",
            groups="base.group_portal",
            company_id=self.env.company.id,
            partner_id=self.partner.id,
        )
        self.start_tour("/my", "dealer_club_portal", login="club_portal")
