import logging
import random
import time

import psycopg2

from odoo import api, fields, models
from odoo.exceptions import ConcurrencyError
from odoo.tools import SQL

_logger = logging.getLogger(__name__)

BATCH = 1000
# Tries within one run when parallel transactions change the same card.
TRIES = 6
# A failed row is tried again after 5, 10, 20 ... minutes, at most once a day.
RETRY_MINUTES = 5
RETRY_MAX_MINUTES = 24 * 60
RETRIED_ERRORS = (psycopg2.OperationalError, ConcurrencyError)


class DealerLoyaltyPending(models.Model):
    _name = "dealer.loyalty.pending"
    _description = "Points to Book"
    _order = "id desc"

    name = fields.Char(string="Document", readonly=True)
    res_model = fields.Char(string="Kind of Document", required=True, readonly=True)
    res_id = fields.Many2oneReference(
        string="Changed Document",
        model_field="res_model",
        required=True,
        readonly=True,
        help="No foreign key: points of a deleted document have to be taken back.",
    )
    document_id = fields.Many2oneReference(
        string="Points of",
        model_field="res_model",
        required=True,
        readonly=True,
        index=True,
        help="The document whose points change: the invoice of a credit note.",
    )
    revision = fields.Integer(required=True, readonly=True, aggregator=None)
    company_id = fields.Many2one(
        comodel_name="res.company", string="Showroom", required=True, readonly=True
    )
    state = fields.Selection(
        selection=[("pending", "Waiting"), ("done", "Booked"), ("error", "Failed")],
        required=True,
        default="pending",
        readonly=True,
    )
    attempts = fields.Integer(default=0, readonly=True, aggregator=None)
    next_try = fields.Datetime(readonly=True, default=fields.Datetime.now)
    error = fields.Text(readonly=True)
    points = fields.Integer(readonly=True)
    keeps_basis = fields.Boolean(
        readonly=True,
        help="Payment or end of the return period: the rules and cards of the posting "
        "stay.",
    )
    basis = fields.Json(
        readonly=True,
        help="Cards and rules with which the document was valued when it was posted.",
    )

    _res_revision_uniq = models.Constraint(
        "UNIQUE(res_model, res_id, revision)",
        "This state of the document waits to be booked already.",
    )
    _waiting_idx = models.Index("(next_try) WHERE state <> 'done'")

    # === QUEUE === #

    @api.model
    def _queue(self, moves, keeps_basis=False):
        """Note that documents were posted or reset; the worker books their points.

        In the transaction of the posting: either both are stored or none. Only an
        INSERT, so that a busy card never makes a posting fail.

        :param moves: account.move, customer invoices and credit notes
        :param keeps_basis: not posted anew: the rules and cards of the posting stay
        """
        # sudo: people who post invoices have no rights on programmes and rows.
        programs = self.env["loyalty.program"].sudo().with_context(active_test=False)
        if not programs.search_count([("dealer_club", "=", True)], limit=1):
            return
        rows = self.sudo()
        groups = rows._read_group(
            [("res_model", "=", moves._name), ("res_id", "in", moves.ids)],
            ["res_id"],
            ["revision:max"],
        )
        revisions = dict(groups)
        rows.create(
            [
                {
                    "name": move.name,
                    "res_model": move._name,
                    "res_id": move.id,
                    "document_id": move._get_dealer_points_document().id,
                    "revision": revisions.get(move.id, 0) + 1,
                    "company_id": move.company_id.id,
                    "keeps_basis": keeps_basis,
                }
                for move in moves
            ]
        )
        self.env.ref("dealer_loyalty.ir_cron_book_pending")._trigger()

    # === WORKER === #

    @api.model
    def _cron_book_pending(self):
        """Book waiting rows, each in its own short transaction.

        A row which fails keeps its error and is tried again later; the others are
        booked. Runs of several processes do not book twice.

        Every try is noted and committed before it begins, new rows together and rows
        which were tried before one by one: a row which kills the process waits longer
        and longer, and does not stop the others.
        """
        cron = self.env["ir.cron"]
        domain = [
            ("state", "!=", "done"),
            ("next_try", "<=", fields.Datetime.now()),
        ]
        rows = self.search(domain, order="attempts, id", limit=BATCH)
        total = len(rows) if len(rows) < BATCH else self.search_count(domain)
        new = rows.filtered(lambda row: not row.attempts)
        new._note_try()
        cron._commit_progress(remaining=total)
        waiting = new.ids
        for row_id in rows.ids:
            row = self.browse(row_id)
            if row_id in waiting:
                waiting.remove(row_id)
            else:
                row._note_try()
                cron._commit_progress()
            row._book_with_retries()
            if not cron._commit_progress(1):
                break
        # The time is up: these were not tried.
        self.browse(waiting).write({"attempts": 0, "next_try": fields.Datetime.now()})

    def _book_with_retries(self):
        """Book a row; run again in a new transaction when another one interferes.

        The caller has committed before and commits after.
        """
        self.ensure_one()
        for attempt in range(TRIES):
            try:
                self._book_or_note()
                return
            except RETRIED_ERRORS as error:
                last = error
                # A new transaction sees what the other one has written.
                self.env.cr.rollback()
                time.sleep(random.uniform(0.002, 0.02) * 2**attempt)
        self._note_error(str(last).strip())

    def _book_or_note(self):
        """Book a row, or note on it why that is not possible.

        :raise psycopg2.OperationalError, ConcurrencyError: run again
        """
        try:
            with self.env.cr.savepoint():
                self._book()
        except RETRIED_ERRORS:
            raise
        except Exception as error:
            _logger.warning("points of %s (row %s)", self.name, self.id, exc_info=True)
            self._note_error(str(error))

    def _note_try(self):
        """Count a try; the next one is later each time."""
        now = fields.Datetime.now()
        for attempts, rows in self.grouped("attempts").items():
            minutes = min(RETRY_MINUTES * 2 ** min(attempts, 12), RETRY_MAX_MINUTES)
            rows.write(
                {
                    "attempts": attempts + 1,
                    "next_try": fields.Datetime.add(now, minutes=minutes),
                }
            )

    def _note_error(self, message):
        self.write(
            {
                "state": "error",
                "error": message[:2000] or self.env._("Unknown error"),
            }
        )

    def _book(self):
        """Post the difference between what the document is worth and what is booked.

        State-based: it does not matter which change made the row, in which order
        rows are booked, or whether one is booked again.
        """
        self.ensure_one()
        if not self._lock_document():
            return
        document = self.env[self.res_model].browse(self.document_id).exists()
        bases = self._get_bases(document)
        targets = document._get_dealer_targets(bases) if document else {}
        due, waiting = self._split_targets(targets)
        booked = self._get_booked()
        total = 0
        for card, rule_id in sorted(
            due.keys() | booked.keys(), key=lambda key: (key[0].id, key[1])
        ):
            points = due.get((card, rule_id), 0) - booked.get((card, rule_id), 0)
            if points:
                self._post_points(card, points, document, rule_id)
                total += points
        if document:
            self.env["dealer.loyalty.waiting"]._replace(document, waiting)
            self.env["dealer.loyalty.bonus"]._update_from_invoice(document)
        self.write(
            {
                "state": "done",
                "points": total,
                "basis": {str(card.id): basis for card, basis in bases.items()},
                "error": False,
            }
        )
        cards = self.env["loyalty.card"].union(
            *targets, *(card for card, _rule_id in booked)
        )
        self.env["dealer.loyalty.tier.engine"]._update_cards(cards)

    def _split_targets(self, targets):
        """Points which are given now, and those which wait.

        :param targets: as ``account.move._get_dealer_targets`` returns them
        :return: tuple (dict (card, id of the rule) -> points,
            list of tuples (card, id of the rule, tools.earning.Share))
        """
        today = fields.Date.context_today(self)
        due, waiting = {}, []
        for card, shares in targets.items():
            for rule_id, share in shares.items():
                if share.due and share.due <= today:
                    due[card, rule_id] = share.points
                else:
                    waiting.append((card, rule_id, share))
        return due, waiting

    def _lock_document(self):
        """Lock all rows of the document: two workers never value it in parallel.

        :return: whether the row still waits
        """
        self.flush_model()
        self.env.cr.execute(
            SQL(
                """
                SELECT id, state FROM dealer_loyalty_pending
                 WHERE res_model = %s AND document_id = %s
                 ORDER BY id FOR NO KEY UPDATE
                """,
                self.res_model,
                self.document_id,
            ),
            log_exceptions=False,
        )
        rows = self.env.cr.fetchall()
        self.invalidate_recordset(["state", "attempts"], flush=False)
        return dict(rows).get(self.id) in ("pending", "error")

    def _get_bases(self, document):
        """Cards and rules of the document.

        They are fixed when the document itself is posted. A later credit note, payment
        or end of the return period finds them: it must not value an old invoice by
        today's rules, or give points to somebody who joined since.

        :return: dict loyalty.card -> basis
        """
        if not document:
            return {}
        own = self._get_posting_rows()
        if self.keeps_basis or self.res_id != self.document_id:
            return own[:1]._read_basis()
        bases = document._get_dealer_bases(self.create_date)
        # The invoice which lifted somebody into a tier is not worth more for being
        # reset and posted again.
        first = own.filtered("basis")[-1:]._read_basis()
        for card in bases.keys() & first.keys():
            bases[card]["multiplier"] = first[card].get("multiplier", "1")
        return bases

    def _get_posting_rows(self):
        """Booked rows of the document's own postings and resets, the last one first."""
        return self.search(
            [
                ("res_model", "=", self.res_model),
                ("res_id", "=", self.document_id),
                ("keeps_basis", "=", False),
                ("state", "=", "done"),
            ],
            order="revision desc",
        )

    def _read_basis(self):
        """Cards and rules as noted on the row; empty without a row."""
        cards = self.env["loyalty.card"]
        return {
            cards.browse(int(card_id))._get_dealer_current(): basis
            for card_id, basis in (self.basis or {}).items()
        }

    def _get_booked(self):
        """Points booked for the document so far.

        :return: dict (loyalty.card which has the points today, id of the rule or 0)
            -> points
        """
        groups = self.env["dealer.loyalty.entry"]._read_group(
            [
                ("origin_model", "=", self.res_model),
                ("origin_id", "=", self.document_id),
                ("kind", "!=", "debt"),
            ],
            ["card_id", "rule_id"],
            ["points:sum"],
        )
        booked = {}
        for card, rule, points in groups:
            key = (card._get_dealer_current(), rule.id or 0)
            booked[key] = booked.get(key, 0) + points
        return booked

    def _post_points(self, card, points, document, rule_id):
        cause = self.env[self.res_model].browse(self.res_id).exists()
        rule = self.env["dealer.loyalty.earn.rule"].browse(rule_id or ())
        key = f"{self.res_model}:{self.res_id}:{self.revision}:{card.id}"
        day = self._get_entry_date(cause)
        self.env["dealer.loyalty.ledger"]._post(
            card,
            "earn" if points > 0 else "reverse",
            points,
            f"{key}:{rule.id}" if rule else key,
            on_short="debt",
            origin=self.env[self.res_model].browse(self.document_id),
            move=cause or document or None,
            company=self.company_id,
            date=day,
            description=self.name,
            rule=rule,
            expires_on=rule._get_expiry(day),
        )

    def _get_entry_date(self, cause):
        """Business date of the entries: that of the document which causes them."""
        if cause and cause.state == "posted":
            return cause.invoice_date or cause.date
        return fields.Date.context_today(self)

    # === ACTIONS === #

    def action_retry(self):
        """Book failed or waiting rows now.

        :return: True; rows which fail again show why
        """
        self.check_access("read")
        # sudo: nobody may change a row by hand.
        for row in self.sudo().sorted("id"):
            row._note_try()
            row._book_or_note()
        return True

    def action_open_document(self):
        """Open the invoice or credit note.

        :return: window action, False when it was deleted
        """
        self.ensure_one()
        document = self.env[self.res_model].browse(self.res_id).exists()
        return document._get_records_action() if document else False
