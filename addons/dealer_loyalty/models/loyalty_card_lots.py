"""What of a card's points waits, and what expires soon."""

from collections import defaultdict

from odoo import api, fields, models

SOON_DAYS = 60


class LoyaltyCard(models.Model):
    _inherit = "loyalty.card"

    dealer_lot_ids = fields.One2many(
        comodel_name="dealer.loyalty.lot",
        inverse_name="card_id",
        string="Lots of Points",
        domain=[("remaining", ">", 0)],
        readonly=True,
    )
    dealer_waiting_ids = fields.One2many(
        comodel_name="dealer.loyalty.waiting",
        inverse_name="card_id",
        string="Waiting Points",
        readonly=True,
    )
    dealer_waiting = fields.Integer(
        string="Waiting",
        compute="_compute_dealer_waiting",
        compute_sudo=True,
        help="Given when the return period is over or the invoice is paid.",
    )
    dealer_expiring = fields.Integer(
        string="Expire Soon",
        compute="_compute_dealer_expiring",
        compute_sudo=True,
        help="Points whose last day is within the next 60 days.",
    )
    dealer_expires_on = fields.Date(
        string="Next Expiry",
        compute="_compute_dealer_expiring",
        compute_sudo=True,
        help="Last day of the points which expire first.",
    )

    @api.depends("dealer_waiting_ids")
    def _compute_dealer_waiting(self):
        waiting = self._get_dealer_waiting()
        for card in self:
            card.dealer_waiting = waiting.get(card, 0)

    @api.depends("dealer_balance")
    def _compute_dealer_expiring(self):
        until = fields.Date.add(fields.Date.context_today(self), days=SOON_DAYS)
        expiring = self._get_dealer_expiring(until)
        for card in self:
            lots = expiring.get(card, [])
            card.dealer_expiring = sum(points for _day, points in lots)
            card.dealer_expires_on = lots[0][0] if lots else False

    def _get_dealer_waiting(self):
        """Points which are earned and not yet for spending.

        :return: dict loyalty.card -> whole points; a card with none may be missing
        """
        return dict(
            self.env["dealer.loyalty.waiting"]._read_group(
                [("card_id", "in", self.ids)], ["card_id"], ["points:sum"]
            )
        )

    def _get_dealer_expiring(self, until=None):
        """Points which are going to expire, by the last day on which they can be spent.

        :param until: date after which nothing is looked for; default: no end
        :return: dict loyalty.card -> list of tuples (date, whole points), the next
            first; a card with none may be missing
        """
        domain = [
            ("card_id", "in", self.ids),
            ("remaining", ">", 0),
            ("expires_on", "!=", False),
        ]
        if until:
            domain.append(("expires_on", "<=", until))
        expiring = defaultdict(list)
        for card, day, points in self.env["dealer.loyalty.lot"]._read_group(
            domain,
            ["card_id", "expires_on:day"],
            ["remaining:sum"],
            order="expires_on:day",
        ):
            expiring[card].append((day, points))
        return expiring
