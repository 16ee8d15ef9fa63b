"""What customers agreed to, and what some took back."""

from datetime import timedelta

from odoo import models

# Shares of the customers.
ASKED = 0.6
WITHDREW = 0.1
# Of those who said nothing else: agree to reminders about one car, for two years.
ONE_CAR = 0.25
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
                self._make_car_consent(house, partner, number)
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

    def _make_car_consent(self, house, partner, number):
        """Some agree to reminders about the car they have just brought."""
        rng = house.random(f"car_consent_{number}")
        car = partner.dealer_vehicle_ids[:1]
        if not car or rng.random() > ONE_CAR:
            return
        purpose = self.env.ref("dealer_marketing.purpose_service_due")
        consents = self.env["dealer.consent"].with_user(self._get_user("advisor1"))
        consents._record(
            partner,
            [(purpose, channel, "granted") for channel in ("email", "phone")],
            "desk",
            vehicle=car,
            valid_until=house.today + timedelta(days=730),
        )
