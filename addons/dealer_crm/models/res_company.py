from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from odoo import api, models
from odoo.tools import SQL


class ResCompany(models.Model):
    _inherit = "res.company"

    @api.model_create_multi
    def create(self, vals_list):
        companies = super().create(vals_list)
        companies._dealer_allow_intake()
        return companies

    def _dealer_allow_intake(self):
        """Let the intake user work for these showrooms too."""
        user = self.env.ref("dealer_crm.user_intake", raise_if_not_found=False)
        if user:
            # sudo: whoever may create a company may not edit users in general.
            user.sudo().company_ids |= self

    def _get_dealer_timezone(self):
        """Time zone of the showroom: that of its working hours, else of its address.

        :return: ZoneInfo; UTC when nothing is set
        """
        # sudo: opening hours are no secret.
        company = self.sudo()
        name = company.resource_calendar_id.tz or company.partner_id.tz or "UTC"
        try:
            return ZoneInfo(name)
        except ZoneInfoNotFoundError:
            # Odoo offers old names which not every system knows any more.
            return ZoneInfo("UTC")

    def _get_dealer_country_code(self):
        """Country of the showroom, for phone numbers without country code.

        One small query: each search asks for it, and a company's country is
        otherwise computed from the whole contact behind it.

        :return: ISO code or None
        """
        self.env["res.partner"].flush_model(["country_id"])
        rows = self.env.execute_query(
            SQL(
                """
                SELECT country.code
                  FROM res_company company
                  JOIN res_partner partner ON partner.id = company.partner_id
                  JOIN res_country country ON country.id = partner.country_id
                 WHERE company.id = %s
                """,
                self.id or None,
            )
        )
        return rows[0][0] if rows else None
