from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import html2plaintext, is_html_empty


class CrmLeadLost(models.TransientModel):
    _inherit = "crm.lead.lost"

    dealer_competitor_brand_id = fields.Many2one(
        comodel_name="fleet.vehicle.model.brand", string="Bought Brand"
    )
    dealer_competitor = fields.Char(string="Bought At")
    dealer_return_date = fields.Date(string="Contact Again On")

    def action_lost_reason_apply(self):
        if not self.lost_reason_id:
            raise UserError(self.env._("Choose the reason of the loss."))
        today = fields.Date.context_today(self)
        if self.dealer_return_date and self.dealer_return_date <= today:
            raise UserError(
                self.env._("The day to contact the customer again is in the future.")
            )
        self.lead_ids.write(self._prepare_dealer_loss())
        return super().action_lost_reason_apply()

    @api.model
    def _get_dealer_loss_fields(self):
        """Fields which are the same on the form and on the lead.

        :return: list of names
        """
        return ["dealer_competitor_brand_id", "dealer_competitor", "dealer_return_date"]

    def _prepare_dealer_loss(self):
        """What was said about the loss, without what was left empty.

        :return: dict for ``crm.lead.write``
        """
        values = self._convert_to_write(
            {name: self[name] for name in self._get_dealer_loss_fields()}
        )
        if not is_html_empty(self.lost_feedback):
            values["dealer_lost_comment"] = html2plaintext(self.lost_feedback)
        return {name: value for name, value in values.items() if value}
