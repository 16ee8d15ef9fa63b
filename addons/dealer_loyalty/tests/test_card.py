import psycopg2

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..tools import card_number
from .common import ClubCommon


@tagged("post_install", "-at_install")
class TestCard(ClubCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.person = cls.env["res.partner"].create({"name": "Boris Ahlers"})

    def test_enrol_twice_gives_one_card(self):
        person = self.person.with_user(self.desk)
        self.assertFalse(person.dealer_card_id)
        self.assertTrue(person.dealer_can_enrol)
        action = person.action_dealer_enrol()
        card = self.env["loyalty.card"].browse(action["res_id"])
        self.assertEqual(card.partner_id, self.person)
        self.assertEqual(card.program_id, self.club)
        self.assertTrue(card.dealer_club)
        self.assertEqual(card.company_id, self.club.company_id)
        self.assertTrue(card_number.parse(card.code))
        self.assert_card(0, card=card)
        again = person.action_dealer_enrol()
        self.assertEqual(again["res_id"], card.id)
        person.invalidate_recordset()
        self.assertEqual(person.dealer_card_id, card)

    def test_entries_of_other_showrooms_are_counted(self):
        self._give(10)
        other = self.env["res.company"].create({"name": "Second Showroom"})
        self.ledger._post(self.card, "adjust", 5, "elsewhere", company=other)
        card = self.card.with_user(self.desk)
        self.assertEqual(len(card.dealer_entry_ids), 1)
        self.assertEqual((card.dealer_balance, card.dealer_hidden_count), (15, 1))
        self.desk.company_ids |= other
        both = (self.env.company | other).ids
        card = card.with_context(allowed_company_ids=both)
        self.assertEqual(card.dealer_hidden_count, 0)

    def test_database_allows_one_active_card(self):
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaises(psycopg2.errors.UniqueViolation),
            self.cr.savepoint(),
        ):
            self.env["loyalty.card"].create(
                {"program_id": self.club.id, "partner_id": self.partner.id}
            )
        self.card.active = False
        card = self.partner._dealer_enrol(self.club)
        self.assertNotEqual(card, self.card)

    def test_insert_does_nothing_when_there_is_a_card(self):
        # What a second, parallel enrolment meets.
        cards = self.env["loyalty.card"]
        self.assertFalse(cards._insert_dealer_card(self.club, self.partner))
        self.assertTrue(cards._insert_dealer_card(self.club, self.person))

    def test_who_may_enrol(self):
        for user in (self.seller, self.desk, self.manager):
            person = self.env["res.partner"].create({"name": user.login})
            person.with_user(user).action_dealer_enrol()
            self.assertTrue(person.dealer_card_id)
        person = self.person.with_user(self.reader)
        self.assertFalse(person.dealer_can_enrol)
        with self.assertRaisesRegex(AccessError, "card desk"):
            person.action_dealer_enrol()

    def test_no_club(self):
        self.club.active = False
        person = self.person.with_user(self.desk)
        self.assertFalse(person.dealer_can_enrol)
        with self.assertRaisesRegex(UserError, "no customer club"):
            person.action_dealer_enrol()

    def test_points_on_the_contact(self):
        self._give(70)
        self.ledger._hold(self.card, 20)
        for user in (self.seller, self.reader):
            partner = self.partner.with_user(user)
            partner.invalidate_recordset()
            self.assertEqual(partner.dealer_points, 50)
            self.assertEqual(partner.dealer_card_id, self.card)

    def test_stock_button_counts_other_cards_only(self):
        self._give(70)
        program = self.env["loyalty.program"].create(
            {"name": "Wallet", "program_type": "ewallet"}
        )
        self.env["loyalty.card"].create(
            {"program_id": program.id, "partner_id": self.partner.id, "points": 5}
        )
        self.assertEqual(self.partner.loyalty_card_count, 1)

    def test_display_name(self):
        self.assertEqual(
            self.card.display_name, f"Wheel Club: {self.card.dealer_number}"
        )

    def test_card_of_the_company_counts_for_its_people(self):
        firm = self.env["res.partner"].create({"name": "Fleet Ltd", "is_company": True})
        driver = self.env["res.partner"].create({"name": "Dan", "parent_id": firm.id})
        card = firm._dealer_enrol(self.club)
        self.assertEqual(driver._dealer_get_card(self.club), card)
        own = driver._dealer_enrol(self.club)
        self.assertNotEqual(own, card)
        self.assertEqual(driver._dealer_get_card(self.club), own)
        self.assertEqual(firm._dealer_get_card(self.club), card)

    def test_club_card_needs_a_person(self):
        with self.assertRaisesRegex(ValidationError, "belongs to a person"):
            self.env["loyalty.card"].create({"program_id": self.club.id})

    def test_created_card_gets_a_number(self):
        card = self.env["loyalty.card"].create(
            {"program_id": self.club.id, "partner_id": self.person.id}
        )
        self.assertTrue(card_number.parse(card.code))
        self.assertEqual(card.dealer_number, card_number.pretty(card.code))

    def test_search_by_number(self):
        cards = self.env["loyalty.card"]
        number = self.card.dealer_number
        for domain in (
            [("dealer_number", "=", number)],
            [("dealer_number", "ilike", number)],
            [("dealer_number", "ilike", number[:9])],
            [("code", "=", self.card.code)],
        ):
            self.assertIn(self.card, cards.search(domain), domain)

    def test_search_box_finds_the_holder(self):
        partners = self.env["res.partner"].with_user(self.desk)
        for text in (self.card.code, self.card.dealer_number):
            hits = partners.dealer_find(text)
            self.assertEqual(
                [(hit["partner_id"], hit["matched"]) for hit in hits[:1]],
                [(self.partner.id, "card")],
            )
            self.assertEqual(partners.name_search(text)[0][0], self.partner.id)
        wrong = self.card.code[:-1] + str((int(self.card.code[-1]) + 1) % 10)
        self.assertFalse(
            [hit for hit in partners.dealer_find(wrong) if hit["matched"] == "card"]
        )

    def test_search_uses_an_index(self):
        query = self.env["res.partner"]._get_dealer_find_parts(
            type("Query", (), {"text": self.card.code, **self._empty_query()})()
        )[-1]
        self.cr.execute("SET LOCAL enable_seqscan = off")
        rows = self.env.execute_query(type(query)("EXPLAIN %s", query))
        self.assertIn("loyalty_card_card_code_unique", str(rows))

    @staticmethod
    def _empty_query():
        return {
            "vin": "",
            "plate": "",
            "phone": "",
            "phone_tail": "",
            "email": "",
            "names": (),
        }

    def test_two_clubs_the_first_is_shown(self):
        second = self._create_club("Other Club", sequence=99)
        self.club.sequence = 1
        card = self.person._dealer_enrol(second)
        self.assertEqual(self.person.dealer_card_id, card)
        first = self.person._dealer_enrol(self.club)
        self.person.invalidate_recordset()
        self.assertEqual(self.person.dealer_card_id, first)
