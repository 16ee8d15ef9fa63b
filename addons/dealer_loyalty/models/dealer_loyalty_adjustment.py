"""Adjustments which wait for a second club manager."""

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError


class DealerLoyaltyAdjustment(models.Model):
    _name = "dealer.loyalty.adjustment"
    _description = "Adjustment of Points"
    _inherit = ["mail.activity.mixin", "mail.thread"]
    _order = "id desc"
    _rec_name = "reason"

    card_id = fields.Many2one(
        comodel_name="loyalty.card",
        required=True,
        readonly=True,
        ondelete="restrict",
        index=True,
    )
    partner_id = fields.Many2one(related="card_id.partner_id", string="Holder")
    company_id = fields.Many2one(
        comodel_name="res.company", string="Showroom", required=True, readonly=True
    )
    points = fields.Integer(required=True, readonly=True)
    reason = fields.Char(required=True, readonly=True)
    requested_by_id = fields.Many2one(
        comodel_name="res.users", required=True, readonly=True, ondelete="restrict"
    )
    decided_by_id = fields.Many2one(
        comodel_name="res.users", readonly=True, ondelete="restrict"
    )
    decided_at = fields.Datetime(readonly=True)
    state = fields.Selection(
        selection=[
            ("waiting", "Waits for Approval"),
            ("done", "Booked"),
            ("refused", "Refused"),
        ],
        required=True,
        default="waiting",
        readonly=True,
        tracking=True,
    )
    can_decide = fields.Boolean(compute="_compute_can_decide")

    _two_people = models.Constraint(
        "CHECK(state <> 'done' OR decided_by_id <> requested_by_id)",
        "Nobody approves an adjustment of their own.",
    )
    _points_set = models.Constraint("CHECK(points <> 0)", "Enter a number of points.")

    @api.depends_context("uid")
    @api.depends("state", "requested_by_id")
    def _compute_can_decide(self):
        manager = self.env.user.has_group("dealer_loyalty.group_loyalty_manager")
        for request in self:
            request.can_decide = (
                manager
                and request.state == "waiting"
                and request.requested_by_id != self.env.user
            )

    @api.model
    def _request(self, card, points, reason):
        """Ask for an adjustment; every other club manager gets a task.

        :return: dealer.loyalty.adjustment
        """
        company = card.company_id or self.env.company
        # sudo: requests are made by the window only, and decided by buttons.
        request = self.sudo().create(
            {
                "card_id": card.id,
                "company_id": company.id,
                "points": points,
                "reason": reason,
                "requested_by_id": self.env.uid,
            }
        )
        group = self.env.ref("dealer_loyalty.group_loyalty_manager")
        # sudo: club managers do not read users' groups.
        managers = group.sudo().all_user_ids.filtered(
            lambda user: (
                not user.share
                and user.active
                and user != self.env.user
                and user.id != self.env.ref("base.user_root").id
                and company in user.company_ids
            )
        )
        for manager in managers:
            request.activity_schedule(
                "mail.mail_activity_data_todo",
                summary=self.env._("Approve an adjustment of points"),
                user_id=manager.id,
            )
        return request

    def action_approve(self):
        """Book the adjustment.

        :raise AccessError: the user is no club manager
        :raise UserError: it is the user's own, or decided already
        """
        for request in self:
            request._decide("done")
            self.env["dealer.loyalty.ledger"]._post(
                request.card_id._get_dealer_current(),
                "adjust",
                request.points,
                f"{self._name}:{request.id}",
                description=request.reason,
                company=request.company_id,
            )

    def action_refuse(self):
        """Leave the points as they are.

        :raise AccessError: the user is no club manager
        :raise UserError: it is decided already
        """
        for request in self:
            request._decide("refused")

    def _decide(self, state):
        self.ensure_one()
        if not self.env.user.has_group("dealer_loyalty.group_loyalty_manager"):
            raise AccessError(self.env._("Only a club manager adjusts points."))
        self.check_access("read")
        if self.state != "waiting":
            raise UserError(self.env._("This adjustment was decided already."))
        if state == "done" and self.requested_by_id == self.env.user:
            raise UserError(
                self.env._(
                    "You have asked for this adjustment: another club manager has to "
                    "approve it."
                )
            )
        # sudo: requests have no write access for anybody.
        request = self.sudo()
        request.write(
            {
                "state": state,
                "decided_by_id": self.env.uid,
                "decided_at": fields.Datetime.now(),
            }
        )
        request.activity_unlink(["mail.mail_activity_data_todo"])
