from odoo import api, models

from odoo.addons.dealer_crm import append_only

TABLE = "dealer_loyalty_entry"


class DealerCheck(models.AbstractModel):
    _inherit = "dealer.check"

    @api.model
    def _get_invariants(self):
        return super()._get_invariants() + [
            ("loyalty-points", "Points of a card = ledger", self._find_wrong_points),
            ("loyalty-seq", "Entries follow each other", self._find_broken_ledgers),
            ("loyalty-hold", "Reserved points = orders", self._find_wrong_holds),
            ("loyalty-redeem", "Points taken = invoices", self._find_wrong_redeemed),
            ("loyalty-card", "One active card per person", self._find_double_cards),
            ("loyalty-joined", "Joined cards are empty", self._find_left_points),
            ("loyalty-tier", "Tier of a card = its history", self._find_wrong_tiers),
            ("loyalty-earn", "Points have a posted invoice", self._find_unfounded),
            ("loyalty-pending", "Points are booked", self._find_stale_points),
        ]

    @api.model
    def _get_triggers(self):
        return super()._get_triggers() + [
            (TABLE, name) for name in append_only.trigger_names(TABLE)
        ]

    def _find_left_points(self):
        """Cards which were joined to another one and still have something."""
        return self._query_ids(
            """
            SELECT id FROM loyalty_card
             WHERE dealer_merged_into_id IS NOT NULL
               AND (dealer_balance <> 0 OR dealer_held <> 0 OR dealer_debt <> 0)
            """
        )

    def _find_wrong_points(self):
        """Cards whose figures are not those of their entries and holds."""
        return self._query_ids(
            """
            WITH ledger AS (
                SELECT card_id, sum(points) AS balance, count(*) AS seq,
                       coalesce(sum(points) FILTER (WHERE kind = 'debt'), 0) AS debt
                  FROM dealer_loyalty_entry GROUP BY card_id
            ), last AS (
                SELECT DISTINCT ON (card_id) card_id, balance_after
                  FROM dealer_loyalty_entry ORDER BY card_id, seq DESC
            ), open AS (
                SELECT card_id, sum(points) AS held
                  FROM dealer_loyalty_hold WHERE state = 'open' GROUP BY card_id
            )
            SELECT card.id
              FROM loyalty_card card
         LEFT JOIN ledger ON ledger.card_id = card.id
         LEFT JOIN last ON last.card_id = card.id
         LEFT JOIN open ON open.card_id = card.id
             WHERE card.dealer_club
               AND (card.dealer_balance <> coalesce(ledger.balance, 0)
                    OR card.dealer_balance <> coalesce(last.balance_after, 0)
                    OR card.dealer_seq <> coalesce(ledger.seq, 0)
                    OR card.dealer_debt <> coalesce(ledger.debt, 0)
                    OR card.dealer_held <> coalesce(open.held, 0)
                    OR card.points <> card.dealer_balance - card.dealer_held
                    OR card.dealer_balance < card.dealer_held
                    OR card.dealer_held < 0
                    OR card.dealer_debt < 0
                    OR (card.dealer_debt > 0 AND card.points > 0))
             ORDER BY card.id
            """
        )

    def _find_broken_ledgers(self):
        """Cards with a gap in the numbers or a balance which does not follow."""
        return self._query_ids(
            """
            SELECT DISTINCT card_id
              FROM (SELECT card_id, seq, points, balance_after,
                           row_number() OVER entries AS place,
                           lag(balance_after, 1, 0) OVER entries AS before
                      FROM dealer_loyalty_entry
                    WINDOW entries AS (PARTITION BY card_id ORDER BY seq)) entry
             WHERE seq <> place OR balance_after <> before + points
                OR balance_after < 0
             ORDER BY card_id
            """
        )

    def _find_wrong_holds(self):
        """Holds of orders which are not confirmed, or not as the ledger has them."""
        return self._query_ids(
            """
            SELECT hold.id
              FROM dealer_loyalty_hold hold
         LEFT JOIN sale_order ON sale_order.id = hold.order_id
         LEFT JOIN (SELECT origin_id, sum(points) AS points
                      FROM dealer_loyalty_entry
                     WHERE origin_model = 'dealer.loyalty.hold' AND kind <> 'debt'
                  GROUP BY origin_id) ledger ON ledger.origin_id = hold.id
             WHERE (hold.state = 'open' AND hold.order_id IS NOT NULL
                    AND sale_order.state <> 'sale')
                OR hold.redeemed <> -coalesce(ledger.points, 0)
             ORDER BY hold.id
            """
        )

    def _find_wrong_redeemed(self):
        """Rewards whose points are not those of their quantity on posted invoices less
        credit notes; the same rounding as ``tools.points.share``."""
        return self._query_ids(
            """
            WITH billed AS (
                SELECT line.dealer_hold_id AS id,
                       sum(CASE WHEN move.move_type = 'out_refund' THEN -line.quantity
                                ELSE line.quantity END) AS part
                  FROM account_move_line line
                  JOIN account_move move ON move.id = line.move_id
                 WHERE line.dealer_hold_id IS NOT NULL AND move.state = 'posted'
              GROUP BY line.dealer_hold_id
            )
            SELECT hold.id
              FROM dealer_loyalty_hold hold
         LEFT JOIN billed USING (id)
             WHERE (hold.sale_line_id IS NOT NULL OR billed.id IS NOT NULL)
               AND hold.redeemed <> CASE
                   WHEN coalesce(billed.part, 0) <= 0 THEN 0
                   WHEN hold.quantity <= 0 OR billed.part >= hold.quantity
                   THEN hold.total
                   ELSE round(hold.total * (billed.part / hold.quantity::numeric))
                   END
             ORDER BY hold.id
            """
        )

    def _find_double_cards(self):
        return self._query_ids(
            """
            SELECT max(id) FROM loyalty_card
             WHERE dealer_club AND active
          GROUP BY program_id, partner_id HAVING count(*) > 1
             ORDER BY 1
            """
        )

    def _find_wrong_tiers(self):
        """Cards with a tier of another club, or not the last one of their history."""
        return self._query_ids(
            """
            WITH last AS (
                SELECT DISTINCT ON (card_id) card_id, new_tier_id
                  FROM dealer_loyalty_tier_change ORDER BY card_id, id DESC
            )
            SELECT card.id
              FROM loyalty_card card
         LEFT JOIN last ON last.card_id = card.id
         LEFT JOIN dealer_loyalty_tier tier ON tier.id = card.dealer_tier_id
             WHERE card.dealer_club
               AND (card.dealer_tier_id IS DISTINCT FROM last.new_tier_id
                    OR tier.program_id <> card.program_id)
             ORDER BY card.id
            """
        )

    def _find_unfounded(self):
        """Invoices which are not posted but have points, unless a row waits."""
        return self._query_ids(
            """
            SELECT entry.origin_id
              FROM dealer_loyalty_entry entry
         LEFT JOIN account_move move ON move.id = entry.origin_id
             WHERE entry.origin_model = 'account.move' AND entry.kind <> 'debt'
               AND move.state IS DISTINCT FROM 'posted'
               AND NOT EXISTS (SELECT FROM dealer_loyalty_pending pending
                                WHERE pending.res_model = 'account.move'
                                  AND pending.document_id = entry.origin_id
                                  AND pending.state <> 'done')
          GROUP BY entry.origin_id HAVING sum(entry.points) <> 0
             ORDER BY entry.origin_id
            """
        )

    def _find_stale_points(self):
        """Rows which wait too long; failed ones show their error to the manager."""
        return self._query_ids(
            """
            SELECT id FROM dealer_loyalty_pending
             WHERE state = 'pending'
               AND create_date < (now() AT TIME ZONE 'UTC') - interval '15 minutes'
             ORDER BY id
            """
        )
