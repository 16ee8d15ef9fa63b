from odoo import fields, models


class LoyaltyProgram(models.Model):
    _inherit = "loyalty.program"

    dealer_birthday_gift = fields.Char(
        string="Birthday Gift",
        translate=True,
        help="What the card desk hands over to members on their birthday, three days "
        "before or after it. Empty: nothing. Points for the birthday are a bonus rule.",
    )
    dealer_invitation_text = fields.Text(
        string="Invitation",
        translate=True,
        help="What somebody reads who opens the link of a member.",
    )
