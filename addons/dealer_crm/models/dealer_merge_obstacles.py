"""What happened since a merge and contradicts undoing it."""

from odoo import models

from ..tools import merge_rows

MAX_NAMES = 5


class DealerMerge(models.Model):
    _inherit = "dealer.merge"

    def _get_undo_obstacles(self):
        """What happened since and contradicts; addons append theirs.

        :return: list of sentences, empty when the merge can be undone
        """
        self.ensure_one()
        if self.is_erased:
            return [self.env._("- The person has been erased since.")]
        target, sources = self.target_id, self._get_sources()
        people = self.snapshot["people"]
        if len(target | sources) < len(people):
            return [self.env._("- One of the contacts has been deleted.")]
        if target.dealer_merged_into_id:
            return [
                self.env._(
                    "- %(name)s was merged into %(target)s later. Undo that merge "
                    "first.",
                    name=target.name,
                    target=target.dealer_merged_into_id.name,
                )
            ]
        return self._get_row_obstacles() + self._get_invoice_obstacles()

    def _get_essential_tables(self):
        """Tables whose rows must be as the merge left them; addons append theirs.

        :return: set of table names
        """
        return {"dealer_vehicle_ownership"}

    def _get_row_obstacles(self):
        """Moved records which somebody gave to another person since."""
        links = self._get_link_columns()
        essential = self._get_essential_tables()
        models_ = self._get_models_by_table()
        names = []
        for table, changes in self.snapshot["changed"].items():
            if table == "res_partner":
                continue
            now = self._read_ids(table, [change["id"] for change in changes])
            for change in changes:
                row = now.get(change["id"])
                if row is None:
                    contradicts = table in essential
                else:
                    _values, newer = merge_rows.restorable(change, row)
                    contradicts = newer and (
                        table in essential
                        or any(
                            not self._is_computed(models_.get(table), name)
                            for name in links.get(table, set()) & set(newer)
                        )
                    )
                if contradicts:
                    names.append(self._name_row(models_.get(table), change["id"]))
        if not names:
            return []
        return [
            self.env._(
                "- Changed or given to somebody else since: %(names)s.",
                names=self._shorten(names),
            )
        ]

    def _is_computed(self, model_name, name):
        """Whether a column follows from others and is recomputed anyway."""
        field = self.env[model_name]._fields.get(name) if model_name else None
        return bool(field and field.compute and field.readonly)

    def _name_row(self, model_name, row_id):
        if not model_name:
            return str(row_id)
        title = self.env["ir.model"]._get(model_name).name
        record = self.env[model_name].browse(row_id).exists()
        # sudo: taken off, the message names only what the user may read.
        if record and record.sudo(False).has_access("read"):
            return f"{title} {record.display_name}"
        return f"{title} {row_id}"

    def _shorten(self, names):
        rest = len(names) - MAX_NAMES
        text = ", ".join(names[:MAX_NAMES])
        return f"{text} (+{rest})" if rest > 0 else text

    # === INVOICES === #

    def _get_moved_ids(self, snapshot, model_name):
        """Ids of the records which changed hands by the merge.

        :param dict snapshot: as ``_finish_snapshot`` returns it
        :param str model_name: name of a model
        :return: list of ids
        """
        table = self.env[model_name]._table
        links = self._get_link_columns().get(table, set())
        return [
            change["id"]
            for change in snapshot["changed"].get(table, [])
            if links & change["new"].keys()
        ]

    def _get_posted_ids(self, snapshot):
        """Posted invoices among what was moved, or of orders which were moved.

        :param dict snapshot: as ``_finish_snapshot`` returns it
        :return: list of ids of account.move
        """
        if "account.move" not in self.env:
            return []
        moves = self.env["account.move"]
        moves = moves.browse(self._get_moved_ids(snapshot, "account.move")).exists()
        if "sale.order" in self.env:
            orders = self.env["sale.order"]
            orders = orders.browse(self._get_moved_ids(snapshot, "sale.order"))
            moves |= orders.exists().invoice_ids
        return moves.filtered(lambda move: move.state == "posted").ids

    def _get_invoice_obstacles(self):
        """Posted since: moved drafts, or new invoices of moved orders."""
        snapshot = self.snapshot
        new = set(self._get_posted_ids(snapshot)) - set(snapshot["posted"])
        if not new:
            return []
        moves = self.env["account.move"].browse(sorted(new))
        return [
            self.env._(
                "- Invoices posted since on moved orders: %(names)s. Order and invoice "
                "would have two different customers.",
                names=self._shorten(moves.mapped("display_name")),
            )
        ]
