from odoo.tests import tagged

from .common import ClubCommon


@tagged("post_install", "-at_install")
class TestCheckValues(ClubCommon):
    """The check values invoices once more and notices what is wrong."""

    def _run(self):
        self.env.flush_all()
        self.env.invalidate_all()
        return {
            row["code"]: row["ids"]
            for row in self.env["dealer.check"]._run()
            if row["code"].startswith("loyalty")
        }

    def _change(self, query, *args):
        self.env.flush_all()
        self.cr.execute(query, args)
        return self._run()

    def test_sound_through_the_life_of_an_invoice(self):
        self.club.dealer_wait_days = 9999
        waiting = self._invoice(5000)
        self.club.dealer_wait_days = 0
        invoice = self._invoice(3050, 1000)
        self._book()
        self.assertEqual(self._run(), {})
        self._refund(invoice, 1000)
        full = self._refund(waiting)
        self._book()
        self.assertEqual(self._run(), {})
        full.button_cancel()
        other = self.env["res.partner"].create({"name": "Otto"})
        self.ledger._transfer(self.card, other._dealer_enrol(self.club))
        self._book()
        self.assertEqual(self._run(), {})

    def test_more_taken_back_than_was_given(self):
        invoice = self._invoice(1000)
        self._book()
        self._give(50)
        self.ledger._post(self.card, "reverse", -11, "wrong", origin=invoice)
        self.assertEqual(self._run()["loyalty-taken"], [invoice.id])

    def test_refunded_in_full_and_points_stayed(self):
        invoice = self._invoice(1000)
        self._book()
        refund = self._refund(invoice)
        self.assertNotIn("loyalty-refunded", self._run())
        # The row is lost: nobody takes the points back.
        broken = self._change(
            "DELETE FROM dealer_loyalty_pending WHERE res_id = %s", refund.id
        )
        self.assertEqual(broken["loyalty-refunded"], [invoice.id])
        self.assertEqual(broken["loyalty-value"], [invoice.id])

    def test_too_much_was_given(self):
        invoice = self._invoice(1000)
        self._book()
        self.ledger._post(self.card, "earn", 1, "wrong", origin=invoice)
        self.assertEqual(self._run(), {"loyalty-value": [invoice.id]})

    def test_amount_changed_behind_the_back(self):
        invoice = self._invoice(1000)
        self._book()
        broken = self._change(
            "UPDATE account_move_line SET balance = balance * 2 WHERE move_id = %s",
            invoice.id,
        )
        self.assertEqual(broken["loyalty-value"], [invoice.id])

    def test_what_waits_is_lost(self):
        self.club.dealer_wait_days = 9999
        invoice = self._invoice(1000)
        self._book()
        broken = self._change("DELETE FROM dealer_loyalty_waiting")
        self.assertEqual(broken, {"loyalty-value": [invoice.id]})

    def test_changed_rules_and_products_are_no_fault(self):
        self.work.categ_id = self.env["product.category"].create({"name": "Labour"})
        self.club.dealer_earn_rule_ids.create(
            {
                "program_id": self.club.id,
                "name": "Labour",
                "category_ids": self.work.categ_id.ids,
                "points": 5,
                "amount": 100,
            }
        )
        invoice = self._invoice(post=False)
        invoice.invoice_line_ids = [
            (0, 0, {"product_id": self.work.id, "price_unit": 1000})
        ]
        invoice.action_post()
        self._book()
        self.assert_card(50)
        self.club.dealer_earn_points = 7
        self.assertEqual(self._run(), {})
        self.work.categ_id = self.env["product.category"].create({"name": "Other"})
        self.env.flush_all()
        # In one transaction all is at the same time.
        self.cr.execute(
            "UPDATE dealer_loyalty_pending"
            " SET write_date = write_date - interval '1 day'"
        )
        self.assertEqual(self._run(), {})
