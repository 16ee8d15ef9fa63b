"""What the card desk has to show: birthdays, families, lost cards, friends."""

import json
from datetime import timedelta

from odoo import models

from .dealer_demo_club import CLUB

GIFTS = (
    "Car perfume and a free car wash",
    "Ароматизатор и мойка в подарок",
    "车载香水和免费洗车",
)
INVITATIONS = (
    "Your first diagnosis is free, and your friend gets points.",
    "Первая диагностика бесплатно, а друг получит баллы.",
    "首次检测免费，您的朋友将获得积分。",
)
WINTER = "Winter service week"
# How many members have points of a campaign; days until these expire.
CAMPAIGN_CARDS, CAMPAIGN_DAYS, EXPIRY_DAYS = 40, 160, (6, 13, 20, 27)
# Days from today on which members have their birthday.
BIRTHDAYS = (0, 0, 0, 1, -1, 2, -3, 3)
# How many were given their gift already, and how many cards are shared.
GIVEN, FAMILIES = 1, 4
FRIENDS = (
    ("Илья Сафонов", "+7 900 010-20-01", "Ищет семейный кроссовер"),
    ("Marina Petrenko", "+7 900 010-20-02", "Wants a second opinion on the brakes"),
    ("陈磊", "+7 900 010-20-03", "想看新款SUV"),
)


class DealerDemo(models.AbstractModel):
    _inherit = "dealer.demo"

    def _get_stages(self):
        return [
            *super()._get_stages(),
            ("desk", "card desk: birthdays, families, friends", self._fill_desk),
        ]

    def _fill_desk(self, house):
        club = self.env.ref(CLUB)
        club.write(
            {"dealer_birthday_gift": GIFTS[0], "dealer_invitation_text": INVITATIONS[0]}
        )
        for column, lang in enumerate(("ru_RU", "zh_CN"), start=1):
            self._translate(club, lang, [GIFTS[column]], "dealer_birthday_gift")
            self._translate(club, lang, [INVITATIONS[column]], "dealer_invitation_text")
        portal = self._get_user("portal1").partner_id
        portal._dealer_enrol(club)
        cards = self.env["loyalty.card"].search(
            [
                ("program_id", "=", club.id),
                ("partner_id.is_company", "=", False),
                ("partner_id", "!=", portal.id),
            ],
            order="dealer_balance desc, id",
        )
        self._give_birthdays(house, cards.partner_id)
        self._make_families(club, cards)
        cashier = self._get_user("cashier")
        for card, reason in zip(cards[20:], ("lost", "stolen"), strict=False):
            card.with_user(cashier)._replace_dealer_number(reason)
        portal_card = portal._dealer_get_card(club)
        self._invite_friends(portal_card)
        self._give_campaign_points(house, portal_card | cards[:CAMPAIGN_CARDS])
        # From now on: what was spent before is entered without anybody at the desk.
        club.dealer_identify = True

    def _give_birthdays(self, house, people):
        cashier = self._get_user("cashier")
        for partner, days in zip(people, BIRTHDAYS, strict=False):
            day = house.today + timedelta(days=days)
            # A leap year: it has every day.
            partner.dealer_birthdate = day.replace(year=1984)
        for partner in people[1 : 1 + GIVEN]:
            gifts = self.env["dealer.loyalty.gift"].with_user(cashier)
            gifts.with_company(cashier.company_id)._give(
                partner, house.today.year, GIFTS[0]
            )

    def _give_campaign_points(self, house, cards):
        """Points of a campaign half a year ago which expire in the next weeks."""
        ledger = self.env["dealer.loyalty.ledger"]
        for number, card in enumerate(cards):
            ledger._post(
                card,
                "adjust",
                40 + number % 4 * 20,
                f"demo:winter:{card.id}",
                date=house.today - timedelta(days=CAMPAIGN_DAYS),
                description=WINTER,
                expires_on=house.today
                + timedelta(days=EXPIRY_DAYS[number % len(EXPIRY_DAYS)]),
            )

    def _make_families(self, club, cards):
        """The wife redeems, the son only earns."""
        without = self._get_records("res.partner", "customer").filtered(
            lambda partner: (
                not partner.is_company and not partner._dealer_get_card(club)
            )
        )
        members = self.env["dealer.loyalty.member"]
        people = iter(without)
        for card in cards[10 : 10 + FAMILIES]:
            for role in ("redeem", "earn"):
                if partner := next(people, None):
                    members._share(card, partner, role)

    def _invite_friends(self, card):
        """Friends of the portal's customer, through the page which they would open."""
        source = card._get_dealer_referral_company()._get_dealer_referral_source()
        code = card._get_dealer_invitation()
        for name, phone, wish in FRIENDS:
            payload = {
                "customer": {"name": name, "phone": phone},
                "comments": wish,
                "invitation": code,
            }
            row, _is_new = source.env["dealer.inbox"]._store(
                source, json.dumps(payload).encode(), "application/json", format="json"
            )
            row._process()
