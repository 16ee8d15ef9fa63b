"""The files for translators have exactly the texts which the addons have."""

import io
from pathlib import Path

import polib

from odoo.tests import TransactionCase, tagged
from odoo.tools.translate import trans_export

ADDONS = Path(__file__).resolve().parent.parent / "addons"
UPDATE = """
The .pot file is out of date. With a database that has the addon installed:
    odoo i18n export -d DATABASE {addon}
then translate what is new in i18n/ru.po and i18n/zh_CN.po.
"""


@tagged("post_install", "-at_install")
class TestTranslations(TransactionCase):
    def test_template_is_up_to_date(self):
        folders = sorted(ADDONS.glob("dealer_*/i18n"))
        self.assertTrue(folders)
        for folder in folders:
            addon = folder.parent.name
            with self.subTest(addon=addon):
                exported = io.BytesIO()
                trans_export(False, [addon], exported, "po", self.env)
                found = self._terms(exported.getvalue().decode())
                kept = self._terms((folder / f"{addon}.pot").read_text("utf-8"))
                self.assertEqual(found, kept, UPDATE.format(addon=addon))

    def _terms(self, text):
        return {entry.msgid for entry in polib.pofile(text)}
