from odoo import fields
from odoo.exceptions import AccessError, RedirectWarning, UserError
from odoo.tests import Form, tagged
from odoo.tools import format_date

from ..models.dealer_loyalty_lookup import MAX_WRONG
from ..tools import card_number
from .desk_common import DeskCommon


@tagged("post_install", "-at_install")
class TestDesk(DeskCommon):
    def _wrong_number(self):
        while self.env["loyalty.card"].search_count(
            [("code", "=", code := card_number.draw())]
        ):
            continue
        return code

    # === FIND === #

    def test_card_number_finds_the_holder(self):
        self._give(120)
        for text in (self.card.code, self.card.dealer_number):
            answer = self._find(text)
            self.assertEqual(answer["status"], "person")
            self.assertEqual(answer["person"]["name"], "Olga Weber")
            self.assertEqual(answer["person"]["card"]["available"], 120)

    def test_phone_and_name(self):
        self.assertEqual(
            self._find("9007771122")["person"]["partner_id"], self.partner.id
        )
        answer = self._find("weber")
        self.assertEqual(answer["status"], "list")
        ids = {hit["partner_id"] for hit in answer["hits"]}
        self.assertEqual(ids, {self.partner.id, self.son.id})
        self.assertEqual({hit["phone_end"] for hit in answer["hits"]}, {"1122", "1133"})

    def test_plate_and_end_of_the_vin(self):
        car = self.env["dealer.vehicle"].create(
            {"vin": "1HGCM82633A004352", "license_plate": "А777КУ77"}
        )
        car._set_owner(self.partner)
        for query in ("A777KY77", "004352"):
            person = self._find(query)["person"]
            self.assertEqual(person["partner_id"], self.partner.id, query)
            self.assertEqual([car["id"] for car in person["cars"]], car.ids)

    def test_wrong_and_hidden_card_get_the_same_answer(self):
        self.partner.user_id = self.manager
        self._own_only(self.desk)
        hidden = self._find(self.card.code)
        self.assertEqual(hidden, self._find(self._wrong_number()))
        self.assertEqual(hidden["status"], "none")
        self.assertFalse(hidden["person"])

    def test_card_of_another_showroom_gets_the_same_answer(self):
        other = self.env["res.company"].create({"name": "Other Showroom"})
        card = self.partner._dealer_enrol(
            self._create_club("Elsewhere", company_id=other.id)
        )
        self.assertEqual(self._find(card.code), self._find(self._wrong_number()))

    def test_who_guesses_is_stopped(self):
        for _number in range(MAX_WRONG):
            self.assertEqual(self._find(self._wrong_number())["status"], "none")
        self.assertEqual(self._find(self._wrong_number())["status"], "blocked")
        self.assertEqual(self._find(self.card.code)["status"], "blocked")
        # Other ways and other people go on.
        self.assertEqual(self._find("9007771122")["status"], "person")
        self.assertEqual(self._find(self.card.code, self.manager)["status"], "person")

    def test_only_the_desk(self):
        for user in (self.seller, self.reader):
            with self.assertRaises(AccessError):
                self._find("weber", user)
            with self.assertRaises(AccessError):
                self.desk_page.with_user(user).dealer_desk_open(self.partner.id)

    def test_hidden_customer_cannot_be_opened(self):
        self.partner.user_id = self.manager
        self._own_only(self.desk)
        for method in ("dealer_desk_open", "dealer_desk_gift", "dealer_desk_rewards"):
            with self.assertRaises(AccessError):
                getattr(self.desk_page, method)(self.partner.id)

    def test_no_more_than_needed_is_told(self):
        self._born(0)
        person = str(self._find(self.card.code)["person"])
        self.assertNotIn("777", person)
        self.assertNotIn(str(self.partner.dealer_birthdate.year), person)

    def test_constant_number_of_queries(self):
        counts = []
        for cars in (1, 6):
            for number in range(cars):
                car = self.env["dealer.vehicle"].create(
                    {"license_plate": f"А{cars}{number}0КУ77"}
                )
                car._set_owner(self.partner)
                person = self.env["res.partner"].create({"name": f"C{cars}{number}"})
                self.member._share(self.card, person, "earn")
                self._gift_reward()
            self._give(100)
            self._born(0)
            for _again in range(2):
                # The second time, rules and templates are in memory, too.
                self.env.flush_all()
                self.env.invalidate_all()
                self._find(self.card.code)
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self._find(self.card.code)
            counts.append(self.env.cr.sql_log_count - before)
        self.assertLessEqual(counts[1], counts[0])
        self.assertLess(counts[0], 60)

    # === BIRTHDAY === #

    def test_birthday_within_three_days(self):
        for days, shown in ((0, True), (3, True), (-3, True), (4, False), (-4, False)):
            self._born(days)
            birthday = self._find(self.card.code)["person"]["birthday"]
            self.assertEqual(bool(birthday), shown, days)
            if shown:
                self.assertEqual(birthday["days"], days)
                self.assertEqual(birthday["gift"], "Car perfume")

    def test_gift_once_a_year(self):
        self._born(1)
        person = self.desk_page.dealer_desk_gift(self.partner.id)
        self.assertIn(self.desk.name, person["birthday"]["given"])
        with self.assertRaises(UserError):
            self.desk_page.dealer_desk_gift(self.partner.id)
        gift = self.env["dealer.loyalty.gift"].search(
            [("partner_id", "=", self.partner.id)]
        )
        self.assertEqual(gift.user_id, self.desk)
        self.assertEqual(gift.gift, "Car perfume")

    def test_no_gift_on_other_days_or_without_one(self):
        self._born(10)
        with self.assertRaises(UserError):
            self.desk_page.dealer_desk_gift(self.partner.id)
        self._born(0)
        self.club.dealer_birthday_gift = False
        with self.assertRaises(UserError):
            self.desk_page.dealer_desk_gift(self.partner.id)

    # === ENROL === #

    def _enrol_form(self, **values):
        form = Form(self.env["dealer.loyalty.enrol"].with_user(self.desk))
        for name, value in values.items():
            form[name] = value
        return form

    def test_enrol_somebody_new(self):
        form = self._enrol_form(phone="+7 900 555-66-77", name="Ivan Novikov")
        form.birthdate = "1990-05-06"
        action = form.save().action_enrol()
        partner = self.env["res.partner"].browse(action["infos"]["partner_id"])
        self.assertEqual((partner.name, partner.phone), ("Ivan Novikov", form.phone))
        self.assertEqual(fields.Date.to_string(partner.dealer_birthdate), "1990-05-06")
        self.assertEqual(partner.dealer_card_id.program_id, self.club)

    def test_enrol_somebody_known_adds_only_what_is_missing(self):
        form = self._enrol_form(phone="8 900 777 11 33")
        self.assertEqual(form.partner_id, self.son)
        self.assertEqual(form.name, "Maxim Weber")
        form.name = "Somebody Else"
        form.email = "max@example.com"
        form.save().action_enrol()
        self.assertEqual(self.son.name, "Maxim Weber")
        self.assertEqual(self.son.email, "max@example.com")
        self.assertTrue(self.son.dealer_card_id)

    def test_phone_of_a_colleagues_customer(self):
        self.partner.user_id = self.manager
        self._own_only(self.desk)
        form = self._enrol_form(phone="+7 900 777-11-22", name="Olga")
        self.assertFalse(form.partner_id)
        self.assertEqual(form.taken_by, self.manager.name)
        with self.assertRaises(UserError):
            form.save().action_enrol()

    def test_enrol_without_phone(self):
        with self.assertRaises(UserError):
            self._enrol_form(name="Nobody").save().action_enrol()

    # === LOST CARD === #

    def test_lost_card(self):
        self._give(70)
        old = self.card.code
        wizard = (
            self.env["dealer.loyalty.replace"]
            .with_user(self.desk)
            .create({"card_id": self.card.id, "reason": "stolen"})
        )
        wizard.action_replace()
        self.assertNotEqual(self.card.code, old)
        self.assertEqual(card_number.parse(self.card.code), self.card.code)
        answer = self._find(old)
        self.assertEqual(answer["status"], "replaced")
        self.assertFalse(answer["person"], "who found the card learns no name")
        self.assertEqual(self._find(self.card.code)["person"]["card"]["balance"], 70)
        row = self.card.dealer_number_ids
        self.assertEqual((row.code, row.reason), (old, "stolen"))
        self.assertEqual(row.create_uid, self.desk)
        hits = self.env["res.partner"].with_user(self.desk).dealer_find(old)
        self.assertFalse(hits)

    # === REDEEM === #

    def test_redeem_on_a_confirmed_order(self):
        self._give(300)
        order = self._order(1000, claim=False)
        order.action_confirm()
        (choice,) = self.desk_page.dealer_desk_rewards(self.partner.id)
        self.assertEqual(choice["order_id"], order.id)
        result = self.desk_page.dealer_desk_redeem(
            self.partner.id, self.reward.id, order.id
        )
        self.assertEqual(order.amount_untaxed, 700)
        self.assert_card(300, held=300)
        self.assertEqual(result["person"]["card"]["available"], 0)
        self.assertEqual(self.desk_page.dealer_desk_rewards(self.partner.id), [])

    def test_redeem_something_to_take_along(self):
        self._give(80)
        reward = self._gift_reward()
        (choice,) = self.desk_page.dealer_desk_rewards(self.partner.id)
        self.assertFalse(choice["order_id"])
        self.desk_page.dealer_desk_redeem(self.partner.id, reward.id)
        self.assert_card(80, held=50)
        order = self.env["sale.order"].search([("partner_id", "=", self.partner.id)])
        self.assertEqual(order.state, "sale")
        self.assertEqual(order.create_uid, self.desk)
        with self.assertRaises(UserError):
            self.desk_page.dealer_desk_redeem(self.partner.id, reward.id)
        self.assert_card(80, held=50)

    def test_order_of_somebody_else_is_refused(self):
        self._give(300)
        order = self._order(1000, partner=self.son, claim=False)
        with self.assertRaises(UserError):
            self.desk_page.dealer_desk_redeem(self.partner.id, self.reward.id, order.id)

    # === POINTS === #

    def test_waiting_and_expiring_points(self):
        self.club.write({"dealer_expiry_months": 12, "dealer_wait_days": 14})
        today = fields.Date.context_today(self.desk)
        for days, points in ((90, 20), (30, 40), (30, 5)):
            self.ledger._post(
                self.card,
                "adjust",
                points,
                f"lot:{days}:{points}",
                expires_on=fields.Date.add(today, days=days),
            )
        self._invoice(700, invoice_date=today)
        self._book()
        card = self._find(self.card.code)["person"]["card"]
        self.assertEqual((card["available"], card["waiting"]), (65, 7))
        self.assertEqual(
            card["expiring"],
            [
                {
                    "date": format_date(
                        self.desk_page.env, fields.Date.add(today, days=days)
                    ),
                    "points": points,
                }
                for days, points in ((30, 45), (90, 20))
            ],
        )
        self.assertEqual(self.card.dealer_expiring, 45)
        self.assertEqual(self.card.dealer_expires_on, fields.Date.add(today, days=30))

    # === IDENTIFY === #

    def test_redeem_after_the_holder_is_identified(self):
        self._give(80)
        reward = self._gift_reward()
        self.assertFalse(self._find(self.card.code)["person"]["card"]["must_identify"])
        self.club.dealer_identify = True
        self.card._set_dealer_pin("2580")
        # What a colleague has seen for an order of theirs is not enough here.
        self.env["dealer.loyalty.identification"].with_user(self.manager)._identify(
            self.card.code, self._order(10), "staff"
        )
        person = self._find(self.card.code)["person"]
        self.assertTrue(person["card"]["must_identify"])
        with self.assertRaises(RedirectWarning), self.env.cr.savepoint():
            self.desk_page.dealer_desk_redeem(self.partner.id, reward.id)
        self.assert_card(80)
        window = self.env["dealer.loyalty.identify"].with_user(self.desk)
        window = window.create(
            {"number": person["card"]["number"], "method": "pin", "secret": "2580"}
        )
        self.assertTrue(
            window.action_identify()["params"]["next"]["infos"]["identified"]
        )
        person = self.desk_page.dealer_desk_open(self.partner.id)
        self.assertFalse(person["card"]["must_identify"])
        self.desk_page.dealer_desk_redeem(self.partner.id, reward.id)
        self.assert_card(80, held=50)

    # === PRINT AND SEND === #

    def test_send_to_the_holder_only(self):
        card = self.card.with_user(self.desk)
        with self.assertRaises(UserError):
            card.action_dealer_send()
        self.partner.email = "olga@example.com"
        card.action_dealer_send()
        mail = self.env["mail.mail"].search([], order="id desc", limit=1)
        self.assertEqual(mail.recipient_ids, self.partner)

    def test_printed_card_has_the_number(self):
        report = self.env.ref("dealer_loyalty.loyalty_card_report")
        html, _kind = report.with_user(self.desk)._render_qweb_html(
            report.report_name, self.card.ids
        )
        self.assertIn(self.card._get_dealer_card_uri().encode(), html)
        self.assertIn(self.card.dealer_number, self.card._get_dealer_card_svg())
