"""A letter which was handed over to the mail server is not sent again."""

from odoo import models


class MailMail(models.Model):
    _inherit = "mail.mail"

    def _send(self, auto_commit=False, **kwargs):
        """Note first what the queue hands over."""
        mails = self.with_context(dealer_is_queue=auto_commit is True)
        return super(MailMail, mails)._send(auto_commit=auto_commit, **kwargs)

    def _prepare_outgoing_list(self, mail_server=False, doc_to_followers=None):
        emails = super()._prepare_outgoing_list(
            mail_server=mail_server, doc_to_followers=doc_to_followers
        )
        is_queue = self.env.context.get("dealer_is_queue")
        if emails and is_queue and self._get_dealer_commercial():
            self._note_dealer_handed_over()
        return emails

    def _note_dealer_handed_over(self):
        """Keep in the database that the letter is handed over now.

        Stock has marked it as failed until the mail server answers, but would lose that
        in a crash and send the letter twice. Committed, it stays failed: it arrived
        perhaps, and nobody gets it a second time.
        """
        self.failure_reason = self.env._(
            "The server stopped while this letter was handed over. It may have "
            "arrived: send it again only when it has not."
        )
        self.env["ir.cron"]._commit_progress()
