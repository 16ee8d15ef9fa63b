from odoo.tests import tagged

from .common import ClubCommon


@tagged("post_install", "-at_install")
class TestEntryText(ClubCommon):
    """The history in the portal says what happened, in the customer's words."""

    def _texts(self):
        entries = self.Entry.search([("card_id", "=", self.card.id)], order="seq")
        return [entry._get_plain_text() for entry in entries]

    def test_bonuses(self):
        events = [
            ("birthday", "For your birthday"),
            ("survey", "For your answers"),
            ("complaint", "For telling us what went wrong"),
            ("referrer", "For recommending us to a friend"),
        ]
        for event, _text in events:
            self.env["dealer.loyalty.bonus.rule"].create(
                {"name": "x", "program_id": self.club.id, "event": event}
            )
            self.env["dealer.loyalty.bonus"]._grant(event, self.partner, event)
        self.assertEqual(self._texts(), [text for _event, text in events])

    def test_given_and_taken_by_the_club(self):
        self._give(50)
        self._give(-20)
        self.assertEqual(
            self._texts(), ["Points from the club", "Correction by the club"]
        )

    def test_invoices(self):
        invoice = self._invoice(1000)
        self._book()
        refund = self._refund(invoice, 400)
        self._book()
        invoice_name, refund_name = invoice.name, refund.name
        other = self._invoice(500)
        self._book()
        name = other.name
        other.button_draft()
        self._book()
        self.assertEqual(
            self._texts(),
            [
                f"Points for your purchase ({invoice_name})",
                f"Points taken back for a return ({refund_name})",
                f"Points for your purchase ({name})",
                f"Points taken back after a correction ({name})",
            ],
        )
