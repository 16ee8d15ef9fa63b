from odoo import fields, models


class DealerServiceFinding(models.TransientModel):
    _name = "dealer.service.finding"
    _description = "Report a Finding"

    order_id = fields.Many2one(
        comodel_name="dealer.service.order", required=True, readonly=True
    )
    severity = fields.Selection(
        selection=[("red", "Urgent"), ("yellow", "Soon"), ("green", "All right")],
        required=True,
        default="yellow",
    )
    name = fields.Char(string="What is it?", required=True)
    cause = fields.Text(string="More about it")
    operation_id = fields.Many2one(
        comodel_name="dealer.service.operation", string="Work to Offer"
    )
    photo_ids = fields.Many2many(
        comodel_name="ir.attachment",
        relation="dealer_service_finding_photo_rel",
        column1="finding_id",
        column2="attachment_id",
        string="Photos",
        # An upload for a record which is not saved yet is found by nobody.
        bypass_search_access=True,
    )

    def action_report(self):
        """Put the finding on the order; the advisor asks the customer.

        :return: window action which closes the dialogue
        """
        self.ensure_one()
        # The right to the order; lines are written for the technician.
        self.order_id.check_access("read")
        self.order_id._check_may_move("inspection")
        self.order_id._add_finding(
            self.severity,
            name=self.name,
            cause=self.cause,
            operation=self.operation_id,
            attachments=self.photo_ids,
        )
        return {"type": "ir.actions.act_window_close"}
