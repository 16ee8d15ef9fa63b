from odoo import fields, models


class CrmLead(models.Model):
    _inherit = "crm.lead"

    dealer_consent_brief = fields.Char(related="partner_id.dealer_consent_brief")

    def action_dealer_record_consent(self):
        """Ask what the customer has decided.

        :return: window action of the dialogue
        """
        self.ensure_one()
        return self.partner_id.action_dealer_record_consent()
