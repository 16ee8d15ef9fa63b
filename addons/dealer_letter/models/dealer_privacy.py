"""Templates hold nothing of a person; what was written is on the customer."""

from odoo import api, models

from odoo.addons.dealer_crm.tools.privacy import Policy


class DealerPrivacy(models.AbstractModel):
    _inherit = "dealer.privacy"

    @api.model
    def _get_policies(self):
        return {
            **super()._get_policies(),
            "dealer.letter.template": Policy("none", links=(), kept=("name",), show=()),
            "dealer.letter.file": Policy("none", links=(), kept=("filename",), show=()),
            "dealer.letter.batch": Policy(
                "none",
                links=(),
                kept=("name", "problem", "model", "record_ids"),
                note=self.env._("The files for the printer go after 30 days."),
                show=(),
            ),
        }
