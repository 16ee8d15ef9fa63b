"""Stock's mailings as the counters of campaign steps."""

from odoo import fields, models


class MailingMailing(models.Model):
    _inherit = "mailing.mailing"

    dealer_step_ids = fields.One2many(
        comodel_name="dealer.campaign.step",
        inverse_name="mailing_id",
        string="Campaign Steps",
    )

    def _get_seen_list(self):
        """Of a campaign only addresses of the slice matter: a step does not read the
        marks of everybody for each slice.
        """
        slice_ids = self.env.context.get("active_ids")
        if not self.dealer_step_ids or not slice_ids:
            return super()._get_seen_list()
        people = self.env["res.partner"].browse(slice_ids)
        addresses = people.filtered("email_normalized").mapped("email_normalized")
        # sudo: marks of stock's mailings, of whoever the letters are for.
        marks = self.env["mailing.trace"].sudo()
        groups = marks._read_group(
            [("mass_mailing_id", "=", self.id), ("email", "in", addresses)], ["email"]
        )
        return {address for (address,) in groups}


class MailingTrace(models.Model):
    _inherit = "mailing.trace"

    _dealer_person_idx = models.Index("(mass_mailing_id, res_id)")
    _dealer_address_idx = models.Index("(mass_mailing_id, email)")
