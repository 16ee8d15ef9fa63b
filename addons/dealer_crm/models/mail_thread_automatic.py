from odoo import api, models

from ..tools import mail_lead


class MailThread(models.AbstractModel):
    _inherit = "mail.thread"

    @api.model
    def _message_route_process(self, message, message_dict, routes):
        """Say of a mail which nobody wrote that it is none of the customer's words."""
        if mail_lead.is_automatic(message):
            self = self.with_context(dealer_automatic_mail=True)
        return super()._message_route_process(message, message_dict, routes)
