from odoo import fields, models


class ResPartner(models.Model):
    _inherit = "res.partner"

    dealer_call_ids = fields.One2many(
        comodel_name="dealer.call", inverse_name="partner_id", string="Calls"
    )

    def action_dealer_log_call(self):
        """Open the small form for a call which was just made with the person.

        :return: window action
        """
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "dealer_crm.dealer_call_action_log"
        )
        action["context"] = {
            "default_partner_id": self.id,
            "default_phone": self.phone,
        }
        return action
