from odoo import fields
from odoo.http import Request
from odoo.tests import HttpCase, new_test_user, tagged

from .desk_common import DeskCommon


@tagged("post_install", "-at_install")
class TestPortal(DeskCommon, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.portal = new_test_user(
            cls.env,
            login="club_portal",
            groups="base.group_portal",
            company_id=cls.env.company.id,
            partner_id=cls.partner.id,
        )
        cls._give(1234)

    def test_own_points_and_card(self):
        self.authenticate("club_portal", "club_portal")
        page = self.url_open("/my/club").text
        self.assertIn("1234", page)
        self.assertIn(self.card.dealer_number, page)
        self.assertIn("Points from the club", page)
        self.assertNotIn("given", page, "reasons stay inside")
        picture = self.url_open("/my/club/card.png")
        self.assertEqual(picture.headers["Content-Type"], "image/png")
        self.assertIn("/my/club", self.url_open("/my").text)

    def test_history_by_date(self):
        for day, points in (("2026-03-05", 71), ("2026-03-01", 72)):
            self.ledger._post(
                self.card, "adjust", points, day, date=fields.Date.to_date(day)
            )
        self.authenticate("club_portal", "club_portal")
        page = self.url_open("/my/club").text
        self.assertLess(page.index("+71"), page.index("+72"))

    def test_waiting_and_expiring_points(self):
        self.club.write({"dealer_expiry_months": 12, "dealer_wait_days": 14})
        self._invoice(77700, invoice_date=fields.Date.context_today(self.portal))
        self._book()
        self._give(55)
        self.authenticate("club_portal", "club_portal")
        page = self.url_open("/my/club").text
        self.assertIn("777 more are on their way", page)
        self.assertIn("55 points can be used until", page)

    def test_sharer_sees_the_card_and_no_link(self):
        self.portal.partner_id = self.son
        self.member._share(self.card, self.son, "redeem")
        self.authenticate("club_portal", "club_portal")
        page = self.url_open("/my/club").text
        self.assertIn(self.card.dealer_number, page)
        self.assertNotIn("/club/invite/", page)

    def test_nothing_of_others(self):
        self.portal.partner_id = self.son
        self.authenticate("club_portal", "club_portal")
        for path in (f"/my/club?card_id={self.card.id}", "/my/club", "/my"):
            page = self.url_open(path).text
            self.assertNotIn(self.card.dealer_number, page)
        self.assertEqual(self.url_open("/my/club/card.png").status_code, 404)

    def test_visitor_has_to_log_in(self):
        for path in ("/my/club", "/my/club/card.png"):
            self.assertIn("/web/login", self.url_open(path).url)

    # === INVITATION === #

    def _post(self, code, **values):
        self.authenticate(None, None)
        data = {"csrf_token": Request.csrf_token(self), **values}
        return self.url_open(f"/club/invite/{code}", data=data)

    def test_friend_becomes_a_lead(self):
        code = self.card._get_dealer_invitation()
        page = self.url_open(f"/club/invite/{code}").text
        self.assertNotIn("Weber", page, "the link names nobody")
        answer = self._post(code, name="Nina Orlova", phone="+7 900 444-33-22")
        self.assertIn("Thank you", answer.text)
        referral = self.env["dealer.loyalty.referral"].search(
            [("card_id", "=", self.card.id)]
        )
        self.assertEqual(referral.partner_id.name, "Nina Orlova")
        self.assertEqual(referral.lead_id.dealer_channel, "referral")
        self.assertEqual(referral.lead_id.partner_id, referral.partner_id)

    def test_wrong_code(self):
        self.assertEqual(self.url_open("/club/invite/xxxxxxxxxxxx").status_code, 404)
        self.assertEqual(self.url_open("/club/invite/%20").status_code, 404)

    def test_incomplete_form(self):
        code = self.card._get_dealer_invitation()
        answer = self._post(code, name="Nina", phone="12")
        self.assertIn("Please enter", answer.text)
        self.assertFalse(self.card.dealer_referral_ids)

    def test_limit_of_a_visitor(self):
        code = self.card._get_dealer_invitation()
        for number in range(5):
            self._post(code, name=f"Guest {number}", phone=f"+7 900 444-33-1{number}")
        answer = self._post(code, name="One more", phone="+7 900 444-33-99")
        self.assertIn("Too many", answer.text)
        self.assertEqual(len(self.card.dealer_referral_ids), 5)

    def test_robot(self):
        code = self.card._get_dealer_invitation()
        self._post(code, name="R", phone="+7 900 444-33-22", website="spam")
        self.assertFalse(self.card.dealer_referral_ids)

    # === WHO COUNTS === #

    def _note(self, partner):
        lead = self.env["crm.lead"].create({"name": "x", "partner_id": partner.id})
        return self.env["dealer.loyalty.referral"]._note(self.card, lead)

    def test_who_counts_as_recommended(self):
        friend = self.env["res.partner"].create({"name": "Friend"})
        self.assertFalse(self._note(self.partner), "oneself")
        self.member._share(self.card, self.son, "earn")
        self.assertFalse(self._note(self.son), "the family")
        self.assertTrue(self._note(friend))
        self.assertFalse(self._note(friend), "once")
        customer = self.env["res.partner"].create({"name": "Customer"})
        self._invoice(100, partner=customer)
        self.assertFalse(self._note(customer), "a customer already")
