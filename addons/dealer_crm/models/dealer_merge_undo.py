"""Give back what a merge has joined, unless something newer contradicts."""

import json

import psycopg2

from odoo import fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL
from odoo.tools.sql import table_columns

from ..tools import merge_rows


class DealerMerge(models.Model):
    _inherit = "dealer.merge"

    def action_undo(self):
        """Take the merge back: all values, links and archived contacts as before.

        For managers and whoever merged. What came to the contact that stays after the
        merge remains there; values which somebody changed since are kept and noted.

        :return: True
        :raise AccessError: not for this user
        :raise UserError: something newer contradicts; the message says what
        """
        for merge in self:
            merge._check_undo_rights()
            # sudo: snapshots are closed for everybody; the rights have been checked.
            merge.sudo()._undo()
        return True

    def _check_undo_rights(self):
        self.check_access("read")
        manager = self.env.user.has_group("dealer_crm.group_dealer_manager")
        if not (self.env.su or manager or self.user_id == self.env.user):
            raise AccessError(
                self.env._(
                    "%(user)s merged these contacts. Ask %(user)s or a manager to undo "
                    "the merge.",
                    user=self.user_id.name,
                )
            )

    def _undo(self):
        self._lock_undo()
        if self.state == "undone":
            raise UserError(self.env._("This merge has been undone already."))
        if obstacles := self._get_undo_obstacles():
            raise UserError(
                "\n".join([self.env._("The merge cannot be undone:"), *obstacles])
            )
        snapshot = self.snapshot
        target, sources = self.target_id, self._get_sources()
        self._before_undo()
        self.env.flush_all()
        notes = self._restore(snapshot)
        self.env.invalidate_all(flush=False)
        self.env.registry.clear_cache()
        self._refresh_people(target | sources)
        self._refresh_owners(snapshot)
        self.write(
            {
                "state": "undone",
                "undone_by_id": self.env.uid,
                "undone_at": fields.Datetime.now(),
                "undo_note": "\n".join(notes),
            }
        )
        self._log_undo(target, sources)

    def _lock_undo(self):
        self.env.cr.execute(
            SQL("SELECT id FROM dealer_merge WHERE id = %s FOR UPDATE", self.id),
            log_exceptions=False,
        )
        self.invalidate_recordset()
        self._lock(self.target_id | self._get_sources())

    def _get_sources(self):
        return self.with_context(active_test=False).source_ids

    def _log_undo(self, target, sources):
        body = self.env._(
            "The merge of %(names)s into %(target)s was undone.",
            names=self.source_names,
            target=target.name,
        )
        for partner in target | sources:
            partner.message_post(body=body)

    # === GIVING BACK === #

    def _before_undo(self):
        """Hook: what addons give back by themselves, before the rows."""

    def _restore(self, snapshot):
        """Write rows back.

        :return: list of sentences about what was not given back
        """
        notes = []
        for table, rows in snapshot["linked"].items():
            for row in rows:
                self._delete_link(table, row)
        for table, changes in snapshot["changed"].items():
            notes += self._restore_changes(table, changes)
        for table, rows in snapshot["gone"].items():
            for row in rows:
                self._insert_row(table, row)
        for table, rows in snapshot["unlinked"].items():
            for row in rows:
                self._insert_row(table, row, is_link=True)
        for created in snapshot["created"].get("ir_attachment", []):
            files = self.env["ir.attachment"].browse(created["id"]).exists()
            files.filtered(
                lambda file, kept=created["checksum"]: file.checksum == kept
            ).unlink()
        return notes

    def _restore_changes(self, table, changes):
        """Give the changed columns of rows back where they are as the merge left them.

        :return: list of sentences
        """
        now = self._read_ids(table, [change["id"] for change in changes])
        notes, groups = [], {}
        for change in changes:
            row = now.get(change["id"])
            if row is None:
                notes.append(self._note(table, change["id"], None))
                continue
            values, newer = merge_rows.restorable(change, row)
            if newer:
                notes.append(self._note(table, change["id"], newer))
            if values:
                key = tuple(sorted(values))
                groups.setdefault(key, []).append({"id": change["id"]} | values)
        for columns, rows in groups.items():
            self._update_rows(table, columns, rows)
        return [note for note in notes if note]

    def _note(self, table, row_id, newer):
        model_name = self._get_models_by_table().get(table)
        if not model_name:
            return None
        title = self.env["ir.model"]._get(model_name).name
        if newer is None:
            return self.env._(
                "%(kind)s %(number)s was deleted.", kind=title, number=row_id
            )
        fields_ = self.env[model_name]._fields
        names = [name for name in newer if not self._is_computed(model_name, name)]
        if not names:
            return None
        labels = [
            fields_[name]._description_string(self.env) if name in fields_ else name
            for name in names
        ]
        return self.env._(
            "%(kind)s %(number)s keeps its newer values: %(fields)s.",
            kind=title,
            number=row_id,
            fields=", ".join(labels),
        )

    def _update_rows(self, table, columns, rows):
        """Update rows at once, or one by one when they get into each other's way."""
        name = SQL.identifier(table)
        sets = SQL(", ").join(
            SQL("%s = old.%s", SQL.identifier(column), SQL.identifier(column))
            for column in columns
        )
        for _attempt in range(2):
            failed = []
            for part in [rows] if _attempt == 0 else [[row] for row in rows]:
                statement = SQL(
                    "UPDATE %s tab SET %s"
                    " FROM jsonb_populate_recordset(NULL::%s, %s::jsonb) old"
                    " WHERE tab.id = old.id",
                    name,
                    sets,
                    name,
                    json.dumps([self._as_json(table, row) for row in part]),
                )
                if not self._try(statement):
                    failed += part
            rows = failed
        if rows:
            self._refuse_row(table, rows[0].get("id"))

    def _insert_row(self, table, row, is_link=False):
        columns = SQL(", ").join(map(SQL.identifier, row))
        done = self._try(
            SQL(
                "INSERT INTO %s (%s) SELECT %s"
                " FROM jsonb_populate_record(NULL::%s, %s::jsonb)"
                " ON CONFLICT DO NOTHING",
                SQL.identifier(table),
                columns,
                columns,
                SQL.identifier(table),
                json.dumps(self._as_json(table, row)),
            )
        )
        # The other side of a link may be deleted; a record must come back.
        if not done and not is_link:
            self._refuse_row(table, row.get("id"))

    def _delete_link(self, table, row):
        self.env.cr.execute(
            SQL(
                "DELETE FROM %s WHERE %s",
                SQL.identifier(table),
                SQL(" AND ").join(
                    SQL("%s::text = %s", SQL.identifier(name), value)
                    for name, value in row.items()
                    if value is not None
                ),
            )
        )

    def _as_json(self, table, row):
        """The texts of a row as PostgreSQL takes them from JSON."""
        columns = table_columns(self.env.cr, table)
        return {
            name: json.loads(value)
            if value is not None and columns[name]["udt_name"] in ("json", "jsonb")
            else value
            for name, value in row.items()
        }

    def _try(self, statement):
        try:
            with self.env.cr.savepoint(flush=False):
                self.env.cr.execute(statement, log_exceptions=False)
        except psycopg2.IntegrityError:
            return False
        return True

    def _refuse_row(self, table, row_id):
        model_name = self._get_models_by_table().get(table)
        raise UserError(
            self.env._(
                "The merge cannot be undone: %(record)s does not fit to what was "
                "entered since.",
                record=self._name_row(model_name, row_id),
            )
        )

    def _refresh_owners(self, snapshot):
        """The stored owner follows from the periods."""
        ids = {
            int(row["id"] if table == "dealer_vehicle" else row["vehicle_id"])
            for table in ("dealer_vehicle_ownership", "dealer_vehicle")
            for row in snapshot["gone"].get(table, [])
        }
        ids |= {
            change["id"] for change in snapshot["changed"].get("dealer_vehicle", [])
        }
        periods = [
            change["id"]
            for change in snapshot["changed"].get("dealer_vehicle_ownership", [])
        ]
        vehicles = self.env["dealer.vehicle"].browse(ids)
        vehicles |= self.env["dealer.vehicle.ownership"].browse(periods).vehicle_id
        vehicles = vehicles.with_context(tracking_disable=True).exists()
        self.env.add_to_compute(vehicles._fields["owner_id"], vehicles)
        vehicles.flush_recordset(["owner_id"])
