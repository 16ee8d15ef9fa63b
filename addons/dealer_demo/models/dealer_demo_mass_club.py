"""The mass: club cards and their ledgers."""

from datetime import datetime, time, timedelta

from odoo import models

from odoo.addons.dealer_loyalty.tools import card_number

from ..tools import club, plan
from ..tools.dealership import HISTORY_DAYS, LIVE_DAYS
from .dealer_demo_club import CLUB

CARD_COLUMNS = (
    "id",
    "partner_id",
    "code",
    "points",
    "dealer_balance",
    "dealer_seq",
    "create_date",
)
ENTRY_COLUMNS = (
    "card_id",
    "seq",
    "kind",
    "points",
    "balance_after",
    "idempotency_key",
    "company_id",
    "date",
    "description",
)
WORDS = {"earn": "Service", "redeem": "Discount", "expire": "Not used in time"}


class DealerDemo(models.AbstractModel):
    _inherit = "dealer.demo"

    def _get_mass_constants(self):
        partner = self.env.ref("base.main_partner")
        card = {"program_id": self.env.ref(CLUB).id, "partner_id": partner.id}
        return {
            **super()._get_mass_constants(),
            "card": self._get_template("loyalty.card", card),
        }

    def _make_slice(self, house, first, constants):
        res = super()._make_slice(house, first, constants)
        rng = house.random("club")
        since = house.today - timedelta(days=HISTORY_DAYS)
        until = house.today - timedelta(days=LIVE_DAYS)
        numbers = self._get_mass_members(house)
        total = plan.MASS_ENTRIES * len(house.customers)
        sizes = club.shares(total, len(numbers), rng)
        ids = self._take_ids("loyalty_card", len(numbers))
        ledgers = [club.ledger(size, since, until, rng) for size in sizes]
        cards = list(zip(ids, numbers, ledgers, strict=True))
        opened = datetime.combine(since, time(10))
        rows = (
            (
                id_,
                house.ids["res_partner"][number],
                card_number.make(club.card_serial(first + number)),
                ledger[-1].balance,
                ledger[-1].balance,
                len(ledger),
                opened,
            )
            for id_, number, ledger in cards
        )
        self._copy("loyalty_card", constants["card"], CARD_COLUMNS, rows)
        self._copy_entries(house, cards, constants["companies"])
        made = self.env["loyalty.card"].browse(ids)
        self.env["dealer.loyalty.lot"]._open_missing(made)
        self.env["dealer.loyalty.tier.engine"]._update_cards(made)
        return res

    def _get_mass_members(self, house):
        """As in the group itself, unless the caller of ``_populate`` says how many.

        Then also people who are entered twice have a card for each.
        """
        percent = self.env.context.get("dealer_demo_members")
        if percent is None:
            return self._get_members(house)
        count = len(house.customers)
        return club.members(count, set(), percent / 100, house.random("members"))

    def _copy_entries(self, house, cards, companies):
        """The ledgers; the trigger of the table lets new rows pass.

        :param cards: list of tuples (id, number of the customer, ledger)
        :param dict companies: ids by area
        """
        rows = (
            (
                id_,
                entry.seq,
                entry.kind,
                entry.points,
                entry.balance,
                f"demo:{id_}:{entry.seq}",
                companies[house.customers[number].area],
                entry.day,
                WORDS[entry.kind],
            )
            for id_, number, ledger in cards
            for entry in ledger
        )
        self._copy("dealer_loyalty_entry", self._get_stamps(), ENTRY_COLUMNS, rows)
