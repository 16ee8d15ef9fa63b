"""Cards and points follow "own customers only"."""

from odoo import models


class LoyaltyCard(models.Model):
    _name = "loyalty.card"
    _inherit = ["loyalty.card", "dealer.own.customers"]


class LoyaltyHistory(models.Model):
    _name = "loyalty.history"
    _inherit = ["loyalty.history", "dealer.own.customers"]

    _dealer_customer_paths = ("card_id.partner_id",)


class DealerLoyaltyEntry(models.Model):
    _name = "dealer.loyalty.entry"
    _inherit = ["dealer.loyalty.entry", "dealer.own.customers"]

    _dealer_customer_paths = ("card_id.partner_id",)


class DealerLoyaltyHold(models.Model):
    _name = "dealer.loyalty.hold"
    _inherit = ["dealer.loyalty.hold", "dealer.own.customers"]

    _dealer_customer_paths = ("card_id.partner_id",)
