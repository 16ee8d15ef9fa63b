"""The catalogue of work: operations with norm hours, and packages of them."""

from odoo import api, fields, models


class DealerServiceOperation(models.Model):
    _name = "dealer.service.operation"
    _description = "Service Operation"
    _order = "code, name, id"
    _rec_names_search = ["name", "code"]

    name = fields.Char(required=True, translate=True)
    code = fields.Char(index=True)
    active = fields.Boolean(default=True)
    hours = fields.Float(
        string="Norm Hours", required=True, default=1.0, digits="Product Unit"
    )
    product_id = fields.Many2one(
        comodel_name="product.product",
        domain="[('type', '=', 'service'), ('sale_ok', '=', True)]",
        ondelete="restrict",
        help="What is invoiced. Empty: the product Labour (norm hour).",
    )

    _hours = models.Constraint("CHECK(hours > 0)", "Norm hours must be above zero.")

    @api.depends("code", "name")
    def _compute_display_name(self):
        for operation in self:
            parts = filter(None, (operation.code, operation.name))
            operation.display_name = " ".join(parts)


class DealerServicePackage(models.Model):
    _name = "dealer.service.package"
    _description = "Service Package"
    _order = "sequence, name, id"

    name = fields.Char(required=True, translate=True)
    active = fields.Boolean(default=True)
    sequence = fields.Integer(default=10)
    model_ids = fields.Many2many(
        comodel_name="fleet.vehicle.model",
        string="Models",
        help="Empty: for every model.",
    )
    brand_ids = fields.Many2many(
        comodel_name="fleet.vehicle.model.brand",
        string="Makes",
        help="Empty: for every make.",
    )
    line_ids = fields.One2many(
        comodel_name="dealer.service.package.line",
        inverse_name="package_id",
        string="Work and Parts",
        copy=True,
    )

    @api.model
    def _get_vehicle_domain(self, vehicle):
        """Packages which fit a car.

        :param vehicle: dealer.vehicle
        :return: list, a domain
        """
        return [
            *("|", ("model_ids", "=", False)),
            ("model_ids", "in", vehicle.model_id.ids),
            *("|", ("brand_ids", "=", False)),
            ("brand_ids", "in", vehicle.brand_id.ids),
        ]


class DealerServicePackageLine(models.Model):
    _name = "dealer.service.package.line"
    _description = "Line of a Service Package"
    _order = "package_id, sequence, id"

    package_id = fields.Many2one(
        comodel_name="dealer.service.package",
        required=True,
        ondelete="cascade",
        index=True,
    )
    sequence = fields.Integer(default=10)
    operation_id = fields.Many2one(
        comodel_name="dealer.service.operation", ondelete="restrict"
    )
    product_id = fields.Many2one(
        comodel_name="product.product",
        string="Part",
        domain="[('type', '=', 'consu'), ('sale_ok', '=', True)]",
        ondelete="restrict",
    )
    quantity = fields.Float(
        digits="Product Unit",
        default=1.0,
        required=True,
        help="Of the part; for an operation how many times it is done.",
    )

    _one = models.Constraint(
        "CHECK((operation_id IS NULL) != (product_id IS NULL))",
        "Each line of a package is either an operation or a part.",
    )
    _quantity = models.Constraint(
        "CHECK(quantity > 0)", "The quantity in a package must be above zero."
    )

    def _prepare_service_line_vals(self):
        """Values of the line of an order.

        :return: dict for ``dealer.service.line.create``
        """
        self.ensure_one()
        if self.operation_id:
            return {
                "kind": "labour",
                "operation_id": self.operation_id.id,
                "quantity": self.operation_id.hours * self.quantity,
            }
        return {
            "kind": "part",
            "product_id": self.product_id.id,
            "quantity": self.quantity,
        }
