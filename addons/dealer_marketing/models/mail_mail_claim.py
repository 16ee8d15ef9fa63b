"""Mails ask the arbitration at sending, after the consent."""

from odoo import models


class MailMail(models.Model):
    _inherit = "mail.mail"

    def _get_dealer_claim_origin(self):
        """Name of the mail among the reservations: that of its mailing."""
        self.ensure_one()
        if self.mailing_id:
            return self.mailing_id._get_dealer_claim_origin()
        return f"mail:{self.id}"

    def _get_dealer_claim_company(self):
        """The showroom which writes; empty for the whole group."""
        self.ensure_one()
        if self.mailing_id:
            return self.mailing_id.dealer_company_id
        return self.record_company_id or self.create_uid.company_id

    def _get_dealer_refusals(self):
        """Who agreed may still be another showroom's, or was written to enough."""
        result = super()._get_dealer_refusals()
        for (purpose, company), mails in self.grouped(
            lambda mail: (mail.dealer_purpose_id, mail._get_dealer_claim_company())
        ).items():
            if purpose:
                mails._add_dealer_claim_refusals(purpose, company, result)
        return result

    def _add_dealer_claim_refusals(self, purpose, company, result):
        """Reserve the recipients who agreed; add those who are not free.

        :param dict result: as of ``_get_dealer_refusals``, changed in place
        """
        wanted = {}
        for mail in self:
            for envelope in mail._get_dealer_envelopes():
                refused = result[mail.id].get(envelope, {})
                for address in envelope:
                    if address not in refused:
                        wanted.setdefault(address, []).append((mail, envelope))
        persons = purpose._get_persons(sorted(wanted), "email")
        origins = {
            person.id: wanted[address][0][0]._get_dealer_claim_origin()
            for address, person in persons.items()
        }
        refusals = self.env["dealer.contact.claim"]._claim(
            self.env["res.partner"].union(*persons.values()),
            purpose,
            "email",
            origins,
            company=company,
        )
        for address, person in persons.items():
            if refusal := refusals.get(person.id):
                for mail, envelope in wanted[address]:
                    result[mail.id].setdefault(envelope, {})[address] = refusal

    def _use_dealer_claims(self):
        """What is handed over to the mail server keeps its reservation."""
        commercial = self._get_dealer_commercial()
        addresses = {
            address
            for mail in commercial
            for envelope in mail._get_dealer_envelopes()
            for address in envelope
        }
        purposes = self.env["dealer.consent.purpose"]
        persons = purposes._get_persons(sorted(addresses), "email")
        self.env["dealer.contact.claim"]._use(
            {mail._get_dealer_claim_origin() for mail in commercial},
            self.env["res.partner"].union(*persons.values()),
        )
