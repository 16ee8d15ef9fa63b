from odoo import models


class PhoneBlacklist(models.Model):
    _name = "phone.blacklist"
    _inherit = ["phone.blacklist", "dealer.blacklist"]

    _dealer_channel = "sms"
    _dealer_address = "number"
