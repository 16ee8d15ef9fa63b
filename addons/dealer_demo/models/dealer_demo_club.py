"""The customer club: cards, and points of the visits before the books began."""

from odoo import models

from odoo.addons.dealer_loyalty.tools import card_number

from ..tools import club, operations
from ..tools.dealership import owner_on

MEMBERS = 0.6
CLUB = "dealer_loyalty.loyalty_program_club"
POINTS_AMOUNT = 100
# Every so many visits points are spent; some people are on a journey then.
SPEND_EVERY = 5
AWAY_EVERY = 4
# Days in which a purchase can be given back.
WAIT_DAYS = 14


class DealerDemo(models.AbstractModel):
    _inherit = "dealer.demo"

    def _load_chart(self, company, currency):
        res = super()._load_chart(company, currency)
        program = self.env.ref(CLUB)
        if program.currency_id != currency:
            # Stays as it is once there are cards.
            program.currency_id = currency
        return res

    def _get_stages(self):
        return [
            *super()._get_stages(),
            ("club", "club cards and former points", self._make_cards),
        ]

    def _make_cards(self, house):
        numbers = self._get_members(house)
        partners = self._get_records("res.partner", "customer")
        program = self.env.ref(CLUB)
        program.dealer_wait_days = WAIT_DAYS
        cards = self.env["loyalty.card"].create(
            [
                {
                    "program_id": program.id,
                    "partner_id": partners[number].id,
                    "code": card_number.make(club.card_serial(number)),
                }
                for number in numbers
            ]
        )
        self._remember("card", cards, numbers)
        self._enter_former_points(house, dict(zip(numbers, cards, strict=True)))

    def _get_members(self, house):
        """Numbers of the customers who have a card.

        :return: list of int
        """
        twins = {twin for _original, twin, _kind in house.duplicates}
        count = len(house.customers)
        return club.members(count, twins, MEMBERS, house.random("members"))

    def _enter_former_points(self, house, cards):
        """Points for the visits of the past, as the former system kept them.

        :param dict cards: loyalty.card by number of the customer
        """
        visits = sorted(
            (
                (visit.day, owner_on(car, visit.day), visit, car)
                for car in house.vehicles
                for visit in car.visits
            ),
            key=lambda row: row[0],
        )
        for day, number, visit, car in visits:
            if number in cards:
                self._enter_visit(cards[number], day, visit, car, house.today)
        first = {}
        for day, number, _visit, _car in visits:
            first.setdefault(number, day)
        self._backdate(
            "loyalty_card",
            {card.id: first.get(n, house.today) for n, card in cards.items()},
        )

    def _enter_visit(self, card, day, visit, car, today):
        """Earned and now and then spent points of one visit.

        :param date day: of the visit
        """
        amount = operations.total(visit.operations, car.price, (today - day).days)
        points = int(amount // POINTS_AMOUNT)
        company = self._get_companies()[car.area]
        rows = [("earn", points, "earn", company)]
        if card.dealer_seq % SPEND_EVERY == SPEND_EVERY - 1 and card.points > 40:
            spent_at = self._get_place_of_spending(card, company)
            rows.insert(0, ("redeem", -int(card.points * 0.6), "spend", spent_at))
        for kind, value, name, showroom in rows:
            if value:
                self.env["dealer.loyalty.ledger"]._post(
                    card,
                    kind,
                    value,
                    f"demo:{name}:{car.number}:{day}",
                    company=showroom,
                    date=day,
                    description=", ".join(visit.operations),
                )

    def _get_place_of_spending(self, card, company):
        """The showroom of the visit, or the next one for people on a journey."""
        companies = list(self._get_companies().values())
        step = not card.id % AWAY_EVERY
        return companies[(companies.index(company) + step) % len(companies)]
