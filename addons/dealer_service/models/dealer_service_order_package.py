"""Smart jobs: one click adds operation and parts for this model."""

from odoo import api, fields, models


class DealerServiceOrder(models.Model):
    _inherit = "dealer.service.order"

    package_id = fields.Many2one(
        comodel_name="dealer.service.package",
        string="Add Package",
        store=False,
        compute="_compute_package_id",
        readonly=False,
        domain="[('id', 'in', suitable_package_ids)]",
        help="Adds the work and the parts of a package for this model.",
    )
    add_operation_id = fields.Many2one(
        comodel_name="dealer.service.operation",
        store=False,
        compute="_compute_package_id",
        readonly=False,
        help="Adds work from the catalogue with its norm hours.",
    )
    suitable_package_ids = fields.Many2many(
        comodel_name="dealer.service.package", compute="_compute_suitable_package_ids"
    )

    def _compute_package_id(self):
        self.package_id = False
        self.add_operation_id = False

    @api.depends("vehicle_id")
    def _compute_suitable_package_ids(self):
        packages = self.env["dealer.service.package"]
        for order in self:
            order.suitable_package_ids = packages.search(
                packages._get_vehicle_domain(order.vehicle_id)
            )

    @api.onchange("package_id")
    def _onchange_package_id(self):
        """Add the lines of the package; the field is free for the next one."""
        if self.package_id:
            self.line_ids = [
                fields.Command.create(vals)
                for vals in self._prepare_package_lines(self.package_id)
            ]
            self.package_id = False

    @api.onchange("add_operation_id")
    def _onchange_add_operation_id(self):
        """Add work from the catalogue; the field is free for the next one."""
        if self.add_operation_id:
            operation = self.add_operation_id.id
            self.line_ids = [
                fields.Command.create({"kind": "labour", "operation_id": operation})
            ]
            self.add_operation_id = False

    @api.model
    def _prepare_package_lines(self, package):
        """Values of the lines a package brings.

        :param package: dealer.service.package
        :return: list of dicts for ``dealer.service.line.create``
        """
        return [line._prepare_service_line_vals() for line in package.line_ids]
