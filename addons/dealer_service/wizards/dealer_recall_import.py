"""VIN lists of recalls: pasted, or as a CSV file."""

import base64

from odoo import fields, models
from odoo.exceptions import UserError

from ..tools import recall as rules

MAX_BYTES = 10 * 1024 * 1024
SHOWN = 20


class DealerRecallImport(models.TransientModel):
    _name = "dealer.recall.import"
    _description = "Import VINs of Recalls"

    recall_id = fields.Many2one(
        comodel_name="dealer.recall",
        help="The VINs belong to this recall. Empty: the file says to which.",
    )
    text = fields.Text(string="VINs")
    file = fields.Binary(string="CSV File")
    result = fields.Text(readonly=True)

    def action_import(self):
        """Read the list; lines which are no VIN are named, the others are kept.

        :return: window action of the dialogue with the result
        :raise UserError: there is nothing to read
        """
        self.ensure_one()
        self.env["dealer.recall"].check_access("write")
        if self.file:
            found, unread = self._import_file()
        elif self.text and self.recall_id:
            patterns, unread = rules.parse_list(self.text)
            found = self.recall_id._add_patterns(patterns)
        else:
            raise UserError(
                self.env._("Choose a file, or a recall and paste its VINs.")
            )
        self.result = self._get_result(found, unread)
        return {
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
            "target": "new",
        }

    def _get_result(self, found, unread):
        lines = [self.env._("%(count)s cars of ours found.", count=found)]
        if unread:
            lines.append(
                self.env._(
                    "%(count)s lines are no VIN and were left out:", count=len(unread)
                )
            )
            lines += unread[:SHOWN]
        return "\n".join(lines)

    def _import_file(self):
        """Read a CSV file: campaigns by their number, or the VINs of one.

        :return: tuple (number of cars found, list of lines left out)
        """
        data = base64.b64decode(self.file)
        if len(data) > MAX_BYTES:
            raise UserError(self.env._("The file is larger than 10 MB. Split it."))
        try:
            text = data.decode("utf-8-sig")
        except UnicodeDecodeError:
            text = data.decode("cp1252", errors="replace")
        rows = rules.parse_file(text)
        if not rows:
            if not self.recall_id:
                raise UserError(
                    self.env._(
                        "The file has no column VIN or VIN Start. Choose the recall "
                        "if it is a plain list of VINs."
                    )
                )
            patterns, unread = rules.parse_list(text)
            return self.recall_id._add_patterns(patterns), unread
        return self._import_rows(rows)

    def _import_rows(self, rows):
        campaigns, unread = {}, []
        for row in rows:
            if not (row["number"] or self.recall_id):
                unread.append(row["first"])
                continue
            number = "" if self.recall_id else row["number"]
            first, patterns = campaigns.setdefault(number, (row, []))
            if not row["first"]:
                continue
            # "98680 to 100793" stands in one column in some files.
            if row["last"]:
                found, is_read = rules.parse_cells(row["first"], row["last"])
            else:
                found, bad = rules.parse_list(row["first"])
                is_read = not bad
            patterns += found
            if not is_read:
                unread.append(f"{row['number']} {row['first']} {row['last']}".strip())
        recalls = self._get_recalls(campaigns)
        cars = 0
        for number, (_row, patterns) in campaigns.items():
            cars += recalls[number]._add_patterns(patterns)
        return cars, unread

    def _get_recalls(self, campaigns):
        """The recalls of a file; unknown numbers become new ones.

        :param dict campaigns: number -> (row, patterns)
        :return: dict number -> dealer.recall
        """
        if self.recall_id:
            return {"": self.recall_id}
        model = self.env["dealer.recall"]
        known = model.with_context(active_test=False).search(
            [("name", "in", list(campaigns))]
        )
        recalls = {recall.name: recall for recall in known}
        brands = {
            brand.name: brand
            for brand in self.env["fleet.vehicle.model.brand"].search([])
        }
        missing = [number for number in campaigns if number not in recalls]
        created = model.create(
            [
                self._prepare_recall_vals(number, campaigns[number][0], brands)
                for number in missing
            ]
        )
        return {**recalls, **dict(zip(missing, created, strict=True))}

    def _prepare_recall_vals(self, number, row, brands):
        """Values of a recall from a row of a file.

        :param str number: of the recall
        :param dict row: see tools.recall.parse_file
        :param dict brands: fleet.vehicle.model.brand by name
        :return: dict for ``dealer.recall.create``
        """
        brand = brands.get(rules.match_make(row["make"], brands))
        return {
            "name": number,
            "title": row["title"].capitalize() or number,
            "defect": row["defect"],
            "remedy": row["remedy"],
            "brand_id": brand.id if brand else False,
        }
