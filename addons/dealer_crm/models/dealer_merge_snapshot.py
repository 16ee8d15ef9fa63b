"""What a merge changes, row by row: taken before, compared afterwards."""

from odoo import api, models
from odoo.tools import SQL
from odoo.tools.sql import table_columns

from ..tools import merge_rows
from ..tools.merge_rows import LOG_TABLES

# Long texts and files which no merge changes.
SKIPPED_COLUMNS = {
    "ir_attachment": {"db_datas", "index_content"},
    "mail_message": {"body"},
}

# Moved, too, but no news for people.
UNTOLD_MODELS = {"ir.model.data", "mail.followers", "mail.notification", "res.partner"}


class DealerMerge(models.Model):
    _inherit = "dealer.merge"

    # === WHICH ROWS === #

    @api.model
    def _get_snapshot_parts(self, partners):
        """Conditions of all rows which a merge may touch; addons append theirs.

        Columns of other tables which refer to contacts, to records by model and id or
        by company are found by themselves.

        :param partners: res.partner, target and sources
        :return: list of tuples (table, SQL condition)
        """
        ids = tuple(partners.ids)
        parts = [("res_partner", SQL("id IN %s", ids))]
        wizard = self.env["base.partner.merge.automatic.wizard"]
        for table, column in wizard._get_fk_on("res_partner"):
            parts.append((table, SQL("%s IN %s", SQL.identifier(column), ids)))
        for _model, table, kind, column in wizard._get_dealer_references():
            parts.append(
                (
                    table,
                    SQL(
                        "(%s = 'res.partner' AND %s IN %s)",
                        SQL.identifier(kind),
                        SQL.identifier(column),
                        ids,
                    ),
                )
            )
        parts += self._get_text_parts(partners)
        transient = {
            model._table for model in self.env.registry.values() if model._transient
        }
        return [
            part
            for part in parts
            if part[0] not in transient and part[0] not in LOG_TABLES
        ]

    def _get_text_parts(self, partners):
        """Fields of the kinds reference and company-dependent many2one."""
        parts = []
        for model in self.env.registry.values():
            if model._abstract or not model._auto:
                continue
            parts += [
                (
                    model._table,
                    SQL(
                        "%s IN %s",
                        SQL.identifier(field.name),
                        tuple(f"res.partner,{id_}" for id_ in partners.ids),
                    ),
                )
                for field in model._fields.values()
                if field.type == "reference" and field.store and not field.compute
            ]
        texts = tuple(str(id_) for id_ in partners.ids)
        for field in self.env.registry.many2one_company_dependents["res.partner"]:
            parts.append(
                (
                    self.env[field.model_name]._table,
                    SQL(
                        "EXISTS (SELECT FROM jsonb_each_text(%s) item"
                        " WHERE item.value IN %s)",
                        SQL.identifier(field.name),
                        texts,
                    ),
                )
            )
        parts.append(
            (
                "ir_default",
                SQL(
                    "json_value IN %s AND field_id IN (SELECT id FROM ir_model_fields"
                    " WHERE company_dependent AND relation = 'res.partner')",
                    texts,
                ),
            )
        )
        return parts

    # === READING === #

    def _start_snapshot(self, partners):
        """Read all rows as they are.

        :return: dict table -> tuple (SQL condition, rows)
        """
        self.env.flush_all()
        conditions = {}
        for table, condition in self._get_snapshot_parts(partners):
            conditions.setdefault(table, []).append(condition)
        return {
            table: (condition, self._read_rows(table, condition))
            for table, condition in (
                (table, SQL("(%s)", SQL(" OR ").join(parts)))
                for table, parts in conditions.items()
            )
        }

    def _read_rows(self, table, condition):
        """Rows as texts.

        :return: dict id -> row, or a list of rows when the table has no ids
        """
        columns = table_columns(self.env.cr, table)
        skipped = SKIPPED_COLUMNS.get(table, set()) | {
            name for name, info in columns.items() if info["udt_name"] == "bytea"
        }
        found = self.env.execute_query(
            SQL(
                """
                SELECT (SELECT jsonb_object_agg(item.key, item.value)
                          FROM jsonb_each_text(to_jsonb(tab) - %s::text[]) item)
                  FROM %s tab WHERE %s
                """,
                sorted(skipped),
                SQL.identifier(table),
                condition,
            )
        )
        if "id" in columns:
            return {int(row["id"]): row for (row,) in found}
        return [row for (row,) in found]

    def _read_ids(self, table, ids):
        return self._read_rows(table, SQL("id IN %s", tuple(ids) or (0,)))

    def _finish_snapshot(self, partners, before):
        """Compare with the rows as they are now.

        :return: dict for the field ``snapshot``: ``people`` (whole rows of the
            contacts), ``changed`` (table -> list of ``{id, old, new}``), ``gone``
            (table -> rows), ``created`` (pictures copied to the target),
            ``linked`` and ``unlinked`` (table -> rows of tables without ids)
        """
        self.env.flush_all()
        people = before["res_partner"][1]
        result = {
            "people": [people[partner.id] for partner in partners],
            "changed": {},
            "gone": {},
            "created": {},
            "linked": {},
            "unlinked": {},
        }
        for table, (condition, rows) in before.items():
            after = self._read_rows(table, condition)
            if isinstance(rows, list):
                unlinked, linked = merge_rows.compare_links(rows, after)
                parts = {"unlinked": unlinked, "linked": linked}
            else:
                # A moved row may not fulfil the condition any more.
                after |= self._read_ids(table, rows.keys() - after.keys())
                changes = merge_rows.compare(rows, after)
                parts = {
                    "changed": self._filter_changes(table, changes.changed, rows),
                    "gone": changes.gone,
                }
                if table == "ir_attachment":
                    parts["created"] = [
                        {"id": id_, "checksum": after[id_]["checksum"]}
                        for id_ in changes.created
                    ]
            for kind, part in parts.items():
                if part:
                    result[kind][table] = part
        return result

    @api.model
    def _filter_changes(self, table, changes, rows):
        """Hook: changes which an addon gives back by itself are left out.

        :param list changes: ``{id, old, new}``
        :param dict rows: id -> row before the merge
        :return: list of changes
        """
        return changes

    # === WORDS === #

    @api.model
    def _get_models_by_table(self):
        return {
            model._table: name
            for name, model in self.env.registry.items()
            if model._auto and not model._abstract
        }

    def _describe_moved(self, snapshot):
        """How many records of each kind were moved, for people.

        :return: text, one kind a line
        """
        models_ = self._get_models_by_table()
        links = self._get_link_columns()
        lines = []
        for table, changes in snapshot["changed"].items():
            name = models_.get(table)
            count = sum(
                bool(links.get(table, set()) & change["new"].keys())
                for change in changes
            )
            if name and count and name not in UNTOLD_MODELS:
                title = self.env["ir.model"]._get(name).name
                lines.append(f"{title}: {count}")
        return "\n".join(sorted(lines))

    @api.model
    def _get_link_columns(self):
        """Columns which say to whom a row belongs.

        :return: dict table -> set of columns
        """
        wizard = self.env["base.partner.merge.automatic.wizard"]
        links = {}
        for table, column in wizard._get_fk_on("res_partner"):
            links.setdefault(table, set()).add(column)
        for _model, table, _kind, column in wizard._get_dealer_references():
            links.setdefault(table, set()).add(column)
        return links
