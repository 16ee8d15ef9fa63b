"""Greetings of a person who wants to know, or to be forgotten."""

from dataclasses import replace

from odoo import api, models

from odoo.addons.dealer_crm.tools.privacy import Policy

OWN = ("dealer_tradition", "dealer_name_day", "dealer_name_day_month")


class DealerPrivacy(models.AbstractModel):
    _inherit = "dealer.privacy"

    @api.model
    def _get_policies(self):
        policies = super()._get_policies()
        contact = policies["res.partner"]
        return {
            **policies,
            "res.partner": replace(
                contact,
                erase={**contact.erase, **dict.fromkeys(OWN)},
                show=(*contact.show, *OWN),
            ),
            "dealer.greeting": Policy("none", links=(), kept=("name",), show=()),
            "dealer.greeting.run": Policy(
                "delete",
                links=("partner_id",),
                show=("date", "greeting_id", "company_id", "state"),
            ),
        }
