import logging

from odoo import api, fields, models

from ..tools import points as rules

_logger = logging.getLogger(__name__)


class DealerLoyaltyHold(models.Model):
    _name = "dealer.loyalty.hold"
    _description = "Reserved Points"
    _order = "id desc"

    card_id = fields.Many2one(
        comodel_name="loyalty.card",
        required=True,
        readonly=True,
        ondelete="restrict",
        index=True,
    )
    order_id = fields.Many2one(
        comodel_name="sale.order",
        readonly=True,
        ondelete="set null",
        index="btree_not_null",
    )
    sale_line_id = fields.Many2one(
        comodel_name="sale.order.line",
        string="Reward",
        readonly=True,
        ondelete="set null",
        index="btree_not_null",
    )
    company_id = fields.Many2one(
        comodel_name="res.company", string="Showroom", required=True, readonly=True
    )
    total = fields.Integer(
        string="Cost of the Reward (Points)",
        required=True,
        readonly=True,
        aggregator=None,
    )
    quantity = fields.Float(
        required=True,
        readonly=True,
        default=1,
        help="Quantity of the reward, all points are for it.",
    )
    points = fields.Integer(
        required=True,
        default=0,
        readonly=True,
        help="Reserved now, or what was taken or released.",
    )
    redeemed = fields.Integer(required=True, default=0, readonly=True)
    state = fields.Selection(
        selection=[("open", "Reserved"), ("posted", "Taken"), ("void", "Released")],
        required=True,
        default="void",
        readonly=True,
    )
    expires_on = fields.Date(
        readonly=True,
        help="Last day of the reservation. Afterwards the points are free again; the "
        "invoice takes them if they are still there.",
    )
    revision = fields.Integer(required=True, default=0, readonly=True, aggregator=None)
    held = fields.Integer(string="Reserved", compute="_compute_held")

    _points_positive = models.Constraint(
        "CHECK(points >= 0 AND redeemed >= 0 AND total >= 0)",
        "Reserved points cannot be below zero.",
    )
    _open_idx = models.Index("(card_id) WHERE state = 'open'")

    @api.depends("points", "state")
    def _compute_held(self):
        for hold in self:
            hold.held = hold.points if hold.state == "open" else 0

    @api.depends("order_id", "points")
    def _compute_display_name(self):
        for hold in self:
            hold.display_name = f"{hold.order_id.name or hold.id}: {hold.points}"

    def _store(self, held, redeemed):
        """Write what the ledger has booked. Only the ledger's writer calls this."""
        self.ensure_one()
        if held:
            state, points = "open", held
        elif redeemed:
            state, points = "posted", redeemed
        else:
            state, points = "void", self.held or self.redeemed or self.points
        self.write(
            {
                "state": state,
                "points": points,
                "redeemed": redeemed,
                "revision": self.revision + 1,
            }
        )

    @api.model
    def _sync_orders(self, orders):
        """Reserve what confirmed orders use, release what they do not use any more.

        State-based: may be called at any time, books only differences.

        :param orders: sale.order
        :raise UserError: a card has not enough points
        """
        # sudo: orders are confirmed by people who may not write points.
        orders, holds = orders.sudo(), self.sudo()
        lines = orders.filtered(
            lambda order: order.state == "sale"
        ).order_line.filtered(
            lambda line: line.coupon_id.dealer_club and line.points_cost > 0
        )
        holds = holds.search([("order_id", "in", orders.ids)])
        known = {(hold.sale_line_id.id, hold.card_id.id) for hold in holds}
        for line in lines:
            card = line.coupon_id._get_dealer_current()
            line.order_id._check_dealer_holder(card)
            if (line.id, card.id) not in known:
                holds |= self.env["dealer.loyalty.ledger"]._new_hold(
                    card, rules.whole_cost(line.points_cost), line.order_id, line
                )
        holds._settle()

    def _settle(self, causes=None):
        """Bring holds to what their orders and posted invoices say.

        :param dict causes: hold -> account.move which was just posted or reset
        :raise UserError: a card has not enough points
        """
        causes = causes or {}
        invoiced, refunded = self._get_quantities()
        plans = []
        for hold in self:
            line = hold.sale_line_id
            alive = hold._is_alive()
            if alive and not invoiced.get(hold):
                hold._follow_line(line)
            held, redeemed = rules.hold_target(
                hold.total,
                hold.quantity,
                invoiced.get(hold, 0),
                refunded.get(hold, 0),
                alive,
            )
            if (held, redeemed) != (hold.held, hold.redeemed):
                plans.append((hold, held, redeemed))
        # What is released first may be needed by the next; one order of cards for all
        # transactions avoids deadlocks.
        plans.sort(key=lambda plan: (plan[1] > plan[0].held, plan[0].card_id.id))
        for hold, held, redeemed in plans:
            self.env["dealer.loyalty.ledger"]._settle_hold(
                hold, held, redeemed, causes.get(hold)
            )

    def _is_alive(self):
        """Whether a confirmed order still has the reward, from this card."""
        self.ensure_one()
        line = self.sale_line_id
        return bool(
            line
            and not self._is_over()
            and line.order_id.state == "sale"
            and line.points_cost > 0
            and line.coupon_id._get_dealer_current() == self.card_id
        )

    def _is_over(self):
        day = fields.Date.context_today(self)
        return bool(self.expires_on and self.expires_on < day)

    @api.model
    def _cron_time_out(self):
        """Release reservations whose time is over; the orders are told."""
        cron = self.env["ir.cron"]
        holds = self.search(
            [
                ("state", "=", "open"),
                ("expires_on", "<", fields.Date.context_today(self)),
            ],
            order="card_id, id",
        )
        cron._commit_progress(remaining=len(holds))
        for hold in holds:
            hold._time_out()
            if not cron._commit_progress(1):
                break

    def _time_out(self):
        points = self.held
        try:
            with self.env.cr.savepoint():
                self._settle() if self.order_id else self.env[
                    "dealer.loyalty.ledger"
                ]._void(self)
                self._tell_order(points - self.held)
        except Exception:
            # One bad reservation does not keep the others.
            _logger.exception("reservation %s", self.id)

    def _tell_order(self, points):
        if self.order_id and points:
            self.order_id.message_post(
                body=self.env._(
                    "The reservation of %(points)s points is over. The invoice takes "
                    "them if they are still there.",
                    points=points,
                )
            )

    def _follow_line(self, line):
        total = rules.whole_cost(line.points_cost)
        if (self.total, self.quantity) != (total, line.product_uom_qty):
            self.write({"total": total, "quantity": line.product_uom_qty})

    def _get_quantities(self):
        """Quantities of the rewards on posted invoices and credit notes.

        :return: tuple of dicts hold -> quantity
        """
        invoiced, refunded = {}, {}
        # sudo: a salesperson may not read all lines of an invoice.
        groups = (
            self.env["account.move.line"]
            .sudo()
            ._read_group(
                [("dealer_hold_id", "in", self.ids), ("parent_state", "=", "posted")],
                ["dealer_hold_id", "move_type"],
                ["quantity:sum"],
            )
        )
        for hold, move_type, quantity in groups:
            target = refunded if move_type == "out_refund" else invoiced
            target[hold] = target.get(hold, 0) + quantity
        return invoiced, refunded
