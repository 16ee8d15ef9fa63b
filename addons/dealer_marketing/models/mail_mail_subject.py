"""A subject is one line, whatever stands in the name of a customer."""

from odoo import models


class MailMail(models.Model):
    _inherit = "mail.mail"

    def _prepare_outgoing_list(self, mail_server=False, doc_to_followers=None):
        """A line break would be a header of its own: the letter could not be sent."""
        emails = super()._prepare_outgoing_list(
            mail_server=mail_server, doc_to_followers=doc_to_followers
        )
        if self._get_dealer_commercial():
            for email in emails:
                email["subject"] = " ".join((email["subject"] or "").split())
        return emails
