from odoo import models


class CrmLead(models.Model):
    _inherit = "crm.lead"

    def action_dealer_log_call(self):
        """Open the small form for a call which was just made with the lead's person.

        :return: window action
        """
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "dealer_crm.dealer_call_action_log"
        )
        action["context"] = {
            "default_lead_id": self.id,
            "default_partner_id": self.partner_id.id,
            "default_phone": self.phone or self.partner_id.phone,
        }
        return action
