"""An intake source may be a telephone system, which signs what it sends."""

import hmac
import re
import secrets
import time

from odoo import api, fields, models

# Seconds which the clocks of the two sides may differ.
MAX_AGE = 300


class DealerIntakeSource(models.Model):
    _inherit = "dealer.intake.source"

    # A token is compared by its hash. A signature has to be calculated, which needs
    # the secret itself: it is closed for everybody but the administrator.
    call_secret = fields.Char(copy=False, groups="base.group_system")
    has_call_secret = fields.Boolean(compute="_compute_has_call_secret")
    call_makes_lead = fields.Boolean(
        string="Unknown Callers Become Leads",
        default=True,
        help="A call from a number which nobody has makes a contact and a lead. "
        "Otherwise it only stands in the list of calls.",
    )

    @api.depends_context("uid")
    def _compute_has_call_secret(self):
        # sudo: only whether there is a secret, never the secret.
        for source, secret in zip(self, self.sudo(), strict=True):
            source.has_call_secret = bool(secret.call_secret)

    def action_new_call_secret(self):
        """Give the source a new secret for signatures; the one before stops working.

        :return: client action which shows the secret, this once
        """
        self.ensure_one()
        self.check_access("write")
        secret = secrets.token_urlsafe(32)
        self._set_call_secret(secret)
        return self._show_once(
            self.env._("Copy the secret now, it is not shown again"), secret
        )

    def _set_call_secret(self, secret):
        """Store the secret of a telephone system.

        :param str secret: at least 128 random bits
        """
        # sudo: its manager may replace the secret but never read it.
        self.sudo().call_secret = secret

    @api.model
    def _find_by_signature(self, timestamp, body, signature):
        """The active source whose secret has signed a message.

        :param str timestamp: as sent
        :param bytes body: as sent
        :param str signature: hexadecimal, with or without ``sha256=``
        :return: dealer.intake.source or an empty recordset
        """
        match = re.fullmatch(r"\s*(?:sha256=)?([0-9a-fA-F]{64})\s*", signature)
        if not match or not re.fullmatch(r"\d{1,12}", timestamp, re.ASCII):
            return self.browse()
        sent = match[1].lower()
        found = self.browse()
        # sudo: nobody is logged in yet, the signature is what identifies the caller.
        for source in self.sudo().search([("call_secret", "!=", False)]):
            # All of them are compared, so that the time tells nothing.
            if hmac.compare_digest(source._sign(timestamp, body), sent):
                found = source
        return found

    def _sign(self, timestamp, body):
        """The signature of a message.

        :param str timestamp: Unix seconds
        :param bytes body: as sent
        :return: hexadecimal HMAC-SHA256
        """
        # sudo: the secret is closed for everybody.
        secret = self.sudo().call_secret.encode()
        return hmac.new(secret, timestamp.encode() + b"." + body, "sha256").hexdigest()

    @api.model
    def _is_fresh(self, timestamp):
        """Whether a message was signed just now: an old one may be a copy."""
        return abs(time.time() - int(timestamp)) <= MAX_AGE
