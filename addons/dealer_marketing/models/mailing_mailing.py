from odoo import api, fields, models
from odoo.exceptions import UserError


class MailingMailing(models.Model):
    _inherit = "mailing.mailing"

    dealer_purpose_id = fields.Many2one(
        comodel_name="dealer.consent.purpose",
        string="Purpose",
        compute="_compute_dealer_purpose_id",
        store=True,
        readonly=False,
        ondelete="restrict",
        tracking=True,
        index="btree_not_null",
        help="What the mailing is about. Who has not agreed to it gets nothing.",
    )
    dealer_allowed_count = fields.Integer(
        string="May Be Contacted", compute="_compute_dealer_counts"
    )
    dealer_refused_count = fields.Integer(
        string="Not Agreed", compute="_compute_dealer_counts"
    )

    @api.depends("sms_template_id", "mailing_filter_id")
    def _compute_dealer_purpose_id(self):
        """The template or the target group proposes a purpose; what was chosen stays.

        Templates of e-mails are copied into a mailing by the composer, which has the
        purpose.
        """
        for mailing in self:
            mailing.dealer_purpose_id = (
                mailing.dealer_purpose_id
                or mailing.sms_template_id.dealer_purpose_id
                or mailing.mailing_filter_id.dealer_purpose_id
            )

    @api.depends(
        "dealer_purpose_id", "mailing_domain", "mailing_model_id", "mailing_type"
    )
    def _compute_dealer_counts(self):
        for mailing in self:
            mailing.dealer_allowed_count = mailing.dealer_refused_count = 0
            if not mailing.dealer_purpose_id or mailing.state == "done":
                continue
            reasons = mailing._get_dealer_reasons()
            refused = sum(map(bool, reasons.values()))
            mailing.dealer_refused_count = refused
            mailing.dealer_allowed_count = len(reasons) - refused

    def _get_dealer_reasons(self):
        """Addresses of the recipients, with the reason why not, "" when they may."""
        self.ensure_one()
        channel = "sms" if self.mailing_type == "sms" else "email"
        field = "phone_sanitized" if channel == "sms" else "email_normalized"
        recipients = self.env[self.mailing_model_real].browse(self._get_recipients())
        if field not in recipients._fields:
            people = recipients._mail_get_partners()
            recipients = self.env["res.partner"].union(*people.values())
        addresses = sorted({address for address in recipients.mapped(field) if address})
        return self.dealer_purpose_id._get_refused_addresses(addresses, channel)

    def write(self, vals):
        if vals.get("state") == "in_queue":
            purpose = "dealer_purpose_id"
            missing = self.filtered(
                lambda mailing: not vals.get(purpose, mailing[purpose])
            )
            if missing:
                raise UserError(
                    self.env._(
                        'Choose the purpose of the mailing "%(mailing)s" first: it '
                        "goes to those who agreed to this purpose.",
                        mailing=missing[0].display_name,
                    )
                )
        return super().write(vals)
