"""Text messages of customers among the messages of the intake."""

from odoo import api, fields, models
from odoo.tools import plaintext2html

from ..tools import sms_message, stop

NUMBER = "phone_sanitized"


class DealerInbox(models.Model):
    _inherit = "dealer.inbox"

    format = fields.Selection(
        selection_add=[("sms", "Text Message")], ondelete={"sms": "cascade"}
    )

    def _take(self):
        if self.format != "sms":
            return super()._take()
        repaired = self.repaired_payload
        message = sms_message.parse(
            repaired.encode() if repaired else self._get_payload()
        )
        people = self._find_sms_people(message["from"])
        if not people:
            raise sms_message.SmsError("unknown", message["from"])
        if stop.is_stop(message["text"]):
            self._stop_sms(people, message)
        else:
            self._pass_on_sms(people[:1], message)
        # sudo: nobody may change a message by hand, the intake user neither.
        return self.sudo().write(
            {
                "parsed": [message],
                "state": "duplicate" if self.original_id else "done",
                "error": False,
            }
        )

    def _find_sms_people(self, number):
        """Who has a phone number.

        :return: res.partner, in sudo
        """
        # sudo: contacts of colleagues are closed for the intake.
        partners = self.env["res.partner"].sudo().with_company(self.company_id)
        country = self.company_id.country_id
        sanitized = partners._phone_format(number=number, country=country) or number
        return partners.search([(NUMBER, "=", sanitized)], order="id")

    def _stop_sms(self, people, message):
        """No more text messages for these people, about anything."""
        evidence = f"SMS {message['id']}: {message['text'][:40]}"
        numbers = sorted(set(people.mapped(NUMBER)))
        self.env["dealer.consent"]._stop("sms", numbers, evidence)

    def _pass_on_sms(self, partner, message):
        """An answer is read by whoever looks after the customer."""
        if self.original_id:
            return
        partner.message_post(
            body=plaintext2html(message["text"]),
            author_id=partner.id,
            message_type="comment",
            subtype_xmlid="mail.mt_note",
            partner_ids=partner.user_id.partner_id.ids,
        )

    @api.model
    def _get_external_id(self, payload, format_="adf"):
        if format_ != "sms":
            return super()._get_external_id(payload, format_)
        try:
            return f"sms:{sms_message.parse(payload)['id']}"
        except sms_message.SmsError:
            return None

    @api.model
    def _get_error_message(self, error):
        if isinstance(error, sms_message.SmsError):
            messages = {
                "missing": self.env._("A field which is needed is missing:"),
                "unknown": self.env._("No customer has this phone number:"),
            }
            if message := messages.get(error.code):
                return f"{message} {error.detail}"
        return super()._get_error_message(error)

    @api.model
    def _get_readers(self):
        return {**super()._get_readers(), "sms": lambda payload: []}
