"""From a file to rows: reading, guessing of columns."""

import base64

from odoo import models
from odoo.exceptions import UserError

from ..tools import headers, reading, values

MAX_MEGABYTES = 64
SAMPLE_ROWS = 100
SHOWN_SAMPLES = 3
# Passed in the context: no request can send a Python object.
NO_LIMIT = object()


class DealerImport(models.Model):
    _inherit = "dealer.import"

    def _encode(self, data):
        return base64.b64encode(data)

    def _get_stored(self, field):
        """Bytes of a stored file.

        :param str field: "file" or "data"
        :return: bytes
        """
        # sudo: whoever may read the import may read its files.
        attachment = (
            self.env["ir.attachment"]
            .sudo()
            .search(
                [
                    ("res_model", "=", self._name),
                    ("res_id", "=", self.id),
                    ("res_field", "=", field),
                ],
                limit=1,
            )
        )
        return attachment.raw or b""

    def _read_file(self, guess):
        """Store the file as our own CSV and say what its columns are.

        :param bool guess: guess encoding and separator; else take those chosen
        :raise UserError: the file cannot be read
        """
        self.ensure_one()
        raw = self._get_stored("file")
        self._check_size(raw)
        vals = {"encoding": self.encoding, "separator": self.separator}
        try:
            vals["is_workbook"] = reading.is_workbook(raw)
            if vals["is_workbook"]:
                data = reading.workbook_to_utf8(raw)
                vals.update(encoding=False, separator=False)
            else:
                self._guess_text_format(vals, raw, guess)
                data = reading.to_utf8(raw, vals["encoding"], vals["separator"])
        except reading.UnreadableError as error:
            raise UserError(self._get_unreadable_message(error)) from error
        # sudo: people may not write the data by hand.
        self.sudo().write(
            {
                **vals,
                "data": self._encode(data),
                "total": reading.count_rows(data),
                "preview_html": False,
                "state": "draft",
            }
        )
        self._guess_columns(data)

    def _guess_text_format(self, vals, raw, guess):
        if not raw.strip():
            raise reading.UnreadableError("empty")
        if guess or not vals["encoding"]:
            vals["encoding"] = reading.guess_encoding(raw)
        if guess or not vals["separator"]:
            text = reading.decode(raw[: reading.SAMPLE * 2], vals["encoding"])
            vals["separator"] = reading.guess_separator(text)

    def _get_max_megabytes(self):
        # sudo: settings are closed for managers.
        parameters = self.env["ir.config_parameter"].sudo()
        try:
            return int(
                parameters.get_param("dealer_import.max_megabytes", MAX_MEGABYTES)
            )
        except (TypeError, ValueError):
            return MAX_MEGABYTES

    def _check_size(self, raw):
        limit = self._get_max_megabytes()
        if self.env.context.get("dealer_import_limit") is NO_LIMIT:
            return
        if len(raw) > limit * 1024**2:
            raise UserError(
                self.env._(
                    "The file is larger than %(limit)s MB. Split it, or ask the "
                    "administrator to import it on the server.",
                    limit=limit,
                )
            )

    def _get_unreadable_message(self, error):
        """Words for a file which cannot be read.

        :param error: tools.reading.UnreadableError
        :return: translated text which says what to do
        """
        messages = {
            "empty": self.env._("The file is empty."),
            "old_excel": self.env._(
                "This is a workbook of an old Excel (.xls). Open it, save it as .xlsx "
                "or as CSV, and choose that file."
            ),
            "not_excel": self.env._(
                "The workbook cannot be read: it is damaged or protected by a "
                "password. Open it in Excel and save it as a new .xlsx file."
            ),
            "bomb": self.env._(
                "The workbook is refused: it would need too much memory or contains "
                "what Excel does not write. Save the sheet as CSV."
            ),
            "encoding": self.env._(
                "The text of the file does not fit the encoding %(encoding)s. Choose "
                "another one.",
                encoding=dict(
                    self._fields["encoding"]._description_selection(self.env)
                ).get(error.detail, error.detail),
            ),
            "binary": self.env._(
                "This is no text file. Choose a CSV file or an Excel workbook (.xlsx)."
            ),
            "csv": self.env._(
                "The file is no proper CSV: %(fault)s. Check quotation marks.",
                fault=error.detail,
            ),
            "too_many": self.env._(
                "The file has more than %(limit)s rows. Split it.", limit=error.detail
            ),
            "no_rows": self.env._(
                "The file has no rows below the titles of the columns."
            ),
        }
        return messages[error.reason]

    # === COLUMNS === #

    def _guess_columns(self, data=None):
        """Say what each column holds, by titles and first values.

        :param data: our own CSV, else the stored one
        """
        for job in self:
            titles, samples = job._get_samples(data or job._get_stored("data"))
            targets = self.env["dealer.import.target"].search([("kind", "=", job.kind)])
            known = {target.code: target._get_tool() for target in targets}
            by_code = {target.code: target.id for target in targets}
            guesses = headers.guess(titles, samples, known)
            commands = [
                {
                    "import_id": job.id,
                    "position": place,
                    "name": title or self.env._("Column %(number)s", number=place + 1),
                    "samples": " · ".join(column[:SHOWN_SAMPLES])[:200],
                    "sample_values": column,
                    "target_id": by_code.get(code),
                }
                for place, (title, column, code) in enumerate(
                    zip(titles, samples, guesses, strict=True)
                )
            ]
            # sudo: titles and samples are not written by hand.
            job.column_ids.sudo().unlink()
            job.column_ids.sudo().create(commands)

    def _get_samples(self, data):
        """Titles and first values of the columns.

        :return: tuple (titles, for each column its first distinct values)
        """
        rows = reading.rows(data)
        titles = [values.clean(cell, words=False)[:200] for cell in next(rows)[0]]
        samples = [[] for _title in titles]
        for (cells, _place), _number in zip(rows, range(SAMPLE_ROWS), strict=False):
            for column, cell in zip(samples, cells, strict=False):
                text = values.clean(cell)[:80]
                if text and text not in column:
                    column.append(text)
        return titles, samples
