"""Points of invoices which wait for the end of the return period, or for payment."""

from odoo import api, fields, models
from odoo.tools import SQL

BATCH = 1000


class DealerLoyaltyWaiting(models.Model):
    _name = "dealer.loyalty.waiting"
    _description = "Waiting Points"
    _order = "due, id"

    card_id = fields.Many2one(
        comodel_name="loyalty.card",
        required=True,
        readonly=True,
        ondelete="restrict",
        index=True,
    )
    move_id = fields.Many2one(
        comodel_name="account.move",
        string="Invoice",
        required=True,
        readonly=True,
        ondelete="cascade",
        index=True,
    )
    rule_id = fields.Many2one(
        comodel_name="dealer.loyalty.earn.rule", readonly=True, ondelete="cascade"
    )
    company_id = fields.Many2one(
        comodel_name="res.company", string="Showroom", required=True, readonly=True
    )
    points = fields.Integer(required=True, readonly=True)
    due = fields.Date(
        string="Given on",
        readonly=True,
        index="btree_not_null",
        help="Empty: as soon as the invoice is paid.",
    )

    _points_positive = models.Constraint("CHECK(points > 0)", "Nothing waits.")

    @api.model
    def _replace(self, move, rows):
        """Note what waits of an invoice, in place of what was noted before.

        :param move: account.move
        :param rows: list of tuples (loyalty.card, id of the rule or 0, tools.Share)
        """
        self.search([("move_id", "=", move.id)]).unlink()
        self.create(
            [
                {
                    "card_id": card.id,
                    "move_id": move.id,
                    "rule_id": rule_id or False,
                    "company_id": move.company_id.id,
                    "points": share.points,
                    "due": share.due,
                }
                for card, rule_id, share in rows
            ]
        )

    @api.model
    def _cron_release(self):
        """Let invoices be booked whose return period is over.

        Each becomes a row of *Points to Book*, which knows what they are worth then.
        """
        cron = self.env["ir.cron"]
        today = fields.Date.context_today(self)
        while True:
            self.env.flush_all()
            rows = self.env.execute_query(
                SQL(
                    """
                    SELECT DISTINCT waiting.move_id
                      FROM dealer_loyalty_waiting waiting
                     WHERE waiting.due <= %s
                       AND NOT EXISTS (
                            SELECT FROM dealer_loyalty_pending pending
                             WHERE pending.res_model = 'account.move'
                               AND pending.document_id = waiting.move_id
                               AND pending.state <> 'done')
                  ORDER BY waiting.move_id LIMIT %s
                    """,
                    today,
                    BATCH,
                )
            )
            if not rows:
                return
            moves = self.env["account.move"].browse(row[0] for row in rows)
            self.env["dealer.loyalty.pending"]._queue(moves, keeps_basis=True)
            if not cron._commit_progress(len(rows)):
                return
