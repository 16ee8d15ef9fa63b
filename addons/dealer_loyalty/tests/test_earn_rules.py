from datetime import date

from freezegun import freeze_time

from odoo.exceptions import ValidationError
from odoo.fields import Command
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import ClubCommon


@tagged("post_install", "-at_install")
class TestEarnRules(ClubCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        categories = cls.env["product.category"]
        cls.service = categories.create({"name": "Service"})
        cls.labour = categories.create({"name": "Labour", "parent_id": cls.service.id})
        cls.parts = categories.create({"name": "Parts", "parent_id": cls.service.id})
        cls.hour = cls._product("Hour", cls.labour)
        cls.filter = cls._product("Oil filter", cls.parts)
        cls.Rule = cls.env["dealer.loyalty.earn.rule"]

    @classmethod
    def _product(cls, name, category):
        return cls.env["product.product"].create(
            {
                "name": name,
                "type": "service",
                "categ_id": category.id,
                "taxes_id": [Command.clear()],
            }
        )

    def _rule(self, name="Rule", **values):
        return self.Rule.create({"name": name, "program_id": self.club.id, **values})

    def _bill(self, labour=0, parts=0, **values):
        invoice = self._invoice(post=False, **values)
        invoice.invoice_line_ids = [
            Command.create(
                {
                    "product_id": product.id,
                    "price_unit": price,
                    "tax_ids": [Command.clear()],
                }
            )
            for product, price in ((self.hour, labour), (self.filter, parts))
            if price
        ]
        invoice.action_post()
        return invoice

    def test_categories_and_the_rest(self):
        rule = self._rule("Labour", points=3, category_ids=self.labour.ids)
        self._bill(labour=1000, parts=500)
        self._book()
        self.assert_card(35)
        by_rule = {entry.rule_id: entry.points for entry in self.card.dealer_entry_ids}
        self.assertEqual(by_rule, {rule: 30, self.Rule: 5})

    def test_category_above_counts(self):
        self._rule("Service", points=2, category_ids=self.service.ids)
        self._bill(labour=1000, parts=500)
        self._book()
        self.assert_card(30)

    def test_rules_of_the_invoice_count_for_its_credit_note(self):
        rule = self._rule("Labour", points=3, category_ids=self.labour.ids, cap=20)
        invoice = self._bill(labour=1000, parts=500)
        self._book()
        self.assert_card(25)
        rule.write({"points": 9, "cap": 0})
        refund = self._refund(invoice, post=False)
        refund.invoice_line_ids.filtered(
            lambda line: line.product_id == self.filter
        ).unlink()
        refund.invoice_line_ids.price_unit = 500
        refund.action_post()
        self._book()
        # Half of the labour is half of its 20 points.
        self.assert_card(15)
        refund.button_cancel()
        self._book()
        self.assert_card(25)
        self.assert_sound()

    def test_campaign_of_a_showroom(self):
        self._rule("March", mode="extra", date_from="2026-03-01", date_to="2026-03-31")
        other = self.env["res.company"].create({"name": "Second Showroom"})
        self._rule("Elsewhere", mode="extra", points=50, company_id=other.id)
        self._bill(labour=1000)
        self._bill(labour=1000, invoice_date="2026-04-01")
        self._book()
        self.assert_card(30)

    def test_paid_with_points_reduces_every_rule(self):
        self._give(300)
        self._rule("Labour", points=2, category_ids=self.labour.ids)
        order = self.env["sale.order"].create(
            {
                "partner_id": self.partner.id,
                "order_line": [
                    Command.create({"product_id": product.id, "price_unit": price})
                    for product, price in ((self.hour, 600), (self.filter, 400))
                ],
            }
        )
        self._claim(order)
        order.action_confirm()
        order.order_line.qty_delivered = 1
        order._create_invoices().action_post()
        self._book()
        # 700 paid by money: 420 of labour (8.4 points), 280 of parts (2.8).
        self.assertEqual(self.card.dealer_entry_ids[0].kind, "earn")
        self.assert_card(11)

    def test_on_full_payment_and_back(self):
        self.club.dealer_earned_on = "paid"
        invoice = self._bill(labour=1000)
        self._book()
        self.assert_card(0)
        self.assertEqual(self.card.dealer_waiting, 10)
        self.assertFalse(self.card.dealer_waiting_ids.due)
        payment = self._pay(invoice)
        self._book()
        self.assert_card(10)
        self.card.invalidate_recordset()
        self.assertEqual(self.card.dealer_waiting, 0)
        # The bank sends the money back.
        invoice.line_ids.remove_move_reconcile()
        self._book()
        self.assert_card(0)
        self.assert_entries([("earn", 10), ("reverse", -10)])
        payment.action_draft()
        self._book()
        self.assert_card(0)
        self.assert_sound()

    def test_payment_keeps_the_rules_and_cards_of_the_posting(self):
        self.club.dealer_earned_on = "paid"
        late = self.env["res.partner"].create({"name": "Late"})
        invoice, other = self._bill(labour=1000), self._bill(labour=1000, partner=late)
        self._book()
        self.club.dealer_earn_points = 9
        card = late._dealer_enrol(self.club)
        self._pay(invoice)
        self._pay(other)
        self._book()
        self.assert_card(10)
        self.assert_card(0, card=card)

    def test_part_payment_gives_nothing(self):
        self._rule("Labour", points=2, category_ids=self.labour.ids, earned_on="paid")
        invoice = self._bill(labour=1000, parts=100)
        register = self.env["account.payment.register"].with_context(
            active_model="account.move", active_ids=invoice.ids
        )
        register.create({"amount": 500})._create_payments()
        self._book()
        # The parts count with the posting.
        self.assert_card(1)
        self.assertEqual(self.card.dealer_waiting, 20)

    def test_payments_are_nothing_for_other_clubs(self):
        invoice = self._bill(labour=1000)
        rows = self.Pending.search_count([])
        self._pay(invoice)
        self.assertEqual(self.Pending.search_count([]), rows)

    def test_return_period(self):
        self.club.dealer_wait_days = 14
        release = self.env.ref("dealer_loyalty.ir_cron_release")
        with freeze_time("2026-03-10 10:00"):
            invoice = self._bill(labour=1000)
            other = self._bill(labour=400)
            self._book()
            self.assert_card(0)
            self.assertEqual(self.card.dealer_waiting, 14)
            self.assertEqual(self.card.dealer_waiting_ids[0].due, date(2026, 3, 16))
            self._refund(other)
            self._book()
            self.card.invalidate_recordset()
            self.assertEqual(self.card.dealer_waiting, 10)
            self.assertFalse(self.card.dealer_entry_ids)
        for day, points in (("2026-03-15", 0), ("2026-03-16", 10), ("2026-03-17", 10)):
            with freeze_time(f"{day} 10:00"):
                with self.enter_registry_test_mode():
                    release.method_direct_trigger()
                self._book()
                self.assert_card(points)
        self.card.invalidate_recordset()
        self.assertFalse(self.card.dealer_waiting_ids)
        with freeze_time("2026-03-18 10:00"):
            self._refund(invoice, 500)
            self._book()
        self.assert_card(5)
        self.assert_sound()

    def test_points_of_a_rule_expire_as_it_says(self):
        self.club.dealer_expiry_months = 24
        self._rule("March", mode="extra", expiry_months=3)
        self._bill(labour=1000)
        self._book()
        self.assertEqual(
            sorted(self.card.dealer_lot_ids.mapped("expires_on")),
            [date(2026, 6, 2), date(2028, 3, 2)],
        )

    def test_nonsense_is_refused(self):
        for values, message in (
            ({"amount": 0}, "dealer_loyalty_earn_rule_amounts"),
            ({"date_from": "2026-02-01", "date_to": "2026-01-01"}, "ends before"),
            ({"mode": "extra", "points": 0}, "has to give points"),
        ):
            with (
                self.assertRaisesRegex(Exception, message),
                mute_logger("odoo.sql_db"),
                self.cr.savepoint(),
            ):
                self._rule(**values).flush_recordset()
        with self.assertRaisesRegex(ValidationError, "expire before"):
            self.club.write({"dealer_expiry_months": 1, "dealer_wait_days": 40})

    def test_rule_with_points_cannot_be_deleted(self):
        rule = self._rule("Labour", category_ids=self.labour.ids)
        self._bill(labour=1000)
        self._book()
        with (
            self.assertRaisesRegex(Exception, "foreign key"),
            mute_logger("odoo.sql_db"),
            self.cr.savepoint(),
        ):
            rule.unlink()
            self.env.flush_all()
        rule.active = False
        self._bill(labour=1000)
        self._book()
        self.assert_card(20)
