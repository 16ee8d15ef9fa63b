"""What of a card's points waits, and what expires soon."""

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
        sums = dict(
            self.env["dealer.loyalty.waiting"]._read_group(
                [("card_id", "in", self.ids)], ["card_id"], ["points:sum"]
            )
        )
        for card in self:
            card.dealer_waiting = sums.get(card, 0)

    @api.depends("dealer_balance")
    def _compute_dealer_expiring(self):
        until = fields.Date.add(fields.Date.context_today(self), days=SOON_DAYS)
        groups = self.env["dealer.loyalty.lot"]._read_group(
            [
                ("card_id", "in", self.ids),
                ("remaining", ">", 0),
                ("expires_on", "<=", until),
            ],
            ["card_id"],
            ["remaining:sum", "expires_on:min"],
        )
        found = {card: (points, day) for card, points, day in groups}
        for card in self:
            card.dealer_expiring, card.dealer_expires_on = found.get(card, (0, False))
