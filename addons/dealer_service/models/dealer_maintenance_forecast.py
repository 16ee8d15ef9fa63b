"""Hours and parts which the due dates of the next weeks ask for."""

from odoo import fields, models
from odoo.tools import SQL

WEEKS = 12
# Operations which fall due so soon after a visit are done with it.
TOGETHER_DAYS = 30
# Who is late comes yet; later, the next round counts.
LATE_DAYS = 28


class DealerMaintenanceForecast(models.Model):
    _name = "dealer.maintenance.forecast"
    _description = "Workshop Forecast"
    _auto = False
    _order = "date, id"
    _rec_name = "product_id"
    _depends = {
        "dealer.vehicle": [
            "maintenance_clocks",
            "next_service_date",
            "owner_id",
            "model_id",
        ],
        "dealer.maintenance.line": ["plan_id", "product_id", "hours"],
        "dealer.maintenance.part": ["line_id", "product_id", "quantity"],
        "fleet.vehicle.model": ["brand_id"],
    }

    date = fields.Date(string="Expected", readonly=True)
    vehicle_id = fields.Many2one(comodel_name="dealer.vehicle", readonly=True)
    owner_id = fields.Many2one(comodel_name="res.partner", readonly=True)
    model_id = fields.Many2one(comodel_name="fleet.vehicle.model", readonly=True)
    brand_id = fields.Many2one(comodel_name="fleet.vehicle.model.brand", readonly=True)
    kind = fields.Selection(
        selection=[("labour", "Labour"), ("part", "Part")], readonly=True
    )
    product_id = fields.Many2one(
        comodel_name="product.product", string="Operation or Part", readonly=True
    )
    hours = fields.Float(string="Norm Hours", readonly=True)
    quantity = fields.Float(readonly=True)

    @property
    def _table_query(self):
        return SQL(
            """
            WITH visit AS (
                SELECT vehicle.id, vehicle.owner_id, vehicle.model_id, model.brand_id,
                       GREATEST(vehicle.next_service_date, CURRENT_DATE) AS date,
                       line.id AS line_id, line.product_id, line.hours
                  FROM dealer_vehicle vehicle
                  JOIN fleet_vehicle_model model ON model.id = vehicle.model_id
            CROSS JOIN LATERAL jsonb_array_elements(vehicle.maintenance_clocks)
                       AS clock (item)
                  JOIN dealer_maintenance_line line
                    ON line.id = (clock.item->>0)::int
                 WHERE vehicle.next_service_date >= CURRENT_DATE - %(late)s
                   AND vehicle.next_service_date < CURRENT_DATE + %(days)s
                   AND (clock.item->>1)::date
                       <= GREATEST(vehicle.next_service_date, CURRENT_DATE)
                          + %(together)s)
            SELECT (id::bigint * 1048576 + line_id) * 64 AS id, id AS vehicle_id,
                   owner_id, model_id, brand_id, date, 'labour' AS kind, product_id,
                   COALESCE(hours, 0)::float AS hours, 1::float AS quantity
              FROM visit
         UNION ALL
            SELECT (visit.id::bigint * 1048576 + visit.line_id) * 64
                   + row_number() OVER (PARTITION BY visit.id, visit.line_id
                                            ORDER BY part.id),
                   visit.id, owner_id, model_id, brand_id, date, 'part',
                   part.product_id, 0, part.quantity::float
              FROM visit
              JOIN dealer_maintenance_part part ON part.line_id = visit.line_id
            """,
            late=LATE_DAYS,
            days=7 * WEEKS,
            together=TOGETHER_DAYS,
        )
