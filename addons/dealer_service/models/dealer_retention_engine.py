"""Active, at risk, lost: stored with the due dates, in sets."""

from odoo import api, fields, models
from odoo.tools import SQL

from ..tools import retention
from .dealer_maintenance_engine import DONE_STATES, MAX_AT_ONCE

# Months; see ``res.config.settings``.
KEYS = {
    "usual": ("dealer_service.retention_usual_months", 12),
    "risk": ("dealer_service.retention_risk_months", 1),
    "lost": ("dealer_service.retention_lost_months", 6),
}
VEHICLE_FIELDS = (
    "last_visit_date",
    "expected_visit_date",
    "retention_state",
    "maintenance_count",
)
PARTNER_FIELDS = ("dealer_retention_state", "dealer_last_visit_date")


class DealerMaintenanceEngine(models.AbstractModel):
    _inherit = "dealer.maintenance.engine"

    @api.model
    def _cron_update(self):
        result = super()._cron_update()
        self._clear_retention()
        return result

    @api.model
    def _update(self, vehicle_ids, today=None):
        changed = super()._update(vehicle_ids, today)
        if vehicle_ids:
            self._update_retention(vehicle_ids, today)
        return changed

    @api.model
    def _get_retention_months(self):
        """The rules of retention.

        :return: dict usual, risk, lost -> months
        """
        # sudo: parameters are closed for everybody but the administrator.
        parameters = self.env["ir.config_parameter"].sudo()
        return {
            name: int(parameters.get_param(key) or default)
            for name, (key, default) in KEYS.items()
        }

    @api.model
    def _update_retention(self, vehicle_ids, today=None):
        """Store how well vehicles and their owners are kept; by ``tools/retention``.

        :param list vehicle_ids: ids of dealer.vehicle
        :param today: date, default the current one
        """
        today = today or fields.Date.context_today(self)
        many = len(vehicle_ids) > MAX_AT_ONCE
        if many:
            # As for the due dates: the planner expects too few rows.
            self.env.cr.execute("SET LOCAL enable_nestloop TO off")
        rows = self.env.execute_query(self._get_retention_sql(vehicle_ids, today))
        people = self.env.execute_query(self._get_partner_sql(vehicle_ids))
        if many:
            self.env.cr.execute("SET LOCAL enable_nestloop TO on")
        self.env["dealer.vehicle"].browse(row[0] for row in rows).invalidate_recordset(
            VEHICLE_FIELDS, flush=False
        )
        self._forget_people(people)

    def _forget_people(self, rows):
        self.env["res.partner"].browse(row[0] for row in rows).invalidate_recordset(
            PARTNER_FIELDS, flush=False
        )

    @api.model
    def _get_visit_sql(self, vehicle_ids):
        """Visits of the present owner for which somebody paid.

        Work which the showroom did for itself is no visit. A visit of somebody else is
        one of the present owner when it was in the owner's time.

        :param list vehicle_ids: ids of dealer.vehicle
        :return: list of tuples (name, SQL); the last one, ``visit``, has vehicle_id,
            day and is_maintenance
        """
        internal = SQL(
            """
            SELECT DISTINCT job.order_id
              FROM dealer_service_order visit
              JOIN dealer_service_line job ON job.order_id = visit.id
              JOIN dealer_pay_type payer ON payer.id = job.pay_type_id
             WHERE visit.vehicle_id = ANY(%s) AND payer.payer_mode = 'none'
            """,
            list(vehicle_ids),
        )
        proof = SQL(
            """
            SELECT product_id FROM dealer_maintenance_line
             UNION
            SELECT product_id FROM dealer_maintenance_part WHERE is_proof
            """
        )
        service = SQL(
            """
            SELECT DISTINCT job.order_id
              FROM come
              JOIN dealer_service_order visit ON visit.id = come.id
              JOIN dealer_service_line job ON job.order_id = visit.id
              JOIN proof ON proof.product_id = job.product_id
             WHERE %s
            """,
            self._get_done_condition(),
        )
        visit = SQL(
            """
            SELECT come.vehicle_id, come.day,
                   service.order_id IS NOT NULL AS is_maintenance
              FROM come LEFT JOIN service ON service.order_id = come.id
            """
        )
        return [
            ("internal", internal),
            ("proof", proof),
            ("come", self._get_come_sql(vehicle_ids)),
            ("service", service),
            ("visit", visit),
        ]

    def _get_come_sql(self, vehicle_ids):
        """The orders which are visits of the present owner."""
        return SQL(
            """
            SELECT visit.id, visit.vehicle_id, visit.date::date AS day
              FROM dealer_vehicle vehicle
              JOIN dealer_service_order visit ON visit.vehicle_id = vehicle.id
         LEFT JOIN (SELECT vehicle_id, partner_id, max(date_from) AS day
                      FROM dealer_vehicle_ownership
                     WHERE role = 'owner' AND vehicle_id = ANY(%(ids)s)
                  GROUP BY vehicle_id, partner_id) since
                ON since.vehicle_id = vehicle.id AND since.partner_id = vehicle.owner_id
         LEFT JOIN internal ON internal.order_id = visit.id
             WHERE vehicle.id = ANY(%(ids)s) AND vehicle.active
               AND vehicle.state = 'customer' AND vehicle.owner_id IS NOT NULL
               AND visit.state = ANY(%(states)s)
               AND (visit.partner_id = vehicle.owner_id
                    OR visit.date::date >= since.day)
               AND (internal.order_id IS NULL OR EXISTS (
                    SELECT FROM dealer_service_line job
                 LEFT JOIN dealer_pay_type payer ON payer.id = job.pay_type_id
                     WHERE job.order_id = visit.id
                       AND payer.payer_mode IS DISTINCT FROM 'none'))
            """,
            ids=list(vehicle_ids),
            states=list(DONE_STATES),
        )

    def _get_retention_sql(self, vehicle_ids, today):
        months = self._get_retention_months()
        common = SQL(", ").join(
            SQL("%s AS MATERIALIZED (%s)", SQL.identifier(name), query)
            for name, query in self._get_visit_sql(vehicle_ids)
        )
        return SQL(
            """
            WITH %(common)s, last AS MATERIALIZED (
                SELECT vehicle_id, max(day) AS day,
                       count(DISTINCT day) FILTER (WHERE is_maintenance) AS times
                  FROM visit GROUP BY vehicle_id),
            rule AS MATERIALIZED (
                SELECT chosen.id, last.day, last.times, last.day + COALESCE(
                           NULLIF(car.service_interval, 0), %(usual)s) AS expected
                  FROM unnest(%(ids)s) AS chosen (id)
                  JOIN dealer_vehicle car ON car.id = chosen.id
             LEFT JOIN last ON last.vehicle_id = chosen.id)
            UPDATE dealer_vehicle vehicle
               SET last_visit_date = total.day,
                   expected_visit_date = total.expected,
                   maintenance_count = total.times,
                   retention_state = total.state
              FROM (SELECT rule.id, day, expected, COALESCE(times, 0)::int AS times,
                           CASE WHEN expected IS NULL THEN NULL
                                WHEN %(today)s <= expected + %(risk)s THEN 'active'
                                WHEN %(today)s <= expected + %(lost)s THEN 'at_risk'
                                ELSE 'lost' END AS state
                      FROM rule) total
             WHERE vehicle.id = total.id
               AND (vehicle.last_visit_date, vehicle.expected_visit_date,
                    COALESCE(vehicle.maintenance_count, 0), vehicle.retention_state)
                   IS DISTINCT FROM
                   (total.day, total.expected, total.times, total.state)
         RETURNING vehicle.id
            """,
            common=common,
            ids=list(vehicle_ids),
            today=today,
            usual=round(months["usual"] * retention.DAYS_PER_MONTH),
            risk=_months(months["risk"]),
            lost=_months(months["lost"]),
        )

    def _get_partner_sql(self, vehicle_ids):
        """Owners are as well kept as the best of their cars."""
        return SQL(
            """
            UPDATE res_partner owner
               SET dealer_retention_state = total.state,
                   dealer_last_visit_date = total.day
              FROM (SELECT chosen.owner_id AS id, max(car.last_visit_date) AS day,
                           (array_agg(car.retention_state
                                ORDER BY array_position(%(states)s::varchar[],
                                                        car.retention_state))
                                FILTER (WHERE car.retention_state IS NOT NULL)
                           )[1] AS state
                      FROM (SELECT DISTINCT owner_id FROM dealer_vehicle
                             WHERE id = ANY(%(ids)s) AND owner_id IS NOT NULL) chosen
                      JOIN dealer_vehicle car ON car.owner_id = chosen.owner_id
                  GROUP BY chosen.owner_id) total
             WHERE owner.id = total.id
               AND (owner.dealer_retention_state, owner.dealer_last_visit_date)
                   IS DISTINCT FROM (total.state, total.day)
         RETURNING owner.id
            """,
            ids=list(vehicle_ids),
            states=list(retention.STATES),
        )

    @api.model
    def _clear_retention(self):
        """People who have no car of ours any more are neither kept nor lost."""
        rows = self.env.execute_query(
            SQL(
                """
                UPDATE res_partner owner
                   SET dealer_retention_state = NULL, dealer_last_visit_date = NULL
                 WHERE owner.dealer_retention_state IS NOT NULL
                   AND NOT EXISTS (SELECT FROM dealer_vehicle car
                                    WHERE car.owner_id = owner.id
                                      AND car.retention_state IS NOT NULL)
             RETURNING owner.id
                """
            )
        )
        self._forget_people(rows)


def _months(number):
    return SQL("make_interval(months => %s)", number)
