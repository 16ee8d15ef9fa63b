"""What was booked for an invoice, valued once more."""

from collections import Counter

from odoo import models


class DealerLoyaltyPending(models.Model):
    _inherit = "dealer.loyalty.pending"

    def _has_right_points(self):
        """Whether the points of the document, given and waiting, are what its rules
        give for it now; True where that cannot be said any more.

        Compared by club and rule: cards may have been joined, or parted again.

        :return: bool
        """
        self.ensure_one()
        document = self.env[self.res_model].browse(self.document_id).exists()
        if not document or document.move_type == "out_refund":
            # Without its invoice a credit note takes what there was at that time.
            return True
        changed = document._get_dealer_facts_date()
        if changed and changed > self.write_date:
            return True
        posting = self._get_posting_rows()[:1]
        if not posting or posting.basis in (None, False):
            # Older than the club, or than notes of what it was valued with.
            return True
        bases = posting._read_basis()
        worth, booked = Counter(), Counter()
        for card, shares in document._get_dealer_targets(bases).items():
            for rule_id, share in shares.items():
                worth[card.program_id, rule_id] += share.points
        for (card, rule_id), points in self._get_booked().items():
            booked[card.program_id, rule_id] += points
        waiting = self.env["dealer.loyalty.waiting"]
        for row in waiting.search([("move_id", "=", document.id)]):
            booked[row.card_id.program_id, row.rule_id.id or 0] += row.points
        return {key: n for key, n in worth.items() if n} == {
            key: n for key, n in booked.items() if n
        }
