"""Which feasts customers keep, and who was greeted in the last weeks."""

from datetime import timedelta

from odoo import models

# Share of the customers who have told, and of those who keep no religious feast.
TOLD, SECULAR = 0.6, 0.25
# Share of the Christians who have told their name day.
NAME_DAYS = 0.4
# Days back from today.
GREETED = 30


class DealerDemo(models.AbstractModel):
    _inherit = "dealer.demo"

    def _get_stages(self):
        return [
            *super()._get_stages(),
            ("greetings", "traditions and greetings", self._make_greetings),
        ]

    def _make_greetings(self, house):
        rng = house.random("greetings")
        customers = self._get_records("res.partner", "customer")
        told = customers.filtered(lambda _customer: rng.random() < TOLD)
        secular = told.filtered(lambda _customer: rng.random() < SECULAR)
        secular.dealer_tradition = "secular"
        (told - secular).action_dealer_use_tradition()
        self._make_name_days(rng, house, told - secular)
        greetings = self.env["dealer.greeting"].search(
            [("occasion", "in", ("birthday", "name_day", "ownership"))]
        )
        for greeting in greetings:
            for back in range(GREETED, 0, -1):
                self._greet(greeting, house.today - timedelta(days=back))

    def _make_name_days(self, rng, house, people):
        """Some Christians have told when they keep their name day."""
        for person in people:
            christian = person.dealer_tradition in ("orthodox", "western")
            if christian and rng.random() < NAME_DAYS:
                day = house.today + timedelta(days=rng.randint(-GREETED, 335))
                person.write(
                    {
                        "dealer_name_day": day.day,
                        "dealer_name_day_month": str(day.month),
                    }
                )

    def _greet(self, greeting, day):
        """Note whom a greeting reached on a day.

        :param greeting: dealer.greeting
        :param day: date
        """
        due, year = greeting._get_due_domain(day)
        people = self.env["res.partner"].search(due & greeting._get_audience())
        for showroom, mine in people.grouped("dealer_showroom_id").items():
            company = showroom or self.env.company
            self.env["dealer.greeting.run"]._book(greeting, mine, year, day, company)
