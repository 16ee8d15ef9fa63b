from odoo import api, fields, models


class MailingMailing(models.Model):
    _inherit = "mailing.mailing"

    dealer_company_id = fields.Many2one(
        comodel_name="res.company",
        string="Showroom",
        default=lambda self: self.env.company,
        index="btree_not_null",
        help="Whose campaign it is. Empty: of the whole group, before those of the "
        "showrooms.",
    )
    dealer_claimed_count = fields.Integer(
        string="Reserved by Others", compute="_compute_dealer_arbitration"
    )
    dealer_capped_count = fields.Integer(
        string="Contacted Often Enough", compute="_compute_dealer_arbitration"
    )

    @api.depends(
        "dealer_purpose_id",
        "dealer_company_id",
        "mailing_domain",
        "mailing_model_id",
        "mailing_type",
    )
    def _compute_dealer_arbitration(self):
        for mailing in self:
            mailing.dealer_claimed_count = mailing.dealer_capped_count = 0
            if not mailing.dealer_purpose_id or mailing.state == "done":
                continue
            refusals = mailing._get_dealer_arbitration().values()
            reasons = [refusal.reason for refusal in refusals]
            mailing.dealer_claimed_count = reasons.count("claimed")
            mailing.dealer_capped_count = reasons.count("capped")

    def _get_dealer_arbitration(self):
        """Who of those who agreed falls out, and why.

        :return: dict partner id -> Refusal
        """
        self.ensure_one()
        channel = "sms" if self.mailing_type == "sms" else "email"
        allowed = [
            address
            for address, reason in self._get_dealer_reasons().items()
            if not reason
        ]
        people = self.dealer_purpose_id._get_people(allowed, channel)
        firsts = self.env["res.partner"].union(
            *(owners.sorted("id")[:1] for owners in people.values())
        )
        return self.env["dealer.contact.claim"]._preview(
            firsts,
            self.dealer_purpose_id,
            channel,
            self._get_dealer_claim_origin(),
            company=self.dealer_company_id,
        )

    def _get_dealer_claim_origin(self):
        """Name of the mailing among the reservations."""
        return f"mailing:{self._origin.id}"

    def action_cancel(self):
        result = super().action_cancel()
        for mailing in self:
            self.env["dealer.contact.claim"]._give_back(
                mailing._get_dealer_claim_origin()
            )
        return result
