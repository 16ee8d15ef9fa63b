from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command


class DealerContactInvite(models.TransientModel):
    _name = "dealer.contact.invite"
    _description = "Invite Customers"

    purpose_id = fields.Many2one(
        comodel_name="dealer.consent.purpose",
        required=True,
        domain=[("claim_group", "!=", False)],
        default=lambda self: self.env["dealer.consent.purpose"]._get_by_code(
            "new_models"
        ),
    )
    user_id = fields.Many2one(
        comodel_name="res.users",
        string="Who Calls",
        required=True,
        domain=[("share", "=", False)],
        default=lambda self: self.env.user,
    )
    day = fields.Date(
        string="Call On", required=True, default=fields.Date.context_today
    )
    note = fields.Char(string="About", help="What the call is about.")
    partner_ids = fields.Many2many(
        comodel_name="res.partner", string="Customers", required=True
    )
    free_count = fields.Integer(string="Can Be Invited", compute="_compute_refused")
    refused = fields.Html(string="Fall Out", compute="_compute_refused", sanitize=False)

    @api.model
    def default_get(self, fields_list):
        values = super().default_get(fields_list)
        if self.env.context.get("active_model") == "res.partner":
            # The form wants commands: bare numbers are an error there.
            ids = self.env.context.get("active_ids") or []
            values["partner_ids"] = [Command.set(ids)]
        return values

    @api.depends("purpose_id", "day", "partner_ids")
    def _compute_refused(self):
        for wizard in self:
            refusals = wizard._get_refusals(book=False) if wizard.purpose_id else {}
            wizard.free_count = len(wizard.partner_ids) - len(refusals)
            wizard.refused = refusals and self.env["ir.qweb"]._render(
                "dealer_marketing.contact_invite_refused",
                {"rows": wizard._describe(refusals)},
            )

    def _get_origin(self):
        """Name of the task: the same showroom asks for the same thing once."""
        return f"invite:{self.purpose_id.code}:{self.env.company.id}:{self.day}"

    def _get_refusals(self, book):
        """Who may not be called.

        :param bool book: reserve those who may
        :return: dict partner id -> reason of the consent, or tools.claims.Refusal
        """
        self.ensure_one()
        partners = self.partner_ids._origin
        reasons = self.purpose_id._get_reasons(partners, "phone")
        refused = {id_: why for id_, why in reasons.items() if why}
        claims = self.env["dealer.contact.claim"]
        return refused | (claims._claim if book else claims._preview)(
            partners.filtered(lambda partner: partner.id not in refused),
            self.purpose_id,
            "phone",
            self._get_origin(),
            company=self.env.company,
            is_personal=True,
            day=self.day,
        )

    def _describe(self, refusals):
        """The refusals in words.

        :param dict refusals: as of ``_get_refusals``
        :return: list of tuples (name of the customer, reason)
        """
        claims = self.env["dealer.contact.claim"]
        return [
            (
                partner.display_name,
                self.env._("has not agreed to be called about this")
                if isinstance(refusals[partner.id], str)
                else claims._describe(refusals[partner.id]),
            )
            for partner in self.partner_ids._origin
            if partner.id in refusals
        ]

    def action_invite(self):
        """Reserve those who are free, and plan the calls.

        :return: client action, a notice of how many were invited
        :raise UserError: the day is over
        """
        self.ensure_one()
        if self.day < fields.Date.context_today(self):
            raise UserError(self.env._("Choose today or a later day for the calls."))
        refusals = self._get_refusals(book=True)
        self.env["dealer.contact.refusal"]._log_people(
            refusals, self.purpose_id, "phone", self.env.company
        )
        invited = self.partner_ids.filtered(lambda partner: partner.id not in refusals)
        invited.with_context(mail_activity_quick_update=True).activity_schedule(
            "mail.mail_activity_data_call",
            date_deadline=self.day,
            summary=self.note or self.purpose_id.name,
            user_id=self.user_id.id,
            dealer_purpose_id=self.purpose_id.id,
        )
        return self._get_notice(invited, refusals)

    def _get_notice(self, invited, refusals):
        """Tell what became of the invitation.

        :return: client action; it closes the dialogue
        """
        message = self.env._("Invited: %(count)s.", count=len(invited))
        for name, why in self._describe(refusals)[:5]:
            message += f" {name}: {why}."
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success" if invited else "warning",
                "sticky": not invited,
                "message": message,
                "next": {"type": "ir.actions.act_window_close"},
            },
        }
