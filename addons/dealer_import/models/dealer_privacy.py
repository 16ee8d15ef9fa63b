"""Rows of imported files which are about a person."""

import csv
import io
from pathlib import Path

from odoo import api, models
from odoo.exceptions import UserError

from odoo.addons.dealer_crm.tools.privacy import Policy

from ..tools import reading, rows
from .dealer_import_lead import LEAD_KINDS


class DealerPrivacy(models.AbstractModel):
    _inherit = "dealer.privacy"

    @api.model
    def _get_policies(self):
        return {
            **super()._get_policies(),
            "dealer.import": Policy(
                "none",
                links=(),
                kept=("name", "source", "file_name", "preview_html"),
                mentions=("message",),
                show=(),
            ),
            "dealer.import.column": Policy(
                "none",
                links=(),
                kept=("name",),
                mentions=("samples", "sample_values"),
                show=(),
            ),
            "dealer.import.key": Policy(
                "none",
                links=(),
                kept=("kind", "source", "key"),
                note=self.env._(
                    "Rows of imported files are emptied; that they were imported stays."
                ),
                show=("create_date", "source", "kind", "key"),
            ),
            "dealer.import.remark": Policy(
                "none", links=(), mentions=("text", "cells"), show=()
            ),
            "dealer.import.target": Policy(
                "none", kept=("kind", "code", "synonyms"), show=()
            ),
        }

    @api.model
    def _find_further(self, people, found):
        further = super()._find_further(people, found)
        further["dealer.import.key"] = self._all("dealer.import.key").search(
            [("kind", "=", "customer"), ("res_id", "in", people.ids)]
        )
        if leads := found.get("crm.lead"):
            further["dealer.import.key"] |= self._all("dealer.import.key").search(
                [("kind", "in", list(LEAD_KINDS)), ("res_id", "in", leads.ids)]
            )
        return further

    # === ROWS OF FILES === #

    def _find_import_rows(self, found, traces):
        """Rows about the person in the files of all imports.

        :param dict found: as ``_collect`` returns it
        :param traces: tools.privacy.Traces
        :return: list of tuples (dealer.import, numbers of lines, cells of these lines
            with those of the titles first)
        """
        keys = found.get("dealer.import.key", self.env["dealer.import.key"])
        digests = set(keys.mapped("key"))
        result = []
        for job in self._all("dealer.import").search([("data", "!=", False)]):
            lines, content = [], []
            for number, (cells, _place) in enumerate(
                reading.rows(job._get_stored("data")), 1
            ):
                if number == 1:
                    content.append(cells)
                elif traces.find(" ; ".join(cells)) or rows.digest(cells) in digests:
                    lines.append(number)
                    content.append(cells)
            if lines:
                result.append((job, lines, content))
        return result

    def _get_files(self, found):
        """Add the rows of imported files."""
        yield from super()._get_files(found)
        traces = self._get_traces(found["res.partner"], found)
        for job, _lines, content in self._find_import_rows(found, traces):
            stream = io.StringIO()
            csv.writer(stream, lineterminator="\n").writerows(content)
            yield f"import-{job.id}.csv", stream.getvalue().encode("utf-8-sig")

    # === ERASURE === #

    def _get_suppression_keys(self, people, found):
        """Add the person's numbers in former systems."""
        keys = found.get("dealer.import.key", self.env["dealer.import.key"])
        return super()._get_suppression_keys(people, found) | {
            ("number", f"{key.source}:{key.key.removeprefix('id:')}")
            for key in keys
            if key.key.startswith("id:")
        }

    def _before_erase(self, people, found):
        res = super()._before_erase(people, found)
        traces = self._get_traces(people, found)
        for job, lines, _content in self._find_import_rows(found, traces):
            if job.state in ("running", "paused"):
                raise UserError(
                    self.env._(
                        "The import %(name)s has a row of this person and has not "
                        "ended. Let it end, or delete it.",
                        name=job.name,
                    )
                )
            self._erase_import_rows(job, set(lines))
        keys = found.get("dealer.import.key", self.env["dealer.import.key"])
        found["dealer.import.key"] = keys.filtered(
            lambda key: not key.key.startswith("id:")
        )
        (keys - found["dealer.import.key"]).unlink()
        return res

    def _erase_import_rows(self, job, lines):
        """Empty rows of a file; the others keep their numbers.

        :param job: dealer.import, not running
        :param set lines: numbers of lines, the titles are 1
        """
        stream = io.StringIO()
        writer = csv.writer(stream, lineterminator="\n")
        for number, (cells, _place) in enumerate(
            reading.rows(job._get_stored("data")), 1
        ):
            writer.writerow([""] * len(cells) if number in lines else cells)
        data = stream.getvalue().encode()
        encoded = job._encode(data)
        # sudo: the data of an import are written by nobody but the import.
        job.sudo().write(
            {
                "data": encoded,
                "file": encoded,
                "file_name": f"{Path(job.file_name or job.name).stem}.csv",
                "is_workbook": False,
                "encoding": "utf-8",
                "separator": ",",
                "preview_html": False,
            }
        )
        _titles, samples = job._get_samples(data)
        for column, values in zip(
            job.column_ids.sorted("position"), samples, strict=False
        ):
            column.write(
                {"samples": " · ".join(values[:3])[:200], "sample_values": values}
            )
        remarks = job.remark_ids.filtered(lambda remark: remark.line in lines)
        remarks.write({"cells": [""], "text": self.env._("Erased")})
