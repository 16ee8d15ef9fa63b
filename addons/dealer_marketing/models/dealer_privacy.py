"""Consents of a person who wants to know, or to be forgotten."""

from odoo import api, models

from odoo.addons.dealer_crm.append_only import BLOT
from odoo.addons.dealer_crm.tools.privacy import Policy


class DealerPrivacy(models.AbstractModel):
    _inherit = "dealer.privacy"

    @api.model
    def _get_policies(self):
        return {
            **super()._get_policies(),
            "dealer.consent": Policy(
                "erase",
                links=("partner_id",),
                erase={"evidence": BLOT, "ip": BLOT, "user_agent": BLOT},
                kept=("text_sha256",),
                note=self.env._(
                    "That we were allowed to write has to be proved; the record names "
                    "nobody any more."
                ),
                show=(
                    *("date", "purpose_id", "channel", "state", "source"),
                    *("vehicle_id", "valid_until"),
                    *("evidence", "text_id", "text_sha256", "ip", "user_agent"),
                ),
            ),
            "dealer.consent.purpose": Policy(
                "none", links=(), kept=("name", "code", "description"), show=()
            ),
            "dealer.consent.profile": Policy(
                "none", links=(), kept=("name", "law"), show=()
            ),
            "dealer.consent.text": Policy(
                "none", links=(), kept=("body", "sha256"), show=()
            ),
            "mailing.contact": Policy(
                "delete",
                contact=(("email", "email"),),
                has="all",
                show=("name", "email", "create_date"),
            ),
            "mailing.mailing": Policy("none", links=(), show=()),
            "mailing.trace": Policy(
                "erase",
                links=(),
                document=("model", "res_id"),
                contact=(("email", "email"), ("sms_number", "phone")),
                erase={"email": None, "sms_number": None},
                kept=("message_id", "model", "failure_reason", "sms_code"),
                show=("create_date", "email", "sms_number", "trace_status"),
            ),
            "dealer.contact.refusal": Policy(
                "none",
                links=("partner_id",),
                # Numbers of a rule and of a record.
                kept=("origin",),
                show=("date", "purpose_id", "channel", "reason"),
            ),
        }
