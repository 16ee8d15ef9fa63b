"""From cells to values."""

from odoo import models

from ..tools import rows, values


class DealerImport(models.Model):
    _inherit = "dealer.import"

    def _get_converters(self):
        """How to read each column which is imported.

        :return: list of tuples (place, code, type, column)
        """
        return [
            (column.position, column.target_id.code, column.value_type, column)
            for column in self.column_ids
            if column.target_id
        ]

    def _convert(self, cells, line, columns):
        """A row with converted values.

        :param list cells: of the file
        :param int line: number in the file
        :param columns: as ``_get_converters`` returns them
        :return: tools.rows.Row
        """
        row = rows.Row(line, cells)
        for place, code, kind, column in columns:
            cell = cells[place] if place < len(cells) else ""
            text = values.clean(cell, words=kind != "name")
            if not text or row.fault:
                continue
            try:
                value = self._convert_value(text, kind, column, row)
            except values.BadValueError as error:
                row.fault = self._get_value_message(error, column.name, text)
                continue
            if value not in (None, "") and row.get(code) in (None, ""):
                row.values[code] = value
        return row

    def _convert_value(self, text, kind, column, row):
        if kind == "date":
            return values.day(text, column.date_order or "dmy")
        if kind == "number":
            return values.number(text, column.decimal or None)
        if kind == "points":
            return self._get_whole(values.number(text))
        if kind == "year":
            return values.year(text)
        if kind != "km":
            return text
        kilometres, filler = values.kilometres(text, column.unit or "km")
        if filler:
            row.notes.append(
                self.env._(
                    "%(column)s: %(text)s only fills the place, no reading was made.",
                    column=column.name,
                    text=text,
                )
            )
        return kilometres

    def _get_whole(self, number):
        if number is not None and number % 1:
            raise values.BadValueError("whole")
        return None if number is None else int(number)

    def _get_value_message(self, error, column, text):
        """Words for a value which its column cannot hold.

        :param error: tools.values.BadValueError
        :param str column: title of the column
        :param str text: the value
        :return: translated text
        """
        reasons = {
            "date": self.env._("is no date"),
            "number": self.env._("is no number"),
            "whole": self.env._("is no whole number"),
            "year": self.env._("is no model year"),
            "negative": self.env._("is below zero"),
            "too_large": self.env._("is more than a car runs: check the unit"),
        }
        return f"{column}: {text[:60]} {reasons[error.reason]}."
