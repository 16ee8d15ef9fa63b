"""The operations due on vehicles, one by one, as the engine stored them."""

from odoo import api, fields, models
from odoo.tools import SQL


class DealerMaintenanceDue(models.Model):
    _name = "dealer.maintenance.due"
    _description = "Due Operation"
    _auto = False
    _order = "due_date, id"
    _rec_name = "line_id"
    _depends = {
        "dealer.vehicle": ["maintenance_clocks", "owner_id", "model_id"],
        "dealer.maintenance.line": ["plan_id", "product_id", "hours"],
    }

    vehicle_id = fields.Many2one(comodel_name="dealer.vehicle", readonly=True)
    owner_id = fields.Many2one(comodel_name="res.partner", readonly=True)
    model_id = fields.Many2one(comodel_name="fleet.vehicle.model", readonly=True)
    plan_id = fields.Many2one(comodel_name="dealer.maintenance.plan", readonly=True)
    line_id = fields.Many2one(
        comodel_name="dealer.maintenance.line", string="Operation", readonly=True
    )
    product_id = fields.Many2one(comodel_name="product.product", readonly=True)
    due_date = fields.Date(string="Due", readonly=True)
    due_odometer = fields.Integer(string="Due (km)", readonly=True, aggregator=None)
    last_date = fields.Date(string="Last Time", readonly=True)
    last_odometer = fields.Integer(
        string="Last Time (km)", readonly=True, aggregator=None
    )
    is_assumed = fields.Boolean(
        string="Assumed",
        readonly=True,
        help="Nothing is known of the last time: it is taken as done elsewhere when it "
        "was due.",
    )
    hours = fields.Float(string="Norm Hours", readonly=True)
    due_state = fields.Selection(
        selection=lambda self: (
            self.env["dealer.vehicle"]
            ._fields["service_due_state"]
            ._description_selection(self.env)
        ),
        string="State",
        compute="_compute_due_state",
    )

    @property
    def _table_query(self):
        return SQL(
            """
            SELECT vehicle.id::bigint * 1048576 + line.id AS id,
                   vehicle.id AS vehicle_id, vehicle.owner_id, vehicle.model_id,
                   line.plan_id, line.id AS line_id, line.product_id, line.hours,
                   (clock.item->>1)::date AS due_date,
                   (clock.item->>2)::int AS due_odometer,
                   (clock.item->>3)::date AS last_date,
                   (clock.item->>4)::int AS last_odometer,
                   (clock.item->>5)::boolean AS is_assumed
              FROM dealer_vehicle vehicle
        CROSS JOIN LATERAL jsonb_array_elements(vehicle.maintenance_clocks)
                   AS clock (item)
              JOIN dealer_maintenance_line line ON line.id = (clock.item->>0)::int
             WHERE vehicle.next_service_date IS NOT NULL
            """
        )

    @api.depends("due_date")
    def _compute_due_state(self):
        today = fields.Date.context_today(self)
        for due in self:
            days = (due.due_date - today).days
            due.due_state = "overdue" if days < 0 else "soon" if days <= 30 else "later"
