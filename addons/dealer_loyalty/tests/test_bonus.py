from datetime import date

from freezegun import freeze_time

from odoo.tests import tagged

from .common import ClubCommon


@tagged("post_install", "-at_install")
class TestBonus(ClubCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.Bonus = cls.env["dealer.loyalty.bonus"]

    def _rule(self, event, points=50, **values):
        return self.env["dealer.loyalty.bonus.rule"].create(
            {
                "name": event,
                "program_id": self.club.id,
                "event": event,
                "points": points,
                **values,
            }
        )

    def _night(self, day):
        cron = self.env.ref("dealer_loyalty.ir_cron_days")
        with freeze_time(f"{day} 10:00"), self.enter_registry_test_mode():
            cron.method_direct_trigger()

    def _pay(self, invoice):
        payments = super()._pay(invoice)
        self._book()
        return payments

    def _person(self, name, enrol=True, **values):
        person = self.env["res.partner"].create({"name": name, **values})
        return person, person._dealer_enrol(self.club) if enrol else None

    def _log(self, event):
        rows = self.Bonus.search([("event", "=", event)], order="id")
        return [(row.card_id, row.state, row.reason) for row in rows]

    def test_welcome_before_the_first_purchase(self):
        self._rule("welcome", expiry_months=3)
        person, card = self._person("New")
        person._dealer_enrol(self.club)
        self.assert_card(50, card=card)
        self.assertTrue(card.dealer_lot_ids.expires_on)
        order = self._order(100, partner=person)
        order.action_confirm()
        self.assert_card(50, held=50, card=card)
        # A gift, not a purchase: it lifts nobody into a tier.
        self.env["dealer.loyalty.tier.engine"]._update_cards(card)
        self.assertEqual(card.dealer_tier_value, 0)
        self.assert_sound()

    def test_birthday_once_a_year_also_after_a_missed_night(self):
        self._rule("birthday", limit_days=300)
        self.partner.dealer_birthdate = date(1980, 3, 10)
        self._night("2026-03-09")
        self.assert_card(0)
        self._night("2026-03-12")
        self._night("2026-03-13")
        self.assert_card(50)
        # The birthday moved by hand gives no second present.
        self.partner.dealer_birthdate = date(1980, 6, 1)
        self._night("2026-06-01")
        self.assert_card(50)
        self._night("2027-06-01")
        self.assert_card(100)
        self.assertEqual(
            self._log("birthday"),
            [(self.card, "granted", False), (self.card, "granted", False)],
        )

    def test_birthday_on_a_leap_day(self):
        self._rule("birthday")
        self.partner.dealer_birthdate = date(1980, 2, 29)
        self._night("2026-02-28")
        self.assert_card(50)

    def test_anniversary(self):
        self._rule("anniversary")
        self.env.flush_all()
        self.cr.execute(
            "UPDATE loyalty_card SET create_date = '2024-05-06' WHERE id = %s",
            [self.card.id],
        )
        self.env.invalidate_all()
        self._night("2026-05-06")
        self.assert_card(50)

    def test_first_paid_invoice_and_back(self):
        self._rule("first_purchase")
        invoice = self._invoice(1000)
        self._book()
        self.assert_card(10)
        self._pay(invoice)
        self.assert_card(60)
        self._pay(self._invoice(1000))
        self.assert_card(70)
        # Given back in full, it was no purchase.
        refund = self._refund(invoice)
        self._book()
        self.assert_card(10)
        self.assertEqual(self._log("first_purchase")[0][1], "back")
        refund.button_draft()
        self._book()
        self.assert_card(70)
        self.assert_sound()

    def test_referral_gives_to_both_sides_once(self):
        self._rule("referrer", 200, limit_count=2)
        self._rule("referred", 100)
        friends = [
            self._person(f"Friend {n}", dealer_referrer_id=self.partner.id)
            for n in range(3)
        ]
        for friend, card in friends:
            invoice = self._invoice(1000, partner=friend)
            self._book()
            self.assert_card(10, card=card)
            self._pay(invoice)
            self._pay(self._invoice(500, partner=friend))
            self.assert_card(115, card=card)
        self.assert_card(400)
        self.assertEqual(
            [row[1:] for row in self._log("referrer")],
            [("granted", False), ("granted", False), ("refused", "limit")],
        )

    def test_nobody_recommends_themselves(self):
        self._rule("referrer")
        self._rule("referred")
        self.partner.email = "olga@example.com"
        twin, card = self._person(
            "Olga W.", dealer_referrer_id=self.partner.id, email="Olga@Example.com"
        )
        invoice = self._invoice(1000, partner=twin)
        self._pay(invoice)
        self.assert_card(10, card=card)
        self.assert_card(0)
        self.assertEqual(self._log("referrer"), [(self.card, "refused", "self")])
        self.assertEqual(self._log("referred"), [(card, "refused", "self")])

    def test_called_by_other_addons(self):
        self._rule("complaint", 30, limit_count=2, limit_days=365)
        self._rule("survey", 5, limit_count=0)
        for key in ("dealer.complaint:1", "dealer.complaint:1", "dealer.complaint:2"):
            self.Bonus.with_user(self.reader)._grant("complaint", self.partner, key)
        self.assert_card(60)
        self.Bonus._grant("complaint", self.partner, "dealer.complaint:3", points=70)
        self.assert_card(60)
        self.assertEqual(self._log("complaint")[2][1:], ("refused", "limit"))
        for number in range(4):
            self.Bonus._grant("survey", self.partner, f"survey:{number}")
        self.assert_card(80)
        nobody, _card = self._person("No card", enrol=False)
        self.assertFalse(self.Bonus._grant("survey", nobody, "survey:9"))
        self.assert_sound()

    def test_complaint_says_how_many(self):
        self._rule("complaint", 30)
        bonus = self.Bonus._grant("complaint", self.partner, "c:1", points=70)
        self.assert_card(70)
        entry = self.card.dealer_entry_ids
        self.assertEqual((entry.kind, entry.origin_id), ("earn", bonus.id))

    def test_rule_of_the_time_and_the_showroom(self):
        other = self.env["res.company"].create({"name": "Second Showroom"})
        self._rule("survey", company_id=other.id)
        self._rule("survey", date_to="2020-01-01")
        self.Bonus._grant("survey", self.partner, "survey:1")
        self.assert_card(0)
