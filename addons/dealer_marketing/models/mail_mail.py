from odoo import models
from odoo.tools.mail import email_normalize_all

from ..tools.consent import refused_addresses


class MailMail(models.Model):
    _inherit = "mail.mail"

    def _get_dealer_commercial(self):
        """Mails which need a consent; all others are stock's own and pass.

        A sample which somebody sends to see a mailing is none: it has no trace.
        """
        is_sample = self.env.context.get("mailing_test_mail")
        return self.filtered(
            lambda mail: (
                (mail.dealer_purpose_id or mail.mailing_id)
                # sudo: whoever sends a mail need not see the traces of mailings.
                and not (is_sample and not mail.sudo().mailing_trace_ids)
            )
        )

    def _get_dealer_envelopes(self):
        """Addresses which get one and the same letter.

        :return: list of tuples of normalised addresses
        """
        self.ensure_one()
        shared = email_normalize_all(f"{self.email_to or ''},{self.email_cc or ''}")
        people = [
            tuple(email_normalize_all(partner.email or ""))
            for partner in self.recipient_ids
        ]
        return [envelope for envelope in [tuple(shared), *people] if envelope]

    def _get_dealer_refusals(self):
        """What may not be sent, in a few queries for each purpose.

        :return: dict mail id -> dict envelope -> dict address -> reason
        """
        envelopes = {mail.id: mail._get_dealer_envelopes() for mail in self}
        cars = self._get_dealer_cars()
        result = {}
        for purpose, mails in self.grouped("dealer_purpose_id").items():
            pairs = {
                (address, cars.get(mail.id))
                for mail in mails
                for envelope in envelopes[mail.id]
                for address in envelope
            }
            reasons = purpose._get_refused_pairs(pairs, "email")
            for mail in mails:
                car = cars.get(mail.id)
                result[mail.id] = {
                    envelope: refused
                    for envelope in envelopes[mail.id]
                    if (
                        refused := refused_addresses(
                            envelope, {one: reasons[one, car] for one in envelope}
                        )
                    )
                }
        return result

    def _get_dealer_cars(self):
        """The car which each letter is about, as a reminder is.

        :return: dict mail id -> vehicle id, of letters about a car
        """
        return self.env["dealer.vehicle"]._get_dealer_cars_about(
            {mail.id: (mail.model, mail.res_id) for mail in self}
        )

    def _send(self, *args, **kwargs):
        """Cancel what its recipients have not agreed to, at the last moment."""
        waiting = self._get_dealer_commercial().filtered(
            lambda mail: mail.state == "outgoing"
        )
        refusals = waiting._get_dealer_refusals()
        cancelled = waiting.filtered(
            lambda mail: (
                refusals[mail.id]
                and len(refusals[mail.id]) == len(set(mail._get_dealer_envelopes()))
            )
        )
        waiting._log_dealer_refusals(refusals)
        cancelled._cancel_dealer_refused()
        (waiting - cancelled)._use_dealer_claims()
        return super()._send(*args, **kwargs)

    def _log_dealer_refusals(self, refusals):
        purposes = self.env["dealer.consent.purpose"]
        found = {
            address
            for envelopes in refusals.values()
            for refused in envelopes.values()
            for address in refused
        }
        people = purposes._get_people(sorted(found), "email")
        self.env["dealer.contact.refusal"]._log(
            [
                {
                    "partner_id": people[address][:1].id,
                    "purpose_id": mail.dealer_purpose_id.id,
                    "channel": "email",
                    "mailing_id": mail.mailing_id.id,
                    "company_id": mail._get_dealer_claim_company().id,
                    **self.env["dealer.contact.refusal"]._prepare_reason(reason),
                }
                for mail in self
                for refused in refusals[mail.id].values()
                for address, reason in refused.items()
            ]
        )

    def _cancel_dealer_refused(self):
        if not self:
            return
        self.write({"state": "cancel", "failure_type": "mail_optout"})
        # sudo: the queue may be run by somebody who sees no notifications
        mails = self.sudo()
        traces = mails.mailing_trace_ids
        traces.write({"trace_status": "cancel", "failure_type": "mail_optout"})
        notices = mails.env["mail.notification"].search(
            [("mail_mail_id", "in", mails.ids)]
        )
        notices.write(
            {"notification_status": "canceled", "failure_type": "mail_optout"}
        )

    def _prepare_outgoing_list(self, mail_server=False, doc_to_followers=None):
        """Leave out the refused ones of several recipients."""
        emails = super()._prepare_outgoing_list(
            mail_server=mail_server, doc_to_followers=doc_to_followers
        )
        if len(emails) < 2 or not self._get_dealer_commercial():
            return emails
        envelopes = self._get_dealer_refusals()[self.id].values()
        refused = {address for found in envelopes for address in found}
        return [
            email
            for email in emails
            if not refused.intersection(email["email_to_normalized"])
        ]
