"""Points in the books of the first showroom, with last month closed."""

from odoo import models

from .dealer_demo_club import CLUB


class DealerDemo(models.AbstractModel):
    _inherit = "dealer.demo"

    def _get_stages(self):
        return [
            *super()._get_stages(),
            ("books", "points in the books", self._close_points),
        ]

    def _close_points(self, house):
        """Contract liability; the last month is posted."""
        company = next(iter(self._get_companies().values()))
        accountant = self.env["res.users"].search([("login", "=", "accountant")])
        if not accountant or company not in accountant.company_ids:
            return
        env = self.with_user(accountant).with_company(company).env
        last_day = env["dealer.loyalty.closing"]._default_day()
        setup = env["dealer.loyalty.accounting.setup"].create(
            {
                "program_id": env.ref(CLUB).id,
                "company_id": company.id,
                "date_from": last_day.replace(month=1, day=1),
                "redemption_share": 75,
                "reason": "Share of points used in the last three years",
            }
        )
        setting = env["dealer.loyalty.accounting"].browse(
            setup.action_set_up()["res_id"]
        )
        closing = env["dealer.loyalty.closing"]._prepare_month(setting, last_day)
        closing.action_review()
        closing.action_post()
