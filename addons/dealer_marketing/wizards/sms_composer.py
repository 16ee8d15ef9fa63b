from odoo import api, fields, models
from odoo.exceptions import UserError


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

    def _get_dealer_purpose(self):
        return self.mailing_id.dealer_purpose_id or self.dealer_purpose_id

    def action_send_sms(self):
        """Messages to many say what they are about, by whatever way they are ordered.

        :raise UserError: no purpose
        """
        for composer in self:
            if (
                composer.composition_mode == "mass"
                and not composer._get_dealer_purpose()
                and not self.env.context.get("dealer_is_automation")
            ):
                raise UserError(
                    self.env._(
                        "Choose the purpose of the messages: who has not agreed to it "
                        "gets none."
                    )
                )
        return super().action_send_sms()

    def _prepare_mass_sms_values(self, records):
        values_all = super()._prepare_mass_sms_values(records)
        purpose = self._get_dealer_purpose()
        if purpose:
            # The gate asks for the car of the document, as it does for letters.
            cars = self.env["dealer.vehicle"]._get_dealer_cars_of(
                records._name, records.ids
            )
            for id_, values in values_all.items():
                values["dealer_purpose_id"] = purpose.id
                values["dealer_vehicle_id"] = cars.get(id_, False)
        return values_all
