from odoo import fields, models


class MailComposeMessage(models.TransientModel):
    _inherit = "mail.compose.message"

    dealer_purpose_id = fields.Many2one(
        comodel_name="dealer.consent.purpose",
        string="Purpose",
        help="What the letters are about. Who has not agreed to it gets none.",
    )

    def _get_dealer_purpose(self):
        return self.mass_mailing_id.dealer_purpose_id or self.dealer_purpose_id

    def _prepare_mailing_values(self):
        return {
            **super()._prepare_mailing_values(),
            "dealer_purpose_id": self.dealer_purpose_id.id,
        }

    def _prepare_mail_values(self, res_ids):
        values_all = super()._prepare_mail_values(res_ids)
        purpose = self._get_dealer_purpose()
        if self.composition_mode == "mass_mail" and purpose:
            for values in values_all.values():
                values["dealer_purpose_id"] = purpose.id
        return values_all

    def _get_optout_emails(self, mail_values_dict):
        """Refused addresses get no mail at all; the gate stays for later changes."""
        emails = super()._get_optout_emails(mail_values_dict)
        purpose = self._get_dealer_purpose()
        if self.composition_mode != "mass_mail" or not (
            purpose or self.mass_mailing_id
        ):
            return emails
        info = self._get_recipients_data(mail_values_dict)
        addresses = sorted(
            {email for row in info.values() for email in row["mail_to_normalized"]}
            - {False}
        )
        reasons = purpose._get_refused_addresses(addresses, "email")
        refused = {address: why for address, why in reasons.items() if why}
        people = purpose._get_people(sorted(refused), "email")
        self.env["dealer.contact.refusal"]._log(
            [
                {
                    "partner_id": people[address][:1].id,
                    "purpose_id": purpose.id,
                    "channel": "email",
                    "reason": reason,
                    "mailing_id": self.mass_mailing_id.id,
                }
                for address, reason in refused.items()
            ]
        )
        return [*emails, *refused]
