from odoo import fields, models


class DealerServiceOrder(models.Model):
    _inherit = "dealer.service.order"

    dealer_consent_brief = fields.Char(related="partner_id.dealer_consent_brief")

    def action_dealer_record_consent(self):
        """Ask the customer at the desk what they agree to.

        :return: window action of the dialogue
        """
        self.ensure_one()
        return self.partner_id.action_dealer_record_consent()
