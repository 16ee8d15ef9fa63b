"""A loss is asked for by the salesperson and decided by a manager."""

from odoo import fields, models
from odoo.exceptions import AccessError

MANAGERS = "dealer_crm.group_dealer_manager"


class CrmLead(models.Model):
    _inherit = "crm.lead"

    dealer_lost_state = fields.Selection(
        selection=[("requested", "To Approve"), ("confirmed", "Approved")],
        string="Loss",
        tracking=True,
        readonly=True,
        copy=False,
        index="btree_not_null",
    )
    dealer_competitor_brand_id = fields.Many2one(
        comodel_name="fleet.vehicle.model.brand",
        string="Bought Brand",
        help="What the customer bought instead of our car.",
    )
    dealer_competitor = fields.Char(
        string="Bought At", help="The dealer where the customer bought."
    )
    dealer_return_date = fields.Date(
        string="Contact Again On",
        help="On this day there is a task to ask the customer again.",
    )
    dealer_return_activity_id = fields.Many2one(
        comodel_name="mail.activity",
        string="Task to Ask Again",
        readonly=True,
        copy=False,
        ondelete="set null",
        index="btree_not_null",
    )
    dealer_lost_comment = fields.Text(string="Why It Was Lost", copy=False)

    def action_set_lost(self, **additional_values):
        result = super().action_set_lost(**additional_values)
        decided = self.env.su or self.env.user.has_group(MANAGERS)
        # sudo: the state of a loss is nobody's to write, see ``write``.
        self.sudo().write(
            {"dealer_lost_state": "confirmed" if decided else "requested"}
        )
        self._dealer_plan_return()
        return result

    def action_unarchive(self):
        result = super().action_unarchive()
        # sudo: as in action_set_lost.
        self.sudo().filtered("dealer_lost_state").write({"dealer_lost_state": False})
        return result

    def write(self, vals):
        if "dealer_lost_state" in vals and not self.env.su:
            raise AccessError(
                self.env._("A loss is approved by the button, by a manager.")
            )
        return super().write(vals)

    def action_dealer_confirm_loss(self):
        """Approve the losses.

        :return: True
        :raise AccessError: for others than managers
        """
        self._dealer_check_loss_right()
        requested = self.filtered(lambda lead: lead.dealer_lost_state == "requested")
        # sudo: the state of a loss is nobody's to write, see ``write``.
        requested.sudo().write({"dealer_lost_state": "confirmed"})
        return True

    def action_dealer_refuse_loss(self):
        """Send the leads back to work, with a task for the salesperson.

        :return: True
        :raise AccessError: for others than managers
        """
        self._dealer_check_loss_right()
        requested = self.filtered(lambda lead: lead.dealer_lost_state == "requested")
        requested.action_restore()
        requested._dealer_drop_return()
        for lead in requested.filtered("user_id"):
            lead.activity_schedule(
                "mail.mail_activity_data_call",
                user_id=lead.user_id.id,
                summary=self.env._("The loss was not approved: contact the customer"),
            )
        return True

    def _dealer_check_loss_right(self):
        self.check_access("write")
        if not self.env.user.has_group(MANAGERS):
            raise AccessError(self.env._("Only a manager approves a loss."))

    def _dealer_drop_return(self):
        """Nobody asks again about a lead which is back in work."""
        # sudo: the task may be somebody else's by now.
        leads = self.sudo()
        leads.dealer_return_activity_id.unlink()
        leads.write({"dealer_return_date": False})

    def _dealer_plan_return(self):
        """A task on the customer, because an archived lead has none."""
        for lead in self.filtered(lambda lead: lead.dealer_return_date):
            if not lead.partner_id:
                lead._handle_partner_assignment(create_missing=True)
            lead.dealer_return_activity_id = lead.partner_id.activity_schedule(
                "mail.mail_activity_data_call",
                date_deadline=lead.dealer_return_date,
                user_id=(lead.user_id or lead.partner_id.user_id or self.env.user).id,
                summary=self.env._("Ask again: %(lead)s", lead=lead.name),
            )
