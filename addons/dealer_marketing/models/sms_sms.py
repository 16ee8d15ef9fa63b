from odoo import fields, models

from ..tools.consent import refused_addresses


class SmsSms(models.Model):
    _inherit = "sms.sms"

    dealer_purpose_id = fields.Many2one(
        comodel_name="dealer.consent.purpose",
        string="Purpose",
        readonly=True,
        ondelete="restrict",
        index="btree_not_null",
    )

    def _send(self, unlink_failed=False, unlink_sent=True, raise_exception=False):
        """Cancel what its recipients have not agreed to, at the last moment."""
        waiting = self.filtered(lambda sms: sms.dealer_purpose_id or sms.mailing_id)
        refused = waiting._get_dealer_refused()
        if refused:
            refused._update_sms_state_and_trackers(
                "canceled", failure_type="sms_optout"
            )
        return super(SmsSms, self - refused)._send(
            unlink_failed=unlink_failed,
            unlink_sent=unlink_sent,
            raise_exception=raise_exception,
        )

    def _get_dealer_number(self):
        self.ensure_one()
        return self.partner_id.phone_sanitized or self.number or ""

    def _get_dealer_refused(self):
        """Messages which may not be sent; the reasons go to the log."""
        result, rows = self.browse(), []
        for purpose, messages in self.grouped("dealer_purpose_id").items():
            numbers = sorted({sms._get_dealer_number() for sms in messages} - {""})
            reasons = purpose._get_refused_addresses(numbers, "sms")
            people = purpose._get_people(numbers, "sms")
            for sms in messages:
                number = sms._get_dealer_number()
                if not number or not refused_addresses([number], reasons):
                    continue
                result |= sms
                rows.append(
                    {
                        "partner_id": (sms.partner_id or people[number][:1]).id,
                        "purpose_id": purpose.id,
                        "channel": "sms",
                        "reason": reasons[number],
                        "mailing_id": sms.mailing_id.id,
                    }
                )
        self.env["dealer.contact.refusal"]._log(rows)
        return result
