"""Points in the books: last month closed, and settled between the showrooms."""

from dateutil.relativedelta import relativedelta

from odoo import models
from odoo.exceptions import UserError

from .dealer_demo_club import CLUB

# So many months are not settled between the showrooms yet.
OPEN_MONTHS = 4


class DealerDemo(models.AbstractModel):
    _inherit = "dealer.demo"

    def _get_stages(self):
        return [
            *super()._get_stages(),
            ("books", "points in the books", self._close_points),
        ]

    def _close_points(self, house):
        """Contract liability; the last month of the first showroom is posted, that of
        the second one waits."""
        companies = self.env["res.company"].union(*self._get_companies().values())
        accountant = self.env["res.users"].search([("login", "=", "accountant")])
        if not accountant or companies - accountant.company_ids:
            return
        env = self.with_user(accountant).env
        env = env(context={**env.context, "allowed_company_ids": companies.ids})
        last_day = env["dealer.loyalty.closing"]._default_day()
        settings = [
            self._set_up_points(env, company, last_day) for company in companies
        ]
        for setting in settings[:2]:
            closing = env["dealer.loyalty.closing"]._prepare_month(setting, last_day)
            if setting == settings[0]:
                closing.action_review()
                closing.action_post()
        self._settle_points(env, last_day)

    def _set_up_points(self, env, company, last_day):
        setup = env["dealer.loyalty.accounting.setup"].create(
            {
                "program_id": env.ref(CLUB).id,
                "company_id": company.id,
                "date_from": last_day.replace(month=1, day=1),
                "redemption_share": 75,
                "reason": "Share of points used in the last three years",
                "settle": True,
            }
        )
        return env["dealer.loyalty.accounting"].browse(setup.action_set_up()["res_id"])

    def _settle_points(self, env, last_day):
        """What is older is settled, the last months wait as drafts."""
        settlements = env["dealer.loyalty.settlement"]
        for month, is_posted in (
            (last_day - relativedelta(months=OPEN_MONTHS), True),
            (last_day, False),
        ):
            try:
                rows = settlements._prepare_month(env.ref(CLUB), month)
            except UserError:
                # A small dealership: nobody was on a journey.
                continue
            if is_posted:
                rows.action_post()
