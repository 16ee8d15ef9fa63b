"""The writer of points: what orders reserve and take."""

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..tools import points as rules


class DealerLoyaltyLedger(models.AbstractModel):
    _inherit = "dealer.loyalty.ledger"

    @api.model
    def _hold(self, card, points, order=None, line=None):
        """Reserve points of a card.

        :param card: loyalty.card of a club
        :param int points: above 0
        :param order: sale.order for which they are reserved
        :param line: sale.order.line, the reward
        :return: dealer.loyalty.hold, open
        :raise UserError: not enough points
        """
        # A card which was joined to another one is that one.
        hold = self._new_hold(self._get_current(card), points, order, line)
        self._settle_hold(hold, points, 0)
        return hold

    @api.model
    def _void(self, hold):
        """Give reserved points back to the customer.

        :param hold: dealer.loyalty.hold; nothing happens when it is not open
        """
        self._settle_hold(hold, 0, hold.redeemed)

    @api.model
    def _redeem(self, hold, move=None):
        """Take all points of a hold from the balance.

        :param hold: dealer.loyalty.hold; nothing happens when all are taken
        :param move: account.move which causes it
        """
        self._settle_hold(hold, 0, hold.total, move)

    @api.model
    def _settle_hold(self, hold, held, redeemed, move=None):
        """Bring a hold to a state: so much reserved, so much taken.

        Idempotent: only the difference to what was booked is booked.

        :param hold: dealer.loyalty.hold
        :param int held: points to be reserved
        :param int redeemed: points to be taken from the balance
        :param move: account.move which causes the change
        :raise UserError: not enough points
        """
        # sudo: confirming and invoicing is done by people who may not write points.
        hold, card = hold.sudo(), hold.sudo().card_id
        account = self._lock(card)
        hold.invalidate_recordset()
        taken, reserved = redeemed - hold.redeemed, held - hold.held
        if not taken and not reserved:
            return
        values = self._prepare_entry_vals(
            card, hold, move, hold.order_id, hold.company_id, None, None
        )
        key = f"hold:{hold.id}:{hold.revision + 1}"
        kind = "redeem" if taken > 0 else "reverse"
        rows = [(kind, -taken, key)] if taken else []
        try:
            self._apply(card, account, rows, values, reserved, False, key)
        except rules.NotEnoughPointsError as error:
            raise UserError(self._get_hold_message(hold, error)) from error
        hold._store(held, redeemed)

    def _new_hold(self, card, points, order, line):
        company = (order and order.company_id) or card.sudo().company_id
        # sudo: holds have no write access for anybody.
        return (
            self.env["dealer.loyalty.hold"]
            .sudo()
            .create(
                {
                    "card_id": card.id,
                    "order_id": order.id if order else False,
                    "sale_line_id": line.id if line else False,
                    "company_id": (company or self.env.company).id,
                    "total": points,
                    "quantity": line.product_uom_qty if line else 1,
                    "expires_on": self._get_hold_end(card),
                }
            )
        )

    def _get_hold_end(self, card):
        """Last day of a reservation which is made today; None: no end."""
        # sudo: salespeople may not read the club.
        days = card.sudo().program_id.dealer_hold_days
        if not days:
            return None
        return fields.Date.add(fields.Date.context_today(self), days=days)

    def _get_hold_message(self, hold, error):
        return self.env._(
            "The card %(card)s has %(available)s points available, the reward on "
            "%(order)s needs %(needed)s. Take the reward off the order or choose a "
            "smaller one.",
            card=hold.card_id.dealer_number,
            available=error.available,
            needed=error.needed,
            order=hold.order_id.display_name or self.env._("this order"),
        )
