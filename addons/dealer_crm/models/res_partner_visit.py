from odoo import fields, models


class ResPartner(models.Model):
    _inherit = "res.partner"

    dealer_visit_ids = fields.One2many(
        comodel_name="dealer.visit", inverse_name="partner_id", string="Showroom Visits"
    )

    def action_dealer_log_visit(self):
        """Open the small form for the person who is in the showroom.

        :return: window action
        """
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "dealer_crm.dealer_visit_action_log"
        )
        action["context"] = {"default_partner_id": self.id}
        return action
