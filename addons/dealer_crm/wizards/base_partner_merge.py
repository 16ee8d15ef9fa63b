"""What stock's merge of contacts does to tables where rows get into each other's way.

Stock deletes all rows of the source as soon as one of them is there twice, and fails
at unique indexes. Here every row that can be moved is moved. Holds for stock's wizard
and for our own merge (``dealer.merge``).
"""

import psycopg2

from odoo import api, models
from odoo.tools import SQL

from ..tools import merge_rows
from ..tools.merge_rows import DONE_KEY, KEEP, KEEP_KEY, LOG_TABLES

# References which stock moves itself.
STOCK_REFERENCES = {
    "ir.attachment",
    "ir.model.data",
    "mail.activity",
    "mail.followers",
    "mail.message",
}


class BasePartnerMergeAutomaticWizard(models.TransientModel):
    _inherit = "base.partner.merge.automatic.wizard"

    def _get_fk_on(self, table):
        done = self.env.context.get(DONE_KEY)
        done = done if isinstance(done, frozenset) else ()
        return [
            pair
            for pair in super()._get_fk_on(table)
            if pair not in done and pair[0] not in LOG_TABLES
        ]

    @api.model
    def _update_foreign_keys_generic(self, model, src_records, dst_record):
        if model != "res.partner":
            return super()._update_foreign_keys_generic(model, src_records, dst_record)
        self.env.flush_all()
        guarded = self._get_dealer_guarded()
        periods = self._get_dealer_periods(src_records)
        for table, column in guarded:
            left = self._move_dealer_rows(
                table, column, SQL.identifier(column), src_records, dst_record
            )
            if left and not self._keeps_dealer_rows():
                # The contact is about to be deleted; stock deletes its other rows too.
                self.env.cr.execute(
                    SQL(
                        "DELETE FROM %s WHERE id IN %s",
                        SQL.identifier(table),
                        tuple(left),
                    )
                )
        self.env.invalidate_all(flush=False)
        rest = self.with_context(**{DONE_KEY: frozenset(guarded)})
        super(BasePartnerMergeAutomaticWizard, rest)._update_foreign_keys_generic(
            model, src_records, dst_record
        )
        self.env.invalidate_all(flush=False)
        self._join_dealer_periods(periods, dst_record)
        return None

    @api.model
    def _update_reference_fields_generic(
        self,
        referenced_model,
        src_records,
        dst_record,
        additional_update_records=None,
    ):
        parked = []
        if referenced_model == "res.partner":
            parked = self._move_dealer_references(src_records, dst_record)
        # Done activities are archived, and history nevertheless.
        everything = self.with_context(active_test=False)
        result = super(
            BasePartnerMergeAutomaticWizard, everything
        )._update_reference_fields_generic(
            referenced_model, src_records, dst_record, additional_update_records
        )
        self._hide_dealer_rows(parked)
        return result

    def _keeps_dealer_rows(self):
        """Whether the source stays in the database: rows which collide stay with it."""
        return self.env.context.get(KEEP_KEY) is KEEP

    # === GUARDED TABLES === #

    @api.model
    def _get_dealer_guarded(self):
        """Columns which refer to a contact within a unique index or a constraint.

        :return: list of tuples (table, column); tables with an id only
        """
        rows = self.env.execute_query(
            SQL(
                """
                SELECT DISTINCT tab.relname, att.attname
                  FROM pg_constraint con
                  JOIN pg_class tab ON tab.oid = con.conrelid
                  JOIN pg_attribute att
                    ON att.attrelid = tab.oid AND att.attnum = con.conkey[1]
                  JOIN pg_class target ON target.oid = con.confrelid
                  JOIN pg_index idx
                    ON idx.indrelid = tab.oid AND att.attnum = ANY(idx.indkey)
                 WHERE con.contype = 'f' AND target.relname = 'res_partner'
                   AND target.relnamespace = current_schema::regnamespace
                   AND (idx.indisunique OR idx.indisexclusion)
                   AND EXISTS (SELECT FROM pg_attribute key
                                WHERE key.attrelid = tab.oid AND key.attname = 'id'
                                  AND NOT key.attisdropped)
              ORDER BY 1, 2
                """
            )
        )
        return [row for row in rows if row[0] not in LOG_TABLES]

    def _move_dealer_rows(self, table, column, match, src_records, dst_record):
        """Move the rows of a table one by one where they cannot all be moved.

        :param str table: name of the table
        :param str column: column which receives the id of the destination
        :param match: SQL of what must be one of the sources
        :return: ids of the rows which stay, because the destination has the same
        """
        ids = [
            row[0]
            for row in self.env.execute_query(
                SQL(
                    "SELECT id FROM %s WHERE %s IN %s ORDER BY id",
                    SQL.identifier(table),
                    match,
                    tuple(src_records.ids),
                )
            )
        ]
        return self._try_dealer_rows(table, column, ids, dst_record)

    def _try_dealer_rows(self, table, column, ids, dst_record):
        if not ids:
            return []
        try:
            with self.env.cr.savepoint(flush=False):
                self.env.cr.execute(
                    SQL(
                        "UPDATE %s SET %s = %s WHERE id IN %s",
                        SQL.identifier(table),
                        SQL.identifier(column),
                        dst_record.id,
                        tuple(ids),
                    ),
                    log_exceptions=False,
                )
        except psycopg2.IntegrityError:
            if len(ids) == 1:
                return ids
            middle = len(ids) // 2
            return [
                row_id
                for half in (ids[:middle], ids[middle:])
                for row_id in self._try_dealer_rows(table, column, half, dst_record)
            ]
        return []

    # === REFERENCES BY MODEL AND ID === #

    @api.model
    def _get_dealer_references(self):
        """Columns which name a record by its model and its id.

        :return: list of tuples (model name, table, column of the model, of the id)
        """
        result = []
        for name, model in sorted(self.env.registry.items()):
            if model._abstract or model._transient or not model._auto:
                continue
            for field in model._fields.values():
                if field.type != "many2one_reference" or not field.store:
                    continue
                kind = model._fields.get(field.model_field)
                if (
                    kind is not None
                    and kind.store
                    and kind.type in ("char", "selection")
                ):
                    result.append((name, model._table, kind.name, field.name))
        return result

    def _move_dealer_references(self, src_records, dst_record):
        """Move what stock leaves, and of the followers those which are not there yet.

        :return: list of tuples (table, column, ids) which were hidden from stock: it
            would delete them, but the source keeps them
        """
        self.env.flush_all()
        parked = []
        for name, table, kind, column in self._get_dealer_references():
            if name in STOCK_REFERENCES and name != "mail.followers":
                continue
            match = SQL(
                "%s = 'res.partner' AND %s",
                SQL.identifier(kind),
                SQL.identifier(column),
            )
            left = self._move_dealer_rows(table, column, match, src_records, dst_record)
            if left and self._keeps_dealer_rows():
                parked.append((table, column, left))
        self._hide_dealer_rows(parked)
        return parked

    def _hide_dealer_rows(self, parked):
        """Turn the sign of ids, so that nobody finds the rows; again to show them."""
        for table, column, ids in parked:
            name = SQL.identifier(column)
            self.env.cr.execute(
                SQL(
                    "UPDATE %s SET %s = -%s WHERE id IN %s",
                    SQL.identifier(table),
                    name,
                    name,
                    tuple(ids),
                )
            )
        self.env.invalidate_all(flush=False)

    # === PERIODS OF VEHICLES === #

    def _get_dealer_periods(self, partners):
        # sudo: whoever merges contacts may not see all of their cars.
        periods = self.env["dealer.vehicle.ownership"].sudo()
        return periods.search([("partner_id", "in", partners.ids)])

    def _join_dealer_periods(self, moved, partner):
        """One person has one period where two contacts had parts of it.

        :param moved: dealer.vehicle.ownership records of the sources
        :param partner: res.partner, has them now
        """
        if not moved:
            return
        groups = moved._read_group(
            [
                ("vehicle_id", "in", moved.vehicle_id.ids),
                ("partner_id", "=", partner.id),
            ],
            ["vehicle_id", "role"],
            ["id:recordset"],
        )
        for _vehicle, _role, periods in groups:
            for start, stop, ids in merge_rows.join_periods(
                [
                    (period.id, period.date_from, period.date_to or None)
                    for period in periods
                ]
            ):
                if len(ids) == 1:
                    continue
                # The oldest record stays; the others go first, owners may not overlap.
                periods.browse(ids[1:]).unlink()
                periods.browse(ids[0]).write({"date_from": start, "date_to": stop})
        moved.flush_model()
