"""When a vehicle is due: service, inspection, insurance."""

from odoo import api, fields, models

from odoo.addons.fleet.models.fleet_vehicle_model import FUEL_TYPES

ENGINE_FIELDS = {
    "active",
    "first_registration",
    "fuel_type",
    "maintenance_profile_id",
    "model_id",
    "model_year",
    "state",
}


class DealerVehicle(models.Model):
    _inherit = "dealer.vehicle"

    first_registration = fields.Date(
        tracking=True, help="What was never done here counts from this day."
    )
    fuel_type = fields.Selection(
        selection=FUEL_TYPES,
        string="Engine",
        tracking=True,
        help="Where a model is built with several. Empty: the usual one of the model.",
    )
    maintenance_profile_id = fields.Many2one(
        comodel_name="dealer.maintenance.profile",
        string="Use of the Car",
        ondelete="restrict",
        index="btree_not_null",
        tracking=True,
        help="Hard use shortens the intervals. Empty: normal.",
    )
    maintenance_plan_id = fields.Many2one(
        comodel_name="dealer.maintenance.plan",
        readonly=True,
        copy=False,
        ondelete="set null",
        index="btree_not_null",
        help="Found by brand, model, engine and year.",
    )
    next_service_date = fields.Date(
        string="Next Service",
        readonly=True,
        copy=False,
        index="btree_not_null",
        help="Expected day of the next operation of the plan, from the last ones and "
        "the kilometres driven.",
    )
    next_service_odometer = fields.Integer(
        string="Next Service (km)", readonly=True, copy=False, aggregator=None
    )
    # Lists [operation, due date, due km, last date, last km, is assumed].
    maintenance_clocks = fields.Json(readonly=True, copy=False, prefetch=False)
    maintenance_due_ids = fields.One2many(
        comodel_name="dealer.maintenance.due",
        inverse_name="vehicle_id",
        string="Maintenance",
        readonly=True,
    )
    service_due_state = fields.Selection(
        selection=[
            ("overdue", "Overdue"),
            ("soon", "Within 30 days"),
            ("later", "Later"),
        ],
        string="Service Due",
        compute="_compute_service_due_state",
    )
    inspection_date = fields.Date(
        string="Statutory Inspection",
        copy=False,
        index="btree_not_null",
        tracking=True,
        help="Until when the car has to be inspected.",
    )
    insurance_end = fields.Date(
        string="Insured until", copy=False, index="btree_not_null", tracking=True
    )

    @api.depends("next_service_date")
    def _compute_service_due_state(self):
        today = fields.Date.context_today(self)
        for vehicle in self:
            due = vehicle.next_service_date
            if not due:
                vehicle.service_due_state = False
            elif due < today:
                vehicle.service_due_state = "overdue"
            else:
                vehicle.service_due_state = (
                    "soon" if (due - today).days <= 30 else "later"
                )

    @api.model_create_multi
    def create(self, vals_list):
        vehicles = super().create(vals_list)
        self.env["dealer.maintenance.engine"]._schedule(vehicles.filtered("model_id"))
        return vehicles

    def write(self, vals):
        result = super().write(vals)
        if ENGINE_FIELDS & set(vals):
            self.env["dealer.maintenance.engine"]._schedule(self)
        return result

    def action_maintenance(self):
        """Open what is due on the vehicle, the next first.

        :return: window action
        """
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "dealer_service.dealer_maintenance_due_action"
        )
        action["domain"] = [("vehicle_id", "=", self.id)]
        action["context"] = {}
        return action


class DealerVehicleOdometer(models.Model):
    _inherit = "dealer.vehicle.odometer"

    @api.model_create_multi
    def create(self, vals_list):
        readings = super().create(vals_list)
        self.env["dealer.maintenance.engine"]._schedule(readings.vehicle_id)
        return readings

    def write(self, vals):
        result = super().write(vals)
        if {"value", "date", "reason", "vehicle_id"} & set(vals):
            self.env["dealer.maintenance.engine"]._schedule(self.vehicle_id)
        return result

    def unlink(self):
        vehicles = self.vehicle_id
        result = super().unlink()
        self.env["dealer.maintenance.engine"]._schedule(vehicles)
        return result
