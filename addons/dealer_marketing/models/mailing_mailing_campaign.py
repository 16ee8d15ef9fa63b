"""Stock's mailings as the counters of campaign steps."""

from odoo import fields, models


class MailingMailing(models.Model):
    _inherit = "mailing.mailing"

    dealer_step_ids = fields.One2many(
        comodel_name="dealer.campaign.step",
        inverse_name="mailing_id",
        string="Campaign Steps",
    )

    def _get_seen_list_extra(self):
        """Of a campaign only addresses of the slice matter: a step does not read the
        marks of everybody for each slice.
        """
        join, where = super()._get_seen_list_extra()
        slice_ids = self.env.context.get("active_ids")
        if self.dealer_step_ids and slice_ids:
            people = self.env["res.partner"].browse(slice_ids)
            ids = ", ".join(str(int(id_)) for id_ in people.ids)
            where += (
                " AND s.email IN (SELECT email_normalized FROM res_partner"
                f" WHERE id IN ({ids}))"
            )
        return join, where


class MailingTrace(models.Model):
    _inherit = "mailing.trace"

    _dealer_person_idx = models.Index("(mass_mailing_id, res_id)")
