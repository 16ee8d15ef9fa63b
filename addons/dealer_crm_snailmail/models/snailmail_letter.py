from odoo import models


class SnailmailLetter(models.Model):
    _name = "snailmail.letter"
    _inherit = ["snailmail.letter", "dealer.own.customers"]
