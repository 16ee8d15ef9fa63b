"""Whoever answers STOP to a letter gets no more of these."""

from odoo import api, models
from odoo.tools import html2plaintext
from odoo.tools.mail import email_normalize

from ..tools import stop


class MailThread(models.AbstractModel):
    _inherit = "mail.thread"

    @api.model
    def message_route(
        self, message, message_dict, model=None, thread_id=None, custom_values=None
    ):
        """Read STOP before anything else, also when the answer belongs nowhere."""
        is_stop = self._dealer_stop(message_dict)
        try:
            return super().message_route(
                message, message_dict, model, thread_id, custom_values
            )
        except ValueError:
            if not is_stop:
                raise
            # Nothing more to do with it. A failure would undo the withdrawal.
            return []

    @api.model
    def _dealer_stop(self, message_dict):
        """Withdraw what the writer of an incoming letter does not want any more.

        :param dict message_dict: as ``message_parse`` returns it
        :return: bool, whether the letter says STOP
        """
        sender = email_normalize(message_dict.get("email_from") or "")
        if not sender or message_dict.get("is_bounce"):
            return False
        body = html2plaintext(message_dict.get("body") or "")
        subject = message_dict.get("subject") or ""
        if not (stop.is_stop(body) or stop.is_stop(subject)):
            return False
        self.env["dealer.consent"]._stop(
            "email",
            [sender],
            f"{message_dict.get('message_id') or ''}"[:200],
            self._get_dealer_answered_purpose(message_dict),
        )
        return True

    @api.model
    def _get_dealer_answered_purpose(self, message_dict):
        """What the letter which is answered was about.

        :return: dealer.consent.purpose, empty when it is not known
        """
        # sudo: whoever fetches the mail need not see mailings and customers.
        parent = self.env["mail.message"].sudo().browse(message_dict.get("parent_id"))
        if purpose := parent.exists().dealer_purpose_id:
            return purpose
        ids = " ".join(
            filter(None, (message_dict.get(k) for k in ("references", "in_reply_to")))
        ).split()
        if not ids:
            return parent.dealer_purpose_id
        # sudo: as above.
        traces = self.env["mailing.trace"].sudo()
        found = traces.search([("message_id", "in", ids)], limit=1)
        return found.mass_mailing_id.dealer_purpose_id
