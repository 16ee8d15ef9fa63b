from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL


class DealerIntakeTurn(models.Model):
    _name = "dealer.intake.turn"
    _description = "Turn of a Customer at the Intake"
    _rec_name = "key"
    _log_access = False

    key = fields.Char(required=True)
    taken_at = fields.Datetime(required=True, index=True)

    _key_uniq = models.UniqueIndex("(key)", "Somebody is taking this customer's lead.")

    @api.model
    def _take(self, company, keys):
        """Take the leads of one customer one after the other.

        Whoever comes second while another transaction has the turn waits and then
        fails with a serialisation failure: run again, it sees the customer and the
        lead which the first one has made.

        :param company: res.company, the showroom
        :param keys: what the customer is known by (phone, e-mail)
        """
        secret = self.env["dealer.intake.source"]._get_keyed_hash
        hashes = sorted({secret(f"{company.id}:{key}") for key in keys})
        if not hashes:
            return
        self.env.execute_query(
            SQL(
                """
                INSERT INTO dealer_intake_turn (key, taken_at)
                SELECT key, now() AT TIME ZONE 'UTC' FROM unnest(%s) key ORDER BY key
                ON CONFLICT (key) DO UPDATE SET taken_at = excluded.taken_at
                RETURNING id
                """,
                hashes,
            )
        )

    @api.autovacuum
    def _gc_turns(self):
        """The turns of yesterday are over."""
        before = fields.Datetime.now() - timedelta(days=1)
        self.env.execute_query(
            SQL(
                "DELETE FROM dealer_intake_turn WHERE taken_at < %s RETURNING id",
                before,
            )
        )
