"""From one service to the next: where customers are lost."""

from odoo import fields, models
from odoo.tools import SQL

LAST = 6


class DealerRetentionStep(models.Model):
    """A row for each service of a car: it came again, it is lost, or it is open.

    The loss is a share of what is decided: cars which are not due yet are not counted.
    """

    _name = "dealer.retention.step"
    _description = "Loss between Services"
    _auto = False
    _order = "step, id"
    _rec_name = "vehicle_id"
    _depends = {
        "dealer.vehicle": [
            *("maintenance_count", "retention_state", "owner_id", "model_id"),
            "last_visit_date",
        ],
        "fleet.vehicle.model": ["brand_id"],
    }

    step = fields.Selection(
        selection=[
            ("1", "1st to 2nd"),
            ("2", "2nd to 3rd"),
            ("3", "3rd to 4th"),
            ("4", "4th to 5th"),
            ("5", "5th to 6th"),
            ("6", "6th to 7th"),
        ],
        string="Services",
        readonly=True,
    )
    vehicle_id = fields.Many2one(comodel_name="dealer.vehicle", readonly=True)
    owner_id = fields.Many2one(comodel_name="res.partner", readonly=True)
    model_id = fields.Many2one(comodel_name="fleet.vehicle.model", readonly=True)
    brand_id = fields.Many2one(
        comodel_name="fleet.vehicle.model.brand", string="Make", readonly=True
    )
    last_visit_date = fields.Date(string="Last Visit", readonly=True)
    retention_state = fields.Selection(
        selection=lambda self: (
            self.env["dealer.vehicle"]
            ._fields["retention_state"]
            ._description_selection(self.env)
        ),
        string="Retention",
        readonly=True,
    )
    came = fields.Integer(string="Cars", readonly=True)
    returned = fields.Integer(string="Came again", readonly=True)
    lost = fields.Integer(
        readonly=True, help="Not seen again, and lost by the rules of retention."
    )
    loss_rate = fields.Float(
        string="Loss (%)",
        readonly=True,
        # Nothing for an open car: the mean is that of the cars which are decided.
        aggregator="avg",
        digits=(16, 1),
        help="Lost, by lost and came again. Cars which may still come do not count.",
    )

    @property
    def _table_query(self):
        return SQL(
            """
            SELECT car.id::bigint * 16 + number AS id, number::text AS step,
                   car.id AS vehicle_id, car.owner_id, car.model_id, model.brand_id,
                   car.last_visit_date, car.retention_state, 1 AS came,
                   (number < car.maintenance_count)::int AS returned,
                   (number = car.maintenance_count
                    AND car.retention_state = 'lost')::int AS lost,
                   CASE WHEN number < car.maintenance_count THEN 0.0
                        WHEN car.retention_state = 'lost' THEN 100.0 END AS loss_rate
              FROM dealer_vehicle car
        CROSS JOIN LATERAL generate_series(1, LEAST(car.maintenance_count, %s))
                   AS number
         LEFT JOIN fleet_vehicle_model model ON model.id = car.model_id
             WHERE car.retention_state IS NOT NULL
            """,
            LAST,
        )
