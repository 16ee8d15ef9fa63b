"""The list of possible duplicates, as the hourly job leaves it."""

from odoo import models


class DealerDemo(models.AbstractModel):
    _inherit = "dealer.demo"

    def _get_stages(self):
        return [
            *super()._get_stages(),
            ("duplicates", "possible duplicates", self._find_duplicates),
        ]

    def _find_duplicates(self, _house):
        due = self.env["res.partner"].search([("dealer_duplicates_due", "=", True)])
        self.env["dealer.duplicate"]._search_slice(due)
