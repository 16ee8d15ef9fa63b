from odoo import api, fields, models


class DealerMaintenanceLine(models.Model):
    _name = "dealer.maintenance.line"
    _description = "Maintenance Operation"
    _order = "plan_id, sequence, id"

    plan_id = fields.Many2one(
        comodel_name="dealer.maintenance.plan",
        required=True,
        ondelete="cascade",
        index=True,
    )
    sequence = fields.Integer(default=10)
    product_id = fields.Many2one(
        comodel_name="product.product",
        string="Operation",
        required=True,
        ondelete="restrict",
        index=True,
        domain="[('type', '=', 'service')]",
        help="The operation counts as done with each service order that has it.",
    )
    name = fields.Char(
        string="Description",
        compute="_compute_name",
        store=True,
        readonly=False,
        precompute=True,
        required=True,
        translate=True,
    )
    interval_km = fields.Integer(string="Every km", aggregator=None)
    interval_months = fields.Integer(string="Every Months", aggregator=None)
    first_km = fields.Integer(
        string="First at km",
        aggregator=None,
        help="When the first time is special. Empty: as the others.",
    )
    first_months = fields.Integer(string="First after Months", aggregator=None)
    hours = fields.Float(
        string="Norm Hours", aggregator=None, help="For the forecast of the workshop."
    )
    part_ids = fields.One2many(
        comodel_name="dealer.maintenance.part",
        inverse_name="line_id",
        string="Parts",
        copy=True,
    )

    _intervals = models.Constraint(
        "CHECK(LEAST(COALESCE(interval_km, 0), COALESCE(interval_months, 0),"
        " COALESCE(first_km, 0), COALESCE(first_months, 0)) >= 0"
        " AND COALESCE(hours, 0) >= 0)",
        "Intervals and hours cannot be negative.",
    )
    _some_interval = models.Constraint(
        "CHECK(GREATEST(interval_km, interval_months, first_km, first_months) > 0)",
        "Say when the operation is due: kilometres, months or both.",
    )

    @api.depends("product_id")
    def _compute_name(self):
        for line in self:
            line.name = line.product_id.name


class DealerMaintenancePart(models.Model):
    _name = "dealer.maintenance.part"
    _description = "Part of a Maintenance Operation"
    _order = "line_id, id"

    line_id = fields.Many2one(
        comodel_name="dealer.maintenance.line",
        required=True,
        ondelete="cascade",
        index=True,
    )
    product_id = fields.Many2one(
        comodel_name="product.product",
        string="Part",
        required=True,
        ondelete="restrict",
        index=True,
    )
    quantity = fields.Float(default=1.0, digits="Product Unit", required=True)
    is_proof = fields.Boolean(
        string="Proves It",
        help="An order with this part counts as this operation, too: an oil filter is "
        "changed with the oil only, a litre of oil may be a top-up.",
    )

    _quantity = models.Constraint(
        "CHECK(quantity > 0)", "The quantity of a part must be above zero."
    )
