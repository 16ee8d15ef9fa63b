"""Text messages ask the arbitration at sending, after the consent."""

from odoo import models


class SmsSms(models.Model):
    _inherit = "sms.sms"

    def _get_dealer_claim_origin(self):
        """Name of the message among the reservations: that of its mailing."""
        self.ensure_one()
        if self.mailing_id:
            return self.mailing_id._get_dealer_claim_origin()
        return f"sms:{self.id}"

    def _get_dealer_claim_company(self):
        """The showroom which writes; empty for the whole group."""
        self.ensure_one()
        if self.mailing_id:
            return self.mailing_id.dealer_company_id
        return self.mail_message_id.record_company_id or self.create_uid.company_id

    def _get_dealer_reasons(self, purpose, numbers):
        """Who agreed may still be another showroom's, or was written to enough."""
        reasons = super()._get_dealer_reasons(purpose, numbers)
        if not purpose:
            return reasons
        found = purpose._get_persons(numbers, "sms")
        nobody = self.env["res.partner"]
        persons = {
            sms: sms.partner_id or found.get(sms._get_dealer_number(), nobody)
            for sms in self
            if sms not in reasons
        }
        for company, messages in self.grouped(
            lambda sms: sms._get_dealer_claim_company()
        ).items():
            asked = messages.filtered(lambda sms: persons.get(sms))
            partners = nobody.union(*(persons[sms] for sms in asked))
            origins = {persons[sms].id: sms._get_dealer_claim_origin() for sms in asked}
            claims = self.env["dealer.contact.claim"]
            refusals = claims._claim(partners, purpose, "sms", origins, company=company)
            reasons |= {
                sms: refusals[persons[sms].id]
                for sms in asked
                if persons[sms].id in refusals
            }
            # What is not refused is handed over now.
            free = partners.browse(id_ for id_ in partners.ids if id_ not in refusals)
            claims._use(set(origins.values()), free)
        return reasons
