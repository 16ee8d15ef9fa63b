from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import tagged

from .common import ClubCommon


@tagged("post_install", "-at_install")
class TestRedeemInvoice(ClubCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._give(300)

    def _confirmed(self, *prices):
        order = self._order(*prices)
        order.action_confirm()
        return order

    def _invoiced(self, order, user=None):
        invoice = order._create_invoices()
        (invoice.with_user(user) if user else invoice).action_post()
        return invoice

    def test_invoice_takes_the_points(self):
        order = self._confirmed(1000)
        invoice = self._invoiced(order, self.clerk)
        self.assertEqual(invoice.amount_total, 700)
        self.assert_card(0)
        entry = self.card.dealer_entry_ids[0]
        self.assertRecordValues(
            entry,
            [
                {
                    "kind": "redeem",
                    "points": -300,
                    "move_id": invoice.id,
                    "sale_order_id": order.id,
                    "description": invoice.name,
                }
            ],
        )
        # Net of what was paid with points.
        self._book()
        self.assert_card(7)
        self.assert_sound()

    def test_paid_with_points_entirely_earns_nothing(self):
        """Stock gives the points back as new ones: an endless supply."""
        order = self._confirmed(300)
        self.assertEqual(order.amount_total, 0)
        self._invoiced(order)
        self._book()
        self.assert_card(0)
        self.assert_entries([("adjust", 300), ("redeem", -300)])

    def test_draft_invoice_keeps_the_reservation(self):
        order = self._confirmed(1000)
        order._create_invoices()
        self.assert_card(300, held=300)

    def test_reset_and_post_again(self):
        order = self._confirmed(1000)
        invoice = self._invoiced(order)
        invoice.button_draft()
        self.assert_card(300, held=300)
        invoice.action_post()
        self.assert_card(0)
        self.assert_entries(
            [("adjust", 300), ("redeem", -300), ("reverse", 300), ("redeem", -300)]
        )
        self.assert_sound()

    def test_reset_reserves_again_even_in_debt(self):
        order = self._confirmed(1000)
        invoice = self._invoiced(order)
        self.ledger._post(self.card, "reverse", -40, "r", on_short="debt")
        invoice.button_draft()
        self.assert_card(300, held=300, debt=40)
        order._action_cancel()
        self.assert_card(260)
        self.assert_sound()

    def test_cancelled_invoice_and_order(self):
        order = self._confirmed(1000)
        invoice = self._invoiced(order)
        invoice.button_cancel()
        self.assert_card(300, held=300)
        order._action_cancel()
        self.assert_card(300)
        self.assert_sound()

    def test_order_cancelled_under_a_posted_invoice(self):
        """The discount was given: the points stay taken until the invoice goes."""
        order = self._confirmed(1000)
        invoice = self._invoiced(order)
        order._action_cancel()
        self.assert_card(0)
        invoice.button_draft()
        self.assert_card(300)
        self.assert_sound()

    def test_credit_note_gives_back(self):
        order = self._confirmed(1000)
        invoice = self._invoiced(order)
        refund = self._refund(invoice)
        self.assert_card(300)
        self._book()
        self.assert_card(300)
        self.assert_entries([("adjust", 300), ("redeem", -300), ("reverse", 300)])
        entry = self.card.dealer_entry_ids[0]
        self.assertEqual(entry.move_id, refund)
        refund.button_draft()
        self.assert_card(0)
        self.assert_sound()

    def test_credit_note_after_the_order_was_cancelled(self):
        order = self._confirmed(1000)
        invoice = self._invoiced(order)
        order._action_cancel()
        self._refund(invoice)
        self.assert_card(300)

    def test_credit_note_of_the_work_only(self):
        order = self._confirmed(600, 400)
        invoice = self._invoiced(order)
        refund = self._refund(invoice, post=False)
        refund.invoice_line_ids.filtered(lambda line: line.price_unit != 400).unlink()
        refund.action_post()
        self.assert_card(0)

    def test_invoiced_again_after_a_credit_note(self):
        order = self._confirmed(1000)
        self._refund(self._invoiced(order))
        again = order._create_invoices()
        again.action_post()
        self.assert_card(0)
        self.assert_sound()

    def test_invoiced_again_when_the_points_are_gone(self):
        order = self._confirmed(1000)
        self._refund(self._invoiced(order))
        self.ledger._post(self.card, "redeem", -250, "elsewhere")
        again = order._create_invoices()
        with self.assertRaisesRegex(UserError, "50 points available"):
            again.action_post()

    def test_copied_invoice_takes_nothing(self):
        order = self._confirmed(1000)
        invoice = self._invoiced(order)
        copy = invoice.copy()
        self.assertFalse(copy.line_ids.dealer_hold_id)

    def test_free_product_in_parts(self):
        self.club.reward_ids = [
            Command.create(
                {
                    "reward_type": "product",
                    "reward_product_id": self.work.id,
                    "reward_product_qty": 1,
                    "required_points": 75,
                }
            )
        ]
        reward = self.club.reward_ids - self.reward
        order = self._order(1000, claim=False)
        order._update_programs_and_rewards()
        order._apply_program_reward(reward, self.card)
        line = order.order_line.filtered("reward_id")
        self.assertEqual((line.product_uom_qty, line.points_cost), (4, 300))
        order.action_confirm()
        invoice = order._create_invoices()
        invoice.invoice_line_ids.filtered("dealer_hold_id").quantity = 1
        invoice.action_post()
        self.assert_card(225, held=225)
        rest = order._create_invoices()
        rest.action_post()
        self.assert_card(0)
        self.assert_entries([("adjust", 300), ("redeem", -75), ("redeem", -225)])
        refund = self._refund(rest, post=False)
        refund.invoice_line_ids.filtered("dealer_hold_id").quantity = 2
        refund.action_post()
        self.assert_card(150)
        self.assert_sound()

    def test_two_orders_on_one_invoice(self):
        first = self._confirmed(100)
        second = self._confirmed(50)
        self.assert_card(300, held=150)
        invoice = (first | second)._create_invoices(grouped=False)
        self.assertEqual(len(invoice), 1)
        invoice.action_post()
        self.assert_card(150)

    def test_reward_split_by_taxes(self):
        order = self._order(1000, 500, claim=False)
        order.order_line[1].tax_ids = self.tax_sale_a
        self._claim(order)
        self.assertEqual(len(order.order_line.filtered("reward_id")), 2)
        order.action_confirm()
        self.assert_card(300, held=300)
        self._invoiced(order)
        self.assert_card(0)
        self.assert_sound()
