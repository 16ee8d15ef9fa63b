"""Wrong card numbers which somebody has tried: who guesses is stopped."""

from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL

# Typing errors are noticed by the check digit and do not count.
MAX_WRONG = 10
MINUTES = 10
KEEP_DAYS = 30


class DealerLoyaltyLookup(models.Model):
    _name = "dealer.loyalty.lookup"
    _description = "Wrong Card Numbers"
    _order = "id desc"
    _rec_name = "user_id"

    user_id = fields.Many2one(
        comodel_name="res.users", required=True, readonly=True, ondelete="cascade"
    )
    period = fields.Datetime(required=True, readonly=True)
    wrong = fields.Integer(string="Wrong Numbers", required=True, readonly=True)

    _user_period = models.UniqueIndex("(user_id, period)")

    @api.model
    def _get_period(self):
        now = fields.Datetime.now()
        return now.replace(minute=now.minute - now.minute % MINUTES, second=0)

    @api.model
    def _is_blocked(self):
        """Whether the user has tried too many wrong numbers within the period.

        :return: bool
        """
        rows = self.env.execute_query(
            SQL(
                "SELECT wrong FROM dealer_loyalty_lookup"
                " WHERE user_id = %s AND period = %s",
                self.env.uid,
                self._get_period(),
            )
        )
        return bool(rows) and rows[0][0] >= MAX_WRONG

    @api.model
    def _count_wrong(self):
        """Count one more wrong number of the user."""
        self.env.execute_query(
            SQL(
                """
                INSERT INTO dealer_loyalty_lookup AS stored (user_id, period, wrong)
                VALUES (%s, %s, 1)
                ON CONFLICT (user_id, period)
                DO UPDATE SET wrong = stored.wrong + 1
                RETURNING id
                """,
                self.env.uid,
                self._get_period(),
            )
        )

    @api.autovacuum
    def _gc_lookups(self):
        limit = fields.Datetime.now() - timedelta(days=KEEP_DAYS)
        self.search([("period", "<", limit)]).unlink()
