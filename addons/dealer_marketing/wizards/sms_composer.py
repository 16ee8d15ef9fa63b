from odoo import api, fields, models


class SmsComposer(models.TransientModel):
    _inherit = "sms.composer"

    dealer_purpose_id = fields.Many2one(
        comodel_name="dealer.consent.purpose",
        string="Purpose",
        compute="_compute_dealer_purpose_id",
        store=True,
        readonly=False,
        help="What the messages are about. Who has not agreed to it gets none.",
    )

    @api.depends("template_id")
    def _compute_dealer_purpose_id(self):
        """A template proposes its purpose; one without leaves what was chosen."""
        for composer in self:
            composer.dealer_purpose_id = (
                composer.template_id.dealer_purpose_id or composer.dealer_purpose_id
            )

    def _prepare_mass_sms_values(self, records):
        values_all = super()._prepare_mass_sms_values(records)
        purpose = self.mailing_id.dealer_purpose_id or self.dealer_purpose_id
        if purpose:
            # The gate asks for the car of the document, as it does for letters.
            cars = self.env["dealer.vehicle"]._get_dealer_cars_of(
                records._name, records.ids
            )
            for id_, values in values_all.items():
                values["dealer_purpose_id"] = purpose.id
                values["dealer_vehicle_id"] = cars.get(id_, False)
        return values_all
