"""What customers agreed to, and what some took back."""

from odoo import models

# Shares of the customers.
ASKED = 0.6
WITHDREW = 0.1
PURPOSES = ("service_due", "offers", "new_models", "greetings", "survey", "club")


class DealerDemo(models.AbstractModel):
    _inherit = "dealer.demo"

    def _get_stages(self):
        return [
            *super()._get_stages(),
            ("consents", "consents of customers", self._make_consents),
        ]

    def _make_consents(self, house):
        rng = house.random("consents")
        purposes = self.env["dealer.consent.purpose"].search([("code", "in", PURPOSES)])
        consents = self.env["dealer.consent"].with_user(self._get_user("advisor1"))
        for number, partner in enumerate(self._get_records("res.partner", "customer")):
            if rng.random() > ASKED:
                continue
            chosen = rng.sample(purposes.ids, rng.randint(2, len(purposes)))
            channels = rng.sample(("email", "sms", "phone", "post"), rng.randint(1, 3))
            said = [
                (purpose, channel)
                for purpose in purposes.browse(chosen)
                for channel in channels
            ]
            granted = [(*pair, "granted") for pair in said]
            consents._record(partner, granted, "paper", f"C-{number:05}")
            if rng.random() < WITHDREW:
                withdrawn = [(*pair, "withdrawn") for pair in said]
                consents._record(partner, withdrawn, "call")
