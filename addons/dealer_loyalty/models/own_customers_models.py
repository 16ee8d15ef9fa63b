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


class DealerLoyaltyLot(models.Model):
    _name = "dealer.loyalty.lot"
    _inherit = ["dealer.loyalty.lot", "dealer.own.customers"]

    _dealer_customer_paths = ("card_id.partner_id",)


class DealerLoyaltyLotMove(models.Model):
    _name = "dealer.loyalty.lot.move"
    _inherit = ["dealer.loyalty.lot.move", "dealer.own.customers"]

    _dealer_customer_paths = ("lot_id.card_id.partner_id",)


class DealerLoyaltyWaiting(models.Model):
    _name = "dealer.loyalty.waiting"
    _inherit = ["dealer.loyalty.waiting", "dealer.own.customers"]

    _dealer_customer_paths = ("card_id.partner_id",)


class DealerLoyaltyAdjustment(models.Model):
    _name = "dealer.loyalty.adjustment"
    _inherit = ["dealer.loyalty.adjustment", "dealer.own.customers"]

    _dealer_customer_paths = ("card_id.partner_id",)


class DealerLoyaltyBonus(models.Model):
    _name = "dealer.loyalty.bonus"
    _inherit = ["dealer.loyalty.bonus", "dealer.own.customers"]

    _dealer_customer_paths = ("card_id.partner_id",)


class DealerLoyaltyIdentification(models.Model):
    _name = "dealer.loyalty.identification"
    _inherit = ["dealer.loyalty.identification", "dealer.own.customers"]

    _dealer_customer_paths = ("card_id.partner_id",)
