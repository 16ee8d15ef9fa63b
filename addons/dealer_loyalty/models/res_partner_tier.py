"""Tier of a person in the showroom's club."""

from odoo import api, fields, models
from odoo.fields import Domain


class ResPartner(models.Model):
    _inherit = "res.partner"

    dealer_tier_id = fields.Many2one(
        comodel_name="dealer.loyalty.tier",
        string="Club Tier",
        compute="_compute_dealer_tier_id",
        search="_search_dealer_tier_id",
        compute_sudo=True,
        groups="dealer_crm.group_dealer_staff",
    )
    dealer_tier_color = fields.Integer(
        related="dealer_tier_id.color", groups="dealer_crm.group_dealer_staff"
    )

    # Not on the card's tier: the engine writes it by SQL and empties the cache.
    @api.depends("dealer_card_id")
    @api.depends_context("company")
    def _compute_dealer_tier_id(self):
        for partner in self:
            partner.dealer_tier_id = partner.dealer_card_id.dealer_tier_id

    def _search_dealer_tier_id(self, operator, value):
        if operator in Domain.NEGATIVE_OPERATORS:
            return NotImplemented
        clubs = self.env["loyalty.program"]._get_dealer_clubs(self.env.company)
        # sudo: as the field is computed; whom one sees, the contacts' rules say.
        cards = self.env["loyalty.card"].sudo()
        domain = Domain("program_id", "in", clubs.ids)
        if operator == "in" and False in value:
            # Also people without a card have no tier.
            others = cards._search(domain & Domain("dealer_tier_id", "not in", value))
            return [("id", "not in", others.subselect("partner_id"))]
        found = cards._search(domain & Domain("dealer_tier_id", operator, value))
        return [("id", "in", found.subselect("partner_id"))]

    def _get_dealer_tiers(self):
        """Tiers which count for what people buy: their own, else their company's.

        :return: dict res.partner -> dealer.loyalty.tier in sudo, only who has one
        """
        clubs = self.env["loyalty.program"]._get_dealer_clubs(self.env.company)
        people = self | self.commercial_partner_id
        # sudo: salespeople may not read cards.
        cards = self.env["loyalty.card"].sudo()
        tiers = {}
        # The first club wins, so it is read last.
        for club in reversed(clubs):
            groups = cards._read_group(
                [
                    ("program_id", "=", club.id),
                    ("partner_id", "in", people.ids),
                    ("dealer_tier_id", "!=", False),
                ],
                ["partner_id"],
                ["dealer_tier_id:recordset"],
            )
            tiers.update({partner.id: tier[:1] for partner, tier in groups})
        return {
            partner: tier
            for partner in self
            if (
                tier := tiers.get(partner.id)
                or tiers.get(partner.commercial_partner_id.id)
            )
        }
