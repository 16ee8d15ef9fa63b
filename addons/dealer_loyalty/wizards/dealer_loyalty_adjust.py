from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

# What one person adjusts on one card within these days counts together.
SUM_DAYS = 30


class DealerLoyaltyAdjust(models.TransientModel):
    _name = "dealer.loyalty.adjust"
    _description = "Adjust Points"

    card_id = fields.Many2one(
        comodel_name="loyalty.card",
        required=True,
        readonly=True,
        ondelete="cascade",
    )
    partner_id = fields.Many2one(related="card_id.partner_id")
    dealer_available = fields.Integer(related="card_id.dealer_available")
    points = fields.Integer(
        help="Points to add; with a minus to take away.", required=True
    )
    reason = fields.Char(required=True)
    needs_approval = fields.Boolean(compute="_compute_needs_approval")
    request_id = fields.Many2one(
        comodel_name="dealer.loyalty.adjustment", readonly=True, ondelete="cascade"
    )

    @api.depends("points", "card_id")
    def _compute_needs_approval(self):
        for wizard in self:
            limit = wizard.card_id.program_id.dealer_adjust_limit
            wizard.needs_approval = bool(
                limit
                and wizard.points
                and abs(wizard.points + wizard._get_adjusted_before()) > limit
            )

    def _get_adjusted_before(self):
        """What the user alone has added to the card lately, or has taken from it.

        Both directions are counted apart: a correction makes no room. Adjustments
        which a second manager has approved do not count.

        :return: points with the sign of the present change
        """
        self.ensure_one()
        card = self.card_id._get_dealer_current()
        # sudo: also what was booked for another showroom, and on cards joined to this.
        entries = self.env["dealer.loyalty.entry"].sudo()
        since = fields.Datetime.now() - timedelta(days=SUM_DAYS)
        [(points,)] = entries._read_group(
            [
                ("card_id", "in", (card | self._get_joined_cards(card)).ids),
                ("kind", "=", "adjust"),
                ("idempotency_key", "=like", f"{self._name}:%"),
                # The button pressed twice.
                ("idempotency_key", "!=", self._get_key()),
                ("create_uid", "=", self.env.uid),
                ("create_date", ">=", since),
                ("points", ">" if self.points > 0 else "<", 0),
            ],
            [],
            ["points:sum"],
        )
        return points or 0

    def _get_key(self):
        return f"{self._name}:{self.id}"

    def _get_joined_cards(self, card):
        """Cards whose points have come to a card, over all steps."""
        # sudo: joined cards are archived and may be of people whom the user cannot see.
        cards = self.env["loyalty.card"].sudo().with_context(active_test=False)
        joined, last = cards, card.sudo()
        while last := cards.search([("dealer_merged_into_id", "in", last.ids)]):
            joined |= last
        return joined

    @api.constrains("points", "reason")
    def _check_points(self):
        for wizard in self:
            if not wizard.points:
                raise UserError(
                    self.env._("Enter how many points to add or to take away.")
                )
            if not (wizard.reason or "").strip():
                raise UserError(self.env._("Enter the reason of the adjustment."))

    def action_adjust(self):
        """Book the adjustment: a number of points, never a new balance, so that
        nothing which happens in the meantime is undone. Twice = once.

        Above the limit of the club it waits for another club manager; what the same
        person has adjusted on the card in the last 30 days counts together.

        :return: action which closes the window
        :raise AccessError: the user is no club manager
        :raise UserError: more is taken away than is available
        """
        self.ensure_one()
        if not self.env.user.has_group("dealer_loyalty.group_loyalty_manager"):
            raise AccessError(self.env._("Only a club manager adjusts points."))
        self.card_id.check_access("write")
        reason = self.reason.strip()
        # Two at once: the writer's lock lets the later one run again, with the sum of
        # both.
        self.invalidate_recordset(["needs_approval"])
        if self.needs_approval:
            return self._ask_for_approval(reason)
        self.env["dealer.loyalty.ledger"]._post(
            self.card_id,
            "adjust",
            self.points,
            self._get_key(),
            description=reason,
        )
        return {"type": "ir.actions.act_window_close"}

    def _ask_for_approval(self, reason):
        # Twice = once, also here.
        request = self.request_id
        if not request:
            request = self.env["dealer.loyalty.adjustment"]._request(
                self.card_id, self.points, reason
            )
            self.request_id = request
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "info",
                "message": self.env._(
                    "Another club manager has to approve this adjustment. It is in the "
                    "list of adjustments."
                ),
                "next": {"type": "ir.actions.act_window_close"},
            },
        }
