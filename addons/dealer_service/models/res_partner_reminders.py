from odoo import fields, models


class ResPartner(models.Model):
    _inherit = "res.partner"

    dealer_no_service_reminders = fields.Boolean(
        string="No Service Reminders",
        tracking=True,
        help="The customer wants no reminders of service, inspection and insurance.",
    )

    def _stop_contact(self, purpose, channel, evidence):
        res = super()._stop_contact(purpose, channel, evidence)
        if purpose in ("service_due", "partners"):
            self.write({"dealer_no_service_reminders": True})
        return res
