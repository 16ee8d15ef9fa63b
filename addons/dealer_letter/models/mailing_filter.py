from odoo import models
from odoo.exceptions import UserError


class MailingFilter(models.Model):
    _inherit = "mailing.filter"

    def action_dealer_letters(self):
        """Write letters to the people of the group.

        :return: window action of the dialogue
        :raise UserError: nobody is in it
        """
        self.ensure_one()
        members = self.env["res.partner"].search(self._get_dealer_domain())
        if not members:
            raise UserError(self.env._("Nobody is in this group: change it first."))
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "dealer_letter.dealer_letter_write_action_partner"
        )
        return {
            **action,
            "context": {"active_model": "res.partner", "active_ids": members.ids},
        }
