"""An intake source may have an e-mail address: portals send their leads to it."""

from odoo import fields, models

from ..tools import mail_lead


class DealerIntakeSource(models.Model):
    _name = "dealer.intake.source"
    _inherit = ["dealer.intake.source", "mail.alias.mixin.optional"]

    alias_id = fields.Many2one(index="btree_not_null")

    def _alias_get_creation_values(self):
        values = super()._alias_get_creation_values()
        values["alias_model_id"] = self.env["ir.model"]._get_id(self._name)
        # The source itself takes the mail: see mail.thread._message_route_process.
        values["alias_force_thread_id"] = self.id or False
        values["alias_contact"] = "everyone"
        return values

    def _take_mail(self, message):
        """Keep a mail; the job which is started reads it.

        It is not read at once: a fault would make the mail server send it again.

        :param message: email.message.EmailMessage as it came in
        :return: dealer.inbox
        """
        self.ensure_one()
        payload = message.as_bytes()
        if len(payload) > mail_lead.MAX_BYTES:
            # Photos, say: the document alone is what can be taken.
            payload = mail_lead.without_attachments(message)
        intake = self.env.ref("dealer_crm.user_intake")
        # sudo: who owns the gateway may not read the source; its showroom counts.
        source = self.sudo()
        inbox = self.env["dealer.inbox"].with_user(intake)
        row, _is_new = inbox.with_company(source.company_id)._store(
            source.with_user(intake),
            payload,
            message.get_content_type(),
            format="mail",
        )
        # sudo: jobs are the system's.
        self.env.ref("dealer_crm.ir_cron_process_pending").sudo()._trigger()
        return row
