"""Who was brought by a member of the club."""

import json

from odoo import api, fields, models


class DealerLoyaltyReferral(models.Model):
    _name = "dealer.loyalty.referral"
    _inherit = ["dealer.own.customers"]
    _description = "Recommendation"
    _order = "id desc"
    _rec_name = "partner_id"

    _dealer_customer_paths = ("partner_id", "card_id.partner_id")

    card_id = fields.Many2one(
        comodel_name="loyalty.card",
        string="Card of the Member",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    referrer_id = fields.Many2one(related="card_id.partner_id", string="Recommended By")
    partner_id = fields.Many2one(
        comodel_name="res.partner",
        string="New Customer",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    lead_id = fields.Many2one(
        comodel_name="crm.lead",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
    )
    company_id = fields.Many2one(
        comodel_name="res.company", string="Showroom", required=True, readonly=True
    )
    active = fields.Boolean(
        default=True,
        readonly=True,
        help="Off: two contacts which were merged had been recommended each.",
    )

    _once = models.UniqueIndex(
        "(partner_id) WHERE active", "This customer was recommended already."
    )

    @api.model
    def _note(self, card, lead):
        """Remember who brought the customer of a lead.

        Not noted: members who recommend themselves or somebody who shares their card,
        customers who were recommended before, also by hand, or have had an invoice.

        :param card: loyalty.card of the member who recommends
        :param lead: crm.lead of the new customer
        :return: the new row in sudo, may be empty
        """
        # sudo: the intake knows neither cards nor invoices.
        card, rows = card.sudo(), self.sudo()
        partner = lead.sudo().partner_id
        family = card.partner_id | card.dealer_member_ids.partner_id
        if not partner or partner.commercial_partner_id & family.commercial_partner_id:
            return rows
        if partner._get_dealer_referrer():
            return rows
        if rows.search_count([("partner_id", "=", partner.id)], limit=1):
            return rows
        domain = [
            ("partner_id", "child_of", partner.commercial_partner_id.id),
            ("move_type", "=", "out_invoice"),
            ("state", "=", "posted"),
        ]
        # sudo: see above
        if self.env["account.move"].sudo().search_count(domain, limit=1):
            return rows
        row = rows.create(
            {
                "card_id": card.id,
                "partner_id": partner.id,
                "lead_id": lead.id,
                "company_id": (lead.company_id or self.env.company).id,
            }
        )
        row._dealer_referral_noted()
        return row

    def _dealer_referral_noted(self):
        """Called when a recommendation was noted, before the new customer has bought
        anything. Tells the customer's contact who brought them: there the bonus of both
        sides looks with the first paid invoice. Override for what else is due.
        """
        for row in self:
            row.partner_id.dealer_referrer_id = row.referrer_id

    @api.depends("partner_id", "card_id")
    def _compute_display_name(self):
        for referral in self:
            referral.display_name = referral.referrer_id.display_name


class DealerInbox(models.Model):
    _inherit = "dealer.inbox"

    def _take_prospect(self, item):
        """The lead of an invitation remembers the member whose link it was."""
        lead, is_new = super()._take_prospect(item)
        if is_new and self.intake_source_id.dealer_is_referral:
            card = self._get_dealer_referral_card()
            if card:
                self.env["dealer.loyalty.referral"]._note(card, lead)
        return lead, is_new

    def _get_dealer_referral_card(self):
        payload = json.loads(self._get_payload().decode())
        # sudo: the intake may not read cards.
        cards = self.env["loyalty.card"].sudo()
        return cards._find_dealer_invitation(payload.get("invitation"))


class DealerIntakeSource(models.Model):
    _inherit = "dealer.intake.source"

    dealer_is_referral = fields.Boolean(
        string="Invitations of the Club",
        readonly=True,
        help="What comes in through the links of members.",
    )

    _dealer_one_referral = models.UniqueIndex(
        "(company_id) WHERE dealer_is_referral",
        "The showroom has a source for invitations of the club already.",
    )


class CrmLead(models.Model):
    _inherit = "crm.lead"

    dealer_referral_ids = fields.One2many(
        comodel_name="dealer.loyalty.referral",
        inverse_name="lead_id",
        string="Recommended By",
        readonly=True,
        groups="dealer_crm.group_dealer_user",
    )
