"""What has to be done on a model, and how often."""

from odoo import fields, models

from odoo.addons.fleet.models.fleet_vehicle_model import FUEL_TYPES


class DealerMaintenancePlan(models.Model):
    _name = "dealer.maintenance.plan"
    _description = "Maintenance Plan"
    _order = "sequence, name, id"

    name = fields.Char(required=True, translate=True)
    active = fields.Boolean(default=True)
    sequence = fields.Integer(default=10)
    brand_id = fields.Many2one(
        comodel_name="fleet.vehicle.model.brand",
        index="btree_not_null",
        help="Empty, and without models: for all brands without a plan of their own.",
    )
    model_ids = fields.Many2many(
        comodel_name="fleet.vehicle.model",
        domain="[('brand_id', '=', brand_id)] if brand_id else []",
        help="Empty: all models of the brand.",
    )
    fuel_type = fields.Selection(
        selection=FUEL_TYPES,
        string="Engine",
        help="Only for cars with this kind of engine. Empty: for all.",
    )
    year_from = fields.Integer(string="From Year", aggregator=None)
    year_to = fields.Integer(string="To Year", aggregator=None)
    source = fields.Char(help="Where the intervals are published.")
    line_ids = fields.One2many(
        comodel_name="dealer.maintenance.line",
        inverse_name="plan_id",
        string="Operations",
        copy=True,
    )
    vehicle_count = fields.Integer(compute="_compute_vehicle_count")

    _years = models.Constraint(
        "CHECK(COALESCE(year_to, 0) = 0 OR year_to >= COALESCE(year_from, 0))",
        "The last year of a maintenance plan cannot be before its first.",
    )

    def _compute_vehicle_count(self):
        groups = self.env["dealer.vehicle"]._read_group(
            [("maintenance_plan_id", "in", self.ids)],
            ["maintenance_plan_id"],
            ["__count"],
        )
        counts = {plan.id: count for plan, count in groups}
        for plan in self:
            plan.vehicle_count = counts.get(plan.id, 0)

    def action_vehicles(self):
        """Open the vehicles which follow the plan, the next due first.

        :return: window action
        """
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "dealer_service.dealer_vehicle_action_due"
        )
        action["domain"] = [("maintenance_plan_id", "=", self.id)]
        action["context"] = {}
        return action

    def action_recompute(self):
        """Compute the due dates of all vehicles anew, now and not at night.

        :return: notification
        """
        self.check_access("write")
        # sudo: the cursor is a parameter, the cron a record of the system.
        self.sudo().env["dealer.maintenance.engine"]._restart()
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "info",
                "message": self.env._(
                    "The due dates of all vehicles are computed in the background. "
                    "It takes about a minute."
                ),
            },
        }
