from markupsafe import Markup

from odoo import Command, api, fields, models
from odoo.exceptions import AccessError, UserError


class DealerHandOver(models.TransientModel):
    _name = "dealer.hand.over"
    _description = "Hand Customers Over"

    partner_ids = fields.Many2many(
        comodel_name="res.partner", string="Customers", required=True
    )
    user_id = fields.Many2one(
        comodel_name="res.users",
        string="New Personal Manager",
        domain=[("share", "=", False)],
        required=True,
    )
    reason = fields.Char(required=True)
    with_work = fields.Boolean(
        string="Open Leads and Tasks, Too",
        default=True,
        help="Open leads of these customers and what is planned on them go to the new "
        "manager, when the former one has them.",
    )

    @api.model
    def default_get(self, fields_list):
        values = super().default_get(fields_list)
        ids = self.env.context.get("active_ids")
        if self.env.context.get("active_model") == "res.partner" and ids:
            values.setdefault("partner_ids", [Command.set(ids)])
        return values

    def action_hand_over(self):
        """Give the customers to the new manager, with what is open.

        :return: window action which closes the form
        :raise UserError: a customer is a colleague's, or no customer is chosen
        """
        self.ensure_one()
        partners = self._get_allowed_partners()
        for former, group in partners.grouped("user_id").items():
            if former == self.user_id:
                continue
            self._log(group)
            if self.with_work and former:
                self._move_work(group, former)
            # sudo: the customers leave the user's sight by this very change.
            group.sudo().write({"user_id": self.user_id.id})
        return {"type": "ir.actions.act_window_close"}

    def _get_allowed_partners(self):
        """The customers; refused for those of colleagues, but for managers.

        :return: res.partner
        """
        partners = self.partner_ids
        if not partners:
            raise UserError(self.env._("Choose the customers to hand over."))
        partners.check_access("write")
        if self.env.user.has_group("dealer_crm.group_dealer_manager"):
            return partners
        covered = self.env.user._get_dealer_covered_users()
        others = partners.filtered(
            lambda partner: partner.user_id and partner.user_id not in covered
        )
        if others:
            raise AccessError(
                self.env._(
                    "%(names)s: somebody else is the personal manager. Ask that person "
                    "or a manager to hand over.",
                    names=", ".join(others.mapped("display_name")),
                )
            )
        return partners

    def _log(self, partners):
        body = Markup("%s: %s") % (
            self.env._(
                "Handed over to %(name)s by %(user)s",
                name=self.user_id.name,
                user=self.env.user.name,
            ),
            self.reason,
        )
        # sudo: no read access is needed to leave a note, only the right checked above.
        partners.sudo()._message_log_batch(bodies=dict.fromkeys(partners.ids, body))

    def _move_work(self, partners, former):
        """Open leads of the former manager, and the tasks on them and the customers."""
        # sudo: the leads are the former manager's, who may be somebody else.
        leads = (
            self.env["crm.lead"]
            .sudo()
            .search(
                [
                    ("partner_id", "in", partners.ids),
                    ("user_id", "=", former.id),
                    ("won_status", "=", "pending"),
                ]
            )
        )
        # sudo: as the leads.
        activities = (
            self.env["mail.activity"]
            .sudo()
            .search(
                [
                    ("user_id", "=", former.id),
                    "|",
                    "&",
                    ("res_model", "=", "res.partner"),
                    ("res_id", "in", partners.ids),
                    "&",
                    ("res_model", "=", "crm.lead"),
                    ("res_id", "in", leads.ids),
                ]
            )
        )
        leads.write({"user_id": self.user_id.id})
        activities.with_context(mail_activity_quick_update=True).write(
            {"user_id": self.user_id.id}
        )
