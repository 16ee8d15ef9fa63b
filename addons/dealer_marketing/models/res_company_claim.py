from odoo import models


class ResCompany(models.Model):
    _inherit = "res.company"

    def _is_dealer_home(self, partner):
        """Whether the showroom is of the region in which a person lives.

        :param partner: res.partner
        :return: bool; False as long as one of the two regions is not known
        """
        # sudo: the address of a showroom is no secret.
        company = self.sudo()
        if company.state_id:
            return company.state_id == partner.state_id
        return bool(company.city) and company.city == partner.city
