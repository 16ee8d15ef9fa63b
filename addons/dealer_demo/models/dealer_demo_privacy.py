"""Somebody asked for their data, somebody asked to be forgotten."""

from odoo import models

REASONS = {
    "export": "Letter received, passport shown at the reception",
    "erase": "Request by e-mail, confirmed by telephone",
}


class DealerDemo(models.AbstractModel):
    _inherit = "dealer.demo"

    def _get_stages(self):
        return [
            *super()._get_stages(),
            ("privacy", "personal data handed out and erased", self._make_privacy),
        ]

    def _make_privacy(self, house):
        privacy = self.env["dealer.privacy"].with_user(self._get_user("director"))
        customers = self._get_records("res.partner", "customer")
        privacy._export(customers[0], REASONS["export"])
        # Nobody of the story: its people are needed by the stages which follow.
        visitor = self.env["res.partner"].create(
            {"name": "Эдуард Тимохин", "phone": "+7 900 000-19-61"}
        )
        privacy._erase(visitor, REASONS["erase"])
