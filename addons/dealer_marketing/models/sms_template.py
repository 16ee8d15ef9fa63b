from odoo import fields, models


class SmsTemplate(models.Model):
    _inherit = "sms.template"

    dealer_purpose_id = fields.Many2one(
        comodel_name="dealer.consent.purpose",
        string="Purpose",
        ondelete="restrict",
        help="Proposed when messages to many are written with the template.",
    )
