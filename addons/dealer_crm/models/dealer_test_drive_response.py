from odoo import fields, models


class DealerTestDrive(models.Model):
    _inherit = "dealer.test.drive"

    def write(self, vals):
        result = super().write(vals)
        if vals.get("state") in ("driving", "done"):
            # sudo: the drive may be of a colleague's lead.
            self.lead_id.sudo()._dealer_visit_happened(fields.Datetime.now())
        return result
