"""From which country, and in which language, the customers of a source write."""

from odoo import fields, models


class DealerIntakeSource(models.Model):
    _inherit = "dealer.intake.source"

    country_id = fields.Many2one(
        comodel_name="res.country",
        help="Phone numbers without a country code are read as numbers of this "
        "country, and new customers who name none get it. Empty: the country of the "
        "showroom.",
    )
    lang = fields.Selection(
        selection=lambda self: self.env["res.lang"].get_installed(),
        string="Language",
        help="New customers get this language: letters to them are written in it, and "
        "their leads go to members of the team who speak it.",
    )

    def _get_country_code(self):
        """Country of phone numbers without a country code.

        :return: ISO code or None
        """
        self.ensure_one()
        return self.country_id.code or self.company_id._get_dealer_country_code()
