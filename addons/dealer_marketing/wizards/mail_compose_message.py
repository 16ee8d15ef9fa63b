from odoo import api, fields, models
from odoo.exceptions import UserError


class MailComposeMessage(models.TransientModel):
    _inherit = "mail.compose.message"

    dealer_purpose_id = fields.Many2one(
        comodel_name="dealer.consent.purpose",
        string="Purpose",
        compute="_compute_dealer_purpose_id",
        store=True,
        readonly=False,
        help="What the letters are about. Who has not agreed to it gets none.",
    )

    @api.depends("template_id")
    def _compute_dealer_purpose_id(self):
        """A template proposes its purpose; one without leaves what was chosen."""
        for composer in self:
            composer.dealer_purpose_id = (
                composer.template_id.dealer_purpose_id or composer.dealer_purpose_id
            )

    def _get_dealer_purpose(self):
        return self.mass_mailing_id.dealer_purpose_id or self.dealer_purpose_id

    def action_send_mail(self):
        """Letters to many say what they are about, by whatever way they are ordered.

        Stock's own mails to many (an event, an order) use ``_action_send_mail``.

        :raise UserError: no purpose
        """
        for composer in self:
            if composer.composition_mode == "mass_mail" and not (
                composer._get_dealer_purpose()
            ):
                raise UserError(
                    self.env._(
                        "Choose the purpose of the letters: who has not agreed to it "
                        "gets none."
                    )
                )
        return super().action_send_mail()

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
        is_asked = self.env.context.get("dealer_is_asked")
        is_ours = self.composition_mode == "mass_mail" and (
            purpose or self.mass_mailing_id
        )
        if is_asked or not is_ours:
            return emails
        info = self._get_recipients_data(mail_values_dict)
        addresses = sorted(
            {email for row in info.values() for email in row["mail_to_normalized"]}
            - {False}
        )
        reasons = purpose._get_refused_addresses(addresses, "email")
        refused = {address: why for address, why in reasons.items() if why}
        refused |= self._claim_dealer_recipients(
            purpose, [address for address in addresses if address not in refused]
        )
        people = purpose._get_people(sorted(refused), "email")
        log = self.env["dealer.contact.refusal"]
        log._log(
            [
                {
                    "partner_id": people[address][:1].id,
                    "purpose_id": purpose.id,
                    "channel": "email",
                    "mailing_id": self.mass_mailing_id.id,
                    "company_id": self.mass_mailing_id.dealer_company_id.id,
                    **log._prepare_reason(why),
                }
                for address, why in refused.items()
            ]
        )
        return [*emails, *refused]

    def _claim_dealer_recipients(self, purpose, addresses):
        """Reserve the recipients of a mailing; letters ask at sending, each by itself.

        :param purpose: dealer.consent.purpose
        :param addresses: list of addresses whose owners agreed
        :return: dict address -> tools.claims.Refusal
        """
        mailing = self.mass_mailing_id
        if not mailing or not purpose:
            return {}
        persons = purpose._get_persons(addresses, "email")
        refusals = self.env["dealer.contact.claim"]._claim(
            self.env["res.partner"].union(*persons.values()),
            purpose,
            "email",
            mailing._get_dealer_claim_origin(),
            company=mailing.dealer_company_id,
        )
        return {
            address: refusals[person.id]
            for address, person in persons.items()
            if person.id in refusals
        }
