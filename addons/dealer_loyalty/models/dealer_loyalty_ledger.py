"""The only writer of points."""

from odoo import api, fields, models
from odoo.exceptions import ConcurrencyError, UserError
from odoo.tools import SQL

from odoo.addons.dealer_crm.append_only import BLOT

from ..tools import points as rules

CARD_FIELDS = ["points", "dealer_balance", "dealer_held", "dealer_debt", "dealer_seq"]


class DealerLoyaltyLedger(models.AbstractModel):
    _name = "dealer.loyalty.ledger"
    _description = "Writer of the Points Ledger"

    # === INTERFACE === #

    @api.model
    def _post(
        self,
        card,
        kind,
        points,
        key,
        *,
        held=0,
        on_short="refuse",
        origin=None,
        move=None,
        order=None,
        company=None,
        date=None,
        description=None,
        rule=None,
        expires_on=None,
    ):
        """Book points on a card: change its balance and append the entry.

        Runs in the caller's transaction. A repeated key books nothing. Of two parallel
        bookings on one card the later one fails with a serialisation failure; run again
        (Odoo does that for requests, our worker for itself) it sees the new balance.

        What a card gets pays its debt first: an entry "debt" follows (``<key>:debt``).

        :param card: loyalty.card of a club
        :param str kind: earn, redeem, expire, reverse, adjust, transfer
        :param int points: change of the balance, not 0
        :param str key: names the operation, unique in the whole ledger
        :param int held: change of the reserved points in the same step
        :param str on_short: what to do when less is available: "refuse" raises,
            "debt" lends what is missing
        :param origin: record whose points these are
        :param move, order: account.move or sale.order which causes the entry
        :param company: res.company, default that of the document or programme
        :param date: business date, default today; description: document or reason
        :param rule: dealer.loyalty.earn.rule by which the points are given
        :param expires_on: last day of the points, default that of the programme
        :return: dealer.loyalty.entry, the stored one for a repeated key
        :raise UserError: not enough points, or the key stands for something else
        """
        if not isinstance(points, int) or isinstance(points, bool) or not points:
            raise ValueError(f"points must be a whole number, not zero: {points!r}")
        if kind == "debt" or on_short not in ("refuse", "debt"):
            raise ValueError(f"not a kind or mode of posting: {kind}, {on_short}")
        if stored := self._find(key, card, kind, points):
            return stored
        account = self._lock(card)
        if (current := self._get_current(card)) != card:
            # Joined to another card: what is for its holder goes there.
            card, account = current, self._lock(current)
        values = self._prepare_entry_vals(
            card, origin, move, order, company, date, description
        )
        values["rule_id"] = rule.id if rule else None
        rows = [(kind, points, key)]
        lots = {"expires_on": expires_on} if expires_on else {}
        self._apply(card, account, rows, values, held, on_short == "debt", **lots)
        return self._find(key, card, kind, points)

    @api.model
    def _transfer(self, source, target):
        """Move everything of a card to another one: points, reserved points, debt.

        :param source: loyalty.card, archived afterwards; its number stays findable
        :param target: loyalty.card of the same club
        """
        cards = (source | target).sorted("id")
        accounts = {card: self._lock(card) for card in cards}
        # The source first: its lots are what the target receives.
        account = accounts[source]
        net, held = account.balance - account.debt, account.held
        lots = self._get_lots(source)
        key = f"transfer:{source.id}:{target.id}:{source.dealer_seq}"
        for card, sign in ((source, -1), (target, 1)):
            other = target if card == source else source
            values = self._prepare_entry_vals(
                card, other, None, None, None, None, other.dealer_number
            )
            card_key = f"{key}:{card.id}"
            rows = [("transfer", sign * net, card_key)] if net else []
            self._apply(
                card,
                accounts[card],
                rows,
                values,
                sign * held,
                sign > 0,
                card_key,
                received=lots if sign > 0 else None,
            )
        # sudo: waiting points and holds have no write access for anybody.
        holds = self.env["dealer.loyalty.hold"].sudo()
        holds.search([("card_id", "=", source.id)]).write({"card_id": target.id})
        waiting = self.env["dealer.loyalty.waiting"].sudo()
        waiting.search([("card_id", "=", source.id)]).write({"card_id": target.id})
        # sudo: cards of a club are closed for people who merge contacts.
        source.sudo().write({"active": False, "dealer_merged_into_id": target.id})

    @api.model
    def _transfer_back(self, source, target, points, holds, key):
        """Take a transfer between cards back by counter-entries.

        The cards themselves (holder, archived or not) and the holds' card are written
        by the caller.

        :param source: loyalty.card which gave its points
        :param target: loyalty.card which received them
        :param int points: what was transferred, negative for debt
        :param holds: dealer.loyalty.hold records which moved with them
        :param str key: names the operation, unique for the pair of cards
        """
        accounts = {card: self._lock(card) for card in (source | target).sorted("id")}
        holds.invalidate_recordset()
        held = sum(holds.mapped("held"))
        for card, sign in ((target, -1), (source, 1)):
            other = target if card == source else source
            values = self._prepare_entry_vals(
                card, other, None, None, None, None, other.dealer_number
            )
            card_key = f"back:{key}:{source.id}:{target.id}:{card.id}"
            rows = [("transfer", sign * points, card_key)] if points else []
            self._apply(card, accounts[card], rows, values, sign * held, True, card_key)

    @api.model
    def _blot(self, cards):
        """Blot out reasons and card numbers in the entries of an erased person.

        Numbers of documents stay, they name nobody.

        :param cards: loyalty.card records
        """
        self.env.execute_query(
            SQL(
                """
                UPDATE dealer_loyalty_entry SET description = %s
                 WHERE card_id IN %s AND description IS NOT NULL
                   AND move_id IS NULL AND sale_order_id IS NULL
             RETURNING id
                """,
                BLOT,
                tuple(cards.ids) or (0,),
            )
        )
        self.env.cr.execute(
            SQL(
                """
                UPDATE dealer_loyalty_lot lot SET description = %s
                  FROM dealer_loyalty_entry entry
                 WHERE entry.id = lot.entry_id AND entry.description = %s
                   AND lot.card_id IN %s
                """,
                BLOT,
                BLOT,
                tuple(cards.ids) or (0,),
            )
        )
        self.env["dealer.loyalty.lot"].invalidate_model(["description"])
        cards.dealer_entry_ids.invalidate_recordset(["description"])

    # === STEPS === #

    def _lock(self, card):
        """Lock a card until the end of the transaction.

        :return: tools.points.Account with the present figures
        :raise UserError: not a card of a club
        """
        self.env["loyalty.card"].flush_model()
        # Two bookings at once are no fault: nothing for the log, the later one is
        # run again.
        self.env.cr.execute(
            SQL(
                """
                SELECT dealer_balance, dealer_held, dealer_debt FROM loyalty_card
                 WHERE id = %s AND dealer_club FOR NO KEY UPDATE
                """,
                card.id,
            ),
            log_exceptions=False,
        )
        rows = self.env.cr.fetchall()
        if not rows:
            raise UserError(self.env._("This is not a card of a customer club."))
        card.invalidate_recordset(CARD_FIELDS, flush=False)
        return rules.Account(*rows[0])

    def _get_current(self, card):
        # sudo: people who cause entries may not read the card.
        return card.sudo()._get_dealer_current().with_env(self.env)

    def _find(self, key, card, kind, points):
        # sudo: people who cause entries may not read them.
        entry = (
            self.env["dealer.loyalty.entry"]
            .sudo()
            .search([("idempotency_key", "=", key)])
        )
        # A card which was joined to another one since is that one.
        if entry and (
            (entry.kind, entry.points) != (kind, points)
            or self._get_current(entry.card_id) != self._get_current(card)
        ):
            raise UserError(
                self.env._(
                    "The key %(key)s stands for another booking of points.", key=key
                )
            )
        return entry

    def _apply(self, card, account, rows, values, held, may_owe, key=None, **lots):
        """Write the card and append entries.

        :param rows: list of none or one tuple (kind, points, idempotency key)
        :param dict values: what the entries have in common
        :param key: base for the key of a debt entry when there is no row
        :param lots: for ``_move_lots``
        :raise tools.points.NotEnoughPointsError: only when called for a hold
        """
        points = sum(row[1] for row in rows)
        try:
            settlement = rules.settle(account, points, held, may_owe)
        except rules.NotEnoughPointsError as error:
            if key:
                raise
            raise UserError(self._get_short_message(card, error)) from error
        if settlement.owed:
            owed = ("debt", settlement.owed, f"{rows[0][2] if rows else key}:debt")
            rows = [owed, *rows] if settlement.owed_first else [*rows, owed]
        seq = self._write_card(card, account, settlement.account, len(rows))
        entry_ids = self._append(card, account.balance, seq, rows, values)
        change = settlement.account.balance - account.balance
        main = next((n for n, row in enumerate(rows) if row[0] != "debt"), 0)
        if entry_ids and (change or lots.get("received")):
            self._move_lots(
                card, change, entry_ids[main], rows[main][0], values, **lots
            )
        self._after_change(card, account, settlement.account)

    def _write_card(self, card, before, after, count):
        """Change the figures of the locked card.

        :return: number of the card's last entry before this operation
        """
        change = {
            "dealer_balance": after.balance - before.balance,
            "dealer_held": after.held - before.held,
            "dealer_debt": after.debt - before.debt,
        }
        rows = self.env.execute_query(
            SQL(
                """
                UPDATE loyalty_card
                   SET dealer_balance = dealer_balance + %(balance)s,
                       dealer_held = dealer_held + %(held)s,
                       dealer_debt = dealer_debt + %(debt)s,
                       dealer_seq = dealer_seq + %(count)s,
                       points = dealer_balance + %(balance)s - dealer_held - %(held)s
                 WHERE id = %(id)s
                   AND dealer_balance + %(balance)s >= dealer_held + %(held)s
             RETURNING dealer_seq
                """,
                balance=change["dealer_balance"],
                held=change["dealer_held"],
                debt=change["dealer_debt"],
                count=count,
                id=card.id,
            )
        )
        if not rows:
            raise ConcurrencyError("card changed by a parallel transaction")
        card.invalidate_recordset([*CARD_FIELDS, "dealer_available"], flush=False)
        return rows[0][0] - count

    def _append(self, card, balance, seq, rows, values):
        """Insert entries; they follow each other without gaps.

        :return: list of their ids
        """
        if not rows:
            return []
        columns = [
            *("card_id", "seq", "kind", "points", "balance_after", "idempotency_key"),
            *values,
        ]
        tuples = []
        for kind, points, key in rows:
            balance += points
            seq += 1
            tuples.append((card.id, seq, kind, points, balance, key, *values.values()))
        inserted = self.env.execute_query(
            SQL(
                "INSERT INTO dealer_loyalty_entry (%s) VALUES %s"
                " ON CONFLICT (idempotency_key) DO NOTHING RETURNING id",
                SQL(", ").join(map(SQL.identifier, columns)),
                SQL(", ").join(SQL("%s", row) for row in tuples),
            )
        )
        if len(inserted) != len(rows):
            raise ConcurrencyError("points booked by a parallel transaction")
        card.invalidate_recordset(["dealer_entry_ids"], flush=False)
        return [row[0] for row in inserted]

    def _prepare_entry_vals(
        self, card, origin, move, order, company, date, description
    ):
        """Columns which all entries of an operation have in common.

        :return: dict column: value
        """
        document = move or order
        # sudo: the document may belong to a showroom which the user does not see.
        document = document.sudo() if document else None
        company = (
            company
            or (document and document.company_id)
            or card.sudo().company_id
            or self.env.company
        )
        now = fields.Datetime.now()
        return {
            "company_id": company.id,
            "date": date or fields.Date.context_today(self),
            "origin_model": origin._name if origin else None,
            "origin_id": origin.id if origin else None,
            "description": description or (document.name if document else None),
            "move_id": move.id if move else None,
            "sale_order_id": order.id if order else None,
            "rule_id": None,
            "create_uid": self.env.uid,
            "write_uid": self.env.uid,
            "create_date": now,
            "write_date": now,
        }

    # === HOOKS === #

    def _after_change(self, card, before, after):
        """Called after every change of a card; sends stock's "points reached" mails.

        :param before: tools.points.Account
        :param after: tools.points.Account
        """
        if after.available <= before.available:
            return
        # sudo: the mail plan belongs to the programme.
        plan = card.sudo().program_id.communication_plan_ids
        if any(mail.trigger == "points_reach" for mail in plan):
            # sudo: as above
            card.sudo()._send_points_reach_communication(
                {card.sudo(): {"old": before.available, "new": after.available}}
            )

    def _get_short_message(self, card, error):
        return self.env._(
            "The card %(card)s has %(available)s points available, %(needed)s are "
            "needed.",
            # sudo: people who cause a booking may not read the card.
            card=card.sudo().dealer_number,
            available=error.available,
            needed=error.needed,
        )
