from odoo.exceptions import AccessError
from odoo.tests import Form, HttpCase, tagged

from .common import ClubCommon
from .desk_common import DeskCommon


@tagged("post_install", "-at_install")
class TestInvoicePoints(ClubCommon):
    def _numbers(self, move):
        move.invalidate_recordset()
        names = ("dealer_points", "dealer_waiting_points", "dealer_books_points")
        return tuple(move[name] for name in names)

    def test_points_of_an_invoice_and_its_credit_notes(self):
        invoice = self._invoice(30000, post=False)
        self.assertEqual(self._numbers(invoice), (0, 0, False))
        invoice.action_post()
        self.assertEqual(self._numbers(invoice), (0, 0, True))
        self._book()
        self.assertEqual(self._numbers(invoice), (300, 0, False))
        refund = self._refund(invoice, 10000)
        self._book()
        self.assertEqual(self._numbers(invoice), (200, 0, False))
        self.assertEqual(self._numbers(refund), (-100, 0, False))
        entries = self.Entry.search(refund.action_open_dealer_points()["domain"])
        self.assertEqual(entries.mapped("points"), [-100])
        entries = self.Entry.search(invoice.action_open_dealer_points()["domain"])
        self.assertEqual(sum(entries.mapped("points")), 200)

    def test_loans_are_no_points_of_the_invoice(self):
        invoice = self._invoice(30000)
        self._book()
        self.ledger._post(self.card, "redeem", -300, "spent")
        self._refund(invoice)
        self._book()
        self.assertEqual(self._numbers(invoice), (0, 0, False))

    def test_waiting(self):
        self.club.dealer_wait_days = 9999
        invoice = self._invoice(30000)
        self._book()
        self.assertEqual(self._numbers(invoice), (0, 300, False))

    def test_who_may_not_read_the_ledger_sees_the_number_at_most(self):
        invoice = self._invoice(30000)
        self._book()
        self.assertEqual(self._numbers(invoice.with_user(self.clerk))[0], 300)
        form = Form(invoice.with_user(self.clerk))
        self.assertNotIn("dealer_points", form._view["fields"])
        with self.assertRaises(AccessError):
            self.Entry.with_user(self.clerk).search([])

    def test_no_query_for_each_invoice(self):
        invoices = self._invoice(100)
        invoices |= self._invoice(200)
        self._book()
        counts = []
        for moves in (invoices[:1], invoices):
            self.env.invalidate_all()
            moves.mapped("reversed_entry_id")
            start = self.cr.sql_log_count
            moves.mapped("dealer_points")
            counts.append(self.cr.sql_log_count - start)
        self.assertEqual(counts[0], counts[1])


@tagged("post_install", "-at_install")
class TestInvoicePointsTour(DeskCommon, HttpCase):
    """The cashier confirms the invoice of a member; the points come."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._create_user(
            "cashier",
            "dealer_crm.group_dealer_staff,account.group_account_invoice,"
            "dealer_loyalty.group_loyalty_desk",
        )

    def _tour(self, name, invoice=None):
        path = "/odoo/card-desk"
        if invoice:
            path = f"/odoo/action-account.action_move_out_invoice/{invoice.id}"
        self.start_tour(path, name, login="club_cashier")

    def test_earned_on_posting(self):
        invoice = self._invoice(30000, post=False)
        self._tour("dealer_invoice_confirm", invoice)
        self.assertEqual(invoice.state, "posted")
        # The turn of the scheduler.
        self._book()
        self._tour("dealer_invoice_points", invoice)
        self._tour("dealer_desk_points")
        self.assert_entries([("earn", 300)])
        self.assert_sound()

    def test_earned_on_full_payment(self):
        self.club.dealer_earned_on = "paid"
        invoice = self._invoice(30000, post=False)
        self._tour("dealer_invoice_confirm", invoice)
        self._book()
        self.assert_card(0)
        self._tour("dealer_invoice_pay", invoice)
        self._book()
        self._tour("dealer_invoice_points", invoice)
        self._tour("dealer_desk_points")
        self.assert_entries([("earn", 300)])
        self.assert_sound()
