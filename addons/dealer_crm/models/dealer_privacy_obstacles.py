"""What has to be finished before a person can be forgotten."""

from odoo import api, models
from odoo.fields import Domain


class DealerPrivacy(models.AbstractModel):
    _inherit = "dealer.privacy"

    @api.model
    def _get_erasure_obstacles(self, people):
        """What has to be finished or confirmed first; addons append theirs.

        :param people: res.partner as ``_get_people`` returns them
        :return: list of dicts: ``text``, ``records`` (to be opened, may be empty),
            ``confirm`` (True: the user may go on after a confirmation)
        """
        obstacles = []
        if people[0].dealer_erased_at:
            text = self.env._("This person has been erased already.")
            obstacles.append(self._prepare_obstacle(text))
        colleagues = people.user_ids.filtered(lambda user: not user.share)
        if colleagues or people.ref_company_ids:
            text = self.env._(
                "This is a colleague or one of your own companies: only customers can "
                "be erased. Archive the user, then change the user's contact."
            )
            obstacles.append(self._prepare_obstacle(text, colleagues))
        below = people.child_ids - people
        if below:
            text = self.env._(
                "The contacts below this one are other people and stay: erase them by "
                "themselves if they ask for it."
            )
            obstacles.append(self._prepare_obstacle(text, below, confirm=True))
        return obstacles + self._get_document_obstacles(people)

    def _prepare_obstacle(self, text, records=None, confirm=False):
        """What stands in the way of an erasure.

        :param str text: translated, says what to do
        :param records: those it is about, if any
        :param bool confirm: may be overruled after a question
        :return: dict
        """
        return {"text": text, "records": records, "confirm": confirm}

    def _get_document_obstacles(self, people):
        """Open orders and invoices: without a customer they cannot be finished."""
        obstacles = []
        mine = Domain("partner_id", "in", people.ids)
        if "sale.order" in self.env:
            undone = Domain("state", "in", ("draft", "sent")) | (
                Domain("state", "=", "sale")
                & Domain("invoice_status", "in", ("to invoice", "no"))
            )
            if orders := self._all("sale.order").search(mine & undone):
                text = self.env._("Invoice or cancel the open orders first.")
                obstacles.append(self._prepare_obstacle(text, orders))
        if "account.move" in self.env:
            undone = Domain("state", "=", "draft") | (
                Domain("state", "=", "posted")
                & Domain("payment_state", "in", ("not_paid", "partial"))
            )
            invoices = Domain("move_type", "!=", "entry")
            if moves := self._all("account.move").search(mine & undone & invoices):
                text = self.env._(
                    "Drafts and unpaid invoices have to be settled first."
                )
                obstacles.append(self._prepare_obstacle(text, moves))
        return obstacles
