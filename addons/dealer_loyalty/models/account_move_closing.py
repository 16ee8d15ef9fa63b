"""Entries of closings of points stay what the closing says."""

from odoo import api, fields, models
from odoo.exceptions import UserError


class AccountMove(models.Model):
    _inherit = "account.move"

    dealer_closing_ids = fields.One2many(
        comodel_name="dealer.loyalty.closing",
        inverse_name="move_id",
        string="Closing of Points",
        readonly=True,
    )
    dealer_closing_count = fields.Integer(compute="_compute_dealer_closing_count")

    @api.depends("dealer_closing_ids")
    def _compute_dealer_closing_count(self):
        # sudo: a number for the button, for whoever sees the entry.
        for move in self:
            move.dealer_closing_count = len(move.sudo().dealer_closing_ids)

    def _get_dealer_closings(self):
        # sudo: whoever posts or resets entries does not need rights on the club.
        return (
            self.env["dealer.loyalty.closing"]
            .sudo()
            .search([("move_id", "in", self.ids)])
        )

    def _post(self, soft=True):
        """Post; the entry of a closing has to be reviewed and unchanged."""
        entries = self.filtered(lambda move: move.move_type == "entry")
        closings = entries._get_dealer_closings() if entries else None
        if closings:
            if any(closing.state != "reviewed" for closing in closings):
                raise UserError(
                    self.env._("The closing of points has to be reviewed first.")
                )
            closings._check_move()
        posted = super()._post(soft)
        if closings:
            closings.filtered(lambda row: row.move_id in posted)._set_posted()
        return posted

    def button_draft(self):
        """Refused for closings of points: the difference is a new revision."""
        self._refuse_dealer_closings()
        return super().button_draft()

    def button_cancel(self):
        """Refused for closings of points, too."""
        self._refuse_dealer_closings()
        return super().button_cancel()

    def unlink(self):
        """Refused, too; before stock deletes the lines."""
        self._refuse_dealer_closings()
        return super().unlink()

    def _refuse_dealer_closings(self):
        entries = self.filtered(lambda move: move.move_type == "entry")
        if entries and entries._get_dealer_closings():
            raise UserError(
                self.env._(
                    "This entry belongs to a closing of points. Prepare the month "
                    "again there: it books the difference, or replaces the draft."
                )
            )

    def action_open_dealer_closing(self):
        """The closing of points which made the entry.

        :raise UserError: it is another entry
        """
        self.ensure_one()
        closing = self.dealer_closing_ids
        if not closing:
            raise UserError(self.env._("No closing of points made this entry."))
        return closing._get_records_action()


class AccountMoveLine(models.Model):
    _inherit = "account.move.line"

    dealer_points_vintage = fields.Char(
        string="Quarter of Points",
        readonly=True,
        copy=False,
        index="btree_not_null",
        help="When the points of this amount were given.",
    )
