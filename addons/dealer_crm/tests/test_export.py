import io
import json

import openpyxl

from odoo import http
from odoo.tests import HttpCase, new_test_user, tagged

FORMULA = '=HYPERLINK("http://evil.example.com","Click")'


@tagged("post_install", "-at_install")
class TestExport(HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        new_test_user(
            cls.env,
            "export_boss",
            "dealer_crm.group_dealer_manager,base.group_allow_export",
        )
        cls.partners = cls.env["res.partner"].create(
            [{"name": FORMULA, "ref": "@SUM(1)"}, {"name": "+7 900", "ref": "-1"}]
        )

    def _export(self, kind, **values):
        self.authenticate("export_boss", "export_boss")
        data = {
            "model": "res.partner",
            "fields": [
                {"name": "name", "label": "Name", "type": "char"},
                {"name": "ref", "label": "Reference", "type": "char"},
            ],
            "ids": self.partners.ids,
            "domain": [],
            "groupby": [],
            "import_compat": False,
            "context": {},
            **values,
        }
        answer = self.url_open(
            f"/web/export/{kind}",
            {"data": json.dumps(data), "csrf_token": http.Request.csrf_token(self)},
        )
        answer.raise_for_status()
        return answer

    def _cells(self, content):
        sheet = openpyxl.load_workbook(io.BytesIO(content)).active
        return [cell for row in sheet.iter_rows() for cell in row if cell.value]

    def test_xlsx(self):
        for values in (
            {},
            {
                "groupby": ["name"],
                "ids": False,
                "domain": [["id", "in", self.partners.ids]],
            },
        ):
            cells = self._cells(self._export("xlsx", **values).content)
            self.assertTrue(any(FORMULA in str(cell.value) for cell in cells))
            self.assertNotIn("f", {cell.data_type for cell in cells})

    def test_csv(self):
        text = self._export("csv").text
        for value in (FORMULA.replace('"', '""'), "@SUM(1)", "+7 900", "-1"):
            self.assertIn(f"'{value}", text)

    def test_pivot(self):
        self.authenticate("export_boss", "export_boss")
        table = {
            "title": "Pivot",
            "model": "res.partner",
            "measure_count": 1,
            "origin_count": 1,
            "col_group_headers": [[{"title": FORMULA, "width": 1, "height": 1}]],
            "measure_headers": [{"title": "Count", "is_bold": False}],
            "origin_headers": [],
            "rows": [
                {
                    "title": FORMULA,
                    "indent": 0,
                    "values": [{"value": 1, "is_bold": False}],
                }
            ],
        }
        answer = self.url_open(
            "/web/pivot/export_xlsx",
            {"data": json.dumps(table), "csrf_token": http.Request.csrf_token(self)},
        )
        answer.raise_for_status()
        cells = self._cells(answer.content)
        self.assertTrue(any(FORMULA in str(cell.value) for cell in cells))
        self.assertNotIn("f", {cell.data_type for cell in cells})
