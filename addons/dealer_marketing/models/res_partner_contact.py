"""Messages of other addons carry their purpose; who says stop withdraws."""

from odoo import models


class ResPartner(models.Model):
    _inherit = "res.partner"

    def _prepare_contact_vals(self, purpose):
        record = self.env["dealer.consent.purpose"]._get_by_code(purpose)
        return {
            **super()._prepare_contact_vals(purpose),
            "dealer_purpose_id": record.id,
        }

    def _stop_contact(self, purpose, channel, evidence):
        res = super()._stop_contact(purpose, channel, evidence)
        record = self.env["dealer.consent.purpose"]._get_by_code(purpose)
        if record:
            self.env["dealer.consent"]._record(
                self, [(record, channel, "withdrawn")], "letter", evidence
            )
        return res
