"""Invariants of lots, waiting points and adjustments; the nightly alarm."""

from odoo import api, models

from odoo.addons.dealer_crm import append_only


class DealerCheck(models.AbstractModel):
    _inherit = "dealer.check"

    @api.model
    def _get_invariants(self):
        return super()._get_invariants() + [
            ("loyalty-lot", "Lots of a card = its balance", self._find_wrong_cards),
            ("loyalty-lot-move", "A lot = its movements", self._find_wrong_lots),
            ("loyalty-lot-entry", "Movements = entries", self._find_wrong_entries),
            ("loyalty-expired", "Expired points are taken", self._find_unexpired),
            ("loyalty-waiting", "Waiting points are given", self._find_unreleased),
            ("loyalty-adjust", "Adjustments were approved", self._find_unapproved),
        ]

    @api.model
    def _get_triggers(self):
        table = "dealer_loyalty_lot_move"
        names = append_only.trigger_names(table)
        return super()._get_triggers() + [(table, name) for name in names]

    def _find_wrong_cards(self):
        """Cards whose lots are not their balance."""
        return self._query_ids(
            """
            SELECT card.id
              FROM loyalty_card card
         LEFT JOIN (SELECT card_id, sum(remaining) AS remaining
                      FROM dealer_loyalty_lot GROUP BY card_id) lot
                ON lot.card_id = card.id
             WHERE card.dealer_club
               AND card.dealer_balance <> coalesce(lot.remaining, 0)
             ORDER BY card.id
            """
        )

    def _find_wrong_lots(self):
        return self._query_ids(
            """
            SELECT lot.id
              FROM dealer_loyalty_lot lot
         LEFT JOIN (SELECT lot_id, sum(points) AS points
                      FROM dealer_loyalty_lot_move GROUP BY lot_id) move
                ON move.lot_id = lot.id
             WHERE lot.remaining <> coalesce(move.points, 0)
                OR lot.remaining > lot.points
             ORDER BY lot.id
            """
        )

    def _find_wrong_entries(self):
        """Movements of another card's lot, or more than the entry (a loan aside)."""
        return self._query_ids(
            """
            SELECT entry.id
              FROM dealer_loyalty_entry entry
              JOIN (SELECT move.entry_id, sum(move.points) AS points,
                           bool_or(lot.card_id <> entry.card_id) AS foreign_card
                      FROM dealer_loyalty_lot_move move
                      JOIN dealer_loyalty_lot lot ON lot.id = move.lot_id
                      JOIN dealer_loyalty_entry entry ON entry.id = move.entry_id
                  GROUP BY move.entry_id) moved ON moved.entry_id = entry.id
             WHERE moved.foreign_card
                OR entry.kind IN ('redeem', 'expire') AND moved.points <> entry.points
                OR entry.kind = 'earn' AND moved.points > entry.points
             ORDER BY entry.id
            """
        )

    def _find_unexpired(self):
        """Lots which expired more than two days ago, on cards which have them free."""
        return self._query_ids(
            """
            SELECT lot.id
              FROM dealer_loyalty_lot lot
              JOIN loyalty_card card ON card.id = lot.card_id
             WHERE lot.remaining > 0 AND lot.expires_on < CURRENT_DATE - 2
               AND card.points > 0
               -- given back since: the next night takes it
               AND NOT EXISTS (SELECT FROM dealer_loyalty_lot_move move
                                WHERE move.lot_id = lot.id
                                  AND move.create_date > now() AT TIME ZONE 'UTC'
                                                         - interval '2 days')
               AND card.write_date < now() AT TIME ZONE 'UTC' - interval '2 days'
             ORDER BY lot.id
            """
        )

    def _find_unreleased(self):
        """Points whose day was more than two days ago, unless a row waits."""
        return self._query_ids(
            """
            SELECT waiting.id
              FROM dealer_loyalty_waiting waiting
             WHERE waiting.due < CURRENT_DATE - 2
               AND NOT EXISTS (SELECT FROM dealer_loyalty_pending pending
                                WHERE pending.res_model = 'account.move'
                                  AND pending.document_id = waiting.move_id
                                  AND pending.state <> 'done')
             ORDER BY waiting.id
            """
        )

    def _find_unapproved(self):
        """Adjustments which were booked without a second club manager."""
        return self._query_ids(
            """
            SELECT request.id
              FROM dealer_loyalty_adjustment request
         LEFT JOIN dealer_loyalty_entry entry
                ON entry.idempotency_key
                 = 'dealer.loyalty.adjustment:' || request.id
             WHERE (request.state = 'done') <> (entry.id IS NOT NULL)
                OR request.state = 'done'
                   AND (request.decided_by_id IS NULL
                        OR request.decided_by_id = request.requested_by_id)
             ORDER BY request.id
            """
        )


class DealerLoyaltyAlarm(models.AbstractModel):
    _name = "dealer.loyalty.alarm"
    _description = "Alarm of the Points Ledger"

    @api.model
    def _cron_check(self):
        """Run the invariants of the club; each broken one is a task for managers."""
        broken = [
            row
            for row in self.env["dealer.check"]._run()
            if row["code"].startswith("loyalty") or row["code"] == "schema"
        ]
        for row in broken:
            self._raise_alarm(row)

    def _raise_alarm(self, row):
        """Plan the task on the club, once while it is open."""
        club = self.env["loyalty.program"].with_context(active_test=False)
        club = club.search([("dealer_club", "=", True)], limit=1)
        if not club:
            return
        group = self.env.ref("dealer_loyalty.group_loyalty_manager")
        people = group.all_user_ids.filtered(
            lambda user: user.active and not user.share
        )
        people -= self.env.ref("base.user_root")
        for lang, users in people.grouped("lang").items():
            words = self.with_context(lang=lang).env
            summary = words._("Points ledger: %(code)s", code=row["code"])
            known = club.activity_ids.filtered(
                lambda task, summary=summary: task.summary == summary
            )
            for user in users - known.user_id:
                club.activity_schedule(
                    "mail.mail_activity_data_warning",
                    summary=summary,
                    note=row["message"],
                    user_id=user.id,
                )
