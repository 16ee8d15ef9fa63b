"""A text message which was handed over to the provider is not sent again."""

from odoo import models, modules


class SmsSms(models.Model):
    _inherit = "sms.sms"

    def _process_queue(self):
        queue = self.with_context(dealer_is_queue=True)
        return super(SmsSms, queue)._process_queue()

    def _send(self, unlink_failed=False, unlink_sent=True, raise_exception=False):
        """Note first what the queue hands over: in a crash stock would send it twice.

        Committed as being processed, a message is not in the queue any more. Others
        than ours keep their locks until they are sent.
        """
        ours = self.filtered(lambda sms: sms.dealer_purpose_id or sms.mailing_id)
        is_queue = self.env.context.get("dealer_is_queue")
        options = {
            "unlink_failed": unlink_failed,
            "unlink_sent": unlink_sent,
            "raise_exception": raise_exception,
        }
        if not ours or not is_queue or modules.module.current_test:
            return super()._send(**options)
        if others := self - ours:
            super(SmsSms, others)._send(**options)
        ours.state = "process"
        self.env["ir.cron"]._commit_progress()
        return super(SmsSms, ours)._send(**options)
