"""Who was invited by which showroom in the last two weeks."""

from datetime import timedelta

from odoo import models

from ..tools.house import SALESPEOPLE

# Customers each showroom has invited, and how many are asked for by two.
INVITED, CONTESTED = 6, 2


class DealerDemo(models.AbstractModel):
    _inherit = "dealer.demo"

    def _get_stages(self):
        return [
            *super()._get_stages(),
            ("claims", "invitations and who was first", self._make_claims),
        ]

    def _make_claims(self, house):
        rng = house.random("claims")
        purpose = self.env.ref("dealer_marketing.purpose_new_models")
        customers = self._get_records("res.partner", "customer")
        agreed = customers._may_contact(purpose.code, "phone")
        chosen = rng.sample(agreed.ids, min(len(agreed), 3 * INVITED))
        taken = customers.browse()
        for number, (area, company) in enumerate(self._get_companies().items()):
            people = customers.browse(chosen[number::3])
            day = house.today - timedelta(days=rng.randint(0, 6))
            claims = self.env["dealer.contact.claim"].with_user(
                self._get_user(SALESPEOPLE[area])
            )
            origin = f"invite:{purpose.code}:{company.id}:{day}"
            wanted = people | taken[:CONTESTED]
            refused = claims._claim(
                wanted,
                purpose,
                "phone",
                origin,
                company=company,
                is_personal=True,
                day=day,
            )
            log = self.env["dealer.contact.refusal"]
            log._log_people(refused, purpose, "phone", company)
            claims._use([origin], people[::2])
            taken = people
