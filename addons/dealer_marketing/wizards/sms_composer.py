from odoo import fields, models


class SmsComposer(models.TransientModel):
    _inherit = "sms.composer"

    dealer_purpose_id = fields.Many2one(
        comodel_name="dealer.consent.purpose",
        string="Purpose",
        help="What the messages are about. Who has not agreed to it gets none.",
    )

    def _prepare_mass_sms_values(self, records):
        values_all = super()._prepare_mass_sms_values(records)
        purpose = self.mailing_id.dealer_purpose_id or self.dealer_purpose_id
        if purpose:
            for values in values_all.values():
                values["dealer_purpose_id"] = purpose.id
        return values_all
