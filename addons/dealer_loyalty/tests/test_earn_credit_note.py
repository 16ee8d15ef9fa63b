from odoo.tests import tagged

from .common import ClubCommon


@tagged("post_install", "-at_install")
class TestEarnCreditNote(ClubCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()

    def test_full_credit_note(self):
        invoice = self._invoice(1050)
        self._book()
        refund = self._refund(invoice)
        self._book()
        self.assert_card(0)
        self.assert_entries([("earn", 10), ("reverse", -10)])
        entry = self.card.dealer_entry_ids[0]
        self.assertEqual((entry.move_id, entry.origin_id), (refund, invoice.id))
        self.assert_sound()

    def test_both_before_the_worker(self):
        self._refund(self._invoice(1050))
        self._book()
        self.assert_card(0)
        self.assertFalse(self.card.dealer_entry_ids)

    def test_partial_credit_note(self):
        invoice = self._invoice(1050)
        self._book()
        self._refund(invoice, 249)
        self._book()
        # 801 are left: 8 points.
        self.assert_card(8)

    def test_small_credit_note_within_the_rounding(self):
        invoice = self._invoice(199)
        self._book()
        self._refund(invoice, 50)
        self._book()
        self.assert_card(1)
        self._refund(invoice, 50)
        self._book()
        self.assert_card(0)

    def test_several_and_one_cancelled(self):
        invoice = self._invoice(1000)
        self._book()
        refunds = [self._refund(invoice, amount) for amount in (333, 333, 334)]
        self._book()
        self.assert_card(0)
        refunds[1].button_cancel()
        self._book()
        self.assert_card(3)
        refunds[0].button_draft()
        refunds[0].invoice_line_ids.price_unit = 100
        refunds[0].action_post()
        self._book()
        self.assert_card(5)
        for refund in refunds[::2]:
            refund.button_draft()
        self._book()
        self.assert_card(10)
        self.assert_sound()

    def test_order_of_the_rows_does_not_matter(self):
        invoice = self._invoice(1000)
        for amount in (250, 150):
            self._refund(invoice, amount)
        for row in self.Pending.search([], order="id desc"):
            row._book()
        self.assert_card(6)

    def test_deleted_draft_of_a_credit_note(self):
        invoice = self._invoice(1000)
        refund = self._refund(invoice)
        self._book()
        refund.button_draft()
        refund.with_context(force_delete=True).unlink()
        self._book()
        self.assert_card(10)
        self.assert_sound()

    def test_more_refunded_than_invoiced(self):
        invoice = self._invoice(500)
        self._book()
        self._refund(invoice, 800)
        self._book()
        self.assert_card(0)

    def test_rule_of_the_invoice_counts(self):
        invoice = self._invoice(1000)
        self._book()
        self.club.dealer_earn_points = 5
        self._refund(invoice, 500)
        self._book()
        self.assert_card(5)
        # Posted again, the invoice is valued by the rule of now.
        invoice.button_draft()
        invoice.action_post()
        self._book()
        self.assert_card(25)

    def test_already_spent(self):
        invoice = self._invoice(1000)
        self._book()
        self.ledger._post(self.card, "redeem", -7, "spent")
        refund = self._refund(invoice)
        self._book()
        self.assert_card(0, debt=7)
        refund.button_cancel()
        self._book()
        self.assert_card(3)
        self.assert_sound()

    def test_credit_note_without_invoice(self):
        self._invoice(1000)
        self._book()
        refund = self._invoice(350, move_type="out_refund")
        self._book()
        self.assert_card(7)
        refund.button_draft()
        self._book()
        self.assert_card(10)
        refund.action_post()
        self._book()
        self.assert_card(7)
        self.assert_sound()

    def test_credit_note_without_invoice_takes_no_more_than_was_earned(self):
        self._give(100)
        self._invoice(300)
        self._book()
        self._invoice(5000, move_type="out_refund")
        self._book()
        self.assert_card(100)
        self._invoice(5000, move_type="out_refund")
        self._book()
        self.assert_card(100)

    def test_credit_note_for_a_member_without_points(self):
        self._invoice(5000, move_type="out_refund")
        self._book()
        self.assert_card(0)

    def test_invoice_made_of_a_credit_note(self):
        invoice = self._invoice(1000)
        refund = self._refund(invoice)
        self._book()
        again = refund._reverse_moves([{"invoice_date": "2026-03-20"}])
        again.action_post()
        self.assertEqual(again.move_type, "out_invoice")
        self._book()
        self.assert_card(10)

    def test_failed_invoice_row_then_credit_note(self):
        """The credit note is booked first; the invoice's row knows it later."""
        invoice = self._invoice(1000)
        row = self.Pending.search([("res_id", "=", invoice.id)])
        row.write({"state": "error", "next_try": "2099-01-01"})
        self._refund(invoice, 400)
        self._book()
        self.assert_card(0)
        row.action_retry()
        self.assert_card(6)
        self.assert_sound()
