"""Who leaves a mailing list withdraws what its mailings were about."""

from odoo import api, models


class MailingSubscription(models.Model):
    _inherit = "mailing.subscription"

    @api.model_create_multi
    def create(self, vals_list):
        subscriptions = super().create(vals_list)
        subscriptions.filtered("opt_out")._withdraw_dealer_consents()
        return subscriptions

    def write(self, vals):
        staying = self.filtered(lambda row: not row.opt_out)
        result = super().write(vals)
        staying.filtered("opt_out")._withdraw_dealer_consents()
        return result

    def _withdraw_dealer_consents(self):
        """Withdraw by e-mail, as the link below a mailing of this list says."""
        # sudo: an unsubscribe link is followed by nobody who may see mailings.
        mailings = self.env["mailing.mailing"].sudo()
        for mailing_list, rows in self.grouped("list_id").items():
            purposes = mailings.search(
                [
                    ("contact_list_ids", "in", mailing_list.ids),
                    ("dealer_purpose_id.basis", "=", "consent"),
                ]
            ).dealer_purpose_id
            # sudo: as above.
            addresses = rows.sudo().contact_id.mapped("email_normalized")
            addresses = sorted({address for address in addresses if address})
            for purpose in purposes if addresses else ():
                people = purpose._get_people(addresses, "email")
                # sudo: as above.
                partners = self.env["res.partner"].sudo().union(*people.values())
                self.env["dealer.consent"]._record(
                    partners,
                    [(purpose, "email", "withdrawn")],
                    "blacklist",
                    self.env._("Left the mailing list"),
                )
