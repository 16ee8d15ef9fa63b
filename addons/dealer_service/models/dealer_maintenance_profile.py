from odoo import fields, models


class DealerMaintenanceProfile(models.Model):
    _name = "dealer.maintenance.profile"
    _description = "Severity Profile"
    _order = "factor desc, id"

    name = fields.Char(required=True, translate=True)
    factor = fields.Float(
        default=1.0,
        required=True,
        aggregator=None,
        help="All intervals are multiplied by it: 0.5 halves them.",
    )
    note = fields.Char(string="For", translate=True)

    _factor = models.Constraint(
        "CHECK(factor >= 0.1 AND factor <= 2)",
        "The factor of a severity profile lies between 0.1 and 2.",
    )
