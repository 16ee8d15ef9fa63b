import hashlib
import hmac
import secrets

from odoo import api, fields, models


class DealerIntakeSource(models.Model):
    _name = "dealer.intake.source"
    _description = "Intake Source"
    _inherit = ["mail.thread"]
    _order = "sequence, name, id"
    _check_company_auto = True

    name = fields.Char(required=True, tracking=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True, tracking=True)
    channel = fields.Selection(
        selection=lambda self: self.env["crm.lead"]._fields["dealer_channel"].selection,
        required=True,
        default="adf",
    )
    company_id = fields.Many2one(
        comodel_name="res.company",
        string="Showroom",
        required=True,
        default=lambda self: self.env.company,
        index=True,
        tracking=True,
    )
    team_id = fields.Many2one(
        comodel_name="crm.team",
        required=True,
        check_company=True,
        tracking=True,
        help="The pipeline in which leads from this source appear.",
    )
    user_id = fields.Many2one(
        comodel_name="res.users",
        string="Salesperson",
        domain="[('share', '=', False), ('company_ids', 'in', company_id)]",
        help="Empty: the leads wait for somebody to take them.",
    )
    utm_source_id = fields.Many2one(comodel_name="utm.source", string="UTM Source")
    utm_medium_id = fields.Many2one(comodel_name="utm.medium", string="UTM Medium")
    repeat_hours = fields.Integer(
        string="Repeat Within",
        default=24,
        help="A message without an id of its own counts as a repeat when the very "
        "same text came within this time.",
    )
    sender_limit = fields.Integer(
        string="Limit of a Sender",
        help="Messages which one network address may hand in within an hour; what is "
        "above is refused. For forms which are open to everybody. 0: no limit.",
    )
    token_hash = fields.Char(copy=False, groups="base.group_system")
    has_token = fields.Boolean(compute="_compute_has_token")
    inbox_ids = fields.One2many(
        comodel_name="dealer.inbox", inverse_name="intake_source_id"
    )
    inbox_count = fields.Integer(
        string="Received Messages", compute="_compute_inbox_count"
    )
    quarantine_count = fields.Integer(
        string="In Quarantine", compute="_compute_inbox_count"
    )

    _token_uniq = models.UniqueIndex(
        "(token_hash) WHERE token_hash IS NOT NULL",
        "Another source has this token: create a new one.",
    )
    _sender_limit = models.Constraint(
        "CHECK(sender_limit >= 0)", "The limit of a sender cannot be negative."
    )
    _repeat_hours = models.Constraint(
        "CHECK(repeat_hours >= 0)", "The time for repeats cannot be negative."
    )

    @api.depends_context("uid")
    def _compute_has_token(self):
        # sudo: only whether there is a token, never its hash.
        for source, secret in zip(self, self.sudo(), strict=True):
            source.has_token = bool(secret.token_hash)

    def _compute_inbox_count(self):
        groups = self.env["dealer.inbox"]._read_group(
            [("intake_source_id", "in", self.ids)],
            ["intake_source_id", "state"],
            ["__count"],
        )
        counts = {(source.id, state): count for source, state, count in groups}
        for source in self:
            source.quarantine_count = counts.get((source.id, "quarantine"), 0)
            source.inbox_count = sum(
                count for (id_, _state), count in counts.items() if id_ == source.id
            )

    def _is_over_limit(self, sender_key):
        """Whether a sender has handed in what the source allows within an hour.

        :param str sender_key: hash of the sender's address
        :return: bool
        """
        self.ensure_one()
        if not self.sender_limit:
            return False
        since = fields.Datetime.subtract(fields.Datetime.now(), hours=1)
        domain = [
            ("intake_source_id", "=", self.id),
            ("sender_key", "=", sender_key),
            ("create_date", ">=", since),
        ]
        count = self.env["dealer.inbox"].search_count(domain, limit=self.sender_limit)
        return count >= self.sender_limit

    @api.model
    def _get_keyed_hash(self, text):
        """Keyed hash of an address or a number: it can be counted, but names nobody.

        :param str text: IP address, phone, e-mail
        :return: str
        """
        # sudo: the secret is closed for everybody.
        secret = self.env["ir.config_parameter"].sudo().get_param("database.secret")
        return hmac.new(secret.encode(), text.encode(), "sha256").hexdigest()

    def action_new_token(self):
        """Give the source a new token; the one before stops working at once.

        The token is shown once, in the notification: only its hash is kept.

        :return: client action which shows the token
        """
        self.ensure_one()
        self.check_access("write")
        token = secrets.token_urlsafe(32)
        self._set_token(token)
        return self._show_once(
            self.env._("Copy the token now, it is not shown again"), token
        )

    @api.model
    def _show_once(self, title, secret):
        """Show a secret which is not kept in readable form.

        :param str title: what to do with it
        :return: client action
        """
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "warning",
                "sticky": True,
                "title": title,
                "message": secret,
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }

    def action_view_inbox(self):
        """Open what came in from this source.

        :return: window action
        """
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "dealer_crm.dealer_inbox_action"
        )
        action["domain"] = [("intake_source_id", "=", self.id)]
        action["context"] = {}
        return action

    def action_view_quarantine(self):
        """Open what waits in quarantine.

        :return: window action
        """
        action = self.action_view_inbox()
        action["domain"] = [*action["domain"], ("state", "=", "quarantine")]
        return action

    def _set_token(self, token):
        """Store the hash of a token.

        :param str token: at least 128 random bits, so that a plain hash is enough
        """
        # sudo: the hash is readable by administrators only, even by its manager not.
        self.sudo().token_hash = self._hash_token(token)

    @api.model
    def _hash_token(self, token):
        return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()

    @api.model
    def _find_by_token(self, token):
        """The active source which a token belongs to.

        :param str token: as sent by the caller
        :return: dealer.intake.source or an empty recordset
        """
        if not token:
            return self.browse()
        # sudo: nobody is logged in yet, the token is what identifies the caller.
        return self.sudo().search([("token_hash", "=", self._hash_token(token))])
