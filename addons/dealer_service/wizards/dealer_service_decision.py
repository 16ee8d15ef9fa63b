from odoo import api, fields, models
from odoo.exceptions import UserError

from ..models.dealer_service_line import PRICE_GROUPS


class DealerServiceDecision(models.TransientModel):
    _name = "dealer.service.decision"
    _description = "The Customer's Decision"

    order_id = fields.Many2one(
        comodel_name="dealer.service.order", required=True, readonly=True
    )
    channel = fields.Selection(
        selection=[("person", "In person"), ("phone", "By phone")],
        string="How",
        required=True,
        default="phone",
    )
    decided_by = fields.Char(string="Who answered", required=True)
    row_ids = fields.One2many(
        comodel_name="dealer.service.decision.row", inverse_name="wizard_id"
    )

    @api.model
    def default_get(self, fields_list):
        values = super().default_get(fields_list)
        order = self.env["dealer.service.order"].browse(values.get("order_id"))
        if order:
            values["decided_by"] = order.partner_id.name
            values["row_ids"] = [
                fields.Command.create({"line_id": line.id, "decision": "approved"})
                for line in order.line_ids
                if line.decision == "pending"
            ]
        return values

    def action_confirm(self):
        """Keep the answers of the customer.

        :return: window action which closes the dialogue
        :raise UserError: a line is of another order
        """
        self.ensure_one()
        self.order_id.check_access("write")
        if self.row_ids.line_id.order_id - self.order_id:
            raise UserError(self.env._("Answer the lines of this order."))
        for row in self.row_ids:
            row.line_id._decide(
                row.decision, self.channel, by=self.decided_by, reason=row.reason
            )
        self.order_id._approve_when_decided()
        return {"type": "ir.actions.act_window_close"}


class DealerServiceDecisionRow(models.TransientModel):
    _name = "dealer.service.decision.row"
    _description = "Decision about a Line"

    wizard_id = fields.Many2one(
        comodel_name="dealer.service.decision", required=True, ondelete="cascade"
    )
    line_id = fields.Many2one(
        comodel_name="dealer.service.line", required=True, readonly=True
    )
    currency_id = fields.Many2one(related="line_id.currency_id")
    price_subtotal = fields.Monetary(
        related="line_id.price_subtotal", groups=PRICE_GROUPS
    )
    decision = fields.Selection(
        selection=[
            ("approved", "Approved"),
            ("declined", "Declined"),
            ("deferred", "Deferred"),
        ],
        required=True,
        default="approved",
    )
    reason = fields.Char()
