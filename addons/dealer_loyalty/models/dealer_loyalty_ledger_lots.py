"""The writer of points: which lots its bookings change."""

from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.tools import SQL

from ..tools import lots as rules

LOT_COLUMNS = (
    "company_id",
    "origin_model",
    "origin_id",
    "description",
    "issued_on",
    "expires_on",
)


class DealerLoyaltyLedger(models.AbstractModel):
    _inherit = "dealer.loyalty.ledger"

    @api.model
    def _move_lots(
        self, card, change, entry_id, kind, values, received=None, expires_on=None
    ):
        """Change the lots of the locked card as its balance has changed.

        Points go first to where their origin has taken them from, what remains is a
        new lot. Points are taken first from what the origin has given, then from what
        expires first.

        :param card: loyalty.card, locked
        :param int change: of the balance, loans included
        :param int entry_id: the entry which makes the change
        :param str kind: of the entry
        :param dict values: of the entry, see ``_prepare_entry_vals``
        :param received: lots of another card, as ``_get_lots`` returns them, which
            come to this one
        :param expires_on: last day of new points, default that of the programme
        """
        deltas = {}
        for lot in received or ():
            points = lot["remaining"]
            deltas[self._insert_lot(card, points, entry_id, lot)] = points
            change -= points
        if change > 0:
            self._fill_lots(card, change, entry_id, values, expires_on, deltas)
        elif change < 0:
            queue = self._get_queue(card, kind, values)
            for lot_id, points in rules.consume(queue, -change).items():
                deltas[lot_id] = deltas.get(lot_id, 0) - points
                self._change_lot(lot_id, -points)
        self._insert_lot_moves(entry_id, deltas)
        self.env["dealer.loyalty.lot"].invalidate_model(flush=False)

    def _fill_lots(self, card, points, entry_id, values, expires_on, deltas):
        """Give points back to the lots of their origin; make a lot of what remains."""
        lots = self._get_taken(card, values)
        given, rest = rules.refill(
            ((lot_id, lot["taken"]) for lot_id, lot in lots.items()), points
        )
        for lot_id, part in given.items():
            lot = lots[lot_id]
            day = self._get_return_expiry(card, lot["expires_on"], values)
            if lot["card_id"] == card.id and day == lot["expires_on"]:
                self._change_lot(lot_id, part)
            else:
                # The card was joined to another one since, or they live longer now.
                lot = {**lot, "expires_on": day}
                lot_id = self._insert_lot(card, part, entry_id, lot)
            deltas[lot_id] = part
        if rest:
            lot = {
                **{name: values[name] for name in LOT_COLUMNS[:4]},
                "issued_on": values["date"],
                "expires_on": expires_on or self._get_expiry(card, values["date"]),
            }
            deltas[self._insert_lot(card, rest, entry_id, lot)] = rest

    def _get_expiry(self, card, day):
        """Last day of points which a card gets. Override for other rules.

        :param date day: business day of the points
        :return: date, None for never
        """
        # sudo: people who cause bookings may not read programmes.
        months = card.sudo().program_id.dealer_expiry_months
        return day + relativedelta(months=months) if months else None

    def _get_return_expiry(self, card, expires_on, values):
        """Last day of points which come back to a card. Override for other rules.

        What the customer had spent in time must not be lost because the sale was
        cancelled after the last day: it lives some days from the return on. What a
        credit note had taken back and gives again would have expired anyway.

        :param date expires_on: last day of the lot they were taken from, None: never
        :param dict values: of the entry, see ``_prepare_entry_vals``
        :return: date, None for never
        """
        if not expires_on or values["origin_model"] != "dealer.loyalty.hold":
            return expires_on
        # sudo: people who cause bookings may not read programmes.
        days = card.sudo().program_id.dealer_return_days
        if not days:
            return expires_on
        # From today, not from a document which is dated back.
        today = fields.Date.context_today(self)
        return max(expires_on, today + relativedelta(days=days))

    def _get_lots(self, card):
        """Lots of a card which are not empty, what expires first in front.

        :return: list of dicts
        """
        return [
            dict(zip(("id", "remaining", *LOT_COLUMNS), row, strict=True))
            for row in self.env.execute_query(
                SQL(
                    """
                    SELECT id, remaining, %s FROM dealer_loyalty_lot
                     WHERE card_id = %s AND remaining > 0
                  ORDER BY expires_on NULLS LAST, issued_on, id
                    """,
                    SQL(", ").join(map(SQL.identifier, LOT_COLUMNS)),
                    card.id,
                )
            )
        ]

    def _get_queue(self, card, kind, values):
        """Lots in the order in which points are taken from them.

        :return: list of tuples (id, remaining)
        """
        lots = self._get_lots(card)
        origin = (values["origin_model"], values["origin_id"])
        if origin[0] and kind in ("reverse", "transfer"):
            given = self._get_given(card, origin)
            lots.sort(
                key=lambda lot: (
                    (lot["origin_model"], lot["origin_id"]) != origin
                    and lot["id"] not in given
                )
            )
        return [(lot["id"], lot["remaining"]) for lot in lots]

    def _get_given(self, card, origin):
        """Ids of lots of a card to which entries of an origin have brought points."""
        return {
            row[0]
            for row in self.env.execute_query(
                SQL(
                    """
                    SELECT move.lot_id
                      FROM dealer_loyalty_entry entry
                      JOIN dealer_loyalty_lot_move move ON move.entry_id = entry.id
                     WHERE entry.origin_model = %s AND entry.origin_id = %s
                       AND entry.card_id = %s
                  GROUP BY move.lot_id HAVING sum(move.points) > 0
                    """,
                    *origin,
                    card.id,
                )
            )
        }

    def _get_taken(self, card, values):
        """Lots from which an origin has taken points, the last one first.

        :return: dict id -> dict with ``taken`` and the columns of the lot
        """
        if not values["origin_model"]:
            return {}
        names = ("id", "taken", "card_id", *LOT_COLUMNS)
        rows = self.env.execute_query(
            SQL(
                """
                WITH RECURSIVE chain AS (
                    SELECT %(card)s::int4 AS id
                     UNION SELECT card.id FROM loyalty_card card
                             JOIN chain ON card.dealer_merged_into_id = chain.id
                ), net AS (
                    SELECT move.lot_id, max(move.id) AS last,
                           -sum(move.points) FILTER (WHERE lot.entry_id <> entry.id)
                               AS taken
                      FROM dealer_loyalty_entry entry
                      JOIN dealer_loyalty_lot_move move ON move.entry_id = entry.id
                      JOIN dealer_loyalty_lot lot ON lot.id = move.lot_id
                     WHERE entry.origin_model = %(model)s
                       AND entry.origin_id = %(id)s
                       AND (entry.kind <> 'transfer' OR entry.card_id = %(card)s)
                       AND entry.card_id IN (SELECT id FROM chain)
                  GROUP BY move.lot_id
                )
                SELECT lot.id, net.taken, lot.card_id, %(columns)s
                  FROM net JOIN dealer_loyalty_lot lot ON lot.id = net.lot_id
                 WHERE net.taken > 0
              ORDER BY net.last DESC
                """,
                columns=SQL(", ").join(
                    SQL("lot.%s", SQL.identifier(name)) for name in LOT_COLUMNS
                ),
                model=values["origin_model"],
                id=values["origin_id"],
                card=card.id,
            )
        )
        return {row[0]: dict(zip(names, row, strict=True)) for row in rows}

    # === TABLES === #

    def _insert_lot(self, card, points, entry_id, lot):
        columns = ("card_id", "points", "remaining", "entry_id", *LOT_COLUMNS)
        row = (card.id, points, points, entry_id, *(lot[name] for name in LOT_COLUMNS))
        return self._insert_rows("dealer_loyalty_lot", columns, [row])[0]

    def _change_lot(self, lot_id, points):
        self.env.cr.execute(
            SQL(
                "UPDATE dealer_loyalty_lot SET remaining = remaining + %s"
                " WHERE id = %s",
                points,
                lot_id,
            )
        )

    def _insert_lot_moves(self, entry_id, deltas):
        rows = [
            (lot_id, entry_id, points) for lot_id, points in deltas.items() if points
        ]
        if rows:
            columns = ("lot_id", "entry_id", "points")
            self._insert_rows("dealer_loyalty_lot_move", columns, rows)

    def _insert_rows(self, table, columns, rows):
        stamps = (self.env.uid, self.env.uid, self.env.cr.now(), self.env.cr.now())
        columns = (*columns, "create_uid", "write_uid", "create_date", "write_date")
        inserted = self.env.execute_query(
            SQL(
                "INSERT INTO %s (%s) VALUES %s RETURNING id",
                SQL.identifier(table),
                SQL(", ").join(map(SQL.identifier, columns)),
                SQL(", ").join(SQL("%s", (*row, *stamps)) for row in rows),
            )
        )
        return [row[0] for row in inserted]
