from odoo import fields, models


class MailTemplate(models.Model):
    _inherit = "mail.template"

    dealer_purpose_id = fields.Many2one(
        comodel_name="dealer.consent.purpose",
        string="Purpose",
        ondelete="restrict",
        help="Proposed when letters to many are written with the template.",
    )

    def action_dealer_mailing(self):
        """Write a mailing with the text: to a group, or as an A/B test of two texts.

        :return: window action
        :raise AccessError: the user writes no mailings
        """
        self.ensure_one()
        mailing = self.env["mailing.mailing"].create(self._prepare_dealer_mailing())
        return {
            "type": "ir.actions.act_window",
            "res_model": "mailing.mailing",
            "res_id": mailing.id,
            "views": [(False, "form")],
        }

    def _prepare_dealer_mailing(self):
        """Values of a mailing with the text, in the language of the user.

        :return: dict of values of mailing.mailing
        """
        return {
            "subject": self.subject,
            "mailing_type": "mail",
            "mailing_model_id": self.model_id.id,
            "body_arch": self.body_html,
            "body_html": self.body_html,
            "dealer_purpose_id": self.dealer_purpose_id.id,
        }
