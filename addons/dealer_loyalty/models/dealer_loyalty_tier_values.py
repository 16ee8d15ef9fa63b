"""What counts for a tier: points earned, or the net amount of invoices."""

from odoo import api, models
from odoo.tools import SQL


class DealerLoyaltyTierEngine(models.AbstractModel):
    _inherit = "dealer.loyalty.tier.engine"

    # === SIMULATION === #

    @api.model
    def _count_members(self, program, basis, window, thresholds, day):
        """How many members would reach each threshold on a day, counted afresh.

        :param program: loyalty.program in sudo
        :param basis: as ``loyalty.program.dealer_tier_basis``
        :param window: ``tools.tiers.Window``
        :param thresholds: distinct whole numbers
        :param date day: last day which counts
        :return: dict threshold -> number of cards for which it is the highest reached;
            ``None`` -> those below all
        """
        for name in ("loyalty.card", "dealer.loyalty.entry", "account.move"):
            self.env[name].flush_model()
        cards = SQL(
            "SELECT id FROM loyalty_card"
            " WHERE program_id = %s AND dealer_club AND active",
            program.id,
        )
        self.env.cr.execute(
            SQL(
                """
                WITH RECURSIVE %(values)s
                SELECT reached, count(*)
                  FROM (SELECT (SELECT max(threshold) FROM unnest(%(thresholds)s)
                                       AS threshold
                                 WHERE threshold <= coalesce(value.now, 0)) AS reached
                          FROM (%(cards)s) card
                     LEFT JOIN value ON value.card_id = card.id) judged
              GROUP BY reached
                """,
                values=self._get_values(program, window, day, cards, basis),
                thresholds=list(thresholds),
                cards=cards,
            )
        )
        return dict(self.env.cr.fetchall())

    # === VALUES === #

    @api.model
    def _get_values(self, program, window, day, cards, basis=None):
        """What counts for the tiers, per card. Override for a basis of your own.

        :param program: loyalty.program in sudo
        :param window: ``tools.tiers.Window``
        :param date day: last day which counts
        :param SQL cards: query of the ids of the cards
        :param basis: default that of the programme
        :return: SQL of common table expressions, the last one named ``value`` with
            card_id, now (in the window) and before (in the period before it)
        """
        sums = SQL(
            """
            SELECT card_id,
                   floor(sum(amount) FILTER (WHERE date > %(since)s))::int8 AS now,
                   floor(sum(amount) FILTER (WHERE date > %(before_since)s
                                             AND date <= %(before_until)s))::int8
                       AS before
              FROM document GROUP BY card_id
            """,
            since=window.since,
            before_since=window.before_since,
            before_until=window.before_until,
        )
        first = min(window.since, window.before_since)
        if (basis or program.dealer_tier_basis) == "spend":
            documents = self._get_spend(program, first, day, cards)
        else:
            documents = self._get_points(first, day, cards)
        return SQL(
            """
            %(documents)s,
            value AS MATERIALIZED (
                SELECT card_id, least(coalesce(now, 0), 2147483647)::int4 AS now,
                       least(coalesce(before, 0), 2147483647)::int4 AS before
                  FROM (%(sums)s) total
            )
            """,
            documents=documents,
            sums=sums,
        )

    def _get_points(self, first, day, cards):
        """Points earned on the cards, and on those which were merged into them."""
        return SQL(
            """
            source AS (
                SELECT id AS card_id, id AS source_id FROM loyalty_card
                 WHERE id IN (%(cards)s)
                 UNION ALL
                SELECT source.card_id, merged.id
                  FROM source
                  JOIN loyalty_card merged
                    ON merged.dealer_merged_into_id = source.source_id
            ), document AS (
                SELECT source.card_id, entry.date, entry.points::numeric AS amount
                  FROM source
                  JOIN dealer_loyalty_entry entry ON entry.card_id = source.source_id
                 WHERE entry.kind IN ('earn', 'reverse')
                   AND entry.origin_model IS DISTINCT FROM 'dealer.loyalty.bonus'
                   AND entry.date > %(first)s AND entry.date <= %(day)s
            )
            """,
            cards=cards,
            first=first,
            day=day,
        )

    def _get_spend(self, program, first, day, cards):
        """Net amounts of posted invoices of the holders, less credit notes.

        A company's card also has those of its people who have no card of their own.
        """
        # sudo: the showrooms whose invoices count.
        companies = self.env["res.company"].sudo()
        if program.company_id:
            domain = [("id", "child_of", program.company_id.id)]
        else:
            domain = []
        rates = [
            SQL(
                "(%s, %s::numeric)",
                company.id,
                company.currency_id._get_conversion_rate(
                    company.currency_id, program.currency_id, company, day
                ),
            )
            for company in companies.with_context(active_test=False).search(domain)
        ]
        return SQL(
            """
            holder AS (
                SELECT id AS card_id, partner_id FROM loyalty_card
                 WHERE id IN (%(cards)s)
            ), payer AS (
                SELECT card_id, partner_id FROM holder
                 UNION ALL
                SELECT holder.card_id, person.id
                  FROM holder
                  JOIN res_partner person
                    ON person.commercial_partner_id = holder.partner_id
                   AND person.id <> holder.partner_id
                 WHERE NOT EXISTS (SELECT FROM loyalty_card own
                                    WHERE own.partner_id = person.id AND own.active
                                      AND own.program_id = %(program)s)
            ), document AS (
                SELECT payer.card_id, move.invoice_date AS date,
                       move.amount_untaxed_signed * company.rate AS amount
                  FROM payer
                  JOIN account_move move ON move.partner_id = payer.partner_id
                  JOIN (VALUES %(rates)s) company (id, rate)
                    ON company.id = move.company_id
                 WHERE move.state = 'posted'
                   AND move.move_type IN ('out_invoice', 'out_refund', 'out_receipt')
                   AND move.invoice_date > %(first)s AND move.invoice_date <= %(day)s
            )
            """,
            cards=cards,
            program=program.id,
            rates=SQL(", ").join(rates),
            first=first,
            day=day,
        )
