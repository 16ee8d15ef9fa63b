from odoo import api, fields, models


class CrmLead(models.Model):
    _inherit = "crm.lead"

    dealer_touch_ids = fields.One2many(
        comodel_name="dealer.lead.touch",
        inverse_name="lead_id",
        string="Touches",
        readonly=True,
    )
    dealer_touch_count = fields.Integer(
        string="Number of Touches", compute="_compute_dealer_touch_count"
    )

    @api.depends("dealer_touch_ids")
    def _compute_dealer_touch_count(self):
        groups = self.env["dealer.lead.touch"]._read_group(
            [("lead_id", "in", self.ids)], ["lead_id"], ["__count"]
        )
        counts = {lead.id: count for lead, count in groups}
        for lead in self:
            lead.dealer_touch_count = counts.get(lead.id, 0)

    def _merge_dependences(self, opportunities):
        """What came in for the leads which go belongs to the one that stays."""
        result = super()._merge_dependences(opportunities)
        gone = [("lead_id", "in", opportunities.ids)]
        # sudo: nobody may change what came in by hand.
        touches = self.env["dealer.lead.touch"].sudo().search(gone)
        touches.write({"lead_id": self.id, "is_first": False})
        # sudo: as above.
        self.env["dealer.intake.ref"].sudo().search(gone).lead_id = self
        # sudo: as above.
        messages = self.env["dealer.inbox"].sudo()
        for message in messages.search([("lead_ids", "in", opportunities.ids)]):
            message.lead_ids |= self
        return result
