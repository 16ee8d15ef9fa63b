"""Letters about a purpose can be unsubscribed from in the mail program."""

from odoo import models
from odoo.tools.mail import append_content_to_html


class MailMail(models.Model):
    _inherit = "mail.mail"

    def _prepare_outgoing_list(self, mail_server=False, doc_to_followers=None):
        """Add the link by which the recipient withdraws; mailings have stock's own."""
        emails = super()._prepare_outgoing_list(
            mail_server=mail_server, doc_to_followers=doc_to_followers
        )
        purpose = self.dealer_purpose_id
        if purpose.basis != "consent" or not self._has_dealer_withdraw_link():
            return emails
        addresses = {
            address for email in emails for address in email["email_to_normalized"]
        }
        persons = purpose._get_persons(sorted(addresses), "email")
        for email in emails:
            found = {persons.get(address) for address in email["email_to_normalized"]}
            person = email["partner_id"] or (found.pop() if len(found) == 1 else None)
            if person:
                self._add_dealer_withdraw_link(email, person, purpose)
        return emails

    def _has_dealer_withdraw_link(self):
        """Whether our link is added; mailings have stock's."""
        return not self.mailing_id

    def _add_dealer_withdraw_link(self, email, person, purpose):
        """Put the link into the headers (RFC 2369, RFC 8058) and below the text.

        :param dict email: of ``_prepare_outgoing_list``, changed in place
        :param person: res.partner who gets it
        :param purpose: dealer.consent.purpose
        """
        consents = self.env["dealer.consent"]
        path = consents._get_withdraw_path(person, purpose, "email")
        url = self.get_base_url() + path
        email["headers"] = {
            **(email["headers"] or {}),
            "List-Unsubscribe": f"<{url}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        }
        footer = self.env["ir.qweb"]._render(
            "dealer_marketing.withdraw_footer",
            {"url": url, "purpose": purpose.with_context(lang=person.lang)},
            lang=person.lang,
        )
        email["body"] = append_content_to_html(
            email["body"], footer, plaintext=False, preserve=False
        )
