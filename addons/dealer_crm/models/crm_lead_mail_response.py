"""Messages and the honest clock."""

from odoo import models
from odoo.tools import email_normalize

# Written by a person; everything else is sent by a rule, a mailing or the system.
WRITTEN = ("comment", "email")


class CrmLead(models.Model):
    _inherit = "crm.lead"

    def _message_post_after_hook(self, message, msg_values):
        result = super()._message_post_after_hook(message, msg_values)
        # sudo: whoever posts may not read all of the message's fields.
        self._dealer_note_message(message.sudo())
        return result

    def _dealer_note_message(self, message):
        """What a new message means for the clock.

        :param message: mail.message on this one lead
        """
        if message.message_type not in WRITTEN or message.is_internal:
            return
        if message.subtype_id.internal or not message.subtype_id:
            return
        if self._is_dealer_customer(message):
            if self._has_dealer_written() and not self.env.context.get(
                "dealer_automatic_mail"
            ):
                self._dealer_note_response({self: message.date}, "reply")
        elif self._is_dealer_written(message):
            self._dealer_note_touch({self: message.date})

    def _is_dealer_customer(self, message):
        """Whether the customer of the lead wrote a message."""
        author = message.author_id
        if author and author == self.partner_id:
            return True
        if author.user_ids.filtered(lambda user: not user.share):
            return False
        sender = email_normalize(message.email_from)
        family = self.partner_id.commercial_partner_id
        return bool(
            (family and author.commercial_partner_id == family)
            or (sender and sender == email_normalize(self.email_from))
        )

    def _is_dealer_written(self, message):
        """Whether an employee wrote a message, and it went outside."""
        people = message.author_id.user_ids.filtered(
            lambda user: not user.share and user.active
        )
        machines = self.env.ref("base.user_root") | self.env.ref(
            "dealer_crm.user_intake"
        )
        # sudo: followers may be contacts whom the writer may not read.
        readers = message.partner_ids | self.sudo().message_partner_ids
        return bool(people - machines) and any(readers.mapped("partner_share"))

    def _has_dealer_written(self):
        """Whether an employee has written to the customer."""
        # sudo: messages of colleagues count, too.
        messages = self.env["mail.message"].sudo()
        written = messages.search(
            [
                ("model", "=", self._name),
                ("res_id", "=", self.id),
                ("message_type", "in", WRITTEN),
                ("is_internal", "=", False),
                ("subtype_id.internal", "=", False),
                ("author_id.user_ids.share", "=", False),
            ]
        )
        return any(self._is_dealer_written(message) for message in written)
