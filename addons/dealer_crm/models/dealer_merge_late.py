"""Documents which were being made for a contact while it was merged.

Their transaction began before the merge was there and ended after it: the merge could
not see them, and they could not see the merge.
"""

from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL
from odoo.tools.sql import table_columns

from ..tools.merge_rows import KEEP, KEEP_KEY

# No transaction is open for longer; the scheduled action runs more often.
LATE = timedelta(days=2)
# The creation of a row is dated by the begin of its transaction.
BEFORE = timedelta(hours=1)


class DealerMerge(models.Model):
    _inherit = "dealer.merge"

    @api.model
    def _cron_move_late_rows(self):
        """Move what came to merged contacts in the moment of their merge."""
        # Erased people have nothing that could be moved.
        merges = self.search(
            [
                ("state", "=", "done"),
                ("is_erased", "=", False),
                ("date", ">=", fields.Datetime.now() - LATE),
            ],
            order="id",
        )
        late = merges._find_late_sources()
        for target, sources in late.grouped("dealer_merged_into_id").items():
            self._move_late_rows(target, sources)
            self.env["ir.cron"]._commit_progress(len(sources))

    def _find_late_sources(self):
        """Merged contacts to which rows belong that are younger than the merge.

        :return: res.partner records
        """
        # sudo: the scheduled action repairs for everybody.
        sources = self.sudo().source_ids.filtered("dealer_merged_into_id")
        if not sources:
            return sources
        self.env.flush_all()
        since = min(self.mapped("date")) - BEFORE
        wizard = self.env["base.partner.merge.automatic.wizard"]
        parts = [
            SQL(
                "SELECT %(link)s FROM %(table)s"
                " WHERE %(link)s IN %(ids)s AND create_date >= %(since)s",
                link=SQL.identifier(column),
                table=SQL.identifier(table),
                ids=tuple(sources.ids),
                since=since,
            )
            for table, column in wizard._get_fk_on("res_partner")
            if table != "res_partner" and "create_date" in self._get_columns(table)
        ]
        parts += [
            SQL(
                "SELECT %(link)s FROM %(table)s WHERE %(kind)s = 'res.partner'"
                " AND %(link)s IN %(ids)s AND create_date >= %(since)s",
                link=SQL.identifier(column),
                table=SQL.identifier(table),
                kind=SQL.identifier(kind),
                ids=tuple(sources.ids),
                since=since,
            )
            for _model, table, kind, column in wizard._get_dealer_references()
            if "create_date" in self._get_columns(table)
        ]
        rows = self.env.execute_query(SQL(" UNION ").join(parts))
        return sources.browse(row[0] for row in rows)

    def _get_columns(self, table):
        return table_columns(self.env.cr, table)

    def _move_late_rows(self, target, sources):
        """The steps of the merge which move rows, once more.

        :param target: res.partner which stayed
        :param sources: res.partner records which were merged into it
        """
        wizard = self.env["base.partner.merge.automatic.wizard"].with_context(
            tracking_disable=True, **{KEEP_KEY: KEEP}
        )
        sources = sources.with_context(tracking_disable=True, active_test=False)
        self._lock(target | sources)
        wizard._update_foreign_keys(sources, target)
        self._free_sources(sources)
        wizard._update_reference_fields(sources, target)
        self._refresh_people(target)
