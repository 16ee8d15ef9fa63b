from odoo.http import Request
from odoo.tests import HttpCase, tagged

from .desk_common import DeskCommon


@tagged("post_install", "-at_install")
class TestFriends(DeskCommon, HttpCase):
    """From the link of a member to the points of both."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.rules = cls.env["dealer.loyalty.bonus.rule"].create(
            [
                {
                    "name": event,
                    "program_id": cls.club.id,
                    "event": event,
                    "points": points,
                    "limit_count": 5,
                }
                for event, points in (("referrer", 200), ("referred", 100))
            ]
        )

    def _invite(self, name, phone):
        self.authenticate(None, None)
        code = self.card._get_dealer_invitation()
        data = {"csrf_token": Request.csrf_token(self), "name": name, "phone": phone}
        self.url_open(f"/club/invite/{code}", data=data)
        lead = self.env["crm.lead"].search([("dealer_channel", "=", "referral")])
        return lead.partner_id

    def test_link_lead_customer_paid_invoice_two_bonuses(self):
        friend = self._invite("Nina Orlova", "+7 900 444-33-22")
        self.assertEqual(friend.dealer_referrer_id, self.partner)
        card = friend._dealer_enrol(self.club)
        invoice = self._invoice(1000, partner=friend)
        self._book()
        self.assert_entries([], card=self.card)
        self._pay(invoice)
        self._book()
        self._pay(self._invoice(500, partner=friend))
        self._book()
        self.assert_entries([("earn", 200)], card=self.card)
        self.assert_card(115, card=card)
        bonuses = self.env["dealer.loyalty.bonus"].search(
            [("rule_id", "in", self.rules.ids)]
        )
        self.assertEqual(
            {(bonus.card_id, bonus.points, bonus.state) for bonus in bonuses},
            {(self.card, 200, "granted"), (card, 100, "granted")},
        )
        self.assertEqual(bonuses.move_id, invoice)
        self.assert_sound()

    def test_word_of_the_salesperson_comes_before_a_later_link(self):
        friend = self.env["res.partner"].create(
            {"name": "Nina Orlova", "dealer_referrer_id": self.son.id}
        )
        lead = self.env["crm.lead"].create({"name": "x", "partner_id": friend.id})
        self.assertFalse(self.env["dealer.loyalty.referral"]._note(self.card, lead))
        self.assertEqual(friend.dealer_referrer_id, self.son)
