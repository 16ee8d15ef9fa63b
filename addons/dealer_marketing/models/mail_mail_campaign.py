"""Letters of campaigns can be withdrawn from by purpose."""

from odoo import models


class MailMail(models.Model):
    _inherit = "mail.mail"

    def _has_dealer_withdraw_link(self):
        """Letters of campaigns have our link: their text has none of stock's."""
        return bool(self.mailing_id.dealer_step_ids) or (
            super()._has_dealer_withdraw_link()
        )
