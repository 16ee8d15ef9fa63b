"""Who has recommended the dealership to whom."""

from odoo import fields, models

from .account_move import PAID_STATES


class ResPartner(models.Model):
    _inherit = "res.partner"

    dealer_referrer_id = fields.Many2one(
        comodel_name="res.partner",
        string="Recommended by",
        index="btree_not_null",
        ondelete="set null",
        help="Noted by a member's link or by hand. Both get the bonus of the club after"
        " the first paid invoice.",
    )

    def _get_dealer_referrer(self):
        """Who has recommended the dealership to the person, or to their company.

        :return: res.partner, may be empty
        """
        self.ensure_one()
        return self.dealer_referrer_id or self.commercial_partner_id.dealer_referrer_id

    def _get_dealer_referral_refusal(self, referrer):
        """Why a recommendation does not count.

        :param referrer: res.partner
        :return: key of ``dealer.loyalty.bonus.reason``, False when it counts
        """
        self.ensure_one()
        family = self | self.commercial_partner_id
        if referrer in family or referrer.commercial_partner_id in family:
            return "self"
        mine = {self.phone_sanitized, self.email_normalized} - {False, None, ""}
        theirs = {referrer.phone_sanitized, referrer.email_normalized}
        if mine & theirs:
            return "self"
        if referrer.create_date > self.create_date and self._has_dealer_invoices(
            referrer.create_date
        ):
            return "known"
        return False

    def _has_dealer_invoices(self, before):
        """Whether the person had paid invoices before a moment."""
        return bool(
            self.env["account.move"].search_count(
                [
                    ("commercial_partner_id", "=", self.commercial_partner_id.id),
                    ("move_type", "in", ("out_invoice", "out_receipt")),
                    ("state", "=", "posted"),
                    ("payment_state", "in", PAID_STATES),
                    ("create_date", "<", before),
                ],
                limit=1,
            )
        )
