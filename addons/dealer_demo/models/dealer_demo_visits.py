"""The showroom log of the last two weeks."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from odoo import fields, models

from ..tools.house import SALESPEOPLE, TIME_ZONES
from .dealer_demo_leads import SILENT

DAYS = 14
# Visits of a showroom on one day.
FEWEST, MOST = 3, 7
# Shares of the visits: of people with a lead, and of known customers without one.
WITH_LEAD = 0.45
KNOWN = 0.25
OTHER_PURPOSES = ("delivery", "paper", "service", "service", "other")
RESULTS = (
    *("looked", "looked", "appointment", "test_drive"),
    *("test_drive", "offer", "offer", "left"),
)
# By the clock of the showroom; people come after work.
HOURS = (10, 11, 11, 12, 13, 14, 15, 16, 17, 17, 18, 18, 18, 19)
NOTES = ("", "", "", "With the family", "Compares with two other brands", "In a hurry")


class DealerDemo(models.AbstractModel):
    _inherit = "dealer.demo"

    def _get_stages(self):
        return [*super()._get_stages(), ("visits", "showroom log", self._make_visits)]

    def _make_visits(self, house):
        rng = house.random("visits")
        leads = self.env["crm.lead"].search(
            [("user_id", "!=", False), ("partner_id", "!=", False)], order="id"
        )
        customers = self._get_records("res.partner", "customer")
        values = []
        for area, company in self._get_companies().items():
            own = leads.filtered(
                lambda lead, company=company: lead.company_id == company
            )
            for back in range(DAYS):
                for number in range(rng.randint(FEWEST, MOST)):
                    visit = {
                        "company_id": company.id,
                        "arrived_at": self._get_arrival(house, area, back, rng),
                        "people": rng.choice((1, 1, 2, 2, 3)),
                        "note": rng.choice(NOTES),
                        **self._prepare_visitor(area, own, customers, rng),
                    }
                    if not back and number < 2:
                        # These have just come in.
                        visit.update(user_id=False, result=False)
                    values.append(visit)
        self.env["dealer.visit"].with_context(**SILENT).create(values)

    def _get_arrival(self, house, area, back, rng):
        """When somebody came, in Greenwich time; today it was in the last hours."""
        if not back:
            now = datetime.combine(house.today, fields.Datetime.now().time())
            return now - timedelta(minutes=rng.randint(3, 200))
        day = house.today - timedelta(days=back)
        clock = time(rng.choice(HOURS), rng.randint(0, 59))
        at = datetime.combine(day, clock, ZoneInfo(TIME_ZONES[area]))
        return at.astimezone(UTC).replace(tzinfo=None)

    def _prepare_visitor(self, area, leads, customers, rng):
        """Who came: for a car, for something else, or somebody who gave no name.

        :return: dict for ``dealer.visit.create``
        """
        share = rng.random()
        if share < WITH_LEAD and leads:
            lead = rng.choice(leads)
            return {
                "partner_id": lead.partner_id.id,
                "lead_id": lead.id,
                "user_id": lead.user_id.id,
                "model_id": lead.dealer_wish_model_id.id,
                "result": rng.choice(RESULTS[:-1]),
                "by_appointment": rng.random() < 0.4,
            }
        user = self._get_user(SALESPEOPLE[area])
        if share < WITH_LEAD + KNOWN:
            return {
                "partner_id": rng.choice(customers).id,
                "user_id": user.id,
                "purpose": rng.choice(OTHER_PURPOSES),
                "result": "done",
            }
        return {"user_id": user.id, "result": rng.choice(RESULTS)}
