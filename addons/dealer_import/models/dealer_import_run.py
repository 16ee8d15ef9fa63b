"""The work itself: slice by slice, each in a transaction of its own."""

import logging
import random
import time
from pathlib import Path

import psycopg2

from odoo import api, fields, models
from odoo.exceptions import AccessError, ConcurrencyError, UserError, ValidationError
from odoo.tools import SQL

from ..tools import reading, rows
from .dealer_import_file import NO_LIMIT

_logger = logging.getLogger(__name__)

SLICE = 500
# Rows which belong together may make a slice longer, up to this.
SLICE_MAX = 2000
# "Run Now" works so long within the request, the scheduled action does the rest.
NOW_SECONDS = 20
TRIES = 6
RETRIED_ERRORS = (psycopg2.OperationalError, ConcurrencyError)
# First key of the advisory locks of imports; any constant that nobody else uses.
LOCK = 0x1DEA1
QUIET = {
    "tracking_disable": True,
    "mail_create_nolog": True,
    "mail_create_nosubscribe": True,
    "mail_notrack": True,
    "no_reset_password": True,
    # The scheduled search finds duplicates afterwards, all at once.
    "dealer_no_alert": True,
    # Rows of people who were erased are refused before they come so far.
    "dealer_no_flag": True,
    "active_test": True,
}


class DealerImport(models.Model):
    _inherit = "dealer.import"

    # === ENTRIES === #

    @api.model
    def _cron_run(self):
        """Go on with the running imports, oldest first, slice by slice."""
        jobs = self.search([("state", "=", "running")], order="id")
        self.env["ir.cron"]._commit_progress(
            remaining=sum(max(job.total - job.row_count, 1) for job in jobs)
        )
        for job_id in jobs.ids:
            if not self.browse(job_id)._run():
                break

    def action_run_now(self):
        """Start or go on at once, for some seconds; the rest runs in the background.

        :return: True
        """
        self.ensure_one()
        self.action_start()
        self._run(time.monotonic() + NOW_SECONDS)
        return True

    @api.model
    def _run_file(self, path, kind, source, columns=None, company=None, **options):
        """Import a file of the server to its end: for ``odoo shell`` and big files.

        Runs in the caller's rights and commits after each slice. A repeated call
        goes on where a killed one has stopped: imported rows are known.

        :param str path: CSV or xlsx
        :param str kind: customer, vehicle, ownership, ...
        :param str source: name of the former system
        :param dict columns: title of a column -> code of its meaning or None, where
            the guess is not right
        :param company: res.company, default the current one
        :param options: further fields of ``dealer.import``, for example
            ``default_date``, ``encoding``
        :return: dealer.import, done
        :raise UserError: the file cannot be read or a column is missing
        """
        file = Path(path)
        # The limit protects the server from people, not from its administrator.
        jobs = self.with_context(dealer_import_limit=NO_LIMIT)
        job = jobs.create(
            {
                **options,
                "kind": kind,
                "source": source,
                "company_id": (company or self.env.company).id,
                "file_name": file.name,
                "file": self._encode(file.read_bytes()),
            }
        ).with_context(dealer_import_limit=None)
        job._set_columns(columns or {})
        # Held over the commits, so that the scheduled action leaves it to us.
        self.env.execute_query(SQL("SELECT pg_advisory_lock(%s, %s)", LOCK, job.id))
        try:
            job.action_start()
            self.env["ir.cron"]._commit_progress()
            job._run()
        finally:
            self.env.execute_query(
                SQL("SELECT pg_advisory_unlock(%s, %s)", LOCK, job.id)
            )
        return job

    def _set_columns(self, columns):
        targets = self.env["dealer.import.target"].search([("kind", "=", self.kind)])
        by_code = {target.code: target.id for target in targets}
        by_title = {column.name: column for column in self.column_ids}
        for title, code in columns.items():
            if title not in by_title or (code and code not in by_code):
                raise UserError(
                    self.env._(
                        "There is no column %(title)s, or %(code)s is no meaning.",
                        title=title,
                        code=code,
                    )
                )
            by_title[title].target_id = by_code.get(code)

    # === SLICES === #

    def _run(self, end=None):
        """Import slices until the rows, the time or the permission ends.

        :param end: monotonic time at which to stop, default the cron's own
        :return: False when there is no time left
        """
        self.ensure_one()
        data = self._get_stored("data")
        tries = 0
        while True:
            try:
                done = self._import_slice(data)
                left = self.env["ir.cron"]._commit_progress(done or 0)
            except RETRIED_ERRORS as error:
                self.env.cr.rollback()
                tries += 1
                if tries == TRIES:
                    self._halt(error)
                    return True
                time.sleep(random.uniform(0.01, 0.1) * 2**tries)
                continue
            except Exception as error:
                self.env.cr.rollback()
                self._halt(error)
                return True
            tries = 0
            if done is None:
                return True
            if not left or (end and time.monotonic() > end):
                return False

    def _halt(self, error):
        """Stop with a message; the rows so far stay imported."""
        expected = isinstance(error, UserError | AccessError)
        if not expected:
            _logger.error("import %s", self.id, exc_info=error)
        # sudo: people may not set the state by hand.
        self.sudo().write({"state": "paused", "message": str(error).strip()[:1000]})
        self.env["ir.cron"]._commit_progress()

    def _import_slice(self, data):
        """Import the next rows; the caller commits.

        :param bytes data: our own CSV
        :return: number of rows, None when there is nothing to do
        """
        if not self._lock():
            return None
        self.invalidate_recordset()
        # sudo: the cron's user and the person who looks on may be anybody.
        job = self.sudo()
        if job.state != "running":
            return None
        worker = job._as_worker()
        taken, place = worker._take(data)
        if taken:
            results = worker._import_rows(taken)
            worker._store(taken, results)
            job._count(taken, results, place)
        if not taken or place >= len(data):
            job.write({"state": "done", "ended_at": fields.Datetime.now()})
        # Now, so that a parallel change of the import is noticed within our tries.
        self.env.flush_all()
        return len(taken)

    def _lock(self):
        """Whether this transaction alone works on the import.

        Not a lock of the row: its owner has to be able to stop the import.
        """
        rows_ = self.env.execute_query(
            SQL("SELECT pg_try_advisory_xact_lock(%s, %s)", LOCK, self.id)
        )
        return rows_[0][0]

    def _as_worker(self, user=None):
        """The import in the name of the person who has started it.

        :param user: res.users, default who has started it
        """
        return (
            self.with_user(user or self.user_id)
            .with_company(self.company_id)
            .with_context(**QUIET, allowed_company_ids=self.company_id.ids)
        )

    def _take(self, data, limit=None, first=False):
        """The next rows, converted; rows of one group are never torn apart.

        :param bytes data: our own CSV
        :param int limit: rows, more only to end a group; default SLICE
        :param bool first: from the beginning, for a preview
        :return: tuple (list of tools.rows.Row, place of the next row)
        """
        limit = limit or SLICE
        handler = self._get_handler()
        columns = self._get_converters()
        place = 0 if first else self.position
        line = 1 if first or not place else self.row_count + 1
        taken = []
        for cells, next_place in reading.rows(data, place):
            if not place:
                place = next_place
                continue
            row = self._convert(cells, line + len(taken) + 1, columns)
            row.group = handler._get_group(row)
            if len(taken) >= limit and (
                not row.group
                or row.group != taken[-1].group
                or len(taken) >= max(limit, SLICE_MAX)
            ):
                break
            taken.append(row)
            place = next_place
        self._set_keys(taken)
        return taken, place

    def _set_keys(self, taken):
        seen = {}
        for row in taken:
            # Two equal lines of one order are two lines.
            number = seen[key] = seen.get(key := (row.group, *row.cells), 0) + 1
            salt = str(number) if row.group and number > 1 else ""
            row.key = rows.digest(row.cells, salt)

    def _import_rows(self, taken):
        """Import rows; one bad row does not stop the others.

        :param taken: list of tools.rows.Row
        :return: list of tools.rows.Result
        """
        known = self.env["dealer.import.key"]._find(
            self, self.kind, [row.key for row in taken]
        )
        results = [self._judge(row, known) for row in taken]
        self._refuse_erased(taken, results)
        seen = {row.key for row, result in zip(taken, results, strict=True) if result}
        todo = []
        for place, row in enumerate(taken):
            if not results[place] and row.key in seen:
                text = self.env._("The same row is in the file already.")
                results[place] = rows.Result("unchanged", text=text)
            elif not results[place]:
                seen.add(row.key)
                todo.append(place)
        done = self._import_new([taken[place] for place in todo])
        for place, result in zip(todo, done, strict=True):
            results[place] = result
        return results

    def _judge(self, row, known):
        """What is clear without looking further; None otherwise."""
        if row.key in known:
            text = self.env._("Imported before.")
            return rows.Result("unchanged", known[row.key], text)
        if row.fault:
            return rows.Result("rejected", text=row.fault)
        return None

    def _import_new(self, todo):
        """Import rows together; if that fails, each group or row for itself."""
        if not todo:
            return []
        handler = self._get_handler()
        try:
            with self.env.cr.savepoint():
                return handler._import(self, todo)
        except RETRIED_ERRORS:
            raise
        except Exception as error:
            units = self._get_units(todo)
            if len(units) == 1:
                text = self._get_fault(error)
                return [rows.Result("rejected", text=text) for _row in todo]
        results = []
        for unit in units:
            results += self._import_new(unit)
        return results

    def _get_units(self, todo):
        """Halves of rows, so that few bad ones cost few tries; groups stay whole."""
        middle = len(todo) // 2
        while 0 < middle < len(todo) and (
            todo[middle].group and todo[middle].group == todo[middle - 1].group
        ):
            middle += 1
        halves = [todo[:middle], todo[middle:]]
        if middle >= len(todo) and todo[0].group != todo[-1].group:
            first = [row for row in todo if row.group == todo[0].group]
            halves = [first, todo[len(first) :]]
        return [half for half in halves if half]

    def _get_fault(self, error):
        """Words for what the database or the rules of a record refuse."""
        if isinstance(error, rows.RejectedError | UserError | ValidationError):
            return str(error)
        if isinstance(error, psycopg2.Error):
            _logger.info("import %s: row refused", self.id, exc_info=error)
            table = error.diag.table_name
            for model in self.env.registry.models.values():
                if table and model._table == table and not model._abstract:
                    return self.env[model._name]._sql_error_to_message(error)
        else:
            _logger.warning("import %s: row refused", self.id, exc_info=error)
        return self.env._("Unexpected fault: %(fault)s", fault=str(error)[:300])

    def _store(self, taken, results):
        """Remember which rows are imported, and why others are not."""
        keys, remarks = {}, []
        for row, result in zip(taken, results, strict=True):
            if result.action == "rejected":
                remarks.append((row, "rejected", result.text))
                continue
            if result.action in ("created", "updated") or result.record_id:
                keys[row.key] = result.record_id
            for key in result.keys:
                keys.setdefault(key, result.record_id)
            if result.action != "unchanged":
                remarks += [(row, "note", note) for note in row.notes]
        # sudo: keys and remarks are written by nobody but the import.
        self.env["dealer.import.key"].sudo()._store(self, keys)
        self.env["dealer.import.remark"].sudo().create(
            [
                {
                    "import_id": self.id,
                    "line": row.line,
                    "level": level,
                    "text": text[:1000],
                    "cells": row.cells,
                }
                for row, level, text in remarks
            ]
        )

    def _count(self, taken, results, place):
        actions = [result.action for result in results]
        notes = sum(
            len(row.notes)
            for row, result in zip(taken, results, strict=True)
            if result.action in ("created", "updated")
        )
        self.write(
            {
                "position": place,
                "row_count": self.row_count + len(taken),
                "created_count": self.created_count + actions.count("created"),
                "updated_count": self.updated_count + actions.count("updated"),
                "unchanged_count": self.unchanged_count + actions.count("unchanged"),
                "rejected_count": self.rejected_count + actions.count("rejected"),
                "note_count": self.note_count + notes,
            }
        )
