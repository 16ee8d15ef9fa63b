"""Campaigns follow "own customers only"."""

from odoo import models


class DealerCampaignMember(models.Model):
    _name = "dealer.campaign.member"
    _inherit = ["dealer.campaign.member", "dealer.own.customers"]


class DealerCampaignContact(models.Model):
    _name = "dealer.campaign.contact"
    _inherit = ["dealer.campaign.contact", "dealer.own.customers"]
