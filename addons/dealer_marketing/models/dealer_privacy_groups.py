"""Target groups and reservations of a person who wants to know, or to be forgotten."""

from odoo import api, models

from odoo.addons.dealer_crm.tools.privacy import Policy


class DealerPrivacy(models.AbstractModel):
    _inherit = "dealer.privacy"

    @api.model
    def _get_policies(self):
        return {
            **super()._get_policies(),
            "mailing.filter": Policy(
                "none",
                links=(),
                kept=("name", "mailing_domain", "dealer_description"),
                show=(),
            ),
            "dealer.contact.claim": Policy(
                "delete",
                links=("partner_id",),
                show=("date_from", "date_to", "purpose_id", "company_id", "state"),
            ),
            "dealer.contact.count": Policy(
                "delete",
                links=("partner_id",),
                show=("week", "channel", "purpose_id", "company_id"),
            ),
            "dealer.contact.cap": Policy("none", links=(), show=()),
        }
