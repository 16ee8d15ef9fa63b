"""Rows about people who asked to be forgotten are not imported again."""

from odoo import models

from ..tools import rows


class DealerImport(models.Model):
    _inherit = "dealer.import"

    def _refuse_erased(self, taken, results):
        """Refuse rows which would bring an erased person back.

        :param taken: list of tools.rows.Row
        :param list results: of tools.rows.Result or None; changed
        """
        handler = self._get_handler()
        if "res.partner" not in handler._get_models():
            return
        todo = [place for place, result in enumerate(results) if not result]
        days = self.env["dealer.privacy.suppression"]._match(
            [self._get_erased_identity(handler, taken[place]) for place in todo],
            self.env.company._get_dealer_country_code(),
        )
        for place, day in zip(todo, days, strict=True):
            if day:
                text = self.env._(
                    "This person asked to be erased on %(date)s and is not imported.",
                    date=day,
                )
                results[place] = rows.Result("rejected", text=text)
                # The list of rejected rows would keep what was to be forgotten.
                taken[place].cells = [""] * len(taken[place].cells)

    def _get_erased_identity(self, handler, row):
        keys = []
        if row.get("number"):
            keys.append(("number", f"{self.source}:{row.get('number')}"))
        return {**handler._get_identity(row), "keys": keys}
