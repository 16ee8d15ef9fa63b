"""What an import will do with the first rows."""

import contextlib

from markupsafe import Markup

from odoo import models

PREVIEW_ROWS = 20
BADGES = {
    "created": "text-bg-success",
    "updated": "text-bg-info",
    "unchanged": "text-bg-secondary",
    "rejected": "text-bg-danger",
}


class _UndoneError(Exception):
    """Takes back what the preview has tried."""


class DealerImport(models.Model):
    _inherit = "dealer.import"

    def action_preview(self):
        """Try the first rows, take everything back, and show what would happen.

        :return: True
        :raise UserError: a column is missing which this kind of import needs
        """
        self.ensure_one()
        self.check_access("write")
        self._get_handler()._check_start(self)
        taken, results = self._try_rows(PREVIEW_ROWS)
        # sudo: the preview is written by nobody but the import.
        self.sudo().preview_html = self._get_preview_html(taken, results)
        return True

    def _try_rows(self, limit):
        """What would become of the first rows; nothing is kept.

        :param int limit: rows
        :return: tuple (list of tools.rows.Row, list of tools.rows.Result)
        """
        worker = self._as_worker(self.env.user)
        taken, _place = worker._take(self._get_stored("data"), limit, first=True)
        results = []
        with contextlib.suppress(_UndoneError), self.env.cr.savepoint():
            results = worker._import_rows(taken)
            raise _UndoneError
        return taken, results

    def _get_preview_html(self, taken, results):
        labels = {
            "created": self.env._("New"),
            "updated": self.env._("Completed"),
            "unchanged": self.env._("Known"),
            "rejected": self.env._("Rejected"),
        }
        columns = [column for column in self.column_ids if column.target_id]
        head = [self.env._("Line"), self.env._("Result")]
        head += [column.target_id.name for column in columns]
        lines = [
            [
                str(row.line),
                self._get_badge(labels, row, result),
                *self._get_shown(row, columns),
            ]
            for row, result in zip(taken, results, strict=True)
        ]
        return Markup(
            '<div class="table-responsive"><table class="table table-sm">'
            "<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>"
        ).format(
            head=Markup().join(Markup("<th>{}</th>").format(text) for text in head),
            body=Markup().join(
                Markup("<tr>{}</tr>").format(
                    Markup().join(Markup("<td>{}</td>").format(cell) for cell in line)
                )
                for line in lines
            ),
        )

    def _get_badge(self, labels, row, result):
        texts = [result.text, *(row.notes if result.action != "rejected" else ())]
        return Markup(
            '<span class="badge {color}">{label}</span><div class="small">{text}</div>'
        ).format(
            color=BADGES[result.action],
            label=labels[result.action],
            text=" ".join(filter(None, texts)),
        )

    def _get_shown(self, row, columns):
        """Values as they are understood; those not understood as they are written."""
        shown = []
        for column in columns:
            value = row.get(column.target_id.code)
            place = column.position
            if value is None and row.fault and place < len(row.cells):
                value = row.cells[place]
            shown.append("" if value is None else str(value)[:60])
        return shown
