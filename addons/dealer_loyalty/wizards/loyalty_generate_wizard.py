from odoo import models
from odoo.exceptions import UserError


class LoyaltyGenerateWizard(models.TransientModel):
    _inherit = "loyalty.generate.wizard"

    def generate_coupons(self):
        """Make cards with points; refused for clubs.

        :raise UserError: a programme is a club
        """
        # sudo: only to tell the kind of the programme.
        if any(self.sudo().program_id.mapped("dealer_club")):
            raise UserError(
                self.env._(
                    "Cards of a club are not generated: enrol the customer on the "
                    "contact, points are earned by invoices."
                )
            )
        return super().generate_coupons()
