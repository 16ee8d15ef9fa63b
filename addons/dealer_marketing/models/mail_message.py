from odoo import fields, models


class MailMessage(models.Model):
    _inherit = "mail.message"

    dealer_purpose_id = fields.Many2one(
        comodel_name="dealer.consent.purpose",
        string="Purpose",
        readonly=True,
        ondelete="restrict",
        index="btree_not_null",
        help="What the message is about. Only messages with a purpose need a consent.",
    )
