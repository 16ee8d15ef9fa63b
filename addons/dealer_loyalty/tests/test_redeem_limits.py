from freezegun import freeze_time

from odoo.exceptions import AccessError, RedirectWarning, UserError
from odoo.fields import Command
from odoo.tests import tagged

from .common import ClubCommon


@tagged("post_install", "-at_install")
class TestRedeemLimits(ClubCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._give(1000)
        cls.cars = cls.env["product.category"].create({"name": "Cars"})
        cls.car = cls.env["product.product"].create(
            {
                "name": "Car",
                "type": "service",
                "categ_id": cls.cars.id,
                "taxes_id": [Command.clear()],
            }
        )
        cls.seller.group_ids |= cls.env.ref("sales_team.group_sale_salesman")

    def _mixed(self, work, car):
        order = self._order(work, claim=False)
        order.order_line = [
            Command.create(
                {"name": "Car", "product_id": self.car.id, "price_unit": car}
            )
        ]
        self._claim(order)
        return order

    def _cost(self, order):
        return sum(order.order_line.mapped("points_cost"))

    # === HOW MUCH === #

    def test_share_of_a_category(self):
        self.club.dealer_redeem_limit_ids = [
            Command.create({"category_ids": self.cars.ids, "share": 10})
        ]
        order = self._mixed(100, 500)
        self.assertEqual(self._cost(order), 150)
        self.assertEqual(order.amount_total, 450)
        order.action_confirm()
        self.assert_card(1000, held=150)

    def test_share_of_everything(self):
        self.club.dealer_redeem_share = 50
        self.assertEqual(self._cost(self._mixed(100, 500)), 300)

    def test_nothing_of_a_category(self):
        self.club.dealer_redeem_limit_ids = [
            Command.create({"category_ids": self.cars.ids, "share": 0})
        ]
        self.assertEqual(self._cost(self._mixed(100, 500)), 100)
        order = self._order(0, claim=False)
        order.order_line[0].write({"product_id": self.car.id, "price_unit": 500})
        order._update_programs_and_rewards()
        with self.assertRaisesRegex(UserError, "nothing to discount"):
            order._apply_program_reward(self.reward, self.card)
        self.assertFalse(self._cost(order))

    def test_lines_which_the_customer_does_not_pay(self):
        lines = type(self.env["sale.order.line"])
        original = lines._is_dealer_redeemable
        self.patch(
            lines,
            "_is_dealer_redeemable",
            lambda line: original(line) and line.product_id != self.car,
        )
        self.assertEqual(self._cost(self._mixed(100, 500)), 100)

    def test_no_client_chooses_the_lines(self):
        self.club.dealer_redeem_share = 50
        order = self._order(100, claim=False)
        forged = order.with_context(dealer_loyalty_only_lines=order.order_line.ids)
        self._claim(forged)
        self.assertEqual(self._cost(order), 50)

    def test_day(self):
        self.club.dealer_day_points = 250
        self._order(150).action_confirm()
        order = self._order(150)
        with self.assertRaisesRegex(UserError, "250 points a day"):
            order.action_confirm()
        self.assert_card(1000, held=150)
        self._order(100).action_confirm()

    @freeze_time("2026-03-02 22:30:00")
    def test_day_begins_at_midnight_of_the_user(self):
        """Half past one in Moscow: what was reserved before midnight was yesterday."""
        self.club.dealer_day_points = 250
        order = self._order(150)
        order.action_confirm()
        order = self._order(150).with_context(tz="Europe/Moscow")
        hold = self.env["dealer.loyalty.hold"].search([])
        for created, refused in (
            ("2026-03-02 20:30:00", False),
            ("2026-03-02 21:30:00", True),
        ):
            self.env.flush_all()
            self.env.cr.execute(
                "UPDATE dealer_loyalty_hold SET create_date = %s WHERE id = %s",
                [created, hold.id],
            )
            hold.invalidate_recordset()
            if refused:
                with self.assertRaisesRegex(UserError, "250 points a day"):
                    order._check_dealer_day(self.card, 150)
            else:
                order._check_dealer_day(self.card, 150)

    # === WHO === #

    def _identify(self, order, number=None, method="pin", secret=None, user=None):
        window = self.env["dealer.loyalty.identify"].with_user(user or self.seller)
        window = window.create(
            {
                "order_id": order.id,
                "number": number or self.card.code,
                "method": method,
                "secret": secret,
            }
        )
        return window, window.action_identify()

    def _sold(self):
        self.club.dealer_identify = True
        order = self._order(100, user=self.seller)
        self.assertTrue(order.dealer_needs_identification)
        return order

    def test_pin(self):
        order = self._sold()
        with self.assertRaises(RedirectWarning):
            order.action_confirm()
        pin = self.env["dealer.loyalty.pin"].with_user(self.desk)
        window = pin.create({"card_id": self.card.id, "pin": "2580"})
        with self.assertRaisesRegex(UserError, "document"):
            window.action_set()
        window.write({"is_document_seen": True, "pin": "1234"})
        with self.assertRaisesRegex(UserError, "easy"):
            window.action_set()
        window.pin = "2580"
        window.action_set()
        self.assertFalse(window.pin)
        self.assertNotIn("2580", self.card.dealer_pin_hash)
        window, _answer = self._identify(order, secret="2580")
        self.assertFalse(window.secret)
        order.invalidate_recordset()
        order.action_confirm()
        self.assert_card(1000, held=100)

    def test_wrong_and_missing_cards_look_the_same(self):
        order = self._sold()
        self.card._set_dealer_pin("2580")
        other = self.env["res.partner"].create({"name": "Otto"})
        card = other._dealer_enrol(self.club)
        card._set_dealer_pin("2581")
        answers = {
            self._identify(order, number, "pin", secret)[0].message
            for number, secret in (
                (self.card.code, "0000"),
                (card.code, "2581"),
                ("2900 0000 0000 1", "2580"),
                ("nonsense", "2580"),
            )
        }
        self.assertEqual(len(answers), 1)
        with self.assertRaises(RedirectWarning):
            order.action_confirm()
        rows = self.env["dealer.loyalty.identification"].search([])
        self.assertEqual(rows.mapped("success"), [False] * 4)

    def test_guessing_is_stopped(self):
        order = self._sold()
        self.card._set_dealer_pin("2580")
        for number in range(5):
            self._identify(order, secret=f"90{number}1")
        with self.assertRaisesRegex(UserError, "Too many"):
            self._identify(order, secret="2580")

    def test_code_to_the_phone(self):
        order = self._sold()
        self.partner.phone = "+7 912 345 67 89"
        self.assertTrue(self.card._send_dealer_code())
        body = self.env["sms.sms"].search([], limit=1).body
        code = body.split()[0]
        self._identify(order, method="code", secret="000000")
        self.assertFalse(
            self.env["dealer.loyalty.identification"]._is_identified(self.card, order)
        )
        self._identify(order, method="code", secret=code)
        order.invalidate_recordset()
        order.action_confirm()
        # Once only.
        self.assertFalse(self.card._check_dealer_secret("code", code))

    def test_staff_has_seen_a_document(self):
        order = self._sold()
        self._identify(order, method="staff")
        order.action_confirm()
        row = self.env["dealer.loyalty.identification"].search([])
        self.assertEqual((row.method, row.user_id), ("staff", self.seller))

    def test_other_order_needs_its_own(self):
        self._identify(self._sold(), method="staff")
        with self.assertRaises(RedirectWarning):
            self._sold().action_confirm()

    def test_at_the_desk_without_an_order(self):
        self._sold()
        self._identify(self.env["sale.order"], method="staff", user=self.desk)
        # The desk works with wider rights, and is asked all the same.
        order = self._order(50).with_user(self.desk).sudo()
        order.action_confirm()
        self.assert_card(1000, held=50)
        with self.assertRaises(AccessError):
            self._identify(self.env["sale.order"], method="staff")
        other = self._order(50).with_user(self.manager).sudo()
        with self.assertRaises(RedirectWarning):
            other.action_confirm()

    def test_nobody_reads_or_writes_secrets(self):
        self.card._set_dealer_pin("2580")
        for user in (self.manager, self.desk, self.seller):
            card = self.card.with_user(user)
            with self.assertRaises(AccessError):
                card.read(["dealer_pin_hash"])
            with self.assertRaises(AccessError):
                card.write({"dealer_pin_hash": "x"})
