"""What the customer says after a test drive, and who missed one."""

from odoo import api, fields, models

STARS = [("0", "Not asked"), ("1", "1"), ("2", "2"), ("3", "3"), ("4", "4"), ("5", "5")]


class DealerTestDrive(models.Model):
    _inherit = "dealer.test.drive"

    advice = fields.Selection(
        selection=STARS,
        default="0",
        copy=False,
        help="How good the salesperson's advice was, in one to five stars.",
    )
    would_buy = fields.Selection(
        selection=[("yes", "Yes"), ("maybe", "Perhaps"), ("no", "No")],
        string="Would Buy This Car",
        copy=False,
    )
    feedback_at = fields.Datetime(string="Asked On", readonly=True, copy=False)
    won_rate = fields.Float(
        string="Bought (%)",
        compute="_compute_won_rate",
        store=True,
        aggregator="avg",
        help="Part of the drives after which the customer bought. Look at drives which "
        "were held.",
    )

    @api.depends("won_count")
    def _compute_won_rate(self):
        for drive in self:
            drive.won_rate = 100 * drive.won_count

    def action_no_show(self):
        result = super().action_no_show()
        for drive in self:
            drive._plan_no_show_call()
        return result

    def _plan_no_show_call(self):
        """Somebody asks why the customer did not come, today."""
        record = self.lead_id if self.lead_id.won_status == "pending" else self
        record.activity_schedule(
            "mail.mail_activity_data_call",
            user_id=self.user_id.id,
            summary=self.env._(
                "Did not come to the test drive: %(car)s",
                car=self.vehicle_id.display_name,
            ),
        )

    def action_feedback(self):
        """Open the short form which the customer fills in on the screen.

        :return: window action
        """
        self.ensure_one()
        view = self.env.ref("dealer_crm.dealer_test_drive_view_form_feedback")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("How Was the Test Drive?"),
            "res_model": self._name,
            "res_id": self.id,
            "views": [(view.id, "form")],
            "target": "new",
        }

    def action_feedback_done(self):
        """The customer has answered.

        :return: client action which thanks and closes the form
        """
        self.ensure_one()
        self.write({"feedback_at": fields.Datetime.now()})
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": self.env._("Thank you!"),
                "next": {"type": "ir.actions.act_window_close"},
            },
        }
