"""Nothing a customer wrote becomes a formula in the file of an export.

Stock's CSV escapes "=", "+" and "-", its XLSX nothing: a name "=HYPERLINK(...)" sent by
a web form would be live in the director's spreadsheet.
"""

import json

from odoo import http

from odoo.addons.web.controllers import export, pivot

# What stock's CSV leaves, of the characters with which a formula may begin.
CSV_STARTS = ("@", "\t", "\r")
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
# Does not show, and whatever follows it is text.
ZERO_WIDTH_SPACE = "\u200b"


class TextXlsxWriter(export.ExportXlsxWriter):
    def write(self, row, column, cell_value, style=None):
        if isinstance(cell_value, str) and cell_value:
            self.worksheet.write_string(row, column, cell_value, style)
        else:
            return super().write(row, column, cell_value, style)
        return None


class TextGroupXlsxWriter(TextXlsxWriter, export.GroupExportXlsxWriter):
    pass


class CsvExport(export.CSVExport):
    def from_data(self, fields, columns_headers, rows):
        rows = [
            [
                f"'{cell}"
                if isinstance(cell, str) and cell.startswith(CSV_STARTS)
                else cell
                for cell in row
            ]
            for row in rows
        ]
        return super().from_data(fields, columns_headers, rows)


class ExcelExport(export.ExcelExport):
    def from_data(self, fields, columns_headers, rows):
        with TextXlsxWriter(fields, columns_headers, len(rows)) as writer:
            for number, row in enumerate(rows, start=1):
                for column, cell in enumerate(row):
                    writer.write_cell(number, column, cell)
        return writer.value

    def from_group_data(self, fields, columns_headers, groups):
        with TextGroupXlsxWriter(fields, columns_headers, groups.count) as writer:
            row, column = 1, 0
            for name, group in groups.children.items():
                row, column = writer.write_group(row, column, name, group)
        return writer.value


class TableExporter(pivot.TableExporter):
    @http.route()
    def export_xlsx(self, data, **kw):
        text = data if isinstance(data, str) else data.read()
        return super().export_xlsx(json.dumps(_plain(json.loads(text))), **kw)


def _plain(value):
    """The table with its texts made safe; keys are not shown."""
    if isinstance(value, dict):
        return {key: _plain(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_plain(inner) for inner in value]
    if isinstance(value, str) and value.startswith(FORMULA_STARTS):
        return ZERO_WIDTH_SPACE + value
    return value
