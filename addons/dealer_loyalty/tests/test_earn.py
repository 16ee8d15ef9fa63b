from odoo import Command
from odoo.tests import tagged

from .common import ClubCommon


@tagged("post_install", "-at_install")
class TestEarn(ClubCommon):
    def test_posted_invoice_earns(self):
        invoice = self._invoice(1299.99)
        row = self.Pending.search([("res_id", "=", invoice.id)])
        self.assertRecordValues(
            row,
            [
                {
                    "state": "pending",
                    "revision": 1,
                    "name": invoice.name,
                    "document_id": invoice.id,
                    "company_id": invoice.company_id.id,
                }
            ],
        )
        self.assert_card(0)
        self._book()
        self.assert_card(12)
        self.assertRecordValues(
            self.card.dealer_entry_ids,
            [
                {
                    "kind": "earn",
                    "points": 12,
                    "move_id": invoice.id,
                    "origin_model": "account.move",
                    "origin_id": invoice.id,
                    "description": invoice.name,
                    "company_id": invoice.company_id.id,
                    "date": invoice.invoice_date,
                }
            ],
        )
        self.assertEqual((row.state, row.points), ("done", 12))
        self.assert_sound()

    def test_draft_invoice_earns_nothing(self):
        self._invoice(1000, post=False)
        self._book()
        self.assert_card(0)

    def test_worker_again_posts_nothing(self):
        invoice = self._invoice(1000)
        self._book()
        self._book()
        rows = self.Pending.search([("res_id", "=", invoice.id)])
        rows._book()
        rows.state = "pending"
        rows._book()
        self.assert_entries([("earn", 10)])

    def test_taxes_do_not_count(self):
        self._invoice(950, taxes=self.tax_sale_a)
        self._book()
        self.assert_card(9)

    def test_price_with_tax_included(self):
        tax = self.env["account.tax"].create(
            {
                "name": "20 % included",
                "amount": 20,
                "price_include_override": "tax_included",
            }
        )
        invoice = self._invoice(1200, taxes=tax)
        self.assertEqual(invoice.amount_untaxed, 1000)
        self._book()
        self.assert_card(10)

    def test_discount_lines_count(self):
        self._invoice(1000, -250)
        self._book()
        self.assert_card(7)

    def test_rate_of_the_programme(self):
        self.club.write({"dealer_earn_points": 3, "dealer_earn_amount": 50})
        self._invoice(99)
        self._book()
        self.assert_card(5)

    def test_small_and_empty_invoices(self):
        for amount in (99.99, 0):
            self._invoice(amount)
        self._book()
        self.assert_card(0)
        self.assertFalse(self.card.dealer_entry_ids)
        self.assertFalse(self.Pending.search([("state", "!=", "done")]))

    def test_only_members_earn(self):
        stranger = self.env["res.partner"].create({"name": "Stranger"})
        invoice = self._invoice(1000, partner=stranger)
        self._book()
        self.assertFalse(stranger.dealer_card_id)
        self.assertFalse(self.Entry.search([("move_id", "=", invoice.id)]))

    def test_enrolled_after_the_invoice_earns_nothing_for_it(self):
        stranger = self.env["res.partner"].create({"name": "Late"})
        invoice = self._invoice(1000, partner=stranger)
        row = self.Pending.search([("res_id", "=", invoice.id)])
        self.cr.execute(
            "UPDATE dealer_loyalty_pending"
            " SET create_date = create_date - interval '1 hour' WHERE id = %s",
            [row.id],
        )
        row.invalidate_recordset()
        card = stranger._dealer_enrol(self.club)
        self._book()
        self.assert_card(0, card=card)
        # Nor by way of a credit note.
        self._refund(invoice, 100)
        self._book()
        self.assert_card(0, card=card)

    def test_automatic_enrolment(self):
        self.club.dealer_auto_enrol = True
        stranger = self.env["res.partner"].create({"name": "Walk-in"})
        self._invoice(1000, partner=stranger)
        self._book()
        self.assert_card(10, card=stranger.dealer_card_id)

    def test_person_of_a_company_with_a_card(self):
        firm = self.env["res.partner"].create({"name": "Fleet Ltd", "is_company": True})
        driver = self.env["res.partner"].create({"name": "Dan", "parent_id": firm.id})
        card = firm._dealer_enrol(self.club)
        self._invoice(1000, partner=driver)
        self._book()
        self.assert_card(10, card=card)

    def test_archived_card_and_expired_club(self):
        self.card.active = False
        self._invoice(1000)
        self._book()
        self.assert_card(0)
        self.card.active = True
        self.club.date_to = "2026-03-01"
        self._invoice(1000)
        self._book()
        self.assert_card(0)

    def test_two_clubs_earn_both(self):
        local = self._create_club(
            "Local", company_id=self.env.company.id, dealer_earn_points=2
        )
        card = self.partner._dealer_enrol(local)
        self._invoice(1000)
        self._book()
        self.assert_card(10)
        self.assert_card(20, card=card)

    def test_club_of_another_company_earns_nothing(self):
        other = self.env["res.company"].create({"name": "Other Showroom"})
        card = self.partner._dealer_enrol(
            self._create_club("Elsewhere", company_id=other.id)
        )
        self._invoice(1000)
        self._book()
        self.assert_card(0, card=card)

    def test_draft_edit_post_again(self):
        invoice = self._invoice(1000)
        self._book()
        invoice.button_draft()
        self._book()
        self.assert_card(0)
        invoice.invoice_line_ids.price_unit = 2500
        invoice.action_post()
        self._book()
        self.assert_card(25)
        self.assert_entries([("earn", 10), ("reverse", -10), ("earn", 25)])
        self.assert_sound()

    def test_draft_edit_post_again_before_the_worker(self):
        invoice = self._invoice(1000)
        self._book()
        invoice.button_draft()
        invoice.invoice_line_ids.price_unit = 2500
        invoice.action_post()
        self._book()
        self.assert_entries([("earn", 10), ("earn", 15)])
        self.assertEqual(
            self.Pending.search([("res_id", "=", invoice.id)]).mapped("revision"),
            [3, 2, 1],
        )
        self.assertFalse(self.Pending.search([("state", "!=", "done")]))

    def test_other_customer_after_reset(self):
        other = self.env["res.partner"].create({"name": "Real Customer"})
        card = other._dealer_enrol(self.club)
        invoice = self._invoice(1000)
        self._book()
        invoice.button_draft()
        invoice.partner_id = other
        invoice.action_post()
        self._book()
        self.assert_card(0)
        self.assert_card(10, card=card)
        # A credit note afterwards concerns the present customer only.
        self._refund(invoice, 500)
        self._book()
        self.assert_card(0)
        self.assert_card(5, card=card)
        self.assert_sound()

    def test_cancelled_and_deleted(self):
        invoice = self._invoice(1000)
        self._book()
        invoice.button_cancel()
        self._book()
        self.assert_card(0)
        other = self._invoice(700)
        self._book()
        other.button_draft()
        other.with_context(force_delete=True).unlink()
        self._book()
        self.assert_card(0)
        self.assert_sound()

    def test_spent_before_the_invoice_is_cancelled(self):
        invoice = self._invoice(1000)
        self._book()
        self.ledger._post(self.card, "redeem", -8, "spent")
        invoice.button_cancel()
        self._book()
        self.assert_card(0, debt=8)
        self._invoice(3000)
        self._book()
        self.assert_card(22)
        self.assert_sound()

    def test_vendor_bills_and_entries_do_not_count(self):
        self._invoice(1000, move_type="in_invoice")
        self.assertFalse(self.Pending.search([]))

    def test_no_rows_without_a_club(self):
        self.cr.execute("UPDATE loyalty_program SET dealer_club = false")
        self.env.invalidate_all()
        self._invoice(1000)
        self.assertFalse(self.Pending.search([]))

    def test_foreign_currency_invoice(self):
        currency = self.setup_other_currency("EUR", rates=[("2020-01-01", 4)])
        invoice = self._invoice(4000, currency_id=currency.id)
        self.assertEqual(invoice.amount_untaxed_signed, 1000)
        self._book()
        self.assert_card(10)

    def test_club_in_another_currency(self):
        currency = self.setup_other_currency("EUR", rates=[("2020-01-01", 4)])
        club = self._create_club("Euro Club", currency_id=currency.id)
        card = self.partner._dealer_enrol(club)
        self._invoice(1000)
        self._book()
        self.assert_card(40, card=card)

    def test_clerk_needs_no_rights_on_points(self):
        invoice = self._invoice(1000, post=False).with_user(self.clerk)
        invoice.action_post()
        invoice.button_draft()
        invoice.action_post()
        self._book()
        self.assert_card(10)

    def test_cash_receipt(self):
        self._invoice(1000, move_type="out_receipt")
        self._book()
        self.assert_card(10)

    def test_receipt_of_an_unknown_customer(self):
        self.club.dealer_auto_enrol = True
        receipt = self._invoice(1000, move_type="out_receipt", post=False)
        receipt.partner_id = False
        self.Pending._queue(receipt)
        receipt.state = "posted"
        self._book()
        row = self.Pending.search([("res_id", "=", receipt.id)])
        self.assertEqual((row.state, row.points), ("done", 0))

    def test_down_payment_is_counted_once(self):
        order = self._order(1000, claim=False)
        order.action_confirm()
        wizard = self.env["sale.advance.payment.inv"].create(
            {
                "advance_payment_method": "percentage",
                "amount": 40,
                "sale_order_ids": [Command.set(order.ids)],
            }
        )
        wizard.create_invoices()
        order.invoice_ids.action_post()
        self._book()
        self.assert_card(4)
        (order._create_invoices(final=True)).action_post()
        self._book()
        self.assert_card(10)
