from odoo import fields, models


class DealerImport(models.Model):
    _inherit = "dealer.import"

    kind = fields.Selection(
        selection_add=[("service", "Service history")],
        ondelete={"service": "cascade"},
    )
