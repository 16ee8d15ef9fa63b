from odoo import fields, models


class MailTemplate(models.Model):
    _inherit = "mail.template"

    dealer_purpose_id = fields.Many2one(
        comodel_name="dealer.consent.purpose",
        string="Purpose",
        ondelete="restrict",
        help="Proposed when letters to many are written with the template.",
    )
