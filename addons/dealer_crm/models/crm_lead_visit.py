from odoo import api, fields, models


class CrmLead(models.Model):
    _inherit = "crm.lead"

    dealer_visit_ids = fields.One2many(
        comodel_name="dealer.visit", inverse_name="lead_id", string="Showroom Visits"
    )
    dealer_visit_count = fields.Integer(
        string="Number of Visits", compute="_compute_dealer_visit_count"
    )

    def _get_dealer_advised_visitors(self):
        if self.env.context.get("dealer_visitor_waits"):
            return self.browse()
        return super()._get_dealer_advised_visitors()

    @api.depends("dealer_visit_ids")
    def _compute_dealer_visit_count(self):
        groups = self.env["dealer.visit"]._read_group(
            [("lead_id", "in", self.ids)], ["lead_id"], ["__count"]
        )
        counts = {lead.id: count for lead, count in groups}
        for lead in self:
            lead.dealer_visit_count = counts.get(lead.id, 0)

    def action_dealer_log_visit(self):
        """Open the small form for the customer who is in the showroom.

        :return: window action
        """
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "dealer_crm.dealer_visit_action_log"
        )
        action["context"] = {
            "default_lead_id": self.id,
            "default_partner_id": self.partner_id.id,
            "default_model_id": self.dealer_wish_model_id.id,
        }
        return action

    def action_dealer_view_visits(self):
        """Open the visits of the lead.

        :return: window action
        """
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "dealer_crm.dealer_visit_action"
        )
        action["domain"] = [("lead_id", "=", self.id)]
        action["context"] = {"default_lead_id": self.id}
        return action

    def _merge_dependences(self, opportunities):
        result = super()._merge_dependences(opportunities)
        # sudo: the visits may have been entered by others.
        visits = self.env["dealer.visit"].sudo()
        visits.search([("lead_id", "in", opportunities.ids)]).lead_id = self
        return result
