from odoo import models


class MailBlacklist(models.Model):
    _name = "mail.blacklist"
    _inherit = ["mail.blacklist", "dealer.blacklist"]

    _dealer_channel = "email"
    _dealer_address = "email"
